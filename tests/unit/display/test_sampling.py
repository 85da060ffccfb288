"""Sampling: what is on screen, in stored values."""

from collections.abc import Callable

import numpy as np
import pytest

from cxrviewer.display import FilmSampler
from cxrviewer.study import Image, Photometric

MakeImage = Callable[..., Image]
TYPES = [np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32, np.float32, np.float64]


@pytest.mark.parametrize("dtype", TYPES)
def test_one_to_one_is_an_exact_copy(make_image: MakeImage, dtype: type) -> None:
    pixels = np.random.default_rng(0).integers(0, 100, (40, 50)).astype(dtype)
    sampled = FilmSampler(make_image(pixels)).sample((7, 5, 37, 25), (30, 20))
    assert sampled.dtype == dtype
    np.testing.assert_array_equal(sampled, pixels[5:25, 7:37])
    assert sampled.flags.c_contiguous
    assert not np.shares_memory(sampled, pixels)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("factor", [2, 4, 8])
def test_reduced_by_a_power_of_two_every_pixel_is_a_mean(
    make_image: MakeImage, dtype: type, factor: int
) -> None:
    pixels = np.random.default_rng(1).integers(0, 100, (64, 96)).astype(dtype)
    size = (96 // factor, 64 // factor)
    sampled = FilmSampler(make_image(pixels)).sample((0, 0, 96, 64), size)
    means = pixels.reshape(size[1], factor, size[0], factor).mean(axis=(1, 3))
    assert sampled.dtype == dtype
    assert np.abs(sampled.astype(float) - means).max() <= 1.6  # each of up to three levels rounds


def test_reduction_keeps_the_place_of_things(make_image: MakeImage) -> None:
    pixels = np.zeros((999, 777), np.uint16)
    pixels[600:640, 300:340] = 50000
    sampler = FilmSampler(make_image(pixels))
    for scale in (0.9, 0.6, 0.37, 0.13):
        size = (round(777 * scale), round(999 * scale))
        sampled = sampler.sample((0, 0, 777, 999), size).astype(float)
        rows, columns = np.mgrid[0 : size[1], 0 : size[0]] + 0.5
        centre = (rows * sampled).sum() / sampled.sum(), (columns * sampled).sum() / sampled.sum()
        np.testing.assert_allclose(centre, (620 * size[1] / 999, 320 * size[0] / 777), atol=0.1)


def test_a_ramp_stays_a_ramp_at_any_fractional_region(make_image: MakeImage) -> None:
    ramp = np.tile(np.arange(200, dtype=np.float64) + 0.5, (100, 1))  # the value is the place
    sampler = FilmSampler(make_image(ramp))
    for left, right, width in ((20.25, 90.75, 30), (20.3, 61.7, 41), (50.1, 60.2, 100), (8, 192, 23)):
        expected = left + (np.arange(width) + 0.5) * (right - left) / width
        sampled = sampler.sample((left, 30, right, 70), (width, 17))
        np.testing.assert_allclose(sampled, np.tile(expected, (17, 1)), atol=0.05)


def test_magnified_pixels_are_squares_unless_smooth(make_image: MakeImage) -> None:
    pixels = np.array([[10, 200], [60, 90]], np.uint8)
    sampler = FilmSampler(make_image(pixels))
    squares = sampler.sample((0, 0, 2, 2), (8, 8), smooth=False)
    np.testing.assert_array_equal(squares, np.kron(pixels, np.ones((4, 4), np.uint8)))
    smooth = sampler.sample((0, 0, 2, 2), (8, 8))
    assert len(np.unique(smooth)) > 4
    shifted = sampler.sample((0.5, 0, 1.5, 2), (4, 8), smooth=False)
    assert shifted[0].tolist() == [10, 10, 200, 200]


def test_colours_are_sampled_alike(make_image: MakeImage) -> None:
    rgb = np.random.default_rng(2).integers(0, 255, (32, 32, 3), np.uint8)
    sampler = FilmSampler(make_image(rgb, photometric=Photometric.RGB))
    half = sampler.sample((0, 0, 32, 32), (16, 16))
    assert half.shape == (16, 16, 3)
    assert np.abs(half - rgb.reshape(16, 2, 16, 2, 3).mean(axis=(1, 3))).max() <= 1
    assert sampler.sample((0, 0, 32, 32), (128, 128), smooth=False).shape == (128, 128, 3)


def test_beyond_the_film_its_edge_is_repeated(make_image: MakeImage) -> None:
    sampler = FilmSampler(make_image([[1, 2], [3, 4]], np.uint8))
    assert sampler.sample((-2, -2, 4, 4), (6, 6)).tolist() == [
        [1, 1, 1, 2, 2, 2],
        [1, 1, 1, 2, 2, 2],
        [1, 1, 1, 2, 2, 2],
        [3, 3, 3, 4, 4, 4],
        [3, 3, 3, 4, 4, 4],
        [3, 3, 3, 4, 4, 4],
    ]
    assert sampler.sample((-200, 0, -195, 2), (5, 2)).tolist() == [[1] * 5, [3] * 5]


def test_one_pixel_and_strips(make_image: MakeImage) -> None:
    assert FilmSampler(make_image([[9]], np.uint16)).sample((0, 0, 1, 1), (5, 5)).tolist() == [[9] * 5] * 5
    strip = FilmSampler(make_image(np.arange(1000)[np.newaxis], np.uint16))
    assert strip.sample((0, 0, 1000, 1), (10, 1)).shape == (1, 10)


def test_nothing_cannot_be_sampled(make_image: MakeImage) -> None:
    sampler = FilmSampler(make_image([[9]], np.uint16))
    for region, size in (((0, 0, 0, 1), (5, 5)), ((0, 0, 1, 1), (0, 5)), ((1, 1, 0, 0), (5, 5))):
        with pytest.raises(ValueError, match="nothing to sample"):
            sampler.sample(region, size)
