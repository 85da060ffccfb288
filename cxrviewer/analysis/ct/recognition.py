"""Whether a picture without a DICOM header is an axial CT slice of the chest or a chest radiograph.

A logistic regression on the coarse picture and its grey values; `packaging/make_slice_recognition.py` makes
its coefficients and says how well it tells the two apart.
"""

import json
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.errors import FileError
from cxrviewer.locations import resources_folder

Floats = npt.NDArray[np.float32]

SLICE_FROM = 1.0
"""Log-odds from which a picture is taken for a CT slice; no chest radiograph of the figures reaches it."""
NO_SLICE_BELOW = -2.0
"""Log-odds below which it is taken for something else."""
_SIDE, _GRID, _BINS = 64, 16, 16


def slice_features(unit: Floats) -> Floats:
    """Describe a picture for the regression.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.

    Returns
    -------
    (161,) float32: the picture on 16 x 8 cells, averaged with its mirror image and from edge to middle; the
    shares of 16 grey levels, tripled; how well Otsu's threshold parts them, tripled; edges across and down on
    4 x 2 cells.
    """
    small = cv2.resize(unit, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    low, high = np.percentile(small, (1, 99))
    picture = np.clip((small - low) / max(float(high - low), 1e-6), 0, 1).astype(np.float32)
    coarse = cv2.resize(picture, (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    halves = (coarse + coarse[:, ::-1])[:, : _GRID // 2]
    shares = np.histogram(picture, _BINS, (0, 1))[0] / picture.size
    edges = [_edges(picture, *axes) for axes in ((1, 0), (0, 1))]
    return np.concatenate([halves.ravel(), 3 * shares, [3 * _separation(picture)], *edges]).astype(np.float32)


def _edges(picture: Floats, across: int, down: int) -> Floats:
    """Return the mean strength of the edges in each of 4 x 2 cells, both halves together."""
    strength = np.abs(cv2.Sobel(picture, cv2.CV_32F, across, down))
    cells = cv2.resize(strength, (4, 4), interpolation=cv2.INTER_AREA)
    return np.asarray((cells + cells[:, ::-1])[:, :2].ravel(), np.float32)


def _separation(picture: Floats) -> float:
    """Return the share of the variance that lies between the two sides of Otsu's threshold."""
    grey = np.rint(picture * 255).astype(np.uint8)
    threshold, _binary = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)
    dark = grey <= threshold
    share = float(dark.mean())
    if share in {0.0, 1.0}:
        return 0.0
    values = grey.astype(np.float64)
    return float(share * (1 - share) * (values[dark].mean() - values[~dark].mean()) ** 2 / values.var())


def slice_log_odds(unit: Floats) -> float:
    """Return the log-odds that a picture is an axial CT slice and no chest radiograph.

    Raises
    ------
    FileError
        If the coefficients that ship are missing or damaged.
    """
    coefficients, intercept = _regression()
    return float(slice_features(unit) @ coefficients + intercept)


@cache
def _regression() -> tuple[Floats, float]:
    """Read the regression."""
    file = resources_folder() / "slice-recognition.json"
    try:
        record = json.loads(file.read_bytes())
        return np.array(record["coefficients"], np.float32), float(record["intercept"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise FileError(file, "is missing or damaged") from error
