"""Pictures and regions to measure texture on."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest


@pytest.fixture(scope="session")
def unit() -> npt.NDArray[np.float32]:
    """A smooth grey picture, (61, 83) float32 over the whole of [0, 1]."""
    noise = np.random.default_rng(7).random((61, 83)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2.0)
    return ((smooth - smooth.min()) / (smooth.max() - smooth.min())).astype(np.float32)


@pytest.fixture(scope="session")
def labels() -> npt.NDArray[np.uint8]:
    """Two lungs that touch in one corner, (61, 83) uint8."""
    mask = np.zeros((61, 83), np.uint8)
    cv2.ellipse(mask, (24, 32), (17, 26), 8, 0, 360, 1, -1)
    cv2.ellipse(mask, (60, 28), (20, 22), -5, 0, 360, 2, -1)
    mask[30:34, 30:40] = 1
    mask[32:37, 40:45] = 2
    return mask
