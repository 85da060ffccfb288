"""Prepared films on disk: read once, resampled to the network's grid, then mapped into memory."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.model import Segmenter
from cxrviewer.inference.preprocessing import Placement, apply_stages
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.film_reader import lung_segmenter
from cxrviewer.training.data_set.masks import read_mask
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.gate.examples import role
from cxrviewer.training.presets import Preset, film_stages

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
    lungs
        (films, side, side) uint8, 1 where the segmentation in use found a lung, of presets that go by the
        lungs; a memory map. Else None.
    """

    pictures: Bytes
    targets: npt.NDArray[np.generic]
    records: tuple[FilmRecord, ...]
    lungs: Bytes | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PreparedFilm:
    """One film on the network's grid, all (side, side) uint8.

    Attributes
    ----------
    picture
        Contrast stretched.
    mask
        0, 1, 2 or `IGNORE`, if the preset segments.
    lungs
        1 where the segmentation in use found a lung, if the preset goes by the lungs.
    """

    picture: Bytes
    mask: Bytes | None = None
    lungs: Bytes | None = None


def _mask_on_grid(mask: Bytes, placement: Placement) -> Bytes:
    """Bring a mask to the grid: the label that most of a cell has, `IGNORE` where half of it is open."""
    shares = np.stack([placement.to_grid((mask == value).astype(np.float32)) for value in _MASK_VALUES])
    known = shares.sum(axis=0) > 0.5
    return np.where(known, shares.argmax(axis=0), IGNORE).astype(np.uint8)


def _prepared_mask(record: FilmRecord, placement: Placement) -> Bytes:
    """Read a film's mask and bring it to the grid."""
    return _mask_on_grid(read_mask(record, (placement.rows, placement.columns)), placement)


def prepare_film(
    record: FilmRecord, side: int, preset: Preset, segmenter: Segmenter | None = None
) -> PreparedFilm:
    """Read a film, and its mask if the preset segments, and bring them to the network's grid.

    Parameters
    ----------
    segmenter
        Finds the lungs for a preset that goes by them.

    Raises
    ------
    CxrviewerError
        If the film or the mask cannot be read, they differ in size, or the lungs are not told apart.
    """
    unit = render_unit(read_image(record.path))
    labels = None if segmenter is None else segmenter.segment(unit)
    film = apply_stages(unit, film_stages(preset), (side, side), labels)
    mask = _prepared_mask(record, film.placement) if preset.task == "segment" else None
    lungs = None if labels is None else _lungs_on_grid(labels, film.placement)
    return PreparedFilm(np.asarray(np.rint(film.picture * 255), np.uint8), mask, lungs)


def _lungs_on_grid(labels: Bytes, placement: Placement) -> Bytes:
    """Return 1 in the cells that are mostly lung; none beyond the film, where its border is repeated."""
    lungs = (labels > 0).astype(np.float32)
    lungs[[0, -1], :] = lungs[:, [0, -1]] = 0
    return np.asarray(placement.to_grid(lungs) > 0.5, np.uint8)


def _film_or_reason(
    record: FilmRecord, side: int, preset: Preset, segmenter: Segmenter | None
) -> PreparedFilm | str:
    """Return the prepared film, or the reason why it cannot be used."""
    try:
        return prepare_film(record, side, preset, segmenter)
    except CxrviewerError as error:
        return str(error)


def _read_ahead(
    records: Sequence[FilmRecord], preset: Preset, context: JobContext
) -> Iterator[tuple[FilmRecord, PreparedFilm | str]]:
    """Yield each record with its prepared film or the reason against it, read by two threads."""
    segmenter = lung_segmenter(preset.reads, threads=1) if preset.goes_by_lungs else None
    prepare = partial(_film_or_reason, side=max(preset.sizes), preset=preset, segmenter=segmenter)
    pool = ThreadPoolExecutor(2)
    try:
        for number, (record, film) in enumerate(zip(records, pool.map(prepare, records), strict=True)):
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

    Raises
    ------
    ModelError
        If the preset goes by the lungs and no segmentation is installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shape = (len(records), max(preset.sizes), max(preset.sizes))
    maps = {
        name: np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.uint8, shape)
        for name, wanted in (
            ("pictures", True),
            ("masks", preset.task == "segment"),
            ("lungs", preset.goes_by_lungs),
        )
        if wanted
    }
    kept: list[FilmRecord] = []
    refused: list[str] = []
    for record, film in _read_ahead(records, preset, context):
        if isinstance(film, str):
            refused.append(film)
            continue
        for name, part in (("pictures", film.picture), ("masks", film.mask), ("lungs", film.lungs)):
            if part is not None:
                maps[name][len(kept)] = part
        kept.append(record)
    used = {name: part[: len(kept)] for name, part in maps.items()}
    targets = used["masks"] if "masks" in used else label_numbers(kept, preset)
    return PreparedFilms(used["pictures"], targets, tuple(kept), used.get("lungs")), refused


def label_numbers(records: Sequence[FilmRecord], preset: Preset) -> npt.NDArray[np.int64]:
    """Return each film's label as its place among the preset's labels."""
    if preset.task == "gate":
        return np.array([preset.labels.index(role(record.label)) for record in records], np.int64)
    return np.array([preset.labels.index(record.label) for record in records], np.int64)
