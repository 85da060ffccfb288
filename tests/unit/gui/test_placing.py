"""The window comes back where it was, if there still is such a place."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.placing import place_window
from cxrviewer.settings import Settings, load_settings

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


def _settings(**values: object) -> Settings:
    screen = QApplication.primaryScreen().name()
    return replace(
        Settings(), window_width=800, window_height=600, window_screen=screen, window_placed=True, **values
    )


def test_the_place_of_the_last_run_is_kept(
    open_window: OpenWindow, tmp_path: Path, window: QMainWindow
) -> None:
    first = open_window()
    first.setGeometry(37, 41, 820, 640)
    first.close()
    settings = load_settings(tmp_path / "settings" / "settings.json").settings
    assert (settings.window_left, settings.window_top) == (37, 41)
    assert settings.window_screen == QApplication.primaryScreen().name()
    place_window(window, settings)
    assert (window.geometry().x(), window.geometry().y()) == (37, 41)
    room = QApplication.primaryScreen().availableGeometry()
    assert (window.width(), window.height()) == (min(820, room.width()), min(640, room.height()))


@pytest.mark.parametrize(
    "lost", [{"window_left": 90_000}, {"window_top": -5000}, {"window_screen": "a screen that is gone"}]
)
def test_a_place_outside_of_every_screen_is_not_used(window: QMainWindow, lost: dict[str, object]) -> None:
    before = window.pos()
    place_window(window, replace(_settings(window_left=60, window_top=70), **lost))
    assert window.pos() == before


def test_a_window_that_filled_its_screen_does_so_again(window: QMainWindow) -> None:
    place_window(window, _settings(window_maximized=True))
    assert window.isMaximized()


def test_a_window_is_not_larger_than_its_screen(window: QMainWindow) -> None:
    place_window(window, replace(_settings(), window_width=20_000, window_height=20_000))
    room = QApplication.primaryScreen().availableGeometry()
    assert window.width() <= room.width()
    assert window.height() <= room.height()
