"""Prepared films on disk: read once, resampled to the network's grid, then mapped into memory."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError, DataError
from cxrviewer.inference.preprocessing import Geometry, place, stretch_contrast
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.presets import Preset
from cxrviewer.training.records import FilmRecord

IGNORE = 255
_MASK_VALUES = (0, 1, 2)

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class PreparedFilms:
    """Films on the network's grid.

    Attributes
    ----------
    pictures
        (films, side, side) uint8, contrast stretched; a memory map.
    targets
        Labels: (films,) int64; masks: (films, side, side) uint8 with `IGNORE` where unknown; a memory map.
    records
        The films, in this order.
    """

    pictures: Bytes
    targets: npt.NDArray[np.generic]
    records: tuple[FilmRecord, ...]


def prepare_picture(record: FilmRecord, side: int, preset: Preset) -> Bytes:
    """Read a film and bring it to the network's grid, (side, side) uint8."""
    unit = render_unit(read_image(record.path))
    placement = place((unit.shape[0], unit.shape[1]), (side, side), Geometry(preset.geometry))
    grid = stretch_contrast(placement.to_grid(unit), preset.low_percent, preset.high_percent)
    return np.asarray(np.rint(grid * 255), np.uint8)


def prepare_mask(record: FilmRecord, side: int, preset: Preset) -> Bytes:
    """Read a lung mask and bring it to the grid, (side, side) uint8: 0, 1, 2 or `IGNORE`.

    Raises
    ------
    DataError
        If the file cannot be read or the two lungs are not told apart.
    """
    mask = cv2.imread(str(record.mask), cv2.IMREAD_UNCHANGED)
    if mask is None or mask.ndim != 2:
        raise DataError(f"{record.mask}: is not a grey picture")
    if not ((mask == 1).any() and (mask == 2).any()):
        raise DataError(f"{record.mask}: does not tell the right lung from the left")
    placement = place((mask.shape[0], mask.shape[1]), (side, side), Geometry(preset.geometry))
    shares = np.stack([placement.to_grid((mask == value).astype(np.float32)) for value in _MASK_VALUES])
    known = shares.sum(axis=0) > 0.5
    return np.where(known, shares.argmax(axis=0), IGNORE).astype(np.uint8)


def _usable(
    record: FilmRecord, prepare: Callable[[FilmRecord], tuple[Bytes, Bytes | None]]
) -> tuple[Bytes, Bytes | None] | str:
    """Return the prepared film, or the reason why it cannot be used."""
    try:
        return prepare(record)
    except CxrviewerError as error:
        return str(error)


def prepare_films(
    records: Sequence[FilmRecord], preset: Preset, folder: Path, context: JobContext
) -> tuple[PreparedFilms, list[str]]:
    """Read every film once and store it on the grid of the preset's largest size.

    Returns
    -------
    PreparedFilms
        The films that could be used.
    list of str
        One sentence for each film that could not.
    """
    side, segmenting = max(preset.sizes), preset.task == "segment"
    folder.mkdir(parents=True, exist_ok=True)
    shape = (len(records), side, side)
    pictures = np.lib.format.open_memmap(folder / "pictures.npy", "w+", np.uint8, shape)
    masks = np.lib.format.open_memmap(folder / "masks.npy", "w+", np.uint8, shape) if segmenting else None
    kept: list[FilmRecord] = []
    refused: list[str] = []

    def prepare(record: FilmRecord) -> tuple[Bytes, Bytes | None]:
        mask = prepare_mask(record, side, preset) if segmenting else None
        return prepare_picture(record, side, preset), mask

    with ThreadPoolExecutor(2) as pool:
        films = pool.map(lambda record: _usable(record, prepare), records)
        for number, (record, film) in enumerate(zip(records, films, strict=True)):
            if number % 100 == 0:
                context.progress(number / len(records), f"reading film {number + 1} of {len(records)}")
            if isinstance(film, str):
                refused.append(film)
                continue
            pictures[len(kept)] = film[0]
            if masks is not None:
                masks[len(kept)] = film[1]
            kept.append(record)
    targets = masks[: len(kept)] if masks is not None else _label_numbers(kept, preset)
    return PreparedFilms(pictures[: len(kept)], targets, tuple(kept)), refused


def _label_numbers(records: Sequence[FilmRecord], preset: Preset) -> npt.NDArray[np.int64]:
    """Return each film's label as its place among the preset's labels."""
    return np.array([preset.labels.index(record.label) for record in records], np.int64)
