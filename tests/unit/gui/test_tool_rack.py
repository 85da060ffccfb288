"""The tools of the left button: all in sight in a low window, gone through by the arrow keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.tool_rack import ToolRack


@pytest.fixture
def rack(open_window: Callable[..., MainWindow]) -> ToolRack:
    (rack,) = open_window().findChildren(ToolRack)
    return rack


@pytest.mark.parametrize(("height", "columns"), [(1100, 1), (720, 2), (600, 2)])
def test_as_many_columns_as_the_height_asks_for_and_nothing_cut(
    rack: ToolRack, height: int, columns: int
) -> None:
    rack.window().resize(1024, height)
    QApplication.processEvents()
    assert rack.window().height() == height
    assert rack.columns == columns
    assert all(rack.rect().contains(button.geometry()) for button in rack.buttons)
    assert rack.parentWidget().rect().contains(rack.geometry())


def test_it_goes_back_to_one_column_when_there_is_room_again(rack: ToolRack) -> None:
    widths = []
    for height in (1100, 640, 1100):
        rack.window().resize(1024, height)
        QApplication.processEvents()
        widths.append(rack.width())
    assert widths[0] == widths[2] < widths[1]


def test_arrow_keys_go_from_tool_to_tool_and_tab_comes_to_the_one_in_hand(
    open_window: Callable[..., MainWindow], noise_film: Path
) -> None:
    (rack,) = open_window([noise_film]).findChildren(ToolRack)
    held = [button for button in rack.buttons if button.focusPolicy() is Qt.FocusPolicy.TabFocus]
    assert [button.isChecked() for button in held] == [True]
    held[0].setFocus()
    QTest.keyClick(held[0], Qt.Key.Key_Down)
    assert rack.window().focusWidget() is rack.buttons[1]
    QTest.keyClick(rack.buttons[1], Qt.Key.Key_Up)
    QTest.keyClick(rack.buttons[0], Qt.Key.Key_Left)
    assert rack.window().focusWidget() is rack.buttons[-1]
