"""Three panels, one key each; what has the focus is in the panel."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.side_tabs import Tab


@pytest.mark.parametrize(
    ("command", "tab"),
    [
        ("show_reading", Tab.READING),
        ("show_measurements", Tab.MEASUREMENTS),
        ("show_analysis", Tab.ANALYSIS),
    ],
)
def test_a_command_brings_its_panel_to_the_front(
    open_window: Callable[..., MainWindow], command: str, tab: Tab
) -> None:
    window = open_window()
    side = window.workspace.side
    assert side.currentIndex() == Tab.ANALYSIS
    window.action(command).trigger()
    assert side.currentIndex() == tab
    focused = QApplication.focusWidget()
    assert focused is not None
    assert side.isAncestorOf(focused)
