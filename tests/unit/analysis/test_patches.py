from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxrviewer.analysis.patches import (
    STEP,
    PatchError,
    PatchFilm,
    check_lungs,
    cut_patches,
    draw_centres,
    resample,
)
from cxrviewer.inference.card import PatchContract
from cxrviewer.inference.preprocessing import Equalise, Normalise, Stretch, Wiener, equalise, wiener
from cxrviewer.study import LungMask, ModelReference

PATCHES = PatchContract(side=64, lung_rows=128, detail_rows=64, masked=False)
MODEL = ModelReference("drawn", "1.0.0", "0" * 64, "by hand")


def chest(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """A film with two elliptic lungs, and a bright ball in the middle of the right one."""
    labels = np.zeros((rows, columns), np.uint8)
    for label, x in ((1, 0.3), (2, 0.7)):
        axes = (round(0.15 * columns), round(0.35 * rows))
        cv2.ellipse(labels, (round(x * columns), rows // 2), axes, 0, 0, 360, label, -1)
    film = np.where(labels > 0, 0.25, 0.75).astype(np.float32)
    cv2.circle(film, (round(0.3 * columns), rows // 2), round(0.05 * rows), 1.0, -1)
    return film, labels


def lungs(labels: np.ndarray, *, edited: bool = False) -> LungMask:
    return LungMask(labels, MODEL, edited)


@pytest.mark.parametrize("shape", [(120, 140), (301, 277), (1500, 1400)])
def test_the_lungs_have_the_stated_height_on_every_film(shape: tuple[int, int]) -> None:
    film = resample(*chest(*shape), PATCHES)
    rows = np.flatnonzero(film.lungs.any(axis=1))
    assert abs(rows[-1] - rows[0] + 1 - 128) <= 2
    assert film.pixel_size == pytest.approx(0.7 * shape[0] / 128, rel=0.03)


@given(st.integers(90, 400), st.integers(90, 400))
@settings(max_examples=40, deadline=None)
def test_places_come_back_to_the_film_within_half_a_pixel_of_either(rows: int, columns: int) -> None:
    unit, labels = chest(rows, columns)
    film = resample(unit, labels, PATCHES)
    there = np.argwhere(film.lungs)
    back = film.to_film(there.mean(axis=0, keepdims=True) + 0.5)[0]
    own = np.argwhere(labels > 0).mean(axis=0) + 0.5
    assert back[::-1] == pytest.approx(own, abs=0.5 * max(1, film.pixel_size))


def test_a_patch_shows_the_same_whatever_the_size_of_the_film() -> None:
    shown = []
    for scale in (1, 2, 6):
        film = resample(*chest(200 * scale, 220 * scale), PATCHES)
        [x, y] = 0.3 * 220 * scale, 100 * scale
        left, top, right, bottom = film.extent
        row = round((y - top) / (bottom - top) * film.lungs.shape[0])
        column = round((x - left) / (right - left) * film.lungs.shape[1])
        shown.append(cut_patches(film, np.array([[row, column]]), 64, [Stretch()], (64, 64))[0, 0])
    assert np.abs(shown[0] - shown[1]).mean() < 0.03
    assert np.abs(shown[1] - shown[2]).mean() < 0.03
    assert shown[0].std() > 0.1


def test_detail_that_small_films_lack_is_taken_away() -> None:
    unit, labels = chest(1500, 1400)
    noisy = unit + np.random.default_rng(0).normal(0, 0.2, unit.shape).astype(np.float32)
    plain, rough = (resample(one, labels, PATCHES).pixels for one in (unit, noisy))
    assert np.abs(plain - rough)[40:-40, 40:-40].mean() < 0.03


def test_beyond_the_film_its_edge_goes_on() -> None:
    unit, labels = chest(200, 220)
    film = resample(unit[:, 25:], labels[:, 25:], PATCHES)
    assert film.extent[0] < 0
    assert film.pixels[:, 0].max() > 0


def test_all_but_the_lungs_and_their_rim_is_black_where_the_card_says_so() -> None:
    film = resample(*chest(200, 220), PATCHES.model_copy(update={"masked": True}))
    reach = cv2.distanceTransform((~film.lungs).astype(np.uint8), cv2.DIST_L2, 5)
    assert not film.pixels[reach > 7].any()
    assert film.pixels[(reach > 1) & (reach < 4)].mean() > 0.3


def test_contrast_runs_over_the_box_of_the_lungs() -> None:
    film, labels = chest(200, 220)
    dim = resample(0.2 + 0.3 * film, labels, PATCHES)
    assert np.allclose(dim.pixels, resample(film, labels, PATCHES).pixels, atol=1e-4)
    assert (dim.pixels.min(), dim.pixels.max()) == (0, 1)


def drawn(number: int, seed: str = "a#1") -> np.ndarray:
    return draw_centres(resample(*chest(200, 220), PATCHES), number, seed)


def test_centres_lie_in_the_lungs_and_whole_patches_in_the_picture() -> None:
    film = resample(*chest(200, 220), PATCHES)
    centres = draw_centres(film, 200, "a#1")
    assert film.lungs[tuple(centres.T)].all()
    assert (centres % STEP == 0).all()
    assert (centres >= 32).all()
    assert (centres <= np.array(film.lungs.shape) - 32).all()
    assert len(np.unique(centres, axis=0)) == 200
    # both lungs have their share
    middle = film.lungs.shape[1] / 2
    assert 70 < (centres[:, 1] < middle).sum() < 130


def test_the_same_seed_gives_the_same_centres_for_ever() -> None:
    assert np.array_equal(drawn(50), drawn(50))
    assert np.array_equal(drawn(50), drawn(90)[:50])
    assert not np.array_equal(drawn(50), drawn(50, "a#2"))
    film = PatchFilm(np.zeros((48, 48), np.float32), np.ones((48, 48), bool), (0, 0, 48, 48))
    assert draw_centres(film, 3, "0" * 64 + "#1").tolist() == PINNED


PINNED = [[12, 0], [0, 8], [20, 20]]


def test_fewer_places_than_patches_are_refused() -> None:
    with pytest.raises(PatchError, match=r"the lungs have room for \d+ of 100000"):
        drawn(100_000)


def blank(labels: np.ndarray) -> np.ndarray:
    return np.zeros_like(labels)


def small(labels: np.ndarray) -> np.ndarray:
    return cv2.resize(labels[40:, :], (220, 200)) * (np.arange(200)[:, None] < 45)


def one_lung(labels: np.ndarray) -> np.ndarray:
    return np.where(labels == 2, 0, labels)


def everything(labels: np.ndarray) -> np.ndarray:
    return np.ones_like(labels)


def lying(labels: np.ndarray) -> np.ndarray:
    strip = np.zeros_like(labels)
    strip[100:150] = 1
    return strip


REFUSED = {
    "no lung": (blank, "no lung was found"),
    "very small": (small, "pixels high, and 48 are needed"),
    "one lung": (one_lung, r"the left lung covers 0\.0% of the film"),
    "all is lung": (everything, "the lungs cover 100% of the film"),
    "a strip": (lying, r"4\.4 times as wide as high"),
}


@pytest.mark.parametrize(("spoil", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_lungs_that_give_no_fair_sample_are_refused(spoil: object, reason: str) -> None:
    labels = chest(200, 220)[1]
    check_lungs(lungs(labels))
    with pytest.raises(PatchError, match=f"^no patches are read: .*{reason}"):
        check_lungs(lungs(spoil(labels).astype(np.uint8)))  # type: ignore[operator]


def test_a_lung_that_the_reader_took_away_is_not_missed() -> None:
    check_lungs(replace(lungs(one_lung(chest(200, 220)[1])), edited=True))


def test_a_film_of_one_grey_is_refused() -> None:
    _film, labels = chest(200, 220)
    with pytest.raises(PatchError, match="the film has no contrast over the lungs"):
        resample(np.full(labels.shape, 0.5, np.float32), labels, PATCHES)


def test_filters_of_the_card_are_applied_in_their_order() -> None:
    unit, labels = chest(200, 220)
    noisy = unit + np.random.default_rng(0).normal(0, 0.05, unit.shape).astype(np.float32)
    plain = resample(noisy, labels, PATCHES).pixels
    filtered = PATCHES.model_copy(update={"filters": (Equalise(), Wiener(size=5))})
    assert np.allclose(resample(noisy, labels, filtered).pixels, wiener(equalise(plain), 5), atol=1e-6)


def test_patches_are_standardised_as_the_card_says() -> None:
    film = resample(*chest(200, 220), PATCHES)
    centres = draw_centres(film, 3, "a#1")
    plain = cut_patches(film, centres, 64, [Stretch()], (32, 32))
    ready = cut_patches(film, centres, 64, [Stretch(), Normalise(mean=0.5, std=0.25)], (32, 32))
    assert plain.shape == (3, 1, 32, 32)
    assert np.allclose(ready, (plain - 0.5) / 0.25, atol=1e-6)
