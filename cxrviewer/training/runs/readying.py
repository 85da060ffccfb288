"""What a run trains on: films listed, divided, recorded and prepared, once for all processes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cxrviewer.errors import CxrviewerError, DataError
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.films import PreparedFilms, prepare_films
from cxrviewer.training.data_set.patch_films import prepare_patches
from cxrviewer.training.data_set.records import (
    AS_IT_IS,
    DataOptions,
    FilmRecord,
    data_hash,
    read_records,
    relabelled,
    with_labels,
    with_masks,
)
from cxrviewer.training.data_set.split_file import write_split
from cxrviewer.training.data_set.splits import Split, fewer
from cxrviewer.training.learning.starting import with_network_of_start
from cxrviewer.training.presets import Preset, fitted_to_labels
from cxrviewer.training.runs.beginning import (
    begin,
    check_classes,
    check_same_films,
    with_films,
)
from cxrviewer.training.runs.dividing import divide, divided_before
from cxrviewer.training.runs.left_out import tell_left_out
from cxrviewer.training.runs.plan import DataPlan
from cxrviewer.training.runs.record import RunRecord

WATCHED = 10  # of so many training films one is validated on after each epoch, where films are limited

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ready:
    """What a training and its package are made of.

    Attributes
    ----------
    preset
        The recipe, fitted to the labels of the data.
    records
        All films that could be used, divided as `split` says.
    split
        The sides.
    training, validation
        The films of both sides on the network's grid.
    refused
        One sentence for each film that could not be used.
    """

    preset: Preset
    records: tuple[FilmRecord, ...]
    split: Split
    training: PreparedFilms
    validation: PreparedFilms
    refused: tuple[str, ...]


def usable_records(
    data: Path, preset: Preset, options: DataOptions = AS_IT_IS
) -> tuple[Preset, list[FilmRecord]]:
    """List the films of a data set that the preset can train on, and fit the preset to their labels.

    Errors are those of `read_records` and `fitted_to_labels`.
    """
    records = read_records(data, options)
    if preset.task == "gate":
        return preset, records
    if preset.task == "segment":
        return preset, with_masks(records)
    fitted, names = fitted_to_labels(preset, (record.label for record in records))
    return fitted, with_labels(relabelled(records, names), fitted.labels)


def check_sizes(preset: Preset) -> None:
    """Refuse picture sizes that the preset's network cannot take.

    Raises
    ------
    CxrviewerError
        If a size is not a multiple of what the network halves its pictures to, or leaves it no map.
    """
    entry = NETWORKS[preset.architecture]
    multiple, smallest = entry.multiple(preset.options), entry.input.smallest
    sizes = ", ".join(str(side) for side in preset.sizes)
    if any(side % multiple for side in preset.sizes):
        raise CxrviewerError(
            f"sizes={sizes}: the network {preset.architecture!r} takes multiples of {multiple} only"
        )
    if min(preset.sizes) < smallest:
        raise CxrviewerError(f"sizes={sizes}: the network {preset.architecture!r} takes {smallest} or more")


def make_ready(
    record: RunRecord, preset: Preset, plan: DataPlan, folder: Path, note: Note, context: JobContext, *, resume: bool
) -> Ready:
    """Do all that comes before a network learns.

    Parameters
    ----------
    record
        Of the run, as it was opened; here it gets its films.
    preset, plan
        How to train, and how to understand and divide the data set.
    folder
        Of the run; gets its split and the prepared films.
    note
        Told, in sentences, what the user should know.
    context
        Takes progress and may cancel between films.
    resume
        Whether the run goes on.

    Raises
    ------
    CxrviewerError
        If the data cannot be trained on.
    RefusedError
        If a run cannot go on with these films or this recipe.
    """
    preset = with_network_of_start(preset)
    check_sizes(preset)
    data = Path(record.data)
    preset, records = usable_records(data, preset, plan.options)
    split = _divided(data, records, preset, plan, folder, note, context.part(0, 0.4), resume=resume)
    check_classes(split.sides, preset)
    begin(folder, with_films(record, preset, data_hash(records), split), resume=resume)
    write_split(split, data, folder)
    chosen = fewer(split.training, preset.films_per_stratum, preset.seed)
    training, refused = _prepared(chosen, preset, folder / "films-training", context.part(0.4, 0.9))
    watched = fewer(split.validation, preset.films_per_stratum // WATCHED, preset.seed)
    validation, too = _prepared(watched, preset, folder / "films-validation", context.part(0.9, 1))
    check_classes({"training": training.records, "validation": validation.records}, preset)
    return Ready(preset, tuple(records), split, training, validation, (*refused, *too))


def _divided(
    data: Path,
    records: Sequence[FilmRecord],
    preset: Preset,
    plan: DataPlan,
    folder: Path,
    note: Note,
    context: JobContext,
    *,
    resume: bool,
) -> Split:
    """Divide the films, or take up the division that the run was begun with."""
    wanted = plan.split(preset.validation_share, preset.seed)
    if resume:
        check_same_films(folder, data_hash(records))
    before = divided_before(folder, records, data) if resume else None
    if before is not None:
        return replace(before, method=wanted.described(records))
    split, left_out = divide(records, plan, wanted, context, labelled=bool(preset.task in {"classify", "patches"}))
    tell_left_out(left_out, data, folder, note)
    return split


def _prepared(
    records: Sequence[FilmRecord], preset: Preset, folder: Path, context: JobContext
) -> tuple[PreparedFilms, list[str]]:
    """Prepare one side of the split; at least two films must be left, for a batch has no fewer."""
    if len(records) < 2:
        raise DataError(f"{folder.name}: the split leaves {len(records)} films, and two are needed")
    prepare = prepare_patches if preset.patches else prepare_films
    films, refused = prepare(records, preset, folder, context)
    if len(films.records) < 2:
        raise DataError(f"{folder.name}: too few of the {len(records)} films can be used: {refused[0]}")
    return films, refused
