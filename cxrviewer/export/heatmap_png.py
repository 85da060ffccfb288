"""A Grad-CAM as a grey PNG in the image's own geometry."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from cxrviewer.export.writing import write_png
from cxrviewer.study import Grey8, HeatMap


def write_heatmap(path: Path, heatmap: HeatMap, rows: int, columns: int) -> None:
    """Write a heat map as 8-bit grey; 255 is the top of its absolute scale.

    Parameters
    ----------
    path
        The PNG.
    heatmap
        The map on its coarse grid.
    rows, columns
        Of the image.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    write_png(path, heatmap_picture(heatmap, rows, columns))


def heatmap_picture(heatmap: HeatMap, rows: int, columns: int) -> Grey8:
    """Interpolate a heat map bilinearly onto the image's pixels.

    A grid value holds at the centre of its cell; beyond the outermost centres it goes on unchanged.

    Returns
    -------
    (rows, columns) uint8; outside the map's extent, and where it is NaN, 0, for there the network has
        said nothing.
    """
    left, top, right, bottom = heatmap.extent
    down = _weights(rows, top, bottom, heatmap.values.shape[0])
    across = _weights(columns, left, right, heatmap.values.shape[1])
    known: npt.NDArray[np.float32] = np.nan_to_num(heatmap.values)
    values = down @ known @ across.T
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


def _weights(pixels: int, start: float, stop: float, cells: int) -> npt.NDArray[np.float32]:
    """Return each cell's share in each pixel along one axis, (pixels, cells); linear between centres."""
    centres = np.arange(pixels) + 0.5
    position = np.clip((centres - start) / (stop - start) * cells - 0.5, 0, cells - 1)
    shares = np.clip(1 - np.abs(position[:, None] - np.arange(cells)), 0, 1)
    seen = (centres >= start) & (centres <= stop)
    weights: npt.NDArray[np.float32] = (shares * seen[:, None]).astype(np.float32)
    return weights
