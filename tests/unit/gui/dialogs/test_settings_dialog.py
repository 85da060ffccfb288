"""The settings: a change holds at once and is on the disk, and what changes elsewhere is shown."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cxrviewer.gui.dialogs.settings import NOTHING, SettingsDialog
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.workspace import Workspace
from cxrviewer.settings import SHOWN, Settings


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window()


@pytest.fixture
def dialog(window: MainWindow, settle: Callable[[MainWindow], None]) -> SettingsDialog:
    window.action("show_settings").trigger()
    settle(window)
    (dialog,) = window.findChildren(SettingsDialog)
    return dialog


def _stored(window: MainWindow) -> dict[str, Any]:
    path = window.shell.settings_path
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _shown(dialog: SettingsDialog) -> list[str]:
    return [name for name, row in dialog.rows.items() if not row.isHidden()]


def test_every_setting_with_a_place_has_a_row(dialog: SettingsDialog) -> None:
    assert set(dialog.rows) == {spec.name for spec in SHOWN}
    for row in dialog.rows.values():
        assert row.help.text().startswith(row.spec.description)
        assert row.reset.isHidden()


IN_USE: dict[str, tuple[object, Callable[[Workspace], object]]] = {
    "patches": (250, lambda workspace: workspace.store.settings.patches),
    "texture_levels": (64, lambda workspace: workspace.session.texture.levels),
    "mask_opacity": (0.25, lambda workspace: workspace.session.display.mask.opacity),
    "brush_share": (0.021, lambda workspace: workspace.session.lung_desk.brush.share),
    "cine_rate": (30, lambda workspace: workspace.cine.rate),
    "cache_megabytes": (128, lambda workspace: workspace.session.cache.limit_bytes >> 20),
}


@pytest.mark.parametrize("name", IN_USE)
def test_a_number_holds_at_once_and_is_kept(window: MainWindow, dialog: SettingsDialog, name: str) -> None:
    value, in_use = IN_USE[name]
    scale = 100 if dialog.rows[name].spec.unit == "%" else 1
    field = dialog.rows[name].field.lineEdit()
    field.selectAll()
    QTest.keyClicks(field, f"{value * scale:g}")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert in_use(window.workspace) == value
    assert _stored(window)[name] == value


def test_a_number_beyond_its_limits_cannot_be_typed(window: MainWindow, dialog: SettingsDialog) -> None:
    field = dialog.rows["cine_rate"].field.lineEdit()
    field.selectAll()
    QTest.keyClicks(field, "999")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert 1 <= window.workspace.cine.rate <= 60


def test_switches_show_and_hide_at_once(window: MainWindow, dialog: SettingsDialog) -> None:
    workspace = window.workspace
    for name in ("mask_visible", "histogram_visible", "panels_visible"):
        dialog.rows[name].field.click()
    assert not workspace.session.display.mask.visible
    assert not workspace.histogram.isHidden()
    assert window.shell.analysis.isHidden()
    assert _stored(window) == {"mask_visible": False, "histogram_visible": True, "panels_visible": False}


def test_a_setting_leaves_the_others_as_they_are(window: MainWindow, dialog: SettingsDialog) -> None:
    """A layer that was hidden by its key since the start stays hidden when something else is chosen."""
    window.action("toggle_heatmap").trigger()
    dialog.rows["mask_visible"].field.click()
    assert not window.workspace.session.display.heatmap.visible


def test_what_is_changed_by_key_is_shown(window: MainWindow, dialog: SettingsDialog) -> None:
    assert dialog.rows["mask_visible"].field.isChecked()
    window.action("toggle_mask").trigger()
    assert not dialog.rows["mask_visible"].field.isChecked()
    assert not dialog.rows["mask_visible"].reset.isHidden()


def test_reset_brings_the_usual_back(window: MainWindow, dialog: SettingsDialog) -> None:
    row = dialog.rows["texture_convention"]
    row.field.setCurrentIndex(1)
    row.field.activated.emit(1)
    assert _stored(window)["texture_convention"] == "lascu2021"
    row.reset.click()
    assert window.workspace.session.texture.convention == Settings().texture_convention
    assert "texture_convention" not in _stored(window)
    assert row.reset.isHidden()


def test_the_search_finds_on_all_pages_and_says_when_there_is_nothing(dialog: SettingsDialog) -> None:
    assert _shown(dialog) == ["analyse_on_open", "device", "patches"]
    dialog.search.setText("MEMORY film")
    assert _shown(dialog) == ["cache_megabytes"]
    dialog.search.setText("coffee")
    assert _shown(dialog) == []
    assert dialog.nothing.text() == NOTHING
    assert not dialog.nothing.isHidden()
    dialog.pages.setCurrentRow(1)
    assert dialog.search.text() == ""
    assert "texture_levels" in _shown(dialog)


def test_tab_reaches_every_field_of_the_page(dialog: SettingsDialog, qtbot: QtBot) -> None:
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    dialog.search.setFocus()
    reached = set()
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    wanted = {dialog.rows[name].field for name in _shown(dialog)} | {dialog.pages, dialog.search}
    assert wanted <= reached


def test_lists_open_their_own_dialogs(window: MainWindow, dialog: SettingsDialog) -> None:
    dialog.rows["shortcuts"].field.click()
    dialog.rows["finding_labels"].field.click()
    titles = {widget.windowTitle() for widget in QApplication.topLevelWidgets() if widget.isVisible()}
    assert {"Shortcuts and gestures", "List of findings"} <= titles


def test_reset_gives_every_command_its_usual_keys(window: MainWindow, dialog: SettingsDialog) -> None:
    remapping = window.workspace.commands.remapping
    usual = window.action("invert").shortcut()
    remapping.use(remapping.keymap.with_keys("invert", ("Ctrl+Alt+I",)))
    row = dialog.rows["shortcuts"]
    assert not row.reset.isHidden()
    row.reset.click()
    assert window.action("invert").shortcut() == usual
    assert row.reset.isHidden()
    assert "shortcuts" not in _stored(window)


def test_reset_brings_the_usual_findings_back(window: MainWindow, dialog: SettingsDialog) -> None:
    window.workspace.store.list_findings(("Only this",))
    dialog.rows["finding_labels"].reset.click()
    assert window.workspace.store.settings.finding_labels == Settings().finding_labels


def test_the_device_is_told_with_the_reason(
    window: MainWindow, dialog: SettingsDialog, settle: Callable[[MainWindow], None]
) -> None:
    row = dialog.rows["device"]
    row.field.setCurrentIndex(row.field.findData("cpu"))
    row.field.activated.emit(1)
    settle(window)
    assert row.help.text().endswith("Now: CPU. The CPU was chosen.")


def test_what_cannot_be_kept_is_said_in_a_sentence(window: MainWindow, dialog: SettingsDialog) -> None:
    path: Path = window.shell.settings_path
    path.unlink(missing_ok=True)
    path.mkdir()
    dialog.rows["mask_visible"].field.click()
    (sentence,) = window.workspace.messages.sentences
    assert sentence.startswith(f"{path}: the settings cannot be saved: ")
    assert not window.workspace.session.display.mask.visible
