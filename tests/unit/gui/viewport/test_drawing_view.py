"""What is drawn is selected, moved, reshaped, worded, taken back; keys, menus and other viewports."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawing_desk import SHIFT, DrawingDesk, assert_near
from film_picture import picture_of_film
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.display_state import Orientation
from cxrviewer.gui.saving import to_rgb
from cxrviewer.gui.viewport.film_view import FilmView
from cxrviewer.study import Annotation, Kind, Maker

OpenDesk = Callable[[Path], DrawingDesk]
A, B, C, D = (60.0, 80.0), (200.0, 120.0), (80.0, 300.0), (240.0, 250.0)
MIDDLE_OF_AB = (130.0, 100.0)


def _put(desk: DrawingDesk, *items: Annotation) -> None:
    desk.session.annotating.edit(desk.drawn.adding(*items))


def _length() -> Annotation:
    return Annotation(Kind.LENGTH, (A, B))


def test_a_handle_moves_one_point_in_one_step(desk: DrawingDesk) -> None:
    _put(desk, _length())
    desk.drag(B, (180, 200), D)
    assert_near(desk.only.points, [A, D], within=0.8)
    assert_near(desk.undone().items[0].points, [A, B], within=1e-9)
    assert desk.kept == desk.drawn


def test_a_line_moves_the_whole_in_one_step(desk: DrawingDesk) -> None:
    _put(desk, _length())
    desk.drag(MIDDLE_OF_AB, (140, 150), (150, 180))
    assert_near(desk.only.points, [(80, 160), (220, 200)], within=0.8)
    assert_near(desk.undone().items[0].points, [A, B], within=1e-9)


def test_nothing_is_edited_before_the_button_goes_up(desk: DrawingDesk) -> None:
    _put(desk, _length())
    before = desk.drawn
    desk.press(B)
    desk.move(D)
    assert desk.drawn is before
    desk.release(D)
    assert desk.drawn is not before


def test_a_mere_click_selects_and_edits_nothing(desk: DrawingDesk) -> None:
    _put(desk, _length())
    before = desk.drawn
    desk.click(MIDDLE_OF_AB)
    assert desk.session.annotating.selected == desk.only.identifier
    assert desk.drawn is before
    desk.click(C)
    assert desk.session.annotating.selected is None


def test_a_proposal_that_is_moved_is_the_users(desk: DrawingDesk) -> None:
    _put(desk, replace(_length(), maker=Maker.MODEL))
    desk.drag(B, D)
    assert desk.only.maker is Maker.USER


def test_shift_keeps_a_corner_square(desk: DrawingDesk) -> None:
    _put(desk, Annotation(Kind.RECTANGLE, ((50, 50), (150, 200))))
    desk.drag((150, 200), (250, 260), keys=SHIFT)
    (x0, y0), (x1, y1) = desk.only.points
    assert abs(x1 - x0) == pytest.approx(abs(y1 - y0))


def test_the_inside_of_a_region_is_left_to_windowing(desk: DrawingDesk) -> None:
    _put(desk, Annotation(Kind.RECTANGLE, ((50, 50), (250, 350))))
    before, drawn = desk.session.display.voi, desk.drawn
    desk.drag((150, 200), (190, 200))
    assert desk.session.display.voi != before
    assert desk.drawn is drawn


def test_a_tool_in_hand_draws_over_what_is_not_selected(desk: DrawingDesk) -> None:
    _put(desk, _length())
    desk.take_up(Hand.LENGTH)
    desk.drag(MIDDLE_OF_AB, D)
    assert len(desk.drawn.items) == 2
    desk.drag(D, C)  # the new one is selected: its end can be corrected at once
    assert_near(desk.drawn.items[1].points, [MIDDLE_OF_AB, C], within=0.8)


def test_hidden_annotations_cannot_be_hit_and_drawing_shows_them_again(desk: DrawingDesk) -> None:
    _put(desk, _length())
    before = desk.drawn
    desk.session.set_display(replace(desk.session.display, annotations_visible=False))
    assert _yellow(desk) == 0
    desk.drag(B, D)
    assert desk.drawn is before
    desk.take_up(Hand.LENGTH)
    desk.drag(C, D)
    assert len(desk.drawn.items) == 2
    assert desk.session.display.annotations_visible


def _yellow(desk: DrawingDesk) -> int:
    """How many pixels of the screen are as yellow as what the user draws."""
    red, green, blue = desk.seen().astype(int).transpose(2, 0, 1)
    inner = np.s_[60:-60, 60:-60]  # the side markers are yellow too
    return int(np.count_nonzero(((red - blue > 60) & (green - blue > 50))[inner]))


def test_nothing_drawn_moves_while_a_stack_is_played(desk: DrawingDesk) -> None:
    _put(desk, _length())
    before = desk.drawn
    desk.session.annotating.lock(locked=True)
    desk.drag(B, D)
    desk.take_up(Hand.LENGTH)
    desk.drag(C, D)
    assert desk.drawn is before


def test_escape_puts_down_one_thing_after_another(desk: DrawingDesk) -> None:
    desk.take_up(Hand.LENGTH)
    desk.drag(A, B)
    desk.click(C)
    assert desk.view.hands.busy
    desk.key(Qt.Key.Key_Escape)
    assert not desk.view.hands.busy
    assert desk.session.annotating.hand is Hand.LENGTH
    desk.key(Qt.Key.Key_Escape)
    assert desk.session.annotating.hand is Hand.WINDOW
    assert desk.session.annotating.selected is not None
    desk.key(Qt.Key.Key_Escape)
    assert desk.session.annotating.selected is None
    assert len(desk.drawn.items) == 1


def test_escape_in_the_middle_of_a_drag_leaves_all_where_it_was(desk: DrawingDesk) -> None:
    _put(desk, _length())
    before = desk.drawn
    desk.press(B)
    desk.move(D)
    desk.key(Qt.Key.Key_Escape)
    desk.move(C)
    desk.release(C)
    assert desk.drawn is before


@pytest.mark.parametrize(
    ("orientation", "key", "shift"),
    [
        (Orientation(), Qt.Key.Key_Right, (1, 0)),
        (Orientation(), Qt.Key.Key_Up, (0, -1)),
        (Orientation().rotated(1), Qt.Key.Key_Right, (0, -1)),
        (Orientation().rotated(1), Qt.Key.Key_Down, (1, 0)),
        (Orientation().flipped_horizontally(), Qt.Key.Key_Right, (-1, 0)),
    ],
)
def test_arrow_keys_move_by_one_pixel_as_it_is_seen(
    desk: DrawingDesk, orientation: Orientation, key: Qt.Key, shift: tuple[int, int]
) -> None:
    _put(desk, _length())
    desk.session.annotating.select(desk.only.identifier)
    desk.session.set_display(desk.session.display.turned(orientation))
    desk.key(key, key)
    moved = [(x + 2 * shift[0], y + 2 * shift[1]) for x, y in (A, B)]
    assert_near(desk.only.points, moved, within=1e-9)


def test_nothing_is_pushed_off_the_film(desk: DrawingDesk) -> None:
    _put(desk, _length())
    desk.drag(MIDDLE_OF_AB, (-400.0, -500.0))
    (x0, y0), (x1, y1) = desk.only.points
    assert (x0, y0) == (0, 0)
    assert (x1, y1) == pytest.approx((140, 40))


def test_words_are_changed_by_a_double_click(desk: DrawingDesk) -> None:
    _put(desk, _length())
    desk.double_click(MIDDLE_OF_AB)
    desk.type("scar")
    assert desk.only.text == "scar"
    assert desk.undone().items[0].text == ""


def test_a_text_is_taken_hold_of_by_its_letters_and_never_loses_its_words(desk: DrawingDesk) -> None:
    _put(desk, Annotation(Kind.TEXT, (A,), text="poor inspiration"))
    desk.seen()
    inverse, _invertible = desk.view.viewportTransform().inverted()
    letters = inverse.map(QPointF(desk.at(A)) + QPointF(40, 10))
    desk.drag((letters.x(), letters.y()), (letters.x() + 50, letters.y() + 70))
    assert_near(desk.only.points, [(110, 150)], within=0.8)
    desk.view.edit_text(desk.only)
    desk.view.field.clear()
    QTest.keyClick(desk.view.field, Qt.Key.Key_Return)
    assert desk.only.text == "poor inspiration"


def test_a_right_click_asks_for_the_menu_of_what_is_there(desk: DrawingDesk) -> None:
    asked: list[str] = []
    desk.view.menu_wanted.connect(lambda _place: asked.append("film"))
    desk.view.annotation_menu_wanted.connect(lambda _place: asked.append("annotation"))
    _put(desk, _length())
    for place in (C, MIDDLE_OF_AB):
        at = desk.at(place)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, at)
        QApplication.sendEvent(desk.view.viewport(), event)
    assert asked == ["film", "annotation"]
    assert desk.session.annotating.selected == desk.only.identifier


def test_every_viewport_with_the_image_shows_what_is_drawn(desk: DrawingDesk, square_film: Path) -> None:
    other = FilmView(desk.session, desk.session.cells[1])
    other.resize(300, 300)
    desk.session.want(desk.session.film.key, desk.session.cells[1])
    desk.session.show(desk.session.film)
    desk.take_up(Hand.LENGTH)
    desk.drag(A, B)
    assert [one.item for one in other.annotations_item.traces.drawn] == list(desk.drawn.items)
    desk.session.annotating.undo(desk.session.image_key)
    assert not other.annotations_item.traces.drawn
    other.deleteLater()


def test_middle_button_and_space_move_the_film_with_a_tool_in_hand(desk: DrawingDesk) -> None:
    desk.take_up(Hand.LENGTH)
    viewport, at = desk.view.viewport(), desk.at(A)
    for button, space in ((Qt.MouseButton.MiddleButton, False), (Qt.MouseButton.LeftButton, True)):
        before = desk.view.position_on_film(QPointF(at))
        if space:
            QTest.keyPress(desk.view, Qt.Key.Key_Space)
        QTest.mousePress(viewport, button, pos=at)
        QTest.mouseMove(viewport, at + QPoint(30, 20))
        QTest.mouseRelease(viewport, button, pos=at + QPoint(30, 20))
        if space:
            QTest.keyRelease(desk.view, Qt.Key.Key_Space)
        assert desk.view.position_on_film(QPointF(at)) != before
    assert not desk.drawn.items
    assert not desk.view.hands.busy


def test_pictures_hold_what_is_drawn_and_the_films_picture_no_handles(desk: DrawingDesk) -> None:
    bare = to_rgb(picture_of_film(desk.view, 600)).astype(int)
    _put(desk, _length())
    plain = to_rgb(picture_of_film(desk.view, 600)).astype(int)
    desk.session.annotating.select(desk.only.identifier)
    selected = to_rgb(picture_of_film(desk.view, 600)).astype(int)
    row, column = round(100 * 600 / 400), round(130 * 600 / 400)
    there = np.s_[row - 2 : row + 3, column - 2 : column + 3]
    assert np.abs(plain - bare)[there].max() > 80
    row, column = round(120 * 600 / 400), round(200 * 600 / 400)
    corner = np.s_[row - 6 : row + 7, column + 3 : column + 6]
    assert np.abs(selected - bare)[corner].max() < 60  # no ring around the end


def test_the_films_corner_says_who_calibrated_it(desk: DrawingDesk) -> None:
    before = desk.seen()
    desk.take_up(Hand.CALIBRATE)
    desk.drag((50, 100), (250, 100))
    desk.type("50")
    desk.take_up(Hand.WINDOW)
    after = desk.seen()
    corner = np.s_[-130:, -320:]
    assert (before[corner] != after[corner]).any()


def test_values_of_a_region_come_from_the_background_and_old_ones_are_marked(desk: DrawingDesk) -> None:
    region = Annotation(Kind.RECTANGLE, ((10, 10), (20, 30)))
    measurements, image = desk.session.measurements, desk.session.film.image
    assert measurements.lines(image, desk.drawn, region) == ("…",)
    area, mean, *_others = desk.lines(region)
    assert area == "area 50.0 mm²"
    assert mean.startswith("mean 14.5")
    larger = region.moved(((10, 10), (30, 30)))
    assert measurements.lines(image, desk.drawn, larger)[0] == "area 50.0 mm² …"
    assert desk.lines(larger)[:2] == ("area 100 mm²", desk.lines(larger)[1])
    assert desk.lines(larger)[1].startswith("mean 19.5")


def test_a_crowd_that_moves_with_the_film_is_where_a_fresh_picture_has_it(desk: DrawingDesk) -> None:
    random = np.random.default_rng(3)
    places = random.uniform(20, 280, (900, 2))
    _put(desk, *(Annotation(Kind.LENGTH, ((x, y), (x + 15, y + 9))) for x, y in places.tolist()))
    desk.session.set_display(replace(desk.session.display, texts_visible=False))
    desk.view.zoom_to(1.5)
    desk.seen()
    desk.view.pan(QPointF(25, -40))
    moved = desk.seen()
    desk.view.annotations_item._crowd._picture.setDevicePixelRatio(3)  # no longer fits: drawn anew
    np.testing.assert_array_equal(moved, desk.seen())
    desk.session.annotating.edit(replace(desk.drawn, items=()))
    assert (moved != desk.seen()).any(axis=2).sum() > 5000


def test_the_field_goes_with_its_place_on_the_film_and_stays_inside_the_viewport(desk: DrawingDesk) -> None:
    desk.take_up(Hand.TEXT)
    desk.click(A)
    field = desk.view.field
    before = field.pos()
    desk.view.pan(QPointF(-40, -30))
    assert field.pos() == before - QPoint(40, 30)
    desk.view.resize(300, 200)
    assert desk.view.viewport().rect().contains(field.geometry())
    desk.type("here")
    assert desk.only.text == "here"


def test_labels_stand_beside_lines_each_other_and_the_corner_texts(desk: DrawingDesk) -> None:
    ends = [(40.0 + 24 * step, 60.0 + 40 * (step % 7)) for step in range(9)]
    _put(desk, *(Annotation(Kind.LENGTH, ((x, y), (x + 18, y + 30))) for x, y in ends))
    desk.seen()
    desk.seen()
    boxes = [label.box for label in desk.view.annotations_item.labels]
    assert len(boxes) >= 6
    reserved = desk.view.annotations_item.reserved
    assert len(reserved) == 4
    for number, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in [*boxes[:number], *reserved])
        assert desk.view.viewport().rect().contains(box.toAlignedRect())
