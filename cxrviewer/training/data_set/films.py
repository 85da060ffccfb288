"""Prepared films on disk: read once, and resampled to the network's grid."""

from collections.abc import Sequence
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
from cxrviewer.training.data_set.film_stack import FilmStack, Pictures
from cxrviewer.training.data_set.masks import read_mask
from cxrviewer.training.data_set.preparation import preparation_key, prepare_on_disk
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
        (films, side, side) uint8, contrast stretched; on disk.
    targets
        Labels: (films,) int64; masks: (films, side, side) uint8 with `IGNORE` where unknown; on disk.
    records
        The films, in this order.
    lungs
        (films, side, side) uint8, 1 where the segmentation in use found a lung, of presets that go by the
        lungs; on disk. Else None.
    """

    pictures: Pictures
    targets: npt.NDArray[np.generic] | FilmStack
    records: tuple[FilmRecord, ...]
    lungs: Pictures | None = None


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


def _parts_or_reason(
    record: FilmRecord, side: int, preset: Preset, segmenter: Segmenter | None
) -> dict[str, Bytes] | str:
    """Return the prepared film's parts, or the reason why it cannot be used."""
    try:
        film = prepare_film(record, side, preset, segmenter)
    except CxrviewerError as error:
        return str(error)
    parts = {"pictures": film.picture, "masks": film.mask, "lungs": film.lungs}
    return {name: part[None] for name, part in parts.items() if part is not None}


def _recipe(preset: Preset, segmenter: Segmenter | None) -> dict[str, object]:
    """Return all that prepared films depend on besides their files."""
    return {
        "stages": [stage.model_dump(mode="json") for stage in film_stages(preset)],
        "side": max(preset.sizes),
        "masks": preset.task == "segment",
        "lungs": "" if segmenter is None else segmenter.package.card.files,
    }


def prepare_films(
    records: Sequence[FilmRecord], preset: Preset, folder: Path, context: JobContext
) -> tuple[PreparedFilms, list[str]]:
    """Read every film once and store it on the grid of the preset's largest size.

    What lies in the folder of the same films for the same recipe is used as it is, and gone on with where it
    was interrupted.

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
    segmenter = lung_segmenter(preset.reads, threads=1) if preset.goes_by_lungs else None
    side = max(preset.sizes)
    key = preparation_key(records, _recipe(preset, segmenter), context.part(0, 0.05))
    wanted = {"pictures": True, "masks": preset.task == "segment", "lungs": segmenter is not None}
    prepared = prepare_on_disk(
        records,
        partial(_parts_or_reason, side=side, preset=preset, segmenter=segmenter),
        [name for name, asked in wanted.items() if asked],
        side,
        folder,
        key,
        context.part(0.05, 1),
    )
    stacks = prepared.stacks
    targets = stacks["masks"] if "masks" in stacks else label_numbers(prepared.records, preset)
    films = PreparedFilms(stacks["pictures"], targets, prepared.records, stacks.get("lungs"))
    return films, list(prepared.refused)


def label_numbers(records: Sequence[FilmRecord], preset: Preset) -> npt.NDArray[np.int64]:
    """Return each film's label as its place among the preset's labels."""
    if preset.task == "gate":
        return np.array([preset.labels.index(role(record.label)) for record in records], np.int64)
    return np.array([preset.labels.index(record.label) for record in records], np.int64)
