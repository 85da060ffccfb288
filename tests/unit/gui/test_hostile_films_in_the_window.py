"""Every hostile file through the window: a picture or a sentence, and the window goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hostile.generate import write_all

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.session import Session

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]


def _on_screen(session: Session) -> Path | None:
    return None if session.film is None else session.film.key.path


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_each_hostile_file_is_shown_or_refused(
    open_window: OpenWindow, settle: Settle, tmp_path: Path
) -> None:
    window = open_window([])
    workspace = window.workspace
    workspace.store.settings = workspace.store.settings.__class__(analyse_on_open=False)
    said: list[str] = []
    workspace.session.message.connect(said.append)
    silent = []
    folder = tmp_path / "hostile"
    folder.mkdir()
    for path in write_all(folder):
        said.clear()
        workspace.opening.open([path])
        settle(window)
        workspace.view.viewport().repaint()
        if _on_screen(workspace.session) != path and not said:
            silent.append(path.name)
    assert not silent
    assert not [sentence for sentence in said if "Internal" in sentence]
