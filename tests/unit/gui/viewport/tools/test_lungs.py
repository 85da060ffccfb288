"""The lung tools, driven with the mouse in the real window."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from film_picture import picture_of_film
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cxrviewer.analysis.lung_editing import erased, filled, painted, smoothed_along, smoothing_radius
from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.display_state import Orientation
from cxrviewer.gui.lung_desk import Brush
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.film_view import FilmView
from cxrviewer.gui.viewport.tools.lungs import NOT_ENCLOSED
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Point

Settle = Callable[[MainWindow], None]
PLACES = [(150.0, 90.0), (165.0, 120.0), (170.0, 160.0)]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(demo_window: MainWindow) -> MainWindow:
    demo_window.resize(1200, 900)
    QApplication.processEvents()
    return demo_window


@pytest.fixture
def session(window: MainWindow) -> Session:
    return window.workspace.session


@pytest.fixture
def view(window: MainWindow) -> FilmView:
    return window.workspace.view


def at(view: FilmView, point: Point) -> QPoint:
    return view.viewportTransform().map(QPointF(*point)).toPoint()


def on_film(view: FilmView, point: Point) -> Point:
    """Where a point of the film lies once it is rounded to a pixel of the screen."""
    there = view.position_on_film(QPointF(at(view, point)))
    return there.x(), there.y()


def stroke(view: FilmView, points: Sequence[Point], release: bool = True) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=at(view, points[0]))
    for point in points[1:]:
        QTest.mouseMove(view.viewport(), at(view, point))
    if release:
        QTest.mouseRelease(view.viewport(), LEFT, pos=at(view, points[-1]))


def lungs(session: Session) -> np.ndarray:
    return session.annotating.of(session.image_key).lungs.labels()


def radius(session: Session) -> float:
    return session.lung_desk.brush.radius((session.film.image.rows, session.film.image.columns))


ORIENTATIONS = [Orientation(), Orientation(1), Orientation(2, True), Orientation(3, True)]


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("zoom", [None, 5.0])
def test_a_stroke_is_painted_where_it_is_drawn(
    session: Session, view: FilmView, orientation: Orientation, zoom: float | None
) -> None:
    before = session.analysis.lungs.labels
    session.set_display(session.display.turned(orientation))
    if zoom is not None:
        view.zoom_to(zoom, QPointF(at(view, PLACES[1])))
    session.lung_desk.set_brush(Brush(share=0.02, lung=LEFT_LUNG))
    session.annotating.take_up(Hand.BRUSH)
    stroke(view, PLACES)
    places = [on_film(view, point) for point in PLACES]
    assert np.array_equal(lungs(session), painted(before, places, radius(session), LEFT_LUNG).on(before))
    assert int((lungs(session) != before).sum()) > 100


def test_a_stroke_is_for_the_lung_where_it_begins(session: Session, view: FilmView) -> None:
    before = session.analysis.lungs.labels
    row, column = np.argwhere(before == LEFT_LUNG)[500]
    session.annotating.take_up(Hand.BRUSH)
    stroke(view, [(column + 0.5, row + 0.5), (20.0, 20.0)])
    gained = (lungs(session) != before) & (before == 0)
    assert set(np.unique(lungs(session)[gained])) == {LEFT_LUNG}


def test_the_eraser_takes_from_both_lungs_or_from_the_chosen_one(session: Session, view: FilmView) -> None:
    before = session.analysis.lungs.labels
    across = [(60.0, 150.0), (280.0, 150.0)]
    session.annotating.take_up(Hand.ERASER)
    stroke(view, across)
    places = [on_film(view, point) for point in across]
    assert np.array_equal(lungs(session), erased(before, places, radius(session)).on(before))
    session.annotating.undo(session.image_key)
    session.lung_desk.set_brush(Brush(lung=RIGHT_LUNG))
    stroke(view, across)
    assert np.array_equal(lungs(session), erased(before, places, radius(session), RIGHT_LUNG).on(before))


def test_the_smoothing_brush(session: Session, view: FilmView) -> None:
    labels = session.lung_desk.begin(session.film, session.analysis.lungs.labels)
    labels[::5, ::3] = 0
    session.lung_desk.tell((slice(0, len(labels)), slice(0, labels.shape[1])))
    session.lung_desk.keep()
    rough = lungs(session)
    session.lung_desk.set_brush(Brush(share=0.05))
    session.annotating.take_up(Hand.SMOOTH)
    stroke(view, [(100.0, 150.0)])
    there = [on_film(view, (100.0, 150.0))]
    smooth = smoothed_along(rough, there, radius(session), smoothing_radius(rough.shape))
    assert np.array_equal(lungs(session), smooth.on(rough))
    assert int((lungs(session) != rough).sum()) > 20


def test_a_click_fills_holes(session: Session, view: FilmView) -> None:
    labels = session.lung_desk.begin(session.film, session.analysis.lungs.labels)
    row, column = (int(value) for value in np.median(np.argwhere(labels == RIGHT_LUNG), axis=0))
    hole = (slice(row - 6, row + 6), slice(column - 6, column + 6))
    labels[hole] = 0
    session.lung_desk.tell(hole)
    session.lung_desk.keep()
    torn = lungs(session)
    session.annotating.take_up(Hand.FILL)
    stroke(view, [(column + 0.5, row + 0.5)])
    assert np.array_equal(lungs(session), filled(torn, (column + 0.5, row + 0.5)).on(torn))
    assert (lungs(session)[hole] == RIGHT_LUNG).all()


def test_open_background_is_not_filled_and_it_says_so(session: Session, view: FilmView) -> None:
    told: list[str] = []
    session.message.connect(told.append)
    session.annotating.take_up(Hand.FILL)
    stroke(view, [(5.0, 5.0)])
    assert told == [NOT_ENCLOSED]
    assert session.annotating.of(session.image_key).lungs is None


def test_a_stroke_is_one_step_and_undo_restores_every_pixel(
    window: MainWindow, session: Session, view: FilmView, settle: Settle
) -> None:
    key = session.image_key
    session.annotating.take_up(Hand.BRUSH)
    stroke(view, PLACES)
    first = lungs(session)
    stroke(view, [(200.0, 200.0), (240.0, 220.0)])
    assert not np.array_equal(lungs(session), first)
    window.workspace.commands.undo()
    assert np.array_equal(lungs(session), first)
    window.workspace.commands.undo()
    assert session.annotating.of(key).lungs is None
    assert not session.annotating.can_undo(key)
    settle(window)
    assert not session.analysis.lungs.edited


def test_what_is_seen_follows_the_hand_while_the_stroke_goes_on(session: Session, view: FilmView) -> None:
    session.annotating.take_up(Hand.BRUSH)
    before = picture_of_film(view)
    stroke(view, PLACES[:1], release=False)
    pressed = picture_of_film(view)
    QTest.mouseMove(view.viewport(), at(view, PLACES[1]))
    moved = picture_of_film(view)
    assert before != pressed != moved
    assert session.annotating.of(session.image_key).lungs is None
    QTest.mouseRelease(view.viewport(), LEFT, pos=at(view, PLACES[1]))
    assert picture_of_film(view) == moved


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_picture_of_the_labels_is_where_the_outlines_will_be(
    window: MainWindow, session: Session, view: FilmView, settle: Settle, orientation: Orientation
) -> None:
    session.set_display(session.display.turned(orientation))
    session.annotating.take_up(Hand.BRUSH)
    stroke(view, PLACES)
    quick = _pixels(view)
    settle(window)
    traced = _pixels(view)
    assert (np.abs(quick - traced).max(axis=2) > 40).mean() < 0.03


def _pixels(view: FilmView) -> np.ndarray:
    from cxrviewer.gui.saving import to_rgb

    return to_rgb(picture_of_film(view)).astype(int)


def test_escape_throws_the_stroke_away(session: Session, view: FilmView) -> None:
    session.annotating.take_up(Hand.BRUSH)
    clean = picture_of_film(view)
    stroke(view, PLACES, release=False)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert picture_of_film(view) == clean
    QTest.mouseRelease(view.viewport(), LEFT, pos=at(view, PLACES[-1]))
    assert session.annotating.of(session.image_key).lungs is None


def test_another_film_in_the_middle_of_a_stroke_ends_it(
    window: MainWindow, session: Session, view: FilmView, settle: Settle, noise_film: str
) -> None:
    key = session.image_key
    session.annotating.take_up(Hand.BRUSH)
    stroke(view, PLACES, release=False)
    window.workspace.opening.open([noise_film])
    settle(window)
    assert session.image_key != key
    QTest.mouseRelease(view.viewport(), LEFT, pos=at(view, PLACES[-1]))
    assert session.annotating.of(key).lungs is None
    assert session.annotating.of(session.image_key).lungs is None


def test_a_hidden_mask_is_shown_when_it_is_corrected(session: Session, view: FilmView) -> None:
    from dataclasses import replace

    session.set_display(replace(session.display, mask=replace(session.display.mask, visible=False)))
    session.annotating.take_up(Hand.ERASER)
    stroke(view, PLACES)
    assert view.mask_item.isVisible()


def test_brackets_and_wheel_change_the_brush(session: Session, view: FilmView) -> None:
    session.annotating.take_up(Hand.BRUSH)
    view.setFocus()
    sizes = [session.lung_desk.brush.share]
    for key in (Qt.Key.Key_BracketRight, Qt.Key.Key_BracketRight, Qt.Key.Key_BracketLeft):
        QTest.keyClick(view, key)
        sizes.append(session.lung_desk.brush.share)
    assert sizes[0] < sizes[1] < sizes[2]
    assert sizes[3] == pytest.approx(sizes[1])
    zoom = view.zoom
    wheel = QWheelEvent(
        QPointF(200, 200),
        view.mapToGlobal(QPointF(200, 200)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), wheel)
    assert session.lung_desk.brush.share < sizes[3]
    assert view.zoom == zoom


def test_the_brush_is_seen_in_its_true_size(session: Session, view: FilmView) -> None:
    session.lung_desk.set_brush(Brush(share=0.05, lung=RIGHT_LUNG))
    session.annotating.take_up(Hand.BRUSH)
    here = at(view, (168.0, 30.0))
    QTest.mouseMove(view.viewport(), QPoint(3, 3))
    without = view.picture_of_view()
    QTest.mouseMove(view.viewport(), here)
    QApplication.processEvents()
    seen = view.picture_of_view()
    ratio = view.devicePixelRatioF()
    reach = radius(session) * view.zoom
    changed = [
        abs(x - here.x() * ratio)
        for x in range(seen.width())
        if seen.pixel(x, round(here.y() * ratio)) != without.pixel(x, round(here.y() * ratio))
    ]
    assert changed
    assert min(changed) > reach - 5
    assert max(changed) < reach + 5


def test_two_viewports_of_one_film_show_the_same_stroke(
    window: MainWindow, session: Session, view: FilmView, settle: Settle
) -> None:
    window.workspace.commands.layout_two()
    session.want(session.film.key, session.cells[1])
    session.show(session.film)
    other = window.workspace.grid.view_of(session.cells[1])
    before = picture_of_film(other)
    session.annotating.take_up(Hand.BRUSH)
    stroke(view, PLACES, release=False)
    assert picture_of_film(other) != before
    QTest.mouseRelease(view.viewport(), LEFT, pos=at(view, PLACES[-1]))


def test_lungs_are_drawn_from_nothing_on_a_film_without_analysis(
    open_window: Callable[..., MainWindow], stack: str, settle: Settle
) -> None:
    window = open_window([stack])
    session, view = window.workspace.session, window.workspace.view
    session.annotating.take_up(Hand.BRUSH)
    session.lung_desk.set_brush(Brush(share=0.05))
    stroke(view, [(10.0, 20.0), (10.0, 40.0)])
    stroke(view, [(50.0, 20.0), (50.0, 40.0)])
    settle(window)
    right, left = session.analysis.areas
    assert right.area_px == left.area_px > 100
    assert session.analysis.lungs.labels[30, 10] == RIGHT_LUNG
