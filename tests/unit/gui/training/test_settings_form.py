"""The form is the table of settings: every value, its limits, what differs and the way back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.training.settings_form import SettingsForm
from cxrviewer.training.presets import PRESETS, SETTINGS, find_preset, settings_of


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show_preset(find_preset("shipped-cxr4"))
    form.resize(700, 500)
    form.show()
    return form


def write(form: SettingsForm, key: str, text: str) -> None:
    """Write into a field as a hand does."""
    editor = form.rows[key].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_comes_back_out_of_the_form_as_it_is(qtbot: QtBot, name: str) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show_preset(find_preset(name))
    assert list(form.rows) == [one.key for one in settings_of(find_preset(name))]
    assert form.changes == {}
    assert form.recipe() == find_preset(name)


def test_a_changed_value_is_marked_and_can_be_reset(form: SettingsForm) -> None:
    row = form.rows["learning_rate"]
    assert not row.reset.isVisible()
    write(form, "learning_rate", "0.0050")
    assert form.changes == {"learning_rate": "0.005"}
    assert form.recipe() == replace(find_preset("shipped-cxr4"), learning_rate=0.005)
    assert row.name.text().startswith("\N{BULLET}")
    row.reset.click()
    assert form.changes == {}
    assert row.name.text() == "Learning rate"


def test_the_usual_value_written_otherwise_is_no_change(form: SettingsForm) -> None:
    usual = float(form.rows["learning_rate"].usual)
    write(form, "learning_rate", f"{usual:e}")
    assert form.changes == {}


def test_a_value_beyond_its_limits_is_refused_with_them(form: SettingsForm) -> None:
    write(form, "batch", "1")
    with pytest.raises(CxrviewerError, match="batch=1 is not between 2 and 4096"):
        form.recipe()


def test_a_switch_and_a_choice_are_values_too(form: SettingsForm) -> None:
    before = form.rows["mixed_precision"].editor.isChecked()
    QTest.keyClick(form.rows["mixed_precision"].editor, Qt.Key.Key_Space)
    schedule = form.rows["schedule"].editor
    schedule.setCurrentText("constant")
    schedule.activated.emit(schedule.currentIndex())
    assert form.changes == {"mixed_precision": "no" if before else "yes", "schedule": "constant"}


def test_the_field_in_focus_is_explained_with_its_limits(form: SettingsForm) -> None:
    form.rows["patience"].editor.setFocus()
    assert SETTINGS["patience"].says in form.help.text()
    assert "0 to 10000 epochs" in form.help.text()
