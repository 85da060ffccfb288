"""The lung mask as a PNG in the image's own geometry."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from cxrviewer.export.writing import write_png
from cxrviewer.study import LEFT_LUNG


def write_mask(path: Path, labels: npt.NDArray[np.uint8]) -> None:
    """Write a lung mask.

    Parameters
    ----------
    path
        The PNG.
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung. These very values are written.

    Raises
    ------
    ValueError
        If `labels` holds anything else.
    FileError
        If the file cannot be written.
    """
    if labels.ndim != 2 or labels.dtype != np.uint8 or labels.max(initial=0) > LEFT_LUNG:
        raise ValueError("a lung mask is (rows, columns) uint8 of 0, 1 and 2")
    write_png(path, labels)
