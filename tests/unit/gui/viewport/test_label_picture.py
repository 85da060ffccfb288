import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QTransform

from cxrviewer.display.layer_colours import LUNG_COLOURS
from cxrviewer.gui.display_state import Orientation
from cxrviewer.gui.viewport.label_picture import FILL_ALPHA, LabelPicture
from cxrviewer.gui.viewport.tiles import film_transform, visible_tile

ROWS, COLUMNS = 60, 50
ORIENTATIONS = [Orientation(turns, mirrored) for turns in range(4) for mirrored in (False, True)]


def random_labels(seed: int) -> np.ndarray:
    blocks = np.random.default_rng(seed).integers(0, 3, (ROWS // 10, COLUMNS // 10), np.uint8)
    return np.kron(blocks, np.ones((10, 10), np.uint8))


def picture_of(labels: np.ndarray, transform: QTransform, exposed: QRectF | None = None) -> LabelPicture:
    tile = visible_tile(transform, exposed or QRectF(0, 0, COLUMNS, ROWS), ROWS, COLUMNS)
    assert tile is not None
    return LabelPicture(labels, tile, transform)


def pixels(picture: LabelPicture) -> np.ndarray:
    """(rows, columns, 4) blue, green, red, alpha, premultiplied."""
    image = picture.image()
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width()].copy()


@given(
    st.integers(0, 99),
    st.sampled_from(ORIENTATIONS),
    st.sampled_from([0.3, 0.77, 1.0, 2.0, 3.7]),
    st.lists(st.tuples(*[st.integers(0, 45)] * 2, *[st.integers(1, 14)] * 2, st.integers(0, 2)), max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_renewed_box_by_box_it_is_as_if_made_anew(
    seed: int, orientation: Orientation, scale: float, edits: list[tuple[int, int, int, int, int]]
) -> None:
    labels, transform = random_labels(seed), film_transform(orientation, scale, 1.0)
    picture = picture_of(labels, transform)
    for top, left, height, width, label in edits:
        box = (slice(top, min(top + height, ROWS)), slice(left, min(left + width, COLUMNS)))
        labels[box] = label
        picture.renew(box)
    assert np.array_equal(pixels(picture), pixels(picture_of(labels, transform)))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_pixel_is_where_the_film_shows_it(orientation: Orientation) -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    labels[4, 7] = 1
    transform = film_transform(orientation, 2.0, 1.0)
    whole = transform.mapRect(QRectF(0, 0, COLUMNS, ROWS))
    there = transform.mapRect(QRectF(7, 4, 1, 1)).translated(-whole.topLeft())
    rows, columns = np.nonzero(pixels(picture_of(labels, transform))[..., 3])
    assert (columns.min(), columns.max() + 1) == (there.left(), there.right())
    assert (rows.min(), rows.max() + 1) == (there.top(), there.bottom())


@pytest.mark.parametrize("lung", [1, 2])
def test_edges_stand_out_from_the_fill(lung: int) -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    labels[10:50, 10:40] = lung
    seen = pixels(picture_of(labels, QTransform()))
    alpha = seen[..., 3]
    assert set(np.unique(alpha)) == {0, round(255 * FILL_ALPHA), 255}
    assert (alpha[10:12, 10:40] == 255).all()
    assert (alpha[10:50, 38:40] == 255).all()
    assert (alpha[12:48, 12:38] == round(255 * FILL_ALPHA)).all()
    assert not alpha[:10].any()
    colour = QColor(LUNG_COLOURS[lung])
    assert seen[10, 20, :3].tolist() == [colour.blue(), colour.green(), colour.red()]


def test_the_edge_of_what_is_in_sight_is_no_edge() -> None:
    labels = np.ones((ROWS, COLUMNS), np.uint8)
    seen = pixels(picture_of(labels, QTransform.fromScale(3, 3), QRectF(10, 10, 20, 20)))
    assert set(np.unique(seen[..., 3])) == {round(255 * FILL_ALPHA)}


def test_the_film_stretched_by_its_pixels_shape() -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    labels[:, 25:] = 2
    seen = pixels(picture_of(labels, film_transform(Orientation(), 1.0, 1.5)))
    assert seen.shape == (90, 50, 4)
    assert not seen[:, :25].any()
    assert seen[:, 25:, 3].all()
