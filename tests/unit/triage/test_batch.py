"""The file of a batch."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cxrviewer.errors import ReadError, StoreError
from cxrviewer.triage.batch import BATCH_FILE, Batch, Film, open_batch
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.outcome import Outcome
from cxrviewer.triage.work import Done

FOUND = Outcome(CaseStatus.DONE, "", {"labels": {"normal": 1.0}}, {"normal": 1.0}, 19 * (0.25,), 2)
BROKEN = Outcome(CaseStatus.FAILED, "is damaged", {"status": "failed"})


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    files = [tmp_path / name for name in ("one.png", "two.png", "three.png")]
    for file in files:
        file.write_text(file.name)
    return files


def by_name(batch: Batch) -> dict[str, Film]:
    return {film.path.name: film for film in batch.films()}


def test_what_is_kept_is_there_again(paths: list[Path], tmp_path: Path) -> None:
    one, two, three = paths
    with open_batch(tmp_path / "out", "recipe") as batch:
        batch.list_films(paths)
        assert batch.pending() == paths
        batch.begin(one)
        assert by_name(batch)["one.png"].case.status is CaseStatus.RUNNING
        batch.keep(Done(one, "a" * 64, "STAT", FOUND))
        batch.keep(Done(two, "b" * 64, "", BROKEN))
    with open_batch(tmp_path / "out", "recipe") as batch:
        batch.list_films(paths)
        assert batch.pending() == [three]
        films = by_name(batch)
        case = films["one.png"].case
        assert (case.status, case.probabilities, case.extent(0.5)) == (CaseStatus.DONE, {"normal": 1.0}, 0.25)
        assert (case.warnings, case.priority) == (2, "STAT")
        assert films["two.png"].case.reason == "is damaged"
        assert films["three.png"].case.status is CaseStatus.QUEUED
        batch.forget_failed()
        assert batch.pending() == [two, three]


def test_a_result_is_never_replaced_and_is_shared_by_content(paths: list[Path], tmp_path: Path) -> None:
    one, two, _ = paths
    with open_batch(tmp_path / "out", "recipe") as batch:
        batch.list_films(paths)
        batch.keep(Done(one, "a" * 64, "", FOUND))
        batch.keep(Done(two, "a" * 64, "", BROKEN))
        films = by_name(batch)
        assert films["one.png"].result == films["two.png"].result
        assert films["two.png"].case.status is CaseStatus.DONE


def test_another_recipe_sees_nothing_of_it(paths: list[Path], tmp_path: Path) -> None:
    with open_batch(tmp_path / "out", "recipe") as batch:
        batch.list_films(paths)
        batch.keep(Done(paths[0], "a" * 64, "", FOUND))
    with open_batch(tmp_path / "out", "other") as batch:
        assert batch.pending() == paths
    with open_batch(tmp_path / "out", "recipe") as batch:
        assert batch.pending() == paths[1:]


def test_a_file_that_has_changed_is_new(paths: list[Path], tmp_path: Path) -> None:
    with open_batch(tmp_path / "out", "recipe") as batch:
        batch.list_films(paths)
        batch.keep(Done(paths[0], "a" * 64, "STAT", FOUND))
        paths[0].write_text("something else")
        batch.list_films(paths)
        assert batch.pending() == paths
        assert by_name(batch)["one.png"].case.priority == ""


def test_films_are_those_that_were_listed_last_and_refusals_among_them(
    paths: list[Path], tmp_path: Path
) -> None:
    with open_batch(tmp_path / "out", "recipe") as batch:
        batch.list_films(paths)
        batch.list_films(paths[:1], [ReadError(tmp_path / "gone", "does not exist")])
        films = by_name(batch)
        assert set(films) == {"one.png", "gone"}
        assert films["gone"].case.reason == "does not exist"
        assert batch.pending() == paths[:1]


def test_a_name_that_is_not_valid_text(tmp_path: Path) -> None:
    odd = tmp_path / "film-\udcff.png"
    with open_batch(tmp_path / "out", "recipe") as batch:
        batch.list_films([odd])
        assert batch.pending() == [odd]
        batch.keep(Done(odd, outcome=Outcome(CaseStatus.FAILED, f"{odd} is gone", {})))
        assert "film-" in by_name(batch)[odd.name].case.reason


def newer(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA user_version = 99")


def foreign(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA application_id = 7")


@pytest.mark.parametrize(("spoil", "words"), [(newer, "newer version"), (foreign, "not written by")])
def test_a_file_of_others_is_left_as_it_is(
    spoil: Callable[[sqlite3.Connection], None], words: str, tmp_path: Path
) -> None:
    with open_batch(tmp_path, "recipe"):
        pass
    with closing(sqlite3.connect(tmp_path / BATCH_FILE)) as connection:
        spoil(connection)
        connection.commit()
    with pytest.raises(StoreError, match=words), open_batch(tmp_path, "recipe"):
        pass
    assert list(tmp_path.glob("*set-aside*")) == []


def test_a_damaged_one_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / BATCH_FILE).write_bytes(b"no database at all " * 100)
    with open_batch(tmp_path, "recipe") as batch:
        assert "is damaged and kept as" in batch.message
        assert batch.pending() == []
    assert len(list(tmp_path.glob("*set-aside*"))) == 1
