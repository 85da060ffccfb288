"""A data set as a table: one row a film."""

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from cxrviewer.errors import DataError
from cxrviewer.training.data_set.film_record import FilmRecord, GroupOrigin
from cxrviewer.training.data_set.patients import age_in_years

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "file": ("file", "path", "image", "filename"),
    "label": ("label", "class"),
    "group": ("patient_id", "patient", "group", "subject"),
    "source": ("source",),
    "mask": ("mask_file", "mask", "right_mask"),
    "left_mask": ("left_mask",),
    "view": ("view", "view_position"),
    "sex": ("sex", "gender"),
    "age": ("age", "age_years"),
    "age_group": ("age_group",),
    "side": ("side", "split", "subset"),
}
"""What a manifest may say of a film, and the names that the column may have."""

SIDES: Mapping[str, str] = {
    "train": "training",
    "training": "training",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}
"""What a data set may call the sides of its split."""

_SEPARATORS = ",;\t"


def _rows(manifest: Path) -> list[dict[str, str]]:
    """Read the table; names of columns in small letters."""
    try:
        text = manifest.read_text(encoding="utf-8-sig")
        heading = text.partition("\n")[0]
        separator = max(_SEPARATORS, key=heading.count)
        reader = csv.DictReader(StringIO(text, newline=""), delimiter=separator)
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        return [dict(zip(names, row.values(), strict=False)) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{manifest}: is not a CSV manifest") from error


def _pick(row: Mapping[str, str], field: str) -> str:
    """Return the field under whichever of its column names the manifest uses."""
    return next((row[name].strip() for name in COLUMNS[field] if row.get(name)), "")


def _side(row: Mapping[str, str], place: str) -> str:
    """Return the side of the split that a row names; other words than those of `SIDES` are refused."""
    said = _pick(row, "side").lower()
    if said and said not in SIDES:
        raise DataError(f"{place} puts its film on the side {said!r}, which is none of {', '.join(SIDES)}")
    return SIDES.get(said, "")


def records_of_manifest(manifest: Path) -> list[FilmRecord]:
    """Read a CSV with at least a file in each row (see `COLUMNS`); paths are relative to the manifest.

    Raises
    ------
    DataError
        If it is no table, or a row names no file or an unknown side.
    """
    records = []
    for number, row in enumerate(_rows(manifest), start=2):
        place = f"{manifest}: line {number}"
        file, group = _pick(row, "file"), _pick(row, "group")
        if not file:
            raise DataError(f"{place} names no file")
        mask, left = (
            manifest.parent / name if name else None for name in (_pick(row, "mask"), _pick(row, "left_mask"))
        )
        records.append(
            FilmRecord(
                path=manifest.parent / file,
                label=_pick(row, "label"),
                group=group or file,
                source=_pick(row, "source"),
                mask=mask,
                left_mask=left,
                view=_known(_pick(row, "view")),
                sex=_known(_pick(row, "sex")),
                age_group=_known(_pick(row, "age_group")),
                age=age_in_years(_pick(row, "age")),
                side=_side(row, place),
                group_origin=GroupOrigin.MANIFEST if group else GroupOrigin.FILE,
            )
        )
    return records


def _known(text: str) -> str:
    """Return an empty text where a table says that it does not know."""
    return "" if text.lower() in {"unknown", "n/a", "na", "none", "nan", "-"} else text
