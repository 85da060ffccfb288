"""Readouts of the lungs."""

import dataclasses
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from cxrviewer.study import TextureSettings
from cxrviewer.texture import (
    LASCU2021,
    TextureError,
    glcm,
    haralick_features,
    measure_region,
    measure_texture,
    measure_textures,
    normalise,
    quantise,
)

Unit = npt.NDArray[np.float32]
Labels = npt.NDArray[np.uint8]


def test_three_regions_as_if_each_were_measured_alone(unit: Unit, labels: Labels) -> None:
    settings = TextureSettings(levels=16, distance=2)
    readouts = measure_texture(unit, labels, settings)
    assert [readout.region for readout in readouts] == ["both lungs", "right lung", "left lung"]
    for readout, mask in zip(readouts, [labels > 0, labels == 1, labels == 2], strict=True):
        counts = glcm(quantise(unit, 16), mask, settings)
        assert readout.pairs == counts.sum()
        assert readout.features == pytest.approx(haralick_features(normalise(counts)), rel=1e-12)
        assert readout.settings == settings


@pytest.mark.parametrize("levels", [64, 32, 16, 8, 2, 24, 12])
@pytest.mark.parametrize("changed", [{}, {"distance": 3}, {"symmetric": False}, {"angles_deg": (0, 90)}])
def test_several_ways_at_once_say_what_each_says_alone(
    unit: Unit, labels: Labels, levels: int, changed: dict[str, Any]
) -> None:
    ways = TextureSettings(levels=levels), dataclasses.replace(LASCU2021, **changed)
    alone = tuple(measure_texture(unit, labels, way) for way in ways)
    assert measure_textures(unit, labels, ways) == alone


def test_lung_that_is_missing_or_tiny_is_left_out(unit: Unit, labels: Labels) -> None:
    only_right = np.where(labels == 1, labels, 0).astype(np.uint8)
    only_right[50:53, 70:73] = 2
    names = [readout.region for readout in measure_texture(unit, only_right, TextureSettings())]
    assert names == ["both lungs", "right lung"]
    assert measure_texture(unit, np.zeros_like(labels), TextureSettings()) == ()


def test_minimum_of_pairs_can_be_lowered_but_not_below_one(unit: Unit, labels: Labels) -> None:
    tiny = np.zeros_like(labels)
    tiny[4, 4:6] = 1
    (both, right) = measure_texture(unit, tiny, TextureSettings(), minimum_pairs=0)
    assert (both.pairs, right.pairs) == (2, 2)


def test_texture_does_not_depend_on_what_lies_outside(unit: Unit, labels: Labels) -> None:
    changed = np.where(labels > 0, unit, 1 - unit).astype(np.float32)
    before, after = (measure_texture(picture, labels, TextureSettings()) for picture in (unit, changed))
    assert [dataclasses.asdict(one) for one in before] == [dataclasses.asdict(one) for one in after]


def test_a_mask_of_another_geometry_is_refused(unit: Unit, labels: Labels) -> None:
    with pytest.raises(TextureError, match="shape"):
        measure_texture(unit, labels[:, 1:], TextureSettings())


def test_a_region_without_pairs_is_refused(unit: Unit) -> None:
    with pytest.raises(TextureError, match="no pair"):
        measure_region(unit, np.zeros(unit.shape, bool), "nothing", TextureSettings())


@pytest.mark.films
def test_lungs_of_a_real_film_are_smoother_than_noise(film_collection: Path) -> None:
    film = cv2.imread(str(film_collection / "images/ped_normal_04703.jpg"), cv2.IMREAD_GRAYSCALE)
    mask = cv2.imread(str(film_collection / "masks/ped_normal_04703.png"), cv2.IMREAD_GRAYSCALE)
    assert film is not None
    assert mask is not None
    lungs = np.where(mask < 3, mask, 0).astype(np.uint8)
    noise = np.random.default_rng(1).random(film.shape).astype(np.float32)
    of_film, of_noise = (
        measure_texture(unit, lungs, TextureSettings())[0].features
        for unit in (film.astype(np.float32) / 255, noise)
    )
    assert of_film["correlation"] > 0.9
    assert of_noise["correlation"] < 0.1
    assert of_film["homogeneity"] > of_noise["homogeneity"]
    assert of_film["entropy"] < of_noise["entropy"]
