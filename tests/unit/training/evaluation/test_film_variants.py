from pathlib import Path

import numpy as np
import pytest
from phantoms import draw_chest

from cxrviewer.display import render_unit
from cxrviewer.readers import read_image
from cxrviewer.study import Photometric
from cxrviewer.training.evaluation.film_variants import REFERENCE, VARIANTS, shifted, sixteen_bits


@pytest.fixture(scope="module")
def film() -> np.ndarray:
    """A drawn film in 16 bits that uses the whole range."""
    unit = draw_chest("normal", np.random.default_rng(3))[0].astype(np.float32) / 255
    unit[0, 0], unit[0, 1] = 0, 1
    return sixteen_bits(unit, seed=1)


@pytest.mark.parametrize(
    ("variant", "largest"),
    [
        (REFERENCE, 1e-6),
        ("DICOM 16-bit MONOCHROME1", 1e-6),
        ("PNG 16-bit", 1e-6),
        ("PNG 8-bit", 0.0021),  # half a level, and its share in the range of the film
        ("JPEG quality 95", 0.2),
    ],
)
def test_what_is_read_back_is_the_film(
    film: np.ndarray, tmp_path: Path, variant: str, largest: float
) -> None:
    image = read_image(VARIANTS[variant](film, tmp_path))
    unit = render_unit(image)
    wanted = (film - film.min()) / np.ptp(film)
    assert np.abs(unit - wanted).max() <= largest
    assert np.corrcoef(unit.ravel(), wanted.ravel())[0, 1] > 0.99
    assert (image.photometric is Photometric.MONOCHROME1) == variant.endswith("1")


def test_writing_says_nothing(film: np.ndarray, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for write in VARIANTS.values():
        write(film, tmp_path)
    assert capfd.readouterr() == ("", "")


def test_more_bits_round_to_the_film_they_come_from() -> None:
    unit = np.random.default_rng(0).integers(0, 256, (50, 40)).astype(np.float32) / np.float32(255)
    film = sixteen_bits(unit, seed=2)
    assert film.dtype == np.uint16
    assert len(np.unique(film)) > 1500
    assert np.array_equal(np.rint(film / 257), np.rint(unit * 255))
    assert np.array_equal(film, sixteen_bits(unit, seed=2))
    assert not np.array_equal(film, sixteen_bits(unit, seed=3))


def test_a_film_is_moved_and_its_border_repeated() -> None:
    film = np.arange(20, dtype=np.uint16).reshape(4, 5)
    assert np.array_equal(shifted(film, 1, 0), film[[0, 0, 1, 2]])
    assert np.array_equal(shifted(film, 0, -2), film[:, [2, 3, 4, 4, 4]])


def test_every_direction_is_moved_by_two_pixels(film: np.ndarray, tmp_path: Path) -> None:
    moved = [name for name in VARIANTS if name.startswith("moved ")]
    assert len(moved) == 8
    middle = (slice(10, -10), slice(10, -10))
    found = set()
    for name in moved:
        pixels = read_image(VARIANTS[name](film, tmp_path)).pixels
        found |= {
            (down, right)
            for down in range(-3, 4)
            for right in range(-3, 4)
            if np.array_equal(pixels[middle], np.roll(film, (down, right), (0, 1))[middle])
        }
    assert found == {(down, right) for down in (-2, 0, 2) for right in (-2, 0, 2)} - {(0, 0)}
