import numpy as np
import pytest
from planted import textured_chest

from cxrviewer.jobs import JobContext
from cxrviewer.training.preflight.facts import THUMBNAIL
from cxrviewer.training.preflight.fingerprints import fingerprints, similar_pairs


def noise(count: int, seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    return [random.integers(0, 256, (THUMBNAIL, THUMBNAIL)).astype(np.uint8) for _ in range(count)]


def test_fingerprints_do_not_see_brightness_contrast_and_coarse_shades() -> None:
    [film] = noise(1, 0)
    shade = np.linspace(0, 60, THUMBNAIL).astype(np.uint8)
    one, other = fingerprints([film, (film * 0.5).astype(np.uint8) + shade])
    assert one @ one == pytest.approx(1, abs=1e-5)
    assert one @ other > 0.99


def test_a_flat_picture_is_like_nothing() -> None:
    flat = np.full((THUMBNAIL, THUMBNAIL), 90, np.uint8)
    assert similar_pairs(fingerprints([flat, flat]), JobContext()) == []
    assert similar_pairs(fingerprints([]), JobContext()) == []


def test_pairs_are_found_across_blocks_once_each() -> None:
    films = noise(2100, 1)
    films[2050], films[1500], films[7] = films[3], films[4][:, ::-1], 255 - films[6]
    pairs = similar_pairs(fingerprints(films), JobContext())
    assert sorted((pair.first, pair.second) for pair in pairs) == [(3, 2050), (4, 1500), (6, 7)]
    correlations = {pair.first: pair.correlation for pair in pairs}
    assert correlations[3] == pytest.approx(1, abs=1e-4)
    assert correlations[6] == pytest.approx(-1, abs=1e-4)


def test_films_of_one_kind_are_not_the_same_picture() -> None:
    random = np.random.default_rng(2)
    films = [textured_chest("normal", random)[::2, ::2][:THUMBNAIL, :THUMBNAIL] for _ in range(30)]
    assert similar_pairs(fingerprints(films), JobContext()) == []


def test_alike_borders_do_not_make_films_alike() -> None:
    films = [film // 8 for film in noise(20, 3)]
    for film in films:
        film[:7] = film[-7:] = film[:, :7] = film[:, -7:] = 0
        film[10:14, 8:56] = 255  # as of a collimator or an arm
    assert similar_pairs(fingerprints(films), JobContext()) == []
