"""The real window driven by hand: open, look, move, cancel, leave."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from film_picture import picture_of_film
from pydicom.uid import EncapsulatedPDFStorage
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from small_films import write_ct

from cxrviewer.display import render_grey8
from cxrviewer.gui.analysis_status import Stage
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.saving import to_rgb
from cxrviewer.locations import demo_film
from cxrviewer.study import Window

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
UntilMarked = Callable[[MainWindow, Path], QModelIndex]
WAIT_MS = 60_000


def test_the_demo_film_is_opened_and_analysed(demo_window: MainWindow) -> None:
    workspace = demo_window.workspace
    assert workspace.session.film.key.path == demo_film()
    assert workspace.session.status.stage is Stage.DONE
    probabilities = workspace.panel.bars.probabilities
    assert list(probabilities) == ["normal", "lung_opacity", "viral_pneumonia", "covid19"]
    assert sum(probabilities.values()) == pytest.approx(1)
    assert list(workspace.panel.grouped_bars.probabilities) == ["normal", "covid19", "other_pathology"]
    assert workspace.panel.areas.rowCount() == 2
    assert workspace.panel.texture.table.columnCount() == 4
    assert workspace.panel.results.isVisible()


def test_the_warning_is_always_in_sight(open_window: OpenWindow) -> None:
    window = open_window()
    label = window.findChild(QLabel, "notForClinicalUse")
    assert label.isVisible()
    assert label.text() == "Not for clinical use"


def _film_pixels(window: MainWindow) -> np.ndarray:
    """What the viewport shows, without layers and texts, (rows, columns)."""
    view, panel = window.workspace.view, window.workspace.panel
    panel.mask_control.switch.setChecked(False)
    panel.heatmap_control.switch.setChecked(False)
    window.action("toggle_texts").trigger()
    return to_rgb(view.viewport().grab().toImage())[..., 0]


@pytest.mark.parametrize(
    "command", ["", "rotate_right", "rotate_left", "flip_horizontal", "flip_vertical", "invert"]
)
def test_at_1_to_1_the_screen_shows_the_rendered_film_pixel_by_pixel(
    open_window: OpenWindow, noise_film: Path, command: str
) -> None:
    window = open_window([noise_film])
    window.action("one_to_one").trigger()
    expected = render_grey8(window.workspace.session.film.image, inverted=command == "invert")
    turns = {"rotate_right": -1, "rotate_left": 1}
    flips = {"flip_horizontal": np.fliplr, "flip_vertical": np.flipud}
    if command:
        window.action(command).trigger()
    expected = flips.get(command, lambda picture: picture)(np.rot90(expected, turns.get(command, 0)))
    shown = _film_pixels(window)
    rows, columns = expected.shape
    corner = (
        window.workspace.view.viewportTransform().mapRect(window.workspace.view.scene().sceneRect()).topLeft()
    )
    left, top = round(corner.x()), round(corner.y())
    assert left == corner.x()
    np.testing.assert_array_equal(shown[top : top + rows, left : left + columns], expected)
    assert command == "invert" or shown[:top].max() == 0  # inverting puts a notice there


def test_a_magnified_corner_shows_the_film_where_it_is(open_window: OpenWindow, noise_film: Path) -> None:
    window = open_window([noise_film])
    view = window.workspace.view
    view.zoom_to(40.0, QPointF(300, 300))
    shown = _film_pixels(window)
    place = view.position_on_film(QPointF(400.5, 350.5))
    column, row = int(place.x()), int(place.y())
    centre = view.viewportTransform().map(QPointF(column + 0.5, row + 0.5))
    expected = render_grey8(window.workspace.session.film.image)[row, column]
    assert abs(int(shown[int(centre.y()), int(centre.x())]) - int(expected)) <= 4


def test_a_drag_changes_the_window_and_reset_takes_it_back(demo_window: MainWindow) -> None:
    session, viewport = demo_window.workspace.session, demo_window.workspace.view.viewport()
    before = session.display.voi
    _drag(viewport, Qt.MouseButton.LeftButton, QPoint(200, 200), QPoint(300, 150))
    after = session.display.voi
    assert isinstance(after, Window)
    assert after.width == pytest.approx(before.width * 1.25)
    assert after.centre == pytest.approx(before.centre + before.width / 8)
    demo_window.action("reset").trigger()
    assert session.display.voi == before


def _drag(viewport: object, button: Qt.MouseButton, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(viewport, button, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, button, Qt.KeyboardModifier.NoModifier, end)


def test_the_middle_button_moves_the_film(demo_window: MainWindow) -> None:
    view = demo_window.workspace.view
    view.one_to_one()
    grabbed = view.position_on_film(QPointF(200, 200))
    _drag(view.viewport(), Qt.MouseButton.MiddleButton, QPoint(200, 200), QPoint(260, 170))
    there = view.position_on_film(QPointF(260, 170))
    assert (there.x(), there.y()) == (pytest.approx(grabbed.x()), pytest.approx(grabbed.y()))


def test_space_and_left_drag_move_the_film_and_leave_the_window(demo_window: MainWindow) -> None:
    view, session = demo_window.workspace.view, demo_window.workspace.session
    voi, before = session.display.voi, view.position_on_film(QPointF(100, 100))
    QTest.keyPress(view, Qt.Key.Key_Space)
    _drag(view.viewport(), Qt.MouseButton.LeftButton, QPoint(100, 100), QPoint(150, 100))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert session.display.voi == voi
    assert view.position_on_film(QPointF(150, 100)).x() == pytest.approx(before.x())


def _wheel(window: MainWindow, notches: int, at: QPointF, *, ctrl: bool = False) -> None:
    view = window.workspace.view
    modifiers = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    everywhere = view.viewport().mapToGlobal(at)
    event = QWheelEvent(
        at,
        everywhere,
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.wheelEvent(event)


def test_the_wheel_zooms_about_the_cursor(demo_window: MainWindow) -> None:
    view, cursor = demo_window.workspace.view, QPointF(250, 420)
    zoom, before = view.zoom, view.position_on_film(cursor)
    _wheel(demo_window, 3, cursor)
    after = view.position_on_film(cursor)
    assert view.zoom == pytest.approx(zoom * 1.2**3)
    assert abs(after.x() - before.x()) * view.zoom <= 1.5
    assert abs(after.y() - before.y()) * view.zoom <= 1.5
    demo_window.action("fit").trigger()
    assert view.zoom == pytest.approx(zoom)


def test_in_a_stack_the_wheel_scrolls_and_ctrl_zooms(
    open_window: OpenWindow, stack: Path, settle: Settle
) -> None:
    window = open_window([stack])
    workspace = window.workspace
    assert workspace.frames.isVisible()
    zoom = workspace.view.zoom
    _wheel(window, -2, QPointF(50, 50))
    settle(window)
    assert workspace.session.film.key.frame == 3
    assert int(workspace.session.film.image.pixels[0, 0]) == 2000
    workspace.frames.slider.setValue(5)
    settle(window)
    assert workspace.session.film.key.frame == 5
    assert workspace.view.zoom == zoom
    _wheel(window, 1, QPointF(50, 50), ctrl=True)
    assert workspace.view.zoom > zoom


def test_a_single_film_has_no_frame_slider(demo_window: MainWindow) -> None:
    assert not demo_window.workspace.frames.isVisible()


def test_number_keys_choose_presets(demo_window: MainWindow) -> None:
    session = demo_window.workspace.session
    presets = session.film.presets
    assert len(presets) >= 3
    demo_window.activateWindow()
    QTest.keyClick(demo_window, Qt.Key.Key_2)
    assert session.display.voi == presets[1].voi
    QTest.keyClick(demo_window, Qt.Key.Key_1)
    assert session.display.voi == presets[0].voi


def test_the_pixel_under_the_cursor_is_read(open_window: OpenWindow, noise_film: Path) -> None:
    window = open_window([noise_film])
    view, image = window.workspace.view, window.workspace.session.film.image
    view.one_to_one()
    at = view.viewportTransform().map(QPointF(17, 33)).toPoint()
    QTest.mouseMove(view.viewport(), at)
    assert (view.cursor_on_film.column, view.cursor_on_film.row) == (17, 33)
    assert view.cursor_on_film.value == str(image.pixels[33, 17])
    QTest.mouseMove(view.viewport(), QPoint(1, 1))
    assert view.cursor_on_film is None


def test_sliders_and_switches_move_the_layers(demo_window: MainWindow) -> None:
    workspace = demo_window.workspace
    view, panel = workspace.view, workspace.panel
    panel.mask_control.slider.setValue(80)
    panel.heatmap_control.slider.setValue(20)
    assert view.mask_item.opacity() == pytest.approx(0.8)
    assert view.heatmap_item.opacity() == pytest.approx(0.2)
    panel.mask_control.switch.setChecked(False)
    assert not view.mask_item.isVisible()
    demo_window.action("toggle_mask").trigger()
    assert view.mask_item.isVisible()
    assert panel.mask_control.switch.isChecked()


def test_layers_change_what_is_seen(demo_window: MainWindow) -> None:
    view, panel = demo_window.workspace.view, demo_window.workspace.panel
    panel.mask_control.switch.setChecked(False)
    panel.heatmap_control.switch.setChecked(False)
    plain = to_rgb(picture_of_film(view))
    assert np.ptp(plain.astype(int), axis=2).max() == 0
    panel.mask_control.switch.setChecked(True)
    assert np.ptp(to_rgb(picture_of_film(view)).astype(int), axis=2).max() > 30


def test_the_class_of_the_heat_map_can_be_chosen(demo_window: MainWindow) -> None:
    workspace = demo_window.workspace
    prediction = workspace.session.analysis.classification.prediction
    assert workspace.session.heatmap.label == prediction
    other = next(n for n in range(4) if workspace.panel.labels.itemData(n) != prediction)
    workspace.panel.labels.setCurrentIndex(other)
    workspace.panel.labels.activated.emit(other)
    assert workspace.session.heatmap.label == workspace.panel.labels.itemData(other)


def test_a_heat_map_can_be_stretched_and_the_legend_says_so(demo_window: MainWindow) -> None:
    workspace = demo_window.workspace
    session, legend, item = workspace.session, workspace.panel.heat_legend, workspace.view.heatmap_item
    weakest = min((one for one in session.analysis.heatmaps if one.peak > 0), key=lambda one: one.peak)
    session.set_display(replace(session.display, heatmap_label=weakest.label))

    def strongest_opacity() -> int:
        picture = item._picture.convertToFormat(QImage.Format.Format_Alpha8)
        return max(bytes(picture.constBits()))

    assert "absolute scale" in legend.words
    before = strongest_opacity()
    demo_window.action("stretch_heatmap").trigger()
    assert legend.words == f"stretched: 1 is {weakest.peak:.2g} of the absolute scale"
    assert legend.accessibleDescription() == legend.words
    assert demo_window.action("stretch_heatmap").isChecked()
    assert any(line.startswith("Grad-CAM stretched: its peak is ") for line in workspace.view._notices)
    assert strongest_opacity() > before
    assert session.heatmap is weakest, "the result stays as the model gave it"
    demo_window.action("stretch_heatmap").trigger()
    assert strongest_opacity() == before
    assert not any("stretched" in line for line in workspace.view._notices)
    assert legend.words == "contribution to the class, absolute scale"


def test_the_mask_lies_on_the_lungs_however_the_film_is_turned(demo_window: MainWindow) -> None:
    workspace = demo_window.workspace
    labels = workspace.session.analysis.lungs.labels
    rows, columns = np.nonzero(labels == 1)
    outline = workspace.session.findings.outlines[1]
    points = np.vstack(outline)
    assert abs(points[:, 0].min() - (columns.min() + 0.5)) < 1e-9
    assert abs(points[:, 1].max() - (rows.max() + 0.5)) < 1e-9


def test_cancelling_ends_the_analysis(open_window: OpenWindow, qtbot: QtBot, settle: Settle) -> None:
    window = open_window()
    workspace = window.workspace
    workspace.opening.open([demo_film()])
    qtbot.waitUntil(lambda: workspace.session.status.busy, timeout=WAIT_MS)
    window.action("cancel_analysis").trigger()
    settle(window)
    assert workspace.session.status.stage is Stage.CANCELLED
    assert workspace.session.analysis is None
    window.action("analyse").trigger()
    settle(window)
    assert workspace.session.analysis is not None


def test_a_late_answer_is_kept_but_not_shown(
    open_window: OpenWindow, noise_film: Path, qtbot: QtBot, settle: Settle
) -> None:
    window = open_window()
    workspace = window.workspace
    workspace.opening.open([demo_film()])
    qtbot.waitUntil(lambda: workspace.session.status.busy, timeout=WAIT_MS)
    left = workspace.session.image_key
    workspace.opening.open([noise_film])
    qtbot.waitUntil(lambda: workspace.session.image_key != left, timeout=WAIT_MS)
    settle(window)
    analysis = workspace.session.analysis
    assert analysis is None or analysis.image_key == workspace.session.image_key
    outlines = workspace.session.findings.outlines if analysis is not None else {}
    assert all(points[:, 0].max() <= 200 for polygons in outlines.values() for points in polygons)
    window.action("previous_image").trigger()
    settle(window)
    assert workspace.session.analysis.image_key == left


def test_refusals_are_told_and_the_rest_opens(
    open_window: OpenWindow, tmp_path: Path, noise_film: Path
) -> None:
    liar = tmp_path / "letter.dcm"
    liar.write_text("Dear colleague, this is no film.")
    window = open_window([tmp_path / "missing.dcm", liar, noise_film])
    workspace = window.workspace
    told = list(workspace.messages.sentences)
    assert workspace.messages.isVisible()
    assert sum("missing.dcm" in sentence for sentence in told) == 1
    assert sum("letter.dcm" in sentence for sentence in told) == 1
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in told)
    assert workspace.session.film.key.path == noise_film
    assert workspace.session.files == (noise_film,)
    workspace.messages.clear()
    assert not workspace.messages.isVisible()


def test_what_is_dropped_is_opened(open_window: OpenWindow, noise_film: Path, settle: Settle) -> None:
    window = open_window()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(noise_film))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    settle(window)
    assert event.isAccepted()
    assert window.workspace.session.film.key.path == noise_film


def test_a_folder_is_paged_through(
    open_window: OpenWindow, noise_film: Path, stack: Path, settle: Settle, until_marked: UntilMarked
) -> None:
    window = open_window([noise_film.parent])
    session = window.workspace.session
    assert [path.name for path in session.files] == ["noise.dcm", "stack.dcm"]
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    settle(window)
    assert session.film.key.path == stack
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    settle(window)
    assert session.film.key.path == noise_film
    until_marked(window, noise_film)


def test_a_film_of_the_browser_is_opened_with_enter(
    open_window: OpenWindow, noise_film: Path, stack: Path, settle: Settle, until_marked: UntilMarked
) -> None:
    window = open_window([stack, noise_film])
    workspace = window.workspace
    marked = until_marked(window, stack)
    other = marked.siblingAtRow(1 - marked.row())
    workspace.browser.tree.setFocus()
    workspace.browser.tree.setCurrentIndex(other)
    QTest.keyClick(workspace.browser.tree, Qt.Key.Key_Return)
    settle(window)
    assert workspace.session.film.key.path == noise_film
    assert set(workspace.session.files) == {stack, noise_film}


def test_a_series_that_was_listed_in_an_earlier_run_is_opened_with_its_stack(
    open_window: OpenWindow, tmp_path: Path, settle: Settle
) -> None:
    slices = [write_ct(tmp_path / "ct" / f"{number}.dcm", number=number) for number in (1, 2, 3)]
    open_window([tmp_path / "ct"]).close()
    window = open_window()
    workspace = window.workspace
    workspace.browser.refresh()
    series = workspace.browser.model.find(slices[0])[2]
    workspace.browser.tree.opened.emit(series)
    settle(window)
    assert workspace.session.film.key.path == slices[0]
    assert [key.path for key in workspace.session.stack] == slices


def test_a_document_is_listed_and_told_but_not_shown(
    open_window: OpenWindow, tmp_path: Path, noise_film: Path
) -> None:
    document = {"SOPClassUID": EncapsulatedPDFStorage, "Rows": None, "Columns": None, "PixelData": None}
    path = write_ct(tmp_path / "report" / "report.dcm", **document)
    window = open_window([path.parent])
    workspace = window.workspace
    assert workspace.session.film is None
    assert f"{path}: holds no image: Encapsulated PDF Storage." in workspace.messages.sentences
    workspace.browser.refresh()
    assert workspace.browser.model.find(path)
    window = open_window([path.parent, noise_film])
    assert window.workspace.session.film.key.path == noise_film
    assert window.workspace.session.files == (noise_film,)
    assert not window.workspace.messages.sentences


def test_recent_files_outlive_the_window(open_window: OpenWindow, noise_film: Path) -> None:
    open_window([noise_film]).close()
    window = open_window()
    menu = window.workspace.menus.recent
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][:1] == [str(noise_film)]
    menu.actions()[0].trigger()


def test_layers_and_texts_are_remembered(open_window: OpenWindow, noise_film: Path) -> None:
    window = open_window([noise_film])
    window.workspace.panel.mask_control.slider.setValue(11)
    window.action("toggle_texts").trigger()
    window.close()
    display = open_window().workspace.session.display
    assert display.mask.opacity == pytest.approx(0.11)
    assert not display.texts_visible


def test_picture_and_report_are_written(demo_window: MainWindow, tmp_path: Path, settle: Settle) -> None:
    saving = demo_window.workspace.saving
    saving.save_picture(tmp_path / "picture.png")
    saving.save_report(tmp_path / "report.pdf")
    settle(demo_window)
    import cv2

    size = demo_window.workspace.view.viewport().size()
    assert cv2.imread(str(tmp_path / "picture.png")).shape == (size.height(), size.width(), 3)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["picture.png", "report.pdf", "settings"]


def test_a_picture_that_cannot_be_written_is_told(
    demo_window: MainWindow, tmp_path: Path, settle: Settle
) -> None:
    demo_window.workspace.saving.save_picture(tmp_path / "no such folder" / "picture.png")
    settle(demo_window)
    assert "picture.png" in demo_window.workspace.messages.sentences[-1]
