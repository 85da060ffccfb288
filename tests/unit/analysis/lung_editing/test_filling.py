import numpy as np
import pytest
from scipy import ndimage
from skimage.measure import label as parts_of

from cxrviewer.analysis.lung_editing import filled, largest_parts


@pytest.fixture
def torn(lungs: np.ndarray) -> np.ndarray:
    """The drawn lungs with pixels missing and others beside them, at random."""
    noise = np.random.default_rng(4).random(lungs.shape)
    torn = np.where(noise < 0.25, 0, lungs)
    return np.where((noise > 0.9) & (lungs == 0), 1 + (noise > 0.95), torn).astype(np.uint8)


@pytest.mark.parametrize("lung", [1, 2])
def test_the_holes_of_a_lung_are_filled(torn: np.ndarray, lung: int) -> None:
    row, column = np.argwhere(torn == lung)[40]
    patch = filled(torn, (column + 0.5, row + 0.5))
    assert patch is not None
    edited = patch.on(torn)
    truth = ndimage.binary_fill_holes(torn == lung) & (torn == 0) | (torn == lung)
    assert np.array_equal(edited == lung, truth)
    assert np.array_equal(edited[~truth], torn[~truth])
    assert int((edited != torn).sum()) > 20


def ring(left: int = 2) -> np.ndarray:
    """A background of 6 x 5 that the lungs enclose: the left one on its last `left` columns."""
    labels = np.zeros((20, 20), np.uint8)
    labels[4:14, 4:13] = 1
    labels[4:14, 13 - left : 13] = 2
    labels[6:12, 6:11] = 0
    return labels


@pytest.mark.parametrize(("left", "lung"), [(2, 1), (6, 2)])
def test_an_enclosed_background_goes_to_the_lung_with_more_of_its_rim(left: int, lung: int) -> None:
    labels = ring(left)
    patch = filled(labels, (7.2, 8.9))
    assert patch is not None
    edited = patch.on(labels)
    changed = edited != labels
    assert np.array_equal(changed, parts_of(labels == 0, connectivity=1) == parts_of(labels == 0)[8, 7])
    assert set(edited[changed]) == {lung}


def test_the_chosen_lung_fills_an_enclosed_background() -> None:
    patch = filled(ring(), (7.2, 8.9), lung=2)
    assert patch is not None
    assert (patch.on(ring())[6:12, 6:11] == 2).all()


def test_a_hole_closed_by_corners_alone_is_closed() -> None:
    labels = np.zeros((5, 5), np.uint8)
    labels[1, 2] = labels[2, 1] = labels[2, 3] = labels[3, 2] = 1
    patch = filled(labels, (2.5, 2.5))
    assert patch is not None
    assert int(patch.on(labels).sum()) == 5


@pytest.mark.parametrize("point", [(0.5, 0.5), (-3.0, 4.0), (4.0, 20.0), (19.99, 19.99)])
def test_open_background_and_places_beside_the_film_are_not_filled(point: tuple[float, float]) -> None:
    assert filled(ring(), point) is None


def test_of_each_lung_the_largest_part_is_kept(torn: np.ndarray) -> None:
    edited = largest_parts(torn).on(torn)
    for lung in (1, 2):
        parts = parts_of(torn == lung, connectivity=1)
        sizes = np.bincount(parts.ravel())[1:]
        assert np.array_equal(edited == lung, parts == 1 + sizes.argmax())
        assert len(sizes) > 1


def test_a_film_without_lungs_has_nothing_to_keep() -> None:
    labels = np.zeros((8, 8), np.uint8)
    assert not largest_parts(labels).changes(labels)
