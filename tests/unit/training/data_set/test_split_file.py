import csv
import shutil
from pathlib import Path

import pytest
from phantoms import PhantomSet

from cxrviewer.errors import DataError
from cxrviewer.training.data_set.records import read_records
from cxrviewer.training.data_set.split_file import SPLIT_FILE, read_split, write_split
from cxrviewer.training.data_set.splits import SplitPlan, make_split


def test_a_split_is_read_as_it_was_written_wherever_the_films_are_now(
    phantoms: PhantomSet, tmp_path: Path
) -> None:
    split = make_split(read_records(phantoms.folder), SplitPlan(folds=4, fold=2))
    table = write_split(split, phantoms.folder, tmp_path)
    with table.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert list(rows[0]) == ["file", "side", "group", "label", "source", "fold"]
    assert len(rows) == 32
    assert {row["fold"] for row in rows if row["side"] == "validation"} == {"2"}
    assert {row["fold"] for row in rows if row["side"] == "training"} == {"1", "3", "4"}

    moved = Path(shutil.copytree(phantoms.folder, tmp_path / "moved"))
    again = read_split(tmp_path, read_records(moved), moved)
    for side, films in split.sides.items():
        assert [film.path.name for film in again.sides[side]] == [film.path.name for film in films]
    assert again.folds == split.folds


def test_films_added_since_are_left_out(phantoms: PhantomSet, tmp_path: Path) -> None:
    records = read_records(phantoms.folder)
    split = make_split(records[:20], SplitPlan())
    write_split(split, phantoms.folder / "manifest.csv", tmp_path)
    assert read_split(tmp_path, records, phantoms.folder) == split


def test_a_film_that_is_gone_is_named(phantoms: PhantomSet, tmp_path: Path) -> None:
    records = read_records(phantoms.folder)
    write_split(make_split(records, SplitPlan()), phantoms.folder, tmp_path)
    with pytest.raises(DataError, match=r"split\.csv: names films/normal-0\.png, which the data set"):
        read_split(tmp_path, records[1:], phantoms.folder)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read"),
        (b"a,b\n1,2\n", "is not a table of a split"),
        (b"\xff\xfe\x80", "is not a table"),
    ],
)
def test_what_is_no_split_is_refused(
    phantoms: PhantomSet, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / SPLIT_FILE).write_bytes(content)
    with pytest.raises(DataError, match=reason):
        read_split(tmp_path, read_records(phantoms.folder), phantoms.folder)
