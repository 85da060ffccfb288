"""Which films of a data set a model is measured on."""

from collections.abc import Sequence
from pathlib import Path

from cxrviewer.errors import CxrviewerError, DataError
from cxrviewer.inference.card import Card
from cxrviewer.inference.package import ModelPackage
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.records import (
    AS_IT_IS,
    DataOptions,
    data_hash,
    read_records,
    relabelled,
    with_masks,
)
from cxrviewer.training.data_set.split_file import SPLIT_FILE, read_split
from cxrviewer.training.data_set.splits import METHOD, Split, split_by_group
from cxrviewer.training.presets import labels_of_card

SUBSETS = ("validation", "training", "test", "all")


def run_folder(package: ModelPackage) -> Path:
    """Return the folder of the run that a package came out of, if it still lies there (RUN/package/NAME)."""
    return package.folder.resolve().parents[1]


def usable_films(data: Path, card: Card, options: DataOptions = AS_IT_IS) -> list[FilmRecord]:
    """List the films that a model can be measured on: with a mask, or of one of its classes.

    Raises
    ------
    DataError
        If there is none.
    """
    records = read_records(data, options)
    if card.task == "segment":
        return with_masks(records)
    names = labels_of_card(card, (record.label for record in records))
    kept = [record for record in relabelled(records, names) if record.label in card.label_names]
    if not kept:
        raise DataError(f"{data}: no film has a label that {card.name} knows ({', '.join(card.label_names)})")
    return kept


def records_of_subset(
    package: ModelPackage, data: Path, subset: str, options: DataOptions = AS_IT_IS
) -> list[FilmRecord]:
    """List the films to measure on: a side of the split that the model was trained with, or all.

    The split is the `split.csv` of the run that the package still lies in; else it is made again from the
    card, which holds for the very data set that the model was trained on.

    Raises
    ------
    CxrviewerError
        If the subset is unknown or empty, or the data cannot be used.
    """
    if subset not in SUBSETS:
        raise CxrviewerError(f"no subset is called {subset!r} (there are {', '.join(SUBSETS)})")
    records = usable_films(data, package.card, options)
    if subset == "all":
        return records
    try:
        chosen = list(own_split(package, data, records).sides[subset])
    except CxrviewerError as error:
        raise CxrviewerError(f"{error}; choose the subset all") from error
    if not chosen:
        raise DataError(f"{data}: the split of {package.card.name} puts no film on the side {subset}")
    return chosen


def on_training_films(card: Card, subset: str, records: Sequence[FilmRecord]) -> tuple[str, ...]:
    """Say what the films of a test set have to do with those that trained the model, as far as is known."""
    if subset == "training":
        return ("These films trained the model: the figures say how well it remembers them.",)
    if subset == "validation":
        return ("These films chose the epoch and the thresholds: expect slightly less on others.",)
    if subset == "test":
        return ()
    if card.training is None:
        return ("Which films trained the model is not known: these may be among them.",)
    sources = {record.source for record in records}
    shared = sorted(sources & set(card.training.images_by_source) - {""})
    if shared:
        return (
            f"Films of {', '.join(shared)} trained the model: some of these may be among them, and then the "
            "figures are too high.",
        )
    return () if "" not in sources else ("Films that trained the model may be among these.",)


def own_split(package: ModelPackage, data: Path, records: Sequence[FilmRecord]) -> Split:
    """Divide films as they were when the model was trained, see `records_of_subset`.

    Raises
    ------
    CxrviewerError
        If they are others, or nothing tells any more how they were divided.
    """
    run, card, training = run_folder(package), package.card, package.card.training
    other = f"{data}: is not the data set that {card.name} was trained on"
    if (run / SPLIT_FILE).is_file():
        try:
            return read_split(run, records, data)
        except DataError as error:
            raise CxrviewerError(f"{other} ({error})") from error
    if training is None or data_hash(records) != training.data_sha256:
        raise CxrviewerError(f"{other}, so its split does not apply")
    if training.split != METHOD:
        raise CxrviewerError(
            f"{package.folder}: the films of {card.name} were divided in a way of their own, "
            f"which only {SPLIT_FILE} in its run tells"
        )
    return split_by_group(records, training.validation_share, training.seed)
