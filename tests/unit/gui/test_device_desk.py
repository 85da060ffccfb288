"""What computes stands in the status bar once a film has been read, and in the box About."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel

from cxrviewer.gui.device_desk import UNKNOWN
from cxrviewer.gui.dialogs.about import show_about
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.inference.devices import find_device


def test_nobody_has_asked_before_a_film_is_read(open_window: Callable[..., MainWindow]) -> None:
    window = open_window()
    assert window.findChild(QLabel, "device").text() == ""
    assert window.workspace.device.words == UNKNOWN


def test_after_an_analysis_the_status_bar_names_it(
    demo_window: MainWindow, settle: Callable[[MainWindow], None]
) -> None:
    settle(demo_window)
    label, device = demo_window.findChild(QLabel, "device"), find_device("auto")
    assert label.text() == device.words
    assert device.reason in label.toolTip()


def test_about_tells_it_too(
    open_window: Callable[..., MainWindow], settle: Callable[[MainWindow], None]
) -> None:
    window = open_window()
    box = show_about(window, window.workspace.device)
    settle(window)
    assert find_device("auto").words in box.informativeText()
    box.close()
