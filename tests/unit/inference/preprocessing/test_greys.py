import cv2
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from phantoms import draw_chest

from cxrviewer.inference.preprocessing import clahe, equalise, stretch_contrast, wiener


@pytest.fixture
def chest() -> np.ndarray:
    """A drawn film, uint8."""
    return draw_chest("covid19", np.random.default_rng(5))[0]


def test_contrast_of_a_constant_picture_is_zero() -> None:
    assert not stretch_contrast(np.full((8, 9), 0.4, np.float32), 1, 99).any()


def test_contrast_of_a_ramp_runs_from_percentile_to_percentile() -> None:
    ramp = np.linspace(0.2, 0.6, 101, dtype=np.float32)[None]
    stretched = stretch_contrast(ramp, 10, 90)
    assert stretched.dtype == np.float32
    assert not stretched[0, :11].any()
    assert np.allclose(stretched[0, 90:], 1)
    assert np.allclose(stretched[0, 10:91], np.linspace(0, 1, 81), atol=1e-5)


def test_contrast_does_not_depend_on_exposure() -> None:
    picture = np.random.default_rng(0).random((40, 30)).astype(np.float32)
    brighter = (0.2 + 0.5 * picture).astype(np.float32)
    assert np.allclose(stretch_contrast(picture, 1, 99), stretch_contrast(brighter, 1, 99), atol=1e-5)


def test_equalising_a_picture_of_eight_bits_is_what_opencv_does(chest: np.ndarray) -> None:
    ours = equalise((chest / 255).astype(np.float32))
    assert ours.dtype == np.float32
    assert np.abs(ours * 255 - cv2.equalizeHist(chest)).max() <= 0.51  # theirs is rounded


def test_equalising_keeps_what_is_finer_than_eight_bits(chest: np.ndarray) -> None:
    fine = cv2.GaussianBlur(chest.astype(np.float32) / 255, (0, 0), 2)
    equalised = equalise(fine)
    assert len(np.unique(equalised)) > 300
    order = np.argsort(fine, axis=None)
    assert (np.diff(equalised.ravel()[order]) >= 0).all()
    uneven, even = (np.histogram(one, 8, (0, 1))[0].std() for one in (fine, equalised))
    assert even < uneven / 2


def test_a_constant_picture_equalised_is_zero() -> None:
    assert not equalise(np.full((9, 8), 0.3, np.float32)).any()


def test_adaptive_equalisation_raises_contrast_in_a_dark_corner(chest: np.ndarray) -> None:
    picture = (chest / 255).astype(np.float32)
    picture[:24, :24] = 0.1 + 0.02 * picture[:24, :24]
    enhanced = clahe(picture, clip=4, tiles=4)
    assert (enhanced.min() >= 0, enhanced.max() <= 1, enhanced.shape) == (True, True, picture.shape)
    assert enhanced[:20, :20].std() > 2 * picture[:20, :20].std()


@settings(max_examples=40, deadline=None)
@given(
    shape=st.tuples(st.integers(11, 60), st.integers(11, 60)),
    size=st.sampled_from([3, 5, 11]),
    seed=st.integers(0, 2**16),
)
def test_the_wiener_filter_is_that_of_scipy(shape: tuple[int, int], size: int, seed: int) -> None:
    picture = np.random.default_rng(seed).random(shape).astype(np.float32)
    picture[: shape[0] // 2] *= 0.05
    expected = scipy.signal.wiener(picture.astype(np.float64), size)
    assert np.abs(wiener(picture, size) - expected).max() < 1e-6


def test_the_wiener_filter_leaves_an_empty_picture_empty() -> None:
    assert not wiener(np.zeros((20, 20), np.float32), 3).any()


def test_the_wiener_filter_smooths_noise_and_keeps_an_edge() -> None:
    step = np.full((60, 60), 0.2, np.float32)
    step[:, 30:] = 0.8
    noisy = step + np.random.default_rng(1).normal(0, 0.03, step.shape).astype(np.float32)
    smoothed = wiener(noisy, 5)[5:-5, 5:-5]
    assert smoothed[:, :18].std() < 0.5 * noisy[:, :18].std()
    assert smoothed[:, 28:].mean() - smoothed[:, :22].mean() > 0.55
