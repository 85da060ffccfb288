from pathlib import Path

import cv2
import numpy as np
import pytest
from phantoms import draw_chest

from cxrviewer.errors import DataError
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.masks import read_mask


@pytest.fixture
def drawn() -> np.ndarray:
    """The lungs of a drawn film: 1 on the left of the picture, 2 on the right."""
    return draw_chest("normal", np.random.default_rng(0))[1]


def record(folder: Path, mask: np.ndarray, other: np.ndarray | None = None) -> FilmRecord:
    cv2.imwrite(str(folder / "mask.png"), mask)
    if other is not None:
        cv2.imwrite(str(folder / "other.png"), other)
    return FilmRecord(
        folder / "film.png", "", "g", "", folder / "mask.png", None if other is None else folder / "other.png"
    )


def test_a_mask_of_our_labels_stays_as_it_is(drawn: np.ndarray, tmp_path: Path) -> None:
    drawn[0, 0] = 3
    assert np.array_equal(read_mask(record(tmp_path, drawn)), drawn)


@pytest.mark.parametrize("white", [1, 255])
def test_lungs_of_a_mask_of_two_values_are_told_apart(drawn: np.ndarray, tmp_path: Path, white: int) -> None:
    found = read_mask(record(tmp_path, (drawn > 0).astype(np.uint8) * np.uint8(white)))
    assert np.array_equal(found, drawn)


def test_what_was_left_open_stays_open(drawn: np.ndarray, tmp_path: Path) -> None:
    one_label = (drawn > 0).astype(np.uint8)
    one_label[:5] = 3
    found = read_mask(record(tmp_path, one_label))
    assert (found[:5] == 3).all()
    assert np.array_equal(found[5:], drawn[5:])


@pytest.mark.parametrize("swapped", [False, True])
def test_masks_of_each_lung_are_joined_by_where_they_lie(
    drawn: np.ndarray, tmp_path: Path, swapped: bool
) -> None:
    lungs = [(drawn == value).astype(np.uint8) * np.uint8(255) for value in (1, 2)]
    first, second = reversed(lungs) if swapped else lungs
    assert np.array_equal(read_mask(record(tmp_path, first, second)), drawn)


def test_specks_and_holes_are_cleaned(drawn: np.ndarray, tmp_path: Path) -> None:
    big = cv2.resize(drawn, (800, 720), interpolation=cv2.INTER_NEAREST)
    spoilt = (big > 0).astype(np.uint8) * np.uint8(255)
    row, column = np.argwhere(cv2.erode((big == 1).astype(np.uint8), np.ones((30, 30))) > 0)[0]
    spoilt[row, column] = 0
    spoilt[10:14, 400:404] = 255
    found = read_mask(record(tmp_path, spoilt))
    assert (found[10:14, 400:404] == 0).all()
    assert found[row, column] == 1
    assert (found == big).mean() > 0.998


def test_a_mask_of_the_same_shape_is_brought_to_the_film(drawn: np.ndarray, tmp_path: Path) -> None:
    found = read_mask(record(tmp_path, drawn), (144, 160))
    assert np.array_equal(found, drawn.repeat(2, axis=0).repeat(2, axis=1))
    with pytest.raises(DataError, match=r"mask\.png: has another shape than its film film\.png"):
        read_mask(record(tmp_path, drawn), (72, 72))


def one_above_the_other() -> np.ndarray:
    mask = np.zeros((80, 80), np.uint8)
    mask[5:30, 20:60] = mask[45:75, 20:60] = 255
    return mask


def one_small() -> np.ndarray:
    mask = np.zeros((80, 80), np.uint8)
    mask[5:70, 5:30] = 255
    mask[40:45, 60:65] = 255
    return mask


@pytest.mark.parametrize(
    ("mask", "reason"),
    [
        (np.full((80, 80), 255, np.uint8), "they are one part"),
        (np.zeros((80, 80), np.uint8), "they are one part"),
        (one_above_the_other(), "are not side by side"),
        (one_small(), "one part is small"),
        (np.full((8, 8), 700, np.uint16), "is not a grey picture of 8 bits"),
    ],
)
def test_what_are_not_two_lungs_is_refused(tmp_path: Path, mask: np.ndarray, reason: str) -> None:
    with pytest.raises(DataError, match=reason) as caught:
        read_mask(record(tmp_path, mask))
    assert "mask.png: " in str(caught.value)


def test_masks_of_each_lung_must_fit_together(drawn: np.ndarray, tmp_path: Path) -> None:
    lung = (drawn == 1).astype(np.uint8) * np.uint8(255)
    with pytest.raises(DataError, match=r"other\.png: has another size than 80 x 72"):
        read_mask(record(tmp_path, lung, lung[:40]))
    with pytest.raises(DataError, match="is empty"):
        read_mask(record(tmp_path, lung, np.zeros_like(lung)))
