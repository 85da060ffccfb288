"""The table of what is drawn: one selection with the film, measured values, every edit undoable."""

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.annotation_model import CALIBRATION, TEXT, VALUE, WHAT
from cxrviewer.measurement import measure
from cxrviewer.study import Annotation, AnnotationSet, Kind, Maker, PixelSpacing, SpacingOrigin

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
LENGTH = Annotation(Kind.LENGTH, ((10, 10), (40, 50)), "scar")
REGION = Annotation(Kind.RECTANGLE, ((20, 20), (80, 90)), "=1+1")
ARROW = Annotation(Kind.ARROW, ((5, 5), (9, 9)))
WORDS = Annotation(Kind.TEXT, ((5, 5),), "words", maker=Maker.IMPORTED)


@pytest.fixture
def window(open_window: OpenWindow, noise_film: Path, settle: Settle, unanalysed: None) -> MainWindow:
    """The window with four annotations on a film without calibration."""
    shown = open_window([noise_film])
    annotating = shown.workspace.session.annotating
    annotating.edit(_drawn(shown).adding(LENGTH, REGION, ARROW, WORDS))
    shown.action("show_measurements").trigger()
    settle(shown)
    return shown


def _drawn(window: MainWindow) -> AnnotationSet:
    return window.workspace.session.annotating.of(window.workspace.session.image_key)


def _column(window: MainWindow, column: int) -> list[str]:
    model = window.workspace.measurements.model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def _select(window: MainWindow, row: int) -> None:
    panel = window.workspace.measurements
    panel.table.setCurrentIndex(panel.model.index(row, WHAT))


def test_every_annotation_has_a_row_with_its_value(window: MainWindow) -> None:
    assert _column(window, WHAT) == ["Length", "Rectangle", "Arrow", "Text, imported"]
    assert _column(window, TEXT) == ["scar", "=1+1", "", "words"]
    assert _column(window, VALUE) == ["50.0 px", "4200 px²", "", ""]
    assert _column(window, CALIBRATION) == ["none", "none", "", ""]


def test_another_calibration_gives_other_values(window: MainWindow, settle: Settle) -> None:
    annotating = window.workspace.session.annotating
    annotating.edit(_drawn(window).calibrated(PixelSpacing(0.5, 0.5, SpacingOrigin.USER)))
    settle(window)
    assert _column(window, VALUE)[:2] == ["25.0 mm", "1050 mm²"]
    assert _column(window, CALIBRATION)[:2] == ["user", "user"]
    annotating.undo(window.workspace.session.image_key)
    settle(window)
    assert _column(window, VALUE)[0] == "50.0 px"


def test_table_and_film_have_one_selection(window: MainWindow, settle: Settle) -> None:
    annotating, panel = window.workspace.session.annotating, window.workspace.measurements
    _select(window, 1)
    assert annotating.selected == REGION.identifier
    annotating.select(LENGTH.identifier)
    assert panel.table.currentIndex().row() == 0
    assert {index.row() for index in panel.table.selectedIndexes()} == {0}
    annotating.select(None)
    assert panel.table.selectedIndexes() == []
    assert not panel.delete.isEnabled()


def test_the_selected_region_shows_all_values_and_its_texture(window: MainWindow, settle: Settle) -> None:
    _select(window, 1)
    settle(window)
    details = window.workspace.measurements.details
    image = window.workspace.session.film.image
    expected = measure(image, _drawn(window), REGION)
    assert expected.texture is not None
    assert details.quantities.rowCount() == len(expected.quantities)
    assert details.texture.rowCount() == len(expected.texture.features)
    shown = {details.texture.item(row, 0).text(): details.texture.item(row, 1).text() for row in range(3)}
    assert float(shown["Contrast"]) == pytest.approx(expected.texture.features["contrast"], rel=1e-3)
    _select(window, 0)
    assert not details.texture.isVisible()


def test_a_selected_region_that_is_reshaped_is_measured_anew_and_then_left_alone(
    window: MainWindow, settle: Settle
) -> None:
    _select(window, 1)
    settle(window)
    workspace, measured = window.workspace, []
    workspace.measuring.measured.connect(measured.append)
    larger = REGION.moved(((20, 20), (100, 120)))
    workspace.session.annotating.edit(_drawn(window).adding(larger))
    settle(window)
    assert len(measured) <= 2
    assert _column(window, VALUE)[1] == "8000 px²"
    assert workspace.measuring.of(larger).texture is not None


def test_film_and_table_have_a_region_measured_once(window: MainWindow, settle: Settle) -> None:
    settle(window)
    wishes: list[object] = []
    session = window.workspace.session
    session.measurements.wanted.connect(wishes.append)
    new = Annotation(Kind.RECTANGLE, ((30, 30), (60, 70)))
    session.annotating.edit(_drawn(window).adding(new))
    window.workspace.view.viewport().repaint()
    settle(window)
    window.workspace.view.viewport().repaint()
    assert len(wishes) == 1
    assert _column(window, VALUE)[-1] == "1200 px²"
    shown = session.measurements.lines(session.film.image, _drawn(window), new)
    assert shown[0] == "area 1200 px²"


def test_the_text_of_a_row_is_edited_in_its_cell(window: MainWindow, qtbot: QtBot) -> None:
    panel, annotating = window.workspace.measurements, window.workspace.session.annotating
    _select(window, 0)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    editor = panel.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "old scar")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _drawn(window).items[0].text == "old scar")
    assert annotating.selected == LENGTH.identifier
    annotating.undo(window.workspace.session.image_key)
    assert _drawn(window).items[0] == LENGTH
    assert _column(window, TEXT)[0] == "scar"


def test_a_text_is_not_left_without_words(window: MainWindow) -> None:
    model = window.workspace.measurements.model
    assert not model.setData(model.index(3, TEXT), "  ")
    assert _drawn(window).items[3] == WORDS


def test_delete_takes_the_row_away_and_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.workspace.measurements
    _select(window, 1)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert _drawn(window).items == (LENGTH, ARROW, WORDS)
    assert window.workspace.session.annotating.selected == ARROW.identifier
    panel.delete.click()
    panel.delete.click()
    panel.delete.click()
    assert _drawn(window).items == ()
    assert panel._none.isVisible()
    assert not panel.delete.isEnabled()


def test_values_are_copied_as_text_and_as_csv(window: MainWindow) -> None:
    panel, clipboard = window.workspace.measurements, QGuiApplication.clipboard()
    panel.copy_text.click()
    lines = clipboard.text().splitlines()
    assert lines[0] == "1. length “scar”: 50.0 px (not calibrated)"
    assert lines[2] == "3. arrow"
    panel.copy_csv.click()
    rows = list(csv.DictReader(io.StringIO(clipboard.text())))
    length = rows[0]
    assert (length["kind"], length["quantity"], float(length["value"]), length["unit"]) == (
        "length",
        "length",
        50.0,
        "px",
    )
    assert {row["text"] for row in rows if row["kind"] == "rectangle"} == {"'=1+1"}
    assert [row["maker"] for row in rows if row["kind"] == "text"] == ["imported"]


def test_another_film_has_its_own_rows(
    window: MainWindow, open_window: OpenWindow, stack: Path, settle: Settle
) -> None:
    window.workspace.opening.open([stack])
    settle(window)
    assert window.workspace.session.film.key.path == stack
    assert window.workspace.measurements.model.rowCount() == 0


def test_five_thousand_rows_stay_usable(window: MainWindow, qtbot: QtBot) -> None:
    many = [
        Annotation(Kind.LENGTH, ((n % 97, n % 89), (n % 83 + 100, n % 79 + 90)), f"no. {n}")
        for n in range(5000)
    ]
    annotating, panel = window.workspace.session.annotating, window.workspace.measurements
    annotating.edit(_drawn(window).adding(*many))
    began = time.perf_counter()
    for item in many[::250]:
        annotating.select(item.identifier)
        qtbot.wait(0)
    spent = time.perf_counter() - began
    assert panel.table.currentIndex().row() == panel.model.row_of(many[4750].identifier)
    assert spent < 20  # a selection that measured or laid out every row would take minutes
    qtbot.waitUntil(lambda: "…" not in _column(window, VALUE), timeout=60_000)
    annotating.edit(_drawn(window).without(many[2500].identifier))
    assert panel.model.rowCount() == 4 + 4999
