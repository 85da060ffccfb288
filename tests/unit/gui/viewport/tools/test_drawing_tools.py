"""Every tool draws what the hand meant, in image coordinates, however the film is shown."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from drawing_desk import SHIFT, DrawingDesk, assert_near
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.display_state import DisplayState, Orientation
from cxrviewer.gui.viewport.tools.registry import TOOLS
from cxrviewer.study import Kind, SpacingOrigin

OpenDesk = Callable[[Path], DrawingDesk]
UPRIGHT = Orientation()
ORIENTATIONS = (
    UPRIGHT,
    UPRIGHT.rotated(1),
    UPRIGHT.rotated(-1),
    UPRIGHT.flipped_horizontally(),
    UPRIGHT.flipped_vertically(),
    UPRIGHT.rotated(1).flipped_horizontally(),
)
A, B, C, D = (60.0, 80.0), (200.0, 120.0), (80.0, 300.0), (240.0, 250.0)


def _bright_spot(desk: DrawingDesk) -> QPointF:
    """Where the brightest pixels of the screen are."""
    rows, columns = np.nonzero(desk.seen()[..., 0] > 180)
    return QPointF(columns.mean(), rows.mean())


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("zoom", [1.0, 2.5])
def test_a_point_lies_where_the_film_shows_what_was_clicked_on(
    open_desk: OpenDesk,
    tmp_path: Path,
    write_film: Callable[..., Path],
    orientation: Orientation,
    zoom: float,
) -> None:
    pixels = np.zeros((400, 300))
    pixels[150:156, 100:106] = 4000
    film = write_film(tmp_path / "spot.dcm", pixels, PixelSpacing=[0.4, 0.2])
    desk = open_desk(film)
    desk.session.set_display(
        DisplayState(desk.session.film.voi, texts_visible=False, orientation=orientation)
    )
    desk.view.zoom_to(zoom)
    desk.take_up(Hand.POINT)
    spot = _bright_spot(desk).toPoint()
    QTest.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert desk.only.kind is Kind.POINT
    assert_near(desk.only.points, [(103, 153)], within=1.0 / zoom + 0.5)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_tools_of_two_points_take_a_drag_or_two_clicks(desk: DrawingDesk, orientation: Orientation) -> None:
    desk.session.set_display(desk.session.display.turned(orientation))
    desk.take_up(Hand.LENGTH)
    desk.drag(A, B)
    desk.click(C, D)
    dragged, clicked = desk.drawn.items
    assert (dragged.kind, clicked.kind) == (Kind.LENGTH, Kind.LENGTH)
    assert_near(dragged.points, [A, B], within=0.6)
    assert_near(clicked.points, [C, D], within=0.6)


def _box_ends(a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]]:
    middle = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    return [(a[0], middle[1]), (b[0], middle[1]), (middle[0], a[1]), (middle[0], b[1])]


@pytest.mark.parametrize(
    ("hand", "kind", "expected"),
    [
        (Hand.RECTANGLE, Kind.RECTANGLE, [A, B]),
        (Hand.ELLIPSE, Kind.ELLIPSE, _box_ends(A, B)),
    ],
)
def test_regions_by_a_drag(
    desk: DrawingDesk, hand: Hand, kind: Kind, expected: list[tuple[float, float]]
) -> None:
    desk.take_up(hand)
    desk.drag(A, B)
    assert desk.only.kind is kind
    assert_near(desk.only.points, expected, within=0.6)
    assert desk.session.annotating.selected == desk.only.identifier
    assert desk.kept == desk.drawn


def test_angles_by_three_clicks_or_by_a_drag_and_a_click(desk: DrawingDesk) -> None:
    desk.take_up(Hand.ANGLE)
    desk.click(A, B, C)
    desk.session.annotating.select(None)
    desk.drag(C, D)
    desk.click(A)
    first, second = desk.drawn.items
    assert_near(first.points, [A, B, C], within=0.6)
    assert_near(second.points, [C, D, A], within=0.6)


def test_a_cobb_angle_by_two_strokes(desk: DrawingDesk) -> None:
    desk.take_up(Hand.COBB)
    desk.drag(A, B)
    assert not desk.drawn.items
    desk.drag(C, D)
    assert desk.only.kind is Kind.COBB
    assert_near(desk.only.points, [A, B, C, D], within=0.6)


def test_a_cardiothoracic_ratio_by_two_strokes_in_whatever_direction(desk: DrawingDesk) -> None:
    desk.take_up(Hand.CARDIOTHORACIC)
    desk.drag((190, 200), (110, 190))
    desk.drag((40, 260), (250, 260))
    top, bottom, *borders = desk.only.points
    assert_near(borders, [(110, 190), (190, 200), (40, 260), (250, 260)], within=0.6)
    assert_near([top, bottom], [(145, top[1]), (145, bottom[1])], within=0.6)
    assert top[1] < 190
    assert bottom[1] > 260
    assert "CTR 0.38" in desk.lines(desk.only)


def test_the_patients_right_is_where_the_file_says(
    open_desk: OpenDesk, tmp_path: Path, write_film: Callable[..., Path]
) -> None:
    film = write_film(tmp_path / "back.dcm", np.full((400, 300), 7), PatientOrientation=["R", "F"])
    desk = open_desk(film)
    desk.take_up(Hand.CARDIOTHORACIC)
    desk.drag((110, 190), (190, 200))
    desk.drag((40, 260), (250, 260))
    assert_near(desk.only.points[2:], [(190, 200), (110, 190), (250, 260), (40, 260)], within=0.6)


def test_a_polygon_by_clicks(desk: DrawingDesk) -> None:
    desk.take_up(Hand.POLYGON)
    desk.click(A, B, (150, 20))
    desk.key(Qt.Key.Key_Backspace)
    desk.click(D, C)
    desk.key(Qt.Key.Key_Return)
    assert desk.only.kind is Kind.POLYGON
    assert_near(desk.only.points, [A, B, D, C], within=0.6)


def test_a_polygon_closes_with_a_double_click_and_at_its_first_corner(desk: DrawingDesk) -> None:
    desk.take_up(Hand.POLYGON)
    desk.click(A, B)
    desk.double_click(D)
    desk.session.annotating.select(None)
    desk.click((20, 300), (60, 380), (100, 340), (20, 300))
    first, second = desk.drawn.items
    assert_near(first.points, [A, B, D], within=0.6)
    assert_near(second.points, [(20, 300), (60, 380), (100, 340)], within=0.6)


def test_two_corners_are_no_polygon(desk: DrawingDesk) -> None:
    desk.take_up(Hand.POLYGON)
    desk.click(A, B)
    desk.key(Qt.Key.Key_Return)
    assert not desk.drawn.items
    desk.click(D)
    desk.key(Qt.Key.Key_Return)
    assert len(desk.only.points) == 3


def test_freehand_follows_the_hand_with_few_points(desk: DrawingDesk) -> None:
    circle = [
        (150 + 70 * math.cos(t / 60 * math.tau), 200 + 70 * math.sin(t / 60 * math.tau)) for t in range(60)
    ]
    desk.take_up(Hand.FREEHAND)
    desk.drag(*circle)
    outline = np.array(desk.only.points)
    assert desk.only.kind is Kind.FREEHAND
    assert len(outline) < 50
    np.testing.assert_allclose(np.hypot(*(outline - (150, 200)).T), 70, atol=1.5)
    xs, ys = outline.T
    area = abs(np.dot(xs, np.roll(ys, 1)) - np.dot(ys, np.roll(xs, 1))) / 2
    assert area == pytest.approx(math.pi * 70**2, rel=0.03)


def test_a_mere_click_with_freehand_draws_nothing(desk: DrawingDesk) -> None:
    desk.take_up(Hand.FREEHAND)
    desk.click(A)
    assert not desk.drawn.items


def test_an_arrow_points_at_where_it_began_and_its_words_are_part_of_the_same_step(desk: DrawingDesk) -> None:
    desk.take_up(Hand.ARROW)
    desk.drag(A, B)
    assert not desk.drawn.items
    desk.type("nodule?")
    assert_near(desk.only.points, [A, B], within=0.6)
    assert desk.only.text == "nodule?"
    assert not desk.undone().items


def test_a_text_needs_words_an_arrow_does_not(desk: DrawingDesk) -> None:
    desk.take_up(Hand.TEXT)
    desk.click(A)
    desk.type("")
    assert not desk.drawn.items
    desk.click(A)
    desk.type("supine")
    assert (desk.only.kind, desk.only.text) == (Kind.TEXT, "supine")
    assert_near(desk.only.points, [A], within=0.6)
    desk.take_up(Hand.ARROW)
    desk.drag(C, D)
    desk.type("")
    assert [item.kind for item in desk.drawn.items] == [Kind.TEXT, Kind.ARROW]


def test_escape_drops_the_words_and_going_elsewhere_keeps_them(desk: DrawingDesk) -> None:
    desk.take_up(Hand.TEXT)
    desk.click(A)
    desk.type("no", end=Qt.Key.Key_Escape)
    assert not desk.drawn.items
    desk.click(A)
    desk.type("kept", end=None)
    desk.view.setFocus()
    assert desk.only.text == "kept"


@pytest.mark.parametrize("typed", ["50", "50.0", "50,0"])
def test_calibration_by_a_line_of_known_length(desk: DrawingDesk, typed: str) -> None:
    desk.take_up(Hand.CALIBRATE)
    desk.drag((50, 100), (250, 100))
    desk.type(typed)
    calibration = desk.drawn.calibration
    assert not desk.drawn.items
    assert calibration.origin is SpacingOrigin.USER
    assert calibration.column_mm == pytest.approx(0.25, rel=0.01)
    desk.take_up(Hand.LENGTH)
    desk.drag((50, 200), (150, 200))
    value, *_others, origin = desk.lines(desk.only)
    assert float(value.removesuffix(" mm")) == pytest.approx(25, abs=0.5)
    assert "calibrated by the user" in origin


@pytest.mark.parametrize("typed", ["", "-3", "0", "five", "nan", "inf"])
def test_what_is_no_length_does_not_calibrate(desk: DrawingDesk, typed: str) -> None:
    desk.take_up(Hand.CALIBRATE)
    desk.drag((50, 100), (250, 100))
    desk.type(typed)
    assert desk.drawn.calibration is None
    assert len(desk.told) == 1
    assert "0" in desk.told[0]


def test_going_elsewhere_does_not_calibrate(desk: DrawingDesk) -> None:
    desk.take_up(Hand.CALIBRATE)
    desk.drag((50, 100), (250, 100))
    desk.type("50", end=None)
    desk.view.setFocus()
    assert desk.drawn.calibration is None


def test_shift_makes_right_directions_and_squares_on_the_patient(
    open_desk: OpenDesk, wide_pixel_film: Path
) -> None:
    desk = open_desk(wide_pixel_film)
    desk.take_up(Hand.LENGTH)
    desk.drag((60, 80), (200, 92), keys=SHIFT)
    (x0, y0), (x1, y1) = desk.only.points
    assert y1 == pytest.approx(y0)
    assert x1 - x0 == pytest.approx(140, abs=2)
    desk.take_up(Hand.RECTANGLE)
    desk.drag((100, 200), (180, 220), keys=SHIFT)
    (x0, y0), (x1, y1) = desk.drawn.items[1].points
    assert (x1 - x0) * 0.2 == pytest.approx((y1 - y0) * 0.4)


def test_points_beside_the_film_are_put_on_its_edge(desk: DrawingDesk) -> None:
    desk.take_up(Hand.LENGTH)
    desk.drag(A, (340.0, 80.0))
    assert desk.only.points[1][0] == 300


def test_backspace_takes_the_last_point_back(desk: DrawingDesk) -> None:
    desk.take_up(Hand.ANGLE)
    desk.click(A, B)
    desk.key(Qt.Key.Key_Backspace)
    desk.click(D, C)
    assert_near(desk.only.points, [A, D, C], within=0.6)


def test_a_trembling_click_is_no_second_point(desk: DrawingDesk) -> None:
    desk.take_up(Hand.LENGTH)
    desk.click(A, A)
    assert not desk.drawn.items
    desk.click(B)
    assert_near(desk.only.points, [A, B], within=0.6)


@pytest.mark.parametrize("hand", [Hand.LENGTH, Hand.RECTANGLE, Hand.FREEHAND, Hand.ARROW, Hand.CALIBRATE])
def test_a_film_that_comes_in_the_middle_of_a_drag_ends_it(
    desk: DrawingDesk, wide_pixel_film: Path, hand: Hand
) -> None:
    before = desk.session.image_key
    desk.take_up(hand)
    desk.press(A)
    desk.move(B)
    desk.show(wide_pixel_film)
    desk.move(C)
    desk.release(D)
    assert not desk.drawn.items
    assert not desk.session.annotating.of(before).items
    assert not desk.view.field.question


def test_every_tool_of_the_table_answers_to_a_hand_at_once(desk: DrawingDesk) -> None:
    for hand in TOOLS:
        desk.take_up(hand)
        desk.press(A)
        desk.move(B)
        desk.view.hands.cancel()
        assert not desk.view.hands.busy
    assert not desk.drawn.items
