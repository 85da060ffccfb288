"""Whether a classifier says the same of a film whatever file it comes in."""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.training.data_set.film_reader import FilmReader
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.evaluation.film_variants import REFERENCE, VARIANTS, sixteen_bits

LARGEST_CHANGE: Final = 0.05
WANTED_SHARE: Final = 0.95
EVERY_VARIANT: Final = "every variant at once"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class VariantFigures:
    """How one variant compares with the reference.

    Attributes
    ----------
    variant
        Its name.
    films
        How many were compared.
    same_class
        Share of films whose most probable class is the same.
    steady
        Share of films of which, besides, no class's probability changes by more than 0.05.
    change_95
        95th percentile of the largest change of a film's probabilities.
    largest_change
        Of any film.
    """

    variant: str
    films: int
    same_class: float
    steady: float
    change_95: float
    largest_change: float


def choose(records: Sequence[FilmRecord], count: int) -> list[FilmRecord]:
    """Return `count` films (all, if there are fewer) by the hash of their names: the same at every call."""
    return sorted(records, key=lambda one: hashlib.sha256(one.path.name.encode()).digest())[:count]


def compare_variants(
    reader: FilmReader, records: Sequence[FilmRecord], context: JobContext
) -> dict[str, npt.NDArray[np.float64]]:
    """Read every film in every variant, through files.

    Returns
    -------
    dict
        Variant -> (films, classes) float64 probabilities.

    Raises
    ------
    CxrviewerError
        If there is no film or one cannot be read.
    """
    if not records:
        raise CxrviewerError("there is no film to compare")
    found: dict[str, list[FloatMap]] = {name: [] for name in VARIANTS}
    with tempfile.TemporaryDirectory(prefix="cxrviewer-") as folder:
        for number, record in enumerate(records):
            context.progress(number / len(records), f"film {number + 1} of {len(records)}")
            film = sixteen_bits(render_unit(read_image(record.path)), seed=number)
            for name, write in VARIANTS.items():
                found[name].append(reader.read(write(film, Path(folder))).probabilities)
    return {name: np.array(rows, np.float64) for name, rows in found.items()}


def figures(probabilities: Mapping[str, Floats]) -> tuple[VariantFigures, ...]:
    """Compare each variant with the reference; the last row asks for every variant of a film at once.

    Parameters
    ----------
    probabilities
        From `compare_variants`.
    """
    reference = probabilities[REFERENCE]
    others = {name: rows for name, rows in probabilities.items() if name != REFERENCE}
    same = {name: rows.argmax(axis=1) == reference.argmax(axis=1) for name, rows in others.items()}
    change = {name: np.abs(rows - reference).max(axis=1) for name, rows in others.items()}
    same[EVERY_VARIANT] = np.logical_and.reduce(list(same.values()))
    change[EVERY_VARIANT] = np.maximum.reduce(list(change.values()))
    return tuple(
        VariantFigures(
            variant=name,
            films=len(reference),
            same_class=float(same[name].mean()),
            steady=float((same[name] & (change[name] <= LARGEST_CHANGE)).mean()),
            change_95=float(np.percentile(change[name], 95)),
            largest_change=float(change[name].max()),
        )
        for name in same
    )
