"""An analysis as one row: words as JSON, the mask as `PackedMask` packs it, heat maps with their floats."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cxrviewer.study import (
    Analysis,
    Classification,
    HeatMap,
    LungArea,
    LungMask,
    ModelReference,
    PackedMask,
    Quality,
    TextureReadout,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = 2  # another number for every other way of writing; rows of other numbers are left alone
_FLOAT = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class _Mask:
    """The words of a lung mask."""

    rows: int
    columns: int
    edited: bool
    model: ModelReference


@dataclass(frozen=True, slots=True)
class _Map:
    """The words of a heat map."""

    label: str
    rows: int
    columns: int
    extent: tuple[float, float, float, float]
    lung_share: float | None
    model: ModelReference


@dataclass(frozen=True, slots=True)
class _Words:
    """All of an analysis but its arrays."""

    lungs: _Mask
    areas: tuple[LungArea, ...]
    classification: Classification | None
    heatmaps: tuple[_Map, ...]
    texture: tuple[TextureReadout, ...]
    timings_s: dict[str, float]
    notices: tuple[str, ...]
    texture_lascu2021: tuple[TextureReadout, ...]
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """An analysis as it is stored.

    Attributes
    ----------
    words
        JSON.
    lungs
        `PackedMask.data` of the labels.
    heatmaps
        The values of all maps, one after the other, row by row, little-endian float32.
    """

    words: str
    lungs: bytes
    heatmaps: bytes


def pack(analysis: Analysis) -> Packed:
    """Return an analysis as it is stored; every number comes back exactly."""
    mask = PackedMask.of(analysis.lungs.labels)
    words = _Words(
        _Mask(mask.rows, mask.columns, analysis.lungs.edited, analysis.lungs.model),
        analysis.areas,
        analysis.classification,
        tuple(_map_words(heatmap) for heatmap in analysis.heatmaps),
        analysis.texture,
        dict(analysis.timings_s),
        analysis.notices,
        analysis.texture_lascu2021,
        analysis.quality,
    )
    values = b"".join(heatmap.values.astype(_FLOAT).tobytes() for heatmap in analysis.heatmaps)
    return Packed(json.dumps(asdict(words)), mask.data, values)


def unpack(image_key: str, packed: Packed) -> Analysis:
    """Return the analysis of an image again.

    Raises
    ------
    ValueError
        If it is damaged.
    """
    words = _checker().validate_python(json.loads(packed.words))
    labels = PackedMask(words.lungs.rows, words.lungs.columns, packed.lungs).labels()
    grids = _grids(words.heatmaps, packed.heatmaps)
    return Analysis(
        image_key,
        LungMask(labels, words.lungs.model, words.lungs.edited),
        words.areas,
        words.classification,
        tuple(_heatmap(one, grid) for one, grid in zip(words.heatmaps, grids, strict=True)),
        words.texture,
        words.timings_s,
        words.notices,
        words.texture_lascu2021,
        words.quality,
    )


@cache
def _checker() -> "TypeAdapter[_Words]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - slow to import, not before the first result is read

    return TypeAdapter(_Words)


def _map_words(heatmap: HeatMap) -> _Map:
    rows, columns = heatmap.values.shape
    return _Map(heatmap.label, rows, columns, heatmap.extent, heatmap.lung_share, heatmap.model)


def _heatmap(words: _Map, values: npt.NDArray[np.float32]) -> HeatMap:
    return HeatMap(words.label, values, words.extent, words.lung_share, words.model)


def _grids(maps: tuple[_Map, ...], stored: bytes) -> Iterator[npt.NDArray[np.float32]]:
    """Yield the values of each map, (rows, columns) float32."""
    values = np.frombuffer(stored, _FLOAT).astype(np.float32)
    if values.size != sum(one.rows * one.columns for one in maps):
        raise ValueError("the heat maps are damaged")
    start = 0
    for one in maps:
        end = start + one.rows * one.columns
        yield values[start:end].reshape(one.rows, one.columns)
        start = end
