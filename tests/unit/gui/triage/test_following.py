"""A batch is followed while its process brings its file into being."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cxrviewer.gui.triage.batch_state import BatchState
from cxrviewer.triage.batch import BATCH_FILE, open_batch
from cxrviewer.triage.lock import hold

if TYPE_CHECKING:
    from conftest import Hand


@pytest.fixture
def working() -> Iterator[subprocess.Popen[bytes]]:
    """A process that lives as long as the test."""
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    yield process
    process.communicate()


def test_a_file_that_is_just_being_made_is_looked_at_again(
    hand: "Hand", working: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    follower = hand.window.desk.follower
    told: list[str] = []
    follower.told.connect(told.append)
    (tmp_path / BATCH_FILE).touch()  # as SQLite makes it, before the first table
    with hold(tmp_path):
        follower.follow(tmp_path, working)
        hand.until(lambda: bool(told))
        assert follower.state is BatchState.STARTING
        (tmp_path / BATCH_FILE).unlink()
        with open_batch(tmp_path, "recipe"):
            hand.until(lambda: follower.state is BatchState.RUNNING)
    assert len(told) == 1
    assert told[0].startswith(str(tmp_path / BATCH_FILE))
    follower.follow(None)
