"""The masked co-occurrence matrix against a loop over every pair, scikit-image and mahotas."""

import itertools

import mahotas.features.texture
import numpy as np
import numpy.typing as npt
import pytest
from skimage.feature import graycomatrix

from cxrviewer.errors import CxrviewerError
from cxrviewer.study import TextureSettings
from cxrviewer.texture import TextureError, bounding_box, glcm, glcm_of_labels, normalise, quantise

Levels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
UP_AND_RIGHT = {0: (0, 1), 45: (-1, 1), 90: (-1, 0), 135: (-1, -1)}


def pair_by_pair(picture: Levels, mask: Mask, settings: TextureSettings) -> npt.NDArray[np.int64]:
    """Count by looking at every single pixel."""
    counts = np.zeros((len(settings.angles_deg), settings.levels, settings.levels), np.int64)
    rows, columns = picture.shape
    for index, angle in enumerate(settings.angles_deg):
        down, right = (step * settings.distance for step in UP_AND_RIGHT[angle])
        for row, column in itertools.product(range(rows), range(columns)):
            other_row, other_column = row + down, column + right
            if not (0 <= other_row < rows and 0 <= other_column < columns):
                continue
            if mask[row, column] and mask[other_row, other_column]:
                counts[index, picture[row, column], picture[other_row, other_column]] += 1
                if settings.symmetric:
                    counts[index, picture[other_row, other_column], picture[row, column]] += 1
    return counts


@pytest.mark.parametrize("symmetric", [True, False])
@pytest.mark.parametrize(("levels", "distance"), [(2, 1), (8, 3), (32, 1), (255, 2), (256, 5)])
def test_counts_equal_a_loop_over_all_pairs(
    unit: npt.NDArray[np.float32], labels: Levels, levels: int, distance: int, symmetric: bool
) -> None:
    settings = TextureSettings(levels=levels, distance=distance, symmetric=symmetric)
    picture = quantise(unit, levels)
    np.testing.assert_array_equal(
        glcm(picture, labels > 0, settings), pair_by_pair(picture, labels > 0, settings)
    )


def test_ragged_mask_with_gaps_equals_the_loop() -> None:
    random = np.random.default_rng(3)
    picture = random.integers(0, 5, (300, 260), np.uint8)
    mask = random.random((300, 260)) < 0.4
    mask[:, 90:200] = False
    mask[120:130] = False
    settings = TextureSettings(levels=5, distance=2, angles_deg=(135, 0), symmetric=False)
    np.testing.assert_array_equal(glcm(picture, mask, settings), pair_by_pair(picture, mask, settings))


@pytest.mark.parametrize("distance", [1, 4])
def test_whole_picture_equals_scikit_image(unit: npt.NDArray[np.float32], distance: int) -> None:
    picture = quantise(unit, 32)
    settings = TextureSettings(distance=distance)
    ours = glcm(picture, np.ones_like(picture, bool), settings)
    # scikit-image turns clockwise (row = r + d sin a) and measures the diagonal by Euclid
    for index, (angle, length) in enumerate([(0, 1), (-45, np.sqrt(2)), (-90, 1), (-135, np.sqrt(2))]):
        theirs = graycomatrix(picture, [distance * length], [np.deg2rad(angle)], 32, symmetric=True)
        np.testing.assert_array_equal(ours[index], theirs[:, :, 0, 0])


def test_whole_picture_equals_mahotas(unit: npt.NDArray[np.float32]) -> None:
    picture = quantise(unit, 16)
    ours = glcm(picture, np.ones_like(picture, bool), TextureSettings(levels=16))
    # mahotas' directions 0 to 3 are right, down and right, down, down and left
    for index, direction in enumerate([0, 3, 2, 1]):
        theirs = mahotas.features.texture.cooccurence(picture, direction, symmetric=True)
        np.testing.assert_array_equal(ours[index], theirs)


def test_pixels_outside_the_mask_change_nothing(unit: npt.NDArray[np.float32], labels: Levels) -> None:
    picture, settings = quantise(unit, 32), TextureSettings()
    blackened = np.where(labels > 0, picture, 0).astype(np.uint8)
    np.testing.assert_array_equal(glcm(picture, labels > 0, settings), glcm(blackened, labels > 0, settings))


@pytest.mark.parametrize("symmetric", [True, False])
@pytest.mark.parametrize(("levels", "distance"), [(32, 1), (127, 3), (128, 2), (256, 1)])
def test_pairs_inside_and_between_regions_equal_those_of_each_and_of_the_union(
    unit: npt.NDArray[np.float32], labels: Levels, levels: int, distance: int, symmetric: bool
) -> None:
    settings = TextureSettings(levels=levels, distance=distance, symmetric=symmetric)
    picture = quantise(unit, levels)
    with_a_third = labels.copy()
    with_a_third[:4, :4] = 3
    counts = glcm_of_labels(picture, with_a_third, [2, 1], settings)
    np.testing.assert_array_equal(counts[:, 0, :, 0], pair_by_pair(picture, labels == 2, settings))
    np.testing.assert_array_equal(counts[:, 1, :, 1], pair_by_pair(picture, labels == 1, settings))
    np.testing.assert_array_equal(counts.sum(axis=(1, 3)), pair_by_pair(picture, labels > 0, settings))
    assert counts[:, 0, :, 1].sum() > 0


def test_first_pixel_of_a_pair_between_regions_comes_first() -> None:
    picture, labels = np.array([[4, 6]], np.uint8), np.array([[9, 5]], np.uint8)
    settings = TextureSettings(levels=8, angles_deg=(0,), symmetric=False)
    counts = glcm_of_labels(picture, labels, [5, 9], settings)
    assert np.argwhere(counts).tolist() == [[0, 1, 4, 0, 6]]


def test_regions_far_apart_have_no_pairs_between_them() -> None:
    labels = np.zeros((20, 20), np.uint8)
    labels[:3, :3], labels[15:, 15:] = 1, 2
    counts = glcm_of_labels(np.zeros((20, 20), np.uint8), labels, [1, 2], TextureSettings())
    assert counts[:, 0, :, 0].sum() > 0
    assert counts[:, 0, :, 1].sum() == counts[:, 1, :, 0].sum() == 0


def test_box_around_what_is_set() -> None:
    mask = np.zeros((7, 9), bool)
    assert mask[bounding_box(mask)].size == 0
    mask[2, 3] = mask[4, 8] = True
    assert bounding_box(mask) == (slice(2, 5), slice(3, 9))
    assert bounding_box(mask[:, ::-1]) == (slice(2, 5), slice(0, 6))
    assert bounding_box(7 * mask[:, 3:4].astype(np.uint8)) == (slice(2, 3), slice(0, 1))


@pytest.mark.parametrize("set_pixels", [0, 1])
def test_mask_without_a_pair_counts_nothing_and_cannot_be_normalised(set_pixels: int) -> None:
    mask = np.zeros((9, 9), bool)
    mask.ravel()[40 : 40 + set_pixels] = True
    counts = glcm(np.zeros((9, 9), np.uint8), mask, TextureSettings())
    assert counts.shape == (4, 32, 32)
    assert counts.sum() == 0
    with pytest.raises(TextureError, match="no pair"):
        normalise(counts)


def test_angle_without_pairs_is_left_out_of_the_probabilities() -> None:
    mask = np.zeros((5, 9), bool)
    mask[2] = True
    shares = normalise(glcm(np.arange(45, dtype=np.uint8).reshape(5, 9) % 4, mask, TextureSettings(levels=4)))
    assert shares.shape == (1, 4, 4)
    assert shares.sum() == pytest.approx(1, abs=1e-12)


def test_counts_beyond_the_exact_range_of_float32_are_exact() -> None:
    side = 4200  # 4200² > 2**24
    settings = TextureSettings(levels=2, angles_deg=(0,), symmetric=False)
    counts = glcm(np.zeros((side, side), np.uint8), np.ones((side, side), bool), settings)
    assert counts[0, 0, 0] == side * (side - 1)


def test_quantise_divides_the_range_into_equal_steps() -> None:
    unit = np.array([[0.0, 0.2499, 0.25, 0.5, 0.7501, 1.0]], np.float32)
    np.testing.assert_array_equal(quantise(unit, 4), [[0, 0, 1, 2, 3, 3]])
    assert quantise(np.ones((70, 2), np.float32), 256).min() == 255
    assert quantise(np.zeros((3, 0), np.float32), 32).shape == (3, 0)


@pytest.mark.parametrize("bad", [-0.001, 1.001, np.nan])
def test_quantise_refuses_values_outside_the_display_range(bad: float) -> None:
    with pytest.raises(TextureError, match="from 0 to 1"):
        quantise(np.array([[0.5, bad]], np.float32), 32)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (TextureSettings(levels=1), "2 to 256 grey levels"),
        (TextureSettings(levels=257), "2 to 256 grey levels"),
        (TextureSettings(distance=0), "at least 1 pixel"),
        (TextureSettings(angles_deg=()), "angles"),
        (TextureSettings(angles_deg=(0, 0)), "angles"),
        (TextureSettings(angles_deg=(30,)), "angles"),
        (TextureSettings(convention="other"), "convention"),
    ],
)
def test_invalid_settings_are_refused_with_the_reason(settings: TextureSettings, reason: str) -> None:
    picture = np.zeros((4, 4), np.uint8)
    with pytest.raises(CxrviewerError, match=reason):
        glcm(picture, picture == 0, settings)


def test_invalid_arrays_are_refused() -> None:
    picture, mask = np.full((4, 4), 7, np.uint8), np.ones((4, 4), bool)
    with pytest.raises(ValueError, match="shape"):
        glcm(picture, mask[:3], TextureSettings())
    with pytest.raises(ValueError, match="bool"):
        glcm(picture, mask.astype(np.uint8), TextureSettings())
    with pytest.raises(ValueError, match="uint8 levels"):
        glcm(picture.astype(np.int64), mask, TextureSettings())
    with pytest.raises(ValueError, match="outside 0 to 6"):
        glcm(picture, mask, TextureSettings(levels=7))
    assert glcm(picture, ~mask, TextureSettings(levels=7)).sum() == 0
