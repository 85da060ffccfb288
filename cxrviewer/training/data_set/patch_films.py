"""Patches of the lungs of many films on disk, to train a classifier of patches on (paper B, row B3)."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from secrets import token_hex

import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.lungs import segment_lungs
from cxrviewer.analysis.patches import check_lungs, cut_patches, draw_centres, resample
from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.model import Segmenter, open_segmenter
from cxrviewer.inference.package import newest_package
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.jobs import JobContext
from cxrviewer.locations import models_folder
from cxrviewer.readers import read_image
from cxrviewer.study import LungMask
from cxrviewer.training.data_set.films import PreparedFilms, label_numbers
from cxrviewer.training.data_set.preparation import preparation_key, prepare_on_disk
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.presets import Preset, film_stages

Bytes = npt.NDArray[np.uint8]
FindLungs = Callable[[FilmRecord, FloatMap], LungMask]


def lung_finder(threads: int = 0) -> FindLungs:
    """Return the installed segmentation as a function of a film.

    Raises
    ------
    ModelError
        If there is none.
    """
    package = newest_package(models_folder(), "segment")
    if package is None:
        raise ModelError(models_folder(), "holds no lung segmentation to draw patches with")
    segmenter: Segmenter = open_segmenter(package, "cpu", threads)
    return lambda _record, unit: segment_lungs(segmenter, unit)


def film_patches(record: FilmRecord, preset: Preset, find_lungs: FindLungs) -> Bytes:
    """Cut the patches of a film; which ones follows from the film's name and the seed of the preset.

    Returns
    -------
    (patches per film, side, side) uint8

    Raises
    ------
    CxrviewerError
        If the film cannot be read or its lungs are not plausible.
    """
    if preset.patches is None:
        raise ValueError(f"the preset {preset.name} trains on whole films")
    unit = render_unit(read_image(record.path))
    lungs = find_lungs(record, unit)
    check_lungs(lungs)
    film = resample(unit, lungs.labels, preset.patches)
    centres = draw_centres(film, preset.patches_per_film, f"{record.path.name} {preset.seed}")
    grid = preset.sizes[-1], preset.sizes[-1]
    patches = cut_patches(film, centres, preset.patches.side, film_stages(preset), grid)[:, 0]
    return np.asarray(np.rint(patches * 255), np.uint8)


def prepare_patches(
    records: Sequence[FilmRecord],
    preset: Preset,
    folder: Path,
    context: JobContext,
    find_lungs: FindLungs | None = None,
) -> tuple[PreparedFilms, list[str]]:
    """Read every film once and store its patches.

    Parameters
    ----------
    records, preset
        What to train on, and how.
    folder
        The patches go there.
    context
        Takes progress and may cancel between films.
    find_lungs
        Gives the lungs of a film; the installed segmentation if None.

    Returns
    -------
    PreparedFilms
        One entry for each patch; a film's own follow each other and share its record.
    list of str
        One sentence for each film that could not be used.
    """
    installed = find_lungs is None
    find = find_lungs or lung_finder(1)
    recipe = {
        "stages": [stage.model_dump(mode="json") for stage in film_stages(preset)],
        "side": preset.sizes[-1],
        "patches": str(preset.patches),
        "each": preset.patches_per_film,
        "seed": preset.seed,
        "lungs": _installed_lungs() if installed else token_hex(),  # of a function nothing is known
        "names": [record.path.name for record in records],  # which patches are cut follows from them
    }
    prepared = prepare_on_disk(
        records,
        partial(_patches_or_reason, preset=preset, find_lungs=find),
        ["pictures"],
        preset.sizes[-1],
        folder,
        preparation_key(records, recipe, context.part(0, 0.05)),
        context.part(0.05, 1),
    )
    targets = label_numbers(prepared.records, preset)
    return PreparedFilms(prepared.stacks["pictures"], targets, prepared.records), list(prepared.refused)


def _installed_lungs() -> str:
    """Return the hash of the installed segmentation's files."""
    newest = newest_package(models_folder(), "segment")
    return "" if newest is None else str(newest.card.files)


def _patches_or_reason(record: FilmRecord, preset: Preset, find_lungs: FindLungs) -> dict[str, Bytes] | str:
    """Return the patches of a film, or the reason why it cannot be used."""
    try:
        return {"pictures": film_patches(record, preset, find_lungs)}
    except CxrviewerError as error:
        return str(error) if str(record.path) in str(error) else f"{record.path}: {error}"
