"""Room for the film: the panes at the sides go, come when they are wanted, and are remembered."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.pane import Pane

OpenWindow = Callable[..., MainWindow]


def _panes(window: MainWindow) -> tuple[Pane, Pane]:
    return window.shell.films, window.shell.analysis


def test_panes_are_put_away_and_stay_so_in_the_next_window(open_window: OpenWindow) -> None:
    window = open_window()
    for name in ("toggle_films", "toggle_panels"):
        window.action(name).trigger()
        assert not window.action(name).isChecked()
    assert not any(pane.isVisible() for pane in _panes(window))
    window.close()
    other = open_window()
    assert not any(pane.isVisible() for pane in _panes(other))
    other.action("toggle_films").trigger()
    assert [pane.isVisible() for pane in _panes(other)] == [True, False]


def test_a_page_that_is_asked_for_brings_its_pane(open_window: OpenWindow) -> None:
    window = open_window()
    window.action("toggle_panels").trigger()
    window.action("show_measurements").trigger()
    assert window.shell.analysis.isVisible()
    assert window.action("toggle_panels").isChecked()


def test_the_list_of_studies_is_searched_by_its_keys(open_window: OpenWindow) -> None:
    window = open_window()
    window.action("toggle_films").trigger()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.workspace.browser.filters.search


def test_full_screen_puts_them_away_without_being_remembered(open_window: OpenWindow) -> None:
    window = open_window()
    window.action("full_screen").trigger()
    assert not window.action("toggle_films").isChecked()
    window.action("full_screen").trigger()
    assert all(pane.isVisible() for pane in _panes(window))
    assert window.action("toggle_films").isChecked()
    assert window.workspace.store.settings.films_visible


def test_a_narrow_window_begins_without_the_list_which_is_not_remembered(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    settings = tmp_path / "settings" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"window_width": 1024, "window_height": 700}', encoding="utf-8")
    window = open_window()
    assert [pane.isVisible() for pane in _panes(window)] == [False, True]
    window.close()
    assert "films_visible" not in settings.read_text(encoding="utf-8")


def test_a_small_window_leaves_the_film_most_of_the_room(open_window: OpenWindow) -> None:
    window = open_window()
    window.resize(1024, 700)
    window.action("toggle_films").trigger()
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1024, 700)
    assert window.shell.middle.width() > 500
