"""A texture map as numbers and as a picture of the film with it."""

import csv
import io
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display.layer_colours import texture_colours
from cxrviewer.display.texture_scales import texture_scale
from cxrviewer.errors import FileError
from cxrviewer.export.writing import write_bytes, write_png
from cxrviewer.study import Grey8, TextureMap

OPACITY = 0.6


def write_texture_map(
    folder: Path, name: str, found: TextureMap, unit: npt.NDArray[np.float32]
) -> tuple[Path, Path]:
    """Write NAME-texture-FEATURE.csv and .png.

    Parameters
    ----------
    folder
        Is made if it is missing.
    name
        How the files begin.
    found
        The map.
    unit
        (rows, columns) float32 in [0, 1]: the film as it is displayed.

    Returns
    -------
    The two files: the middle (x, y in pixels) and value of each window that has one; the film, RGB in its own
    rows and columns, with the map on the scale of its feature.

    Raises
    ------
    FileError
        If they cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(folder, f"cannot be made: {error.strerror or error}") from error
    table, picture = (folder / f"{name}-texture-{found.feature}.{suffix}" for suffix in ("csv", "png"))
    write_bytes(table, _table(found).encode())
    write_png(picture, texture_map_picture(found, unit))
    return table, picture


def _table(found: TextureMap) -> str:
    left, top, *_ = found.extent
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(("x", "y", found.feature))
    for row, column in np.argwhere(np.isfinite(found.values)):
        x, y = left + (column + 0.5) * found.step, top + (row + 0.5) * found.step
        writer.writerow((x, y, f"{found.values[row, column]:.7g}"))
    return stream.getvalue()


def texture_map_picture(found: TextureMap, unit: npt.NDArray[np.float32]) -> Grey8:
    """Lay a map over its film, (rows, columns, 3) uint8 RGB; each cell is as large as its step."""
    film = np.repeat((unit * 255)[..., None], 3, axis=2)
    scale = texture_scale(found.feature, found.settings.levels)
    colours = texture_colours(found.values, scale).astype(np.float32)
    left, top, *_ = found.extent
    shift = 0.5 * found.step - 0.5
    to_film = np.array([[found.step, 0, left + shift], [0, found.step, top + shift]])
    placed = cv2.warpAffine(colours, to_film, (unit.shape[1], unit.shape[0]), flags=cv2.INTER_NEAREST)
    share = OPACITY * placed[..., 3:] / 255
    return np.rint(film * (1 - share) + placed[..., :3] * share).astype(np.uint8)
