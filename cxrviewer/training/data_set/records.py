"""The films of a data set: a CSV manifest, a folder of class folders, or a folder with images and masks."""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import DataError

FILM_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dcm", ".dicom"})


@dataclass(frozen=True, slots=True)
class FilmRecord:
    """One film of a data set.

    Attributes
    ----------
    path
        The file.
    label
        Its class, or an empty text.
    group
        Patient or other group whose films must stay on one side of a split.
    source
        Where the film comes from, or an empty text.
    mask
        The file of its lung mask (0 background, 1 right, 2 left, 3 ignore), or None.
    age_group, view
        Of the patient and of the film as the data set tells them, or an empty text.
    """

    path: Path
    label: str
    group: str
    source: str
    mask: Path | None
    age_group: str = ""
    view: str = ""


_COLUMNS = {
    "file": ("file", "path", "image"),
    "label": ("label", "class"),
    "group": ("patient_id", "patient", "group"),
    "source": ("source",),
    "mask": ("mask_file", "mask"),
    "age_group": ("age_group",),
    "view": ("view", "view_position"),
}


def _pick(row: dict[str, str], field: str) -> str:
    """Return the field under whichever of its column names the manifest uses."""
    return next((row[name].strip() for name in _COLUMNS[field] if row.get(name)), "")


def _from_manifest(manifest: Path) -> list[FilmRecord]:
    """Read a CSV with at least a file and a label; paths are relative to the manifest."""
    try:
        with manifest.open(newline="", encoding="utf-8-sig") as handle:
            rows = list(csv.DictReader(handle))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{manifest}: is not a CSV manifest") from error
    records = []
    for number, row in enumerate(rows, start=2):
        file = _pick(row, "file")
        if not file:
            raise DataError(f"{manifest}: line {number} names no file")
        mask = _pick(row, "mask")
        records.append(
            FilmRecord(
                path=manifest.parent / file,
                label=_pick(row, "label"),
                group=_pick(row, "group") or file,
                source=_pick(row, "source"),
                mask=manifest.parent / mask if mask else None,
                age_group=_pick(row, "age_group"),
                view=_pick(row, "view"),
            )
        )
    return records


def _films_in(folder: Path) -> list[Path]:
    """Return the films below a folder in a stable order."""
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in FILM_SUFFIXES)


def _from_class_folders(folder: Path) -> list[FilmRecord]:
    """Take each subfolder's name as the label of the films in it; each file is its own group."""
    subfolders = sorted(entry for entry in folder.iterdir() if entry.is_dir())
    return [
        FilmRecord(file, sub.name, str(file.relative_to(folder)), "", None)
        for sub in subfolders
        for file in _films_in(sub)
    ]


def _from_image_and_mask_folders(folder: Path) -> list[FilmRecord]:
    """Pair `images/NAME.*` with `masks/NAME.png`."""
    return [
        FilmRecord(file, "", file.stem, "", mask if mask.is_file() else None)
        for file in _films_in(folder / "images")
        for mask in [folder / "masks" / f"{file.stem}.png"]
    ]


def read_records(data: Path) -> list[FilmRecord]:
    """List the films of a data set.

    Parameters
    ----------
    data
        A CSV manifest (columns file, label, and optionally patient_id, source, mask_file), a folder that
        holds `manifest.csv`, a folder with `images/` and `masks/`, or a folder of class subfolders.

    Raises
    ------
    DataError
        If there is no such thing or it holds no film.
    """
    if not data.exists():
        raise DataError(f"{data}: does not exist")
    read: Callable[[Path], list[FilmRecord]] = _from_class_folders
    if data.is_dir() and (data / "manifest.csv").is_file():
        data = data / "manifest.csv"
    if data.is_file():
        read = _from_manifest
    elif (data / "images").is_dir() and (data / "masks").is_dir():
        read = _from_image_and_mask_folders
    records = read(data)
    if not records:
        raise DataError(f"{data}: holds no film")
    return records


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
