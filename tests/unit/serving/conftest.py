"""A listener in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from peers import Listen, Running

from cxrviewer.serving.inbox import open_inbox
from cxrviewer.serving.listener import Listening, listening


@pytest.fixture
def listen(tmp_path: Path) -> Listen:
    """Listen at a free port."""

    @contextmanager
    def start(name: str = "inbox", **how: Any) -> Iterator[Running]:  # noqa: ANN401 - fields of `Listening`
        running = Running(tmp_path / name)
        asked = replace(Listening(port=0), **how)
        with open_inbox(running.folder) as inbox, listening(asked, inbox, running.told.append) as port:
            running.port = port
            yield running

    return start
