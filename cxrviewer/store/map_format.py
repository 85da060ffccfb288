"""Heat maps as they are stored: words for JSON, values as little-endian float32 one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.study import HeatMap, ModelReference

_FLOAT = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class MapWords:
    """The words of a heat map."""

    label: str
    rows: int
    columns: int
    extent: tuple[float, float, float, float]
    lung_share: float | None
    model: ModelReference


def map_words(heatmaps: Iterable[HeatMap]) -> tuple[MapWords, ...]:
    """Return the words of maps."""
    return tuple(
        MapWords(one.label, *_shape(one.values), one.extent, one.lung_share, one.model) for one in heatmaps
    )


def _shape(values: npt.NDArray[np.float32]) -> tuple[int, int]:
    rows, columns = values.shape
    return rows, columns


def map_bytes(heatmaps: Iterable[HeatMap]) -> bytes:
    """Return the values of maps, row by row."""
    return b"".join(one.values.astype(_FLOAT).tobytes() for one in heatmaps)


def heat_maps(words: Sequence[MapWords], stored: bytes) -> tuple[HeatMap, ...]:
    """Return the maps again; every number comes back exactly.

    Raises
    ------
    ValueError
        If there are not as many numbers as the words tell.
    """
    if len(stored) != _FLOAT.itemsize * sum(one.rows * one.columns for one in words):
        raise ValueError("the heat maps are damaged")
    values, start, maps = np.frombuffer(stored, _FLOAT).astype(np.float32), 0, []
    for one in words:
        end = start + one.rows * one.columns
        grid = values[start:end].reshape(one.rows, one.columns)
        maps.append(HeatMap(one.label, grid, one.extent, one.lung_share, one.model))
        start = end
    return tuple(maps)
