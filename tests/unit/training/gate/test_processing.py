from collections.abc import Callable

import cv2
import numpy as np
import pytest

from cxrviewer.display import render_unit
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image
from cxrviewer.study import Grey8
from cxrviewer.training.gate.examples import as_other_makers
from cxrviewer.training.gate.processing import (
    collimation,
    edges,
    local_contrast,
    processed,
    shading,
    tone,
    white_lung,
)

SIDE = 128
Step = Callable[[Grey8, np.random.Generator], Grey8]


@pytest.fixture(scope="module")
def film() -> Grey8:
    unit = cv2.resize(render_unit(read_image(demo_film())), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(255 * unit, np.uint8)


def likeness(one: Grey8, other: Grey8) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@pytest.mark.parametrize("step", [local_contrast, edges, tone, shading, white_lung])
def test_the_chest_stays_where_it_is(film: Grey8, step: Step) -> None:
    random = np.random.default_rng(1)
    made = [step(film, random) for _ in range(12)]
    assert all(one.shape == film.shape and one.dtype == np.uint8 for one in made)
    found = [likeness(film, one) for one in made]
    assert np.median(found) > 0.6
    assert min(found) < 0.999
    assert all(likeness(film, one) > likeness(film, np.rot90(one, 2)) for one in made)


def test_collimation_shows_the_whole_film_within_a_border_of_one_grey(film: Grey8) -> None:
    random, marked = np.random.default_rng(2), film.copy()
    marked[:8, :8] = marked[-8:, -8:] = 255
    for made in (collimation(marked, random) for _ in range(8)):
        border = made[0, 0] if made[0, 0] != 255 else made[0, -1]
        inside = np.argwhere(made != border)
        top, left = inside.min(axis=0)
        bottom, right = inside.max(axis=0) + 1
        assert likeness(cv2.resize(made[top:bottom, left:right], (SIDE, SIDE)), marked) > 0.85


def test_local_contrast_brings_out_what_lies_in_the_bright_and_the_dark(film: Grey8) -> None:
    flat = np.asarray(100 + film // 10, np.uint8)
    assert local_contrast(flat, np.random.default_rng(3)).std() > 1.3 * flat.std()


def test_a_white_lung_brightens_one_side_and_darkens_nothing(film: Grey8) -> None:
    random = np.random.default_rng(4)
    for _ in range(8):
        veil = white_lung(film, random).astype(int) - film
        left, right = veil[:, : SIDE // 2].mean(), veil[:, SIDE // 2 :].mean()
        assert veil.min() >= 0
        assert max(left, right) > 3 * min(left, right)


def test_processing_varies_and_is_the_same_for_the_same_chance(film: Grey8) -> None:
    once, again = (processed(film, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(once, again)
    several = as_other_makers(np.stack([film] * 6))
    assert len({one.tobytes() for one in several}) == 6
    assert np.array_equal(several, as_other_makers(np.stack([film] * 6)))
