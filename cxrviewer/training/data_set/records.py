"""The films of a data set: a CSV manifest, folders of classes, images with masks, or labelled DICOM files."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cxrviewer.errors import DataError
from cxrviewer.inference.card import Card
from cxrviewer.training.data_set.dicom_labels import records_of_tag
from cxrviewer.training.data_set.film_record import FilmRecord, GroupOrigin
from cxrviewer.training.data_set.folders import image_and_mask_folders, records_of_classes, records_of_masks
from cxrviewer.training.data_set.manifest import records_of_manifest
from cxrviewer.training.data_set.patients import with_headers, with_patient_rule
from cxrviewer.training.presets import labels_of_card

__all__ = [
    "AS_IT_IS",
    "DataOptions",
    "FilmRecord",
    "GroupOrigin",
    "data_hash",
    "read_records",
    "relabelled",
    "with_labels",
    "with_labels_of",
    "with_masks",
]

_MANIFEST = "manifest.csv"


@dataclass(frozen=True, slots=True)
class DataOptions:
    """How a data set is to be understood.

    Attributes
    ----------
    label_tag
        Keyword of the DICOM attribute that holds the label; empty where folders or a manifest tell it.
    patient_rule
        Regular expression that finds the patient in a file's path (see `with_patient_rule`); empty for none.
    """

    label_tag: str = ""
    patient_rule: str = ""


AS_IT_IS: Final = DataOptions()
"""Labels and patients as folders, a manifest and headers tell them."""


def read_records(data: Path, options: DataOptions = AS_IT_IS) -> list[FilmRecord]:
    """List the films of a data set; no picture is read, of DICOM files the header.

    Parameters
    ----------
    data
        A CSV manifest (see `manifest.COLUMNS`), a folder that holds `manifest.csv`, a folder with `images/`
        and `masks/` (one or one for each lung), a folder of class subfolders, in which films may lie in one
        folder for each patient, or, with `options.label_tag`, a folder of DICOM files.
    options
        Where labels and patients are to be found.

    Raises
    ------
    DataError
        If there is no such thing or it holds no film.
    """
    if not data.exists():
        raise DataError(f"{data}: does not exist")
    if data.is_dir() and not options.label_tag and (data / _MANIFEST).is_file():
        data = data / _MANIFEST
    records = with_headers(_listed(data, options.label_tag))
    if not records:
        raise DataError(f"{data}: holds no film")
    if not options.patient_rule:
        return records
    return with_patient_rule(records, options.patient_rule, data if data.is_dir() else data.parent)


def _listed(data: Path, label_tag: str) -> list[FilmRecord]:
    """List the films by the kind of the data set."""
    if label_tag:
        return records_of_tag(data, label_tag)
    if data.is_file():
        return records_of_manifest(data)
    folders = image_and_mask_folders(data)
    return records_of_classes(data) if folders is None else records_of_masks(*folders)


def relabelled(records: Iterable[FilmRecord], names: Mapping[str, str]) -> list[FilmRecord]:
    """Give films the labels that theirs count as; films whose label is none of these are left out."""
    return [replace(record, label=names[record.label]) for record in records if record.label in names]


def with_labels(records: Iterable[FilmRecord], labels: Sequence[str]) -> list[FilmRecord]:
    """Keep the films of the given classes.

    Raises
    ------
    DataError
        If a class has no film.
    """
    kept = [record for record in records if record.label in labels]
    counts = Counter(record.label for record in kept)
    empty = [label for label in labels if not counts[label]]
    if empty:
        raise DataError(f"no film has the label {', '.join(empty)}")
    return kept


def with_labels_of(records: Iterable[FilmRecord], card: Card) -> list[FilmRecord]:
    """Keep the films of a model's classes, under its names for them (errors as in `with_labels`)."""
    records = list(records)
    names = labels_of_card(card, (record.label for record in records))
    return with_labels(relabelled(records, names), card.label_names)


def with_masks(records: Iterable[FilmRecord]) -> list[FilmRecord]:
    """Keep the films that have a lung mask.

    Raises
    ------
    DataError
        If none has.
    """
    kept = [record for record in records if record.mask is not None]
    if not kept:
        raise DataError("no film has a lung mask")
    return kept


def data_hash(records: Iterable[FilmRecord]) -> str:
    """Identify a data set by the names, labels, groups and sizes of its films (SHA-256, hexadecimal)."""
    digest = hashlib.sha256()
    for record in records:
        size = record.path.stat().st_size if record.path.is_file() else "missing"
        digest.update(f"{record.path.name}\0{record.label}\0{record.group}\0{size}\n".encode())
    return digest.hexdigest()
