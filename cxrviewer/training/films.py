"""Prepared films on disk: read once, resampled to the network's grid, then mapped into memory."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError, DataError
from cxrviewer.inference.preprocessing import Placement, apply_stages
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.gate_examples import role
from cxrviewer.training.presets import Preset, film_stages
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


def read_mask(record: FilmRecord) -> Bytes:
    """Read the lung mask of a film, (rows, columns) uint8 as stored.

    Raises
    ------
    DataError
        If the film has no mask or it cannot be read.
    """
    if record.mask is None or not record.mask.is_file():
        raise DataError(f"{record.mask or record.path}: there is no such mask")
    mask = cv2.imread(str(record.mask), cv2.IMREAD_UNCHANGED)
    if mask is None or mask.ndim != 2:
        raise DataError(f"{record.mask}: is not a grey picture")
    return np.asarray(mask, np.uint8)


def _mask_on_grid(mask: Bytes, placement: Placement) -> Bytes:
    """Bring a mask to the grid: the label that most of a cell has, `IGNORE` where half of it is open."""
    shares = np.stack([placement.to_grid((mask == value).astype(np.float32)) for value in _MASK_VALUES])
    known = shares.sum(axis=0) > 0.5
    return np.where(known, shares.argmax(axis=0), IGNORE).astype(np.uint8)


def _prepared_mask(record: FilmRecord, placement: Placement) -> Bytes:
    """Read a film's mask, check it against the film and bring it to the grid."""
    mask = read_mask(record)
    if mask.shape != (placement.rows, placement.columns):
        raise DataError(f"{record.mask}: has another size than its film {record.path.name}")
    if not ((mask == 1).any() and (mask == 2).any()):
        raise DataError(f"{record.mask}: does not tell the right lung from the left")
    return _mask_on_grid(mask, placement)


def prepare_film(record: FilmRecord, side: int, preset: Preset) -> tuple[Bytes, Bytes | None]:
    """Read a film, and its mask if the preset segments, and bring them to the network's grid.

    Returns
    -------
    (side, side) uint8
        The film, contrast stretched.
    (side, side) uint8 or None
        The mask: 0, 1, 2 or `IGNORE`.

    Raises
    ------
    CxrviewerError
        If the film or the mask cannot be read, they differ in size, or the lungs are not told apart.
    """
    unit = render_unit(read_image(record.path))
    film = apply_stages(unit, film_stages(preset), (side, side))
    mask = _prepared_mask(record, film.placement) if preset.task == "segment" else None
    return np.asarray(np.rint(film.picture * 255), np.uint8), mask


def _film_or_reason(record: FilmRecord, side: int, preset: Preset) -> tuple[Bytes, Bytes | None] | str:
    """Return the prepared film, or the reason why it cannot be used."""
    try:
        return prepare_film(record, side, preset)
    except CxrviewerError as error:
        return str(error)


def _read_ahead(
    records: Sequence[FilmRecord], side: int, preset: Preset, context: JobContext
) -> Iterator[tuple[FilmRecord, tuple[Bytes, Bytes | None] | str]]:
    """Yield each record with its prepared film or the reason against it, read by two threads."""
    pool = ThreadPoolExecutor(2)
    try:
        films = pool.map(partial(_film_or_reason, side=side, preset=preset), records)
        for number, (record, film) in enumerate(zip(records, films, strict=True)):
            context.progress(number / len(records), f"reading film {number + 1} of {len(records)}")
            yield record, film
    finally:
        pool.shutdown(cancel_futures=True)  # whoever cancels need not wait for the films not begun


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

    for record, film in _read_ahead(records, side, preset, context):
        if isinstance(film, str):
            refused.append(film)
            continue
        pictures[len(kept)] = film[0]
        if masks is not None:
            masks[len(kept)] = film[1]
        kept.append(record)
    targets = masks[: len(kept)] if masks is not None else label_numbers(kept, preset)
    return PreparedFilms(pictures[: len(kept)], targets, tuple(kept)), refused


def label_numbers(records: Sequence[FilmRecord], preset: Preset) -> npt.NDArray[np.int64]:
    """Return each film's label as its place among the preset's labels."""
    if preset.task == "gate":
        return np.array([preset.labels.index(role(record.label)) for record in records], np.int64)
    return np.array([preset.labels.index(record.label) for record in records], np.int64)
