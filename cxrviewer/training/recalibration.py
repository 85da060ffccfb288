"""Operating points, uncertain bands and known films for classifiers trained before cards had them."""

import shutil
from pathlib import Path

import numpy as np

from cxrviewer.errors import CxrviewerError, DataError, ModelError
from cxrviewer.inference.card import Card
from cxrviewer.inference.package import ModelPackage, read_package
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.records import AS_IT_IS, data_hash
from cxrviewer.training.evaluation.card_films import labelled_records, prepare_by_card
from cxrviewer.training.evaluation.reliability import MOST_KNOWN_FILMS, made_reliable
from cxrviewer.training.evaluation.subsets import own_split, run_folder
from cxrviewer.training.packages.card_words import write_card
from cxrviewer.training.runs.record import options_of_run


def recalibrate(package: ModelPackage, data: Path, output: Path, context: JobContext) -> ModelPackage:
    """Make the next version of a package: the same weights, a card that says how far they may be believed.

    The films are prepared by the stages of the package's own card; the preset that it was trained with may
    have changed since, or be gone. They are understood and divided as in the run that the package lies in.

    Parameters
    ----------
    package
        A classifier of films, or a gate.
    data
        The data set that it was trained on, see `read_records`.
    output
        Gets the prepared films and the new package's folder.

    Raises
    ------
    DataError
        If it is another data set.
    ModelError
        If the package is of another kind.
    CxrviewerError
        If its next version is there already, or nothing tells any more how its films were divided.
    """
    card = package.card
    if card.task not in {"classify", "gate"}:
        raise ModelError(package.folder, "is no classifier of films and no gate, and has no operating points")
    training = card.training
    options = options_of_run(run_folder(package), data, AS_IT_IS)
    records = labelled_records(data, card, options)
    if training is None or data_hash(records) != training.data_sha256:
        raise DataError(f"{data}: is not the data set that {card.name} {card.version} was trained on")
    split = own_split(package, data, records)
    chosen = np.unique(np.linspace(0, len(split.training) - 1, MOST_KNOWN_FILMS).astype(np.intp))
    known = [split.training[number] for number in chosen]
    films = prepare_by_card(known, card, output / "films-training", context.part(0, 0.5))
    validation = prepare_by_card(split.validation, card, output / "films-validation", context.part(0.5, 0.9))
    copied = _next_version(package, output)
    write_card(made_reliable(copied, films, validation), copied.folder)
    return read_package(copied.folder)


def _next_version(package: ModelPackage, output: Path) -> ModelPackage:
    """Copy a package under the next version's name."""
    major, minor, patch = (int(part) for part in package.card.version.split("."))
    version = f"{major}.{minor}.{patch + 1}"
    folder = output / f"{package.card.name}-{version}"
    if folder.exists():
        raise CxrviewerError(f"{folder}: is there already")
    shutil.copytree(package.folder, folder)
    card: Card = package.card.model_copy(update={"version": version})
    write_card(card, folder)
    return read_package(folder)
