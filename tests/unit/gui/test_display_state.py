"""Edits of how a film is shown: group laws of turns and flips, limits of the window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from cxrviewer.gui.display_state import DisplayState, Orientation
from cxrviewer.gui.viewport.tiles import film_transform, oriented
from cxrviewer.study import VoiFunction, Window

PICTURE = np.arange(6, dtype=np.uint8).reshape(2, 3)
EDITS = {
    "right": (lambda o: o.rotated(1), lambda p: np.rot90(p, -1)),
    "left": (lambda o: o.rotated(-1), lambda p: np.rot90(p, 1)),
    "horizontal": (Orientation.flipped_horizontally, np.fliplr),
    "vertical": (Orientation.flipped_vertically, np.flipud),
}


@given(st.lists(st.sampled_from(sorted(EDITS)), max_size=8))
def test_any_row_of_turns_and_flips_is_what_it_does_to_a_picture(names: list[str]) -> None:
    orientation, expected = Orientation(), PICTURE
    for name in names:
        edit, same = EDITS[name]
        orientation, expected = edit(orientation), same(expected)
    turned = oriented(PICTURE, film_transform(orientation, 2.0, 1.0))
    np.testing.assert_array_equal(turned, expected)


def test_the_transform_moves_the_corner_where_the_pixels_go() -> None:
    transform = film_transform(Orientation().rotated(1), 1.0, 1.0)
    below, beside = transform.map(QPointF(0, 1)), transform.map(QPointF(1, 0))
    assert (below.x(), below.y()) == (-1, 0)
    assert (beside.x(), beside.y()) == (0, 1)


def test_a_drag_never_makes_a_window_that_the_standard_forbids() -> None:
    linear = DisplayState().dragged(Window(100, 50), 0, -1e9).voi
    assert linear.width == 1
    sigmoid = DisplayState().dragged(Window(100, 50, VoiFunction.SIGMOID), 0, -1e9).voi
    assert 0 < sigmoid.width < 1e-3
    assert sigmoid.function is VoiFunction.SIGMOID


def test_a_dragged_window_is_no_longer_the_one_that_the_file_explains() -> None:
    assert DisplayState().dragged(Window(1, 2, explanation="LUNG"), 1, 1).voi.explanation == ""


def test_reset_leaves_the_layers() -> None:
    state = DisplayState(inverted=True, orientation=Orientation(1, mirrored=True), texts_visible=False)
    reset = state.reset(Window(5, 6))
    assert reset == DisplayState(voi=Window(5, 6), texts_visible=False)


def test_four_turns_are_none() -> None:
    assert Orientation().rotated(4) == Orientation()
    with pytest.raises(AttributeError):
        Orientation().quarter_turns = 2
