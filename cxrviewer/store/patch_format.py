"""What patches say of an image as one row: words as JSON, the merged maps with their floats."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from cxrviewer.store.map_format import MapWords, heat_maps, map_bytes, map_words
from cxrviewer.study import ModelReference, PatchReading, PatchSettings

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = 1  # another number for every other way of writing; rows of other numbers are left alone


@dataclass(frozen=True, slots=True)
class _Words:
    """All of a reading but the values of its maps; the fields are those of `PatchReading`."""

    votes: dict[str, int]
    probabilities: dict[str, float]
    deviations: dict[str, float]
    grouped: dict[str, float]
    centres: list[tuple[float, float]]
    answers: list[list[float]]
    patch_px: float
    heatmaps: tuple[MapWords, ...]
    settings: PatchSettings
    model: ModelReference


def pack_patches(reading: PatchReading) -> tuple[str, bytes]:
    """Return words and maps as they are stored; every number comes back exactly."""
    words = _Words(
        dict(reading.votes),
        dict(reading.probabilities),
        dict(reading.deviations),
        dict(reading.grouped),
        [(x, y) for x, y in reading.centres.tolist()],
        reading.answers.tolist(),
        reading.patch_px,
        map_words(reading.heatmaps),
        reading.settings,
        reading.model,
    )
    return json.dumps(asdict(words)), map_bytes(reading.heatmaps)


def unpack_patches(stored: str, maps: bytes) -> PatchReading:
    """Return the reading again.

    Raises
    ------
    ValueError
        If it is damaged.
    """
    words = _checker().validate_python(json.loads(stored))
    if any(len(row) != len(words.votes) for row in words.answers):
        raise ValueError("the answers of the patches are damaged")
    return PatchReading(
        words.votes,
        words.probabilities,
        words.deviations,
        words.grouped,
        np.array(words.centres, np.float64),
        np.array(words.answers, np.float32),
        words.patch_px,
        heat_maps(words.heatmaps, maps),
        words.settings,
        words.model,
    )


@cache
def _checker() -> "TypeAdapter[_Words]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - slow to import, not before the first reading is read

    return TypeAdapter(_Words)
