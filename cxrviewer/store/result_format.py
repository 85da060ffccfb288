"""An analysis as one row: words as JSON, the mask as `PackedMask` packs it, heat maps with their floats."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING

from cxrviewer.store.map_format import MapWords, heat_maps, map_bytes, map_words
from cxrviewer.study import (
    Analysis,
    Classification,
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


@dataclass(frozen=True, slots=True)
class _Mask:
    """The words of a lung mask."""

    rows: int
    columns: int
    edited: bool
    model: ModelReference


@dataclass(frozen=True, slots=True)
class _Words:
    """All of an analysis but its arrays."""

    lungs: _Mask
    areas: tuple[LungArea, ...]
    classification: Classification | None
    heatmaps: tuple[MapWords, ...]
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
        map_words(analysis.heatmaps),
        analysis.texture,
        dict(analysis.timings_s),
        analysis.notices,
        analysis.texture_lascu2021,
        analysis.quality,
    )
    return Packed(json.dumps(asdict(words)), mask.data, map_bytes(analysis.heatmaps))


def unpack(image_key: str, packed: Packed) -> Analysis:
    """Return the analysis of an image again.

    Raises
    ------
    ValueError
        If it is damaged.
    """
    words = _checker().validate_python(json.loads(packed.words))
    labels = PackedMask(words.lungs.rows, words.lungs.columns, packed.lungs).labels()
    return Analysis(
        image_key,
        LungMask(labels, words.lungs.model, words.lungs.edited),
        words.areas,
        words.classification,
        heat_maps(words.heatmaps, packed.heatmaps),
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
