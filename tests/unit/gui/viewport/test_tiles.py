"""Which pixels of the film fall on which pixels of the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform

from cxrviewer.gui.display_state import Orientation
from cxrviewer.gui.viewport.tiles import film_transform, visible_tile


def test_at_1_to_1_the_region_has_whole_edges() -> None:
    to_device = QTransform.fromTranslate(-13, 40)
    tile = visible_tile(to_device, QRectF(13, 0, 100, 90), rows=200, columns=300)
    left, top, right, bottom = tile.region
    assert (left, top) == (12, 0)
    assert (right - left, bottom - top) == tile.size == tile.device[2:]


def test_what_is_off_the_screen_has_no_tile() -> None:
    assert visible_tile(QTransform(), QRectF(500, 0, 10, 10), rows=200, columns=300) is None


@given(
    st.floats(0.02, 40),
    st.floats(0.5, 2),
    st.integers(0, 3),
    st.booleans(),
    st.integers(-3000, 3000),
    st.integers(-3000, 3000),
)
def test_a_tile_shows_its_region_to_half_a_pixel(
    scale: float, aspect: float, turns: int, mirrored: bool, dx: int, dy: int
) -> None:
    to_device = film_transform(Orientation(turns, mirrored), scale, aspect) * QTransform.fromTranslate(dx, dy)
    inverse, _ = to_device.inverted()
    tile = visible_tile(to_device, inverse.mapRect(QRectF(0, 0, 800, 600)), rows=1000, columns=700)
    if tile is None:
        return
    left, top, right, bottom = tile.region
    assert 0 <= left < right <= 700
    assert 0 <= top < bottom <= 1000
    x, y, width, height = tile.device
    shown = to_device.mapRect(QRectF(left, top, right - left, bottom - top))
    for edge, device in zip(
        (shown.left(), shown.top(), shown.right(), shown.bottom()), (x, y, x + width, y + height), strict=True
    ):
        assert edge == pytest.approx(device, abs=1.0 if min(width, height) == 1 else 0.51)
    assert tile.size == ((height, width) if turns % 2 else (width, height))
