"""Several viewports: which is active, what is shown where, and what linked ones do together."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from cxrviewer.gui.film import FilmKey
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.saving import to_rgb
from cxrviewer.study import Window

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
UntilMarked = Callable[[MainWindow, Path], QModelIndex]
WriteFilm = Callable[..., Path]


@pytest.fixture
def two_films(open_window: OpenWindow, noise_film: Path, stack: Path, settle: Settle) -> MainWindow:
    """A window with two films side by side; the right one is active."""
    window = open_window([noise_film, stack])
    window.action("layout_two").trigger()
    window.action("next_viewport").trigger()
    window.workspace.opening.show(FilmKey(stack))
    settle(window)
    return window


def test_each_viewport_has_its_film_and_one_is_active(
    two_films: MainWindow, noise_film: Path, stack: Path
) -> None:
    session, grid = two_films.workspace.session, two_films.workspace.grid
    left, right = session.visible_cells
    assert (left.film.key.path, right.film.key.path) == (noise_film, stack)
    assert session.active is right
    assert grid.active_view is grid.view_of(right)
    assert session.film.key.path == stack
    rims = [grid.view_of(cell).parent().property("state") for cell in (left, right)]
    assert rims == ["idle", "active"]


def test_a_click_makes_a_viewport_active_and_the_panels_follow(
    two_films: MainWindow, noise_film: Path, until_marked: UntilMarked
) -> None:
    workspace = two_films.workspace
    left = workspace.session.cells[0]
    assert workspace.frames.isVisible()
    QTest.mouseClick(workspace.grid.view_of(left).viewport(), Qt.MouseButton.LeftButton)
    assert workspace.session.active is left
    assert not workspace.frames.isVisible()
    until_marked(two_films, noise_film)


def test_windowing_is_for_the_viewport_under_the_hand_alone(two_films: MainWindow) -> None:
    workspace = two_films.workspace
    left, right = workspace.session.visible_cells
    before = right.display.voi
    viewport = workspace.grid.view_of(left).viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(50, 50))
    QTest.mouseMove(viewport, QPoint(90, 50))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(90, 50))
    assert left.display.voi.width == pytest.approx(left.film.voi.width * 1.1)
    assert right.display.voi == before


def test_texts_and_layers_are_for_all(two_films: MainWindow) -> None:
    two_films.action("toggle_texts").trigger()
    assert not any(cell.display.texts_visible for cell in two_films.workspace.session.cells)


def test_linked_viewports_zoom_pan_and_invert_together(two_films: MainWindow) -> None:
    workspace = two_films.workspace
    views = [workspace.grid.view_of(cell) for cell in workspace.session.visible_cells]
    zooms = [view.zoom for view in views]
    views[1].zoom_to(views[1].zoom * 2)
    assert [view.zoom for view in views] == pytest.approx([zooms[0], zooms[1] * 2])
    two_films.action("toggle_link").trigger()
    two_films.action("fit").trigger()
    assert [view.zoom for view in views] == pytest.approx(zooms)
    views[1].zoom_to(views[1].zoom * 3, QPointF(100, 80))
    assert views[0].zoom == pytest.approx(zooms[0] * 3)
    before = views[0].position_on_film(QPointF(200, 200))
    views[1].pan(QPointF(25, -10))
    after = views[0].position_on_film(QPointF(225, 190))
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))
    two_films.action("invert").trigger()
    assert [cell.display.inverted for cell in workspace.session.visible_cells] == [True, True]


def test_linked_windows_are_equal_in_hounsfield_units_and_in_proportion_elsewhere(
    open_window: OpenWindow, ct_series: list[Path], noise_film: Path, settle: Settle
) -> None:
    window = open_window([*ct_series[:2], noise_film])
    workspace = window.workspace
    window.action("layout_four").trigger()
    for cell, path in zip(workspace.session.cells, [*ct_series[:2], noise_film], strict=False):
        workspace.opening.show(FilmKey(path), cell)
    settle(window)
    window.action("toggle_link").trigger()
    first, second, film, _empty = workspace.session.cells
    start = Window(0, 100)
    for cell in (first, second, film):
        cell.set_display(cell.display.with_voi(Window(500, 1000) if cell is film else start))
    workspace.session.set_display(first.display.with_voi(Window(50, 200)))
    assert second.display.voi == Window(50, 200)
    assert film.display.voi == Window(1000, 2000)


def test_dropping_a_film_of_the_list_shows_it_there(
    two_films: MainWindow, noise_film: Path, stack: Path, settle: Settle, until_marked: UntilMarked
) -> None:
    workspace = two_films.workspace
    other = until_marked(two_films, stack)
    dragged = workspace.browser.model.mimeData([other.siblingAtRow(0)])
    assert dragged.urls() == [QUrl.fromLocalFile(str(noise_film))]
    view = workspace.grid.view_of(workspace.session.cells[1])
    view.dropEvent(_drop(dragged))
    settle(two_films)
    assert [cell.film.key.path for cell in workspace.session.visible_cells] == [noise_film, noise_film]
    assert len(workspace.session.files) == 2


def _drop(data: QMimeData) -> QDropEvent:
    place, action = QPointF(10, 10), Qt.DropAction.CopyAction
    return QDropEvent(place, action, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def test_going_back_to_one_viewport_keeps_the_active_film(two_films: MainWindow, stack: Path) -> None:
    session = two_films.workspace.session
    two_films.action("layout_one").trigger()
    assert session.active is session.cells[0]
    assert session.film.key.path == stack
    assert two_films.workspace.view.isVisible()
    assert not two_films.workspace.grid.view_of(session.cells[1]).isVisible()


def test_all_layouts_fill_the_room(two_films: MainWindow) -> None:
    workspace = two_films.workspace
    for name, cells in (("layout_one", 1), ("layout_two", 2), ("layout_four", 4)):
        two_films.action(name).trigger()
        assert two_films.action(name).isChecked()
        QTest.qWait(20)
        visible = [workspace.grid.view_of(cell) for cell in workspace.session.visible_cells]
        assert len(visible) == cells
        assert all(view.isVisible() for view in visible)
        area = sum(view.width() * view.height() for view in visible)
        assert area > 0.97 * workspace.grid.width() * workspace.grid.height()


def test_full_screen_leaves_the_films_and_the_warning(two_films: MainWindow) -> None:
    workspace = two_films.workspace
    two_films.action("full_screen").trigger()
    assert two_films.isFullScreen()
    assert not two_films.shell.films.isVisible()
    assert not two_films.shell.analysis.isVisible()
    assert not two_films.menuBar().isVisible()
    assert two_films.statusBar().isVisible()
    QTest.keyClick(two_films, Qt.Key.Key_I)
    assert workspace.session.display.inverted
    two_films.action("full_screen").trigger()
    assert not two_films.isFullScreen()
    assert two_films.shell.films.isVisible()
    assert two_films.menuBar().isVisible()


def _chest(write_film: WriteFilm, path: Path, patient: str, date: str, view: str = "PA") -> Path:
    pixels = np.random.default_rng(len(path.name)).integers(0, 4096, (90, 80))
    study = {"StudyInstanceUID": f"1.2.{date}", "SeriesInstanceUID": f"1.2.{date}.1", "StudyDate": date}
    return write_film(path, pixels, PatientID=patient, Modality="DX", ViewPosition=view, **study)


def test_the_latest_earlier_study_of_the_same_patient_comes_beside(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm, settle: Settle
) -> None:
    current = _chest(write_film, tmp_path / "1 current.dcm", "P1", "20240501")
    _chest(write_film, tmp_path / "2 oldest.dcm", "P1", "20200101")
    _chest(write_film, tmp_path / "3 lateral.dcm", "P1", "20230501", "LL")
    prior = _chest(write_film, tmp_path / "4 prior.dcm", "P1", "20230501")
    _chest(write_film, tmp_path / "5 other.dcm", "P2", "20240401")
    _chest(write_film, tmp_path / "6 later.dcm", "P1", "20240601")
    window = open_window([tmp_path])
    settle(window)
    assert window.workspace.session.film.key.path == current
    window.action("compare_prior").trigger()
    settle(window)
    assert [cell.film.key.path for cell in window.workspace.session.visible_cells] == [current, prior]
    assert window.workspace.session.film.key.path == current


def test_a_prior_is_found_that_was_opened_in_an_earlier_run(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm, settle: Settle
) -> None:
    prior = _chest(write_film, tmp_path / "prior.dcm", "P1", "20230501")
    gone = _chest(write_film, tmp_path / "gone.dcm", "P1", "20240301")
    current = _chest(write_film, tmp_path / "current.dcm", "P1", "20240501")
    open_window([prior, gone]).close()
    gone.unlink()
    window = open_window([current])
    window.action("compare_prior").trigger()
    settle(window)
    assert [cell.film.key.path for cell in window.workspace.session.visible_cells] == [current, prior]


def test_without_an_earlier_study_it_says_so(
    open_window: OpenWindow, noise_film: Path, settle: Settle
) -> None:
    window = open_window([noise_film])
    window.action("compare_prior").trigger()
    settle(window)
    assert "No earlier study" in window.workspace.messages.sentences[-1]
    assert window.workspace.session.layout.cells == 1


def test_the_magnifier_shows_the_film_enlarged_under_the_cursor(
    open_window: OpenWindow, tmp_path: Path, write_film: WriteFilm
) -> None:
    pixels = np.zeros((400, 400))
    pixels[:, 200:] = 4000
    window = open_window([write_film(tmp_path / "edge.dcm", pixels)])
    window.action("toggle_texts").trigger()
    view = window.workspace.view
    view.one_to_one()
    edge = view.viewportTransform().map(QPointF(190, 200)).toPoint()
    QTest.mouseMove(view.viewport(), edge)
    bright = _bright_from(view, edge)
    assert bright == pytest.approx(10, abs=1)
    QTest.keyPress(view, Qt.Key.Key_Z)
    assert _bright_from(view, edge) == pytest.approx(20, abs=1)
    QTest.keyRelease(view, Qt.Key.Key_Z)
    assert _bright_from(view, edge) == bright


def _bright_from(view: object, at: QPoint) -> int:
    """How many pixels right of a point the bright half begins."""
    row = to_rgb(view.viewport().grab().toImage())[at.y(), at.x() : at.x() + 100, 0]
    return int(np.argmax(row > 127))
