import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cxrviewer.gui.app import make_window
from cxrviewer.locations import demo_film

SCRIPT = """
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from cxrviewer.gui.mac_application import MacApplication
application = MacApplication([])
application.asked.connect(print)
application.sendEvent(application, QEvent(QEvent.Type.Clipboard))
application.sendEvent(application, QFileOpenEvent("/films/one of two.dcm"))
"""


def test_it_tells_which_file_is_to_be_opened() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "/films/one of two.dcm\n"


@pytest.mark.parametrize("assembled", [False, True])
def test_the_window_opens_what_it_is_handed_at_once_or_when_it_can(
    assembled: bool, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window([], tmp_path / "settings" / "settings.json")
    if not assembled:
        window.take([demo_film()])
    window.show()
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=60_000)
    if assembled:
        window.take([demo_film()])
    session, runner = window.workspace.session, window.workspace.runner
    qtbot.waitUntil(lambda: session.film is not None and runner.under_way == 0, timeout=60_000)
    assert session.film.key.path == demo_film()
    window.close()
    window.deleteLater()
