"""A batch of an older version goes on: no result is lost or computed again; a newer one stays as it is."""

from pathlib import Path

import pytest
from upgrading import FOLDER, make_newer, rows, write_older

from cxrviewer.errors import StoreError
from cxrviewer.triage.batch import BATCH_FILE, open_batch
from cxrviewer.triage.batch_schema import BATCH
from cxrviewer.triage.case import CaseStatus

OLDER = [f"batch-{version}" for version in range(1, BATCH.version)]


@pytest.fixture(params=OLDER)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write_older(request.param, tmp_path / BATCH_FILE)
    return tmp_path


def test_there_is_a_file_of_each_older_version() -> None:
    assert {path.stem for path in FOLDER.glob("batch-*.sql")} == set(OLDER)


def test_films_and_results_are_those_of_the_older_version(older: Path) -> None:
    with open_batch(older, "recipe") as batch:
        cases = {film.path.name: film.case for film in batch.films()}
        assert batch.known() == {"a" * 64, "b" * 64, "c" * 64}
        assert [path.name for path in batch.pending()] == ["four.dcm"]
    assert {name: case.status for name, case in cases.items()} == {
        "one.dcm": CaseStatus.DONE,
        "two.dcm": CaseStatus.ABSTAINED,
        "größe.dcm": CaseStatus.FAILED,
        "four.dcm": CaseStatus.QUEUED,
    }
    one = cases["one.dcm"]
    assert one.probabilities == {"normal": 0.125, "covid19": 0.875}
    assert (one.priority, one.warnings) == ("STAT", 2)
    assert cases["größe.dcm"].reason == "is damaged"


def test_how_much_is_involved_is_kept_where_the_version_measured_it_as_today(older: Path) -> None:
    """Version 1 had it at one threshold alone, which answers for no other: it is not known there."""
    first = {"version": rows(older / BATCH_FILE, "results")[0]}
    with open_batch(older, "recipe") as batch:
        (one, *_rest) = batch.films()
    expected = None if "extent" in first["version"] else 0.25
    assert one.case.extent(0.5) == expected


def test_ranks_and_their_sentences_stay(older: Path) -> None:
    before = rows(older / BATCH_FILE, "ranks")
    with open_batch(older, "recipe"):
        pass
    after = rows(older / BATCH_FILE, "ranks")
    assert [{name: row[name] for name in old} for old, row in zip(before, after, strict=True)] == before


def test_ranks_have_the_priorities_of_the_headers(older: Path) -> None:
    """An older version kept those of a table in its sentences alone, which the next run writes anew."""
    with open_batch(older, "recipe"):
        pass
    assert [row["priority"] for row in rows(older / BATCH_FILE, "ranks")] == ["STAT", "", "", ""]


def test_what_readers_said_stays(tmp_path: Path) -> None:
    write_older("batch-4", tmp_path / BATCH_FILE)
    with open_batch(tmp_path, "recipe") as batch:
        one = next(batch.films())
    assert (one.reading.verdict, one.reading.judged, one.reading.remark) == ("agree", "covid19", "as told")


def test_pictures_and_deliveries_stay(tmp_path: Path) -> None:
    write_older("batch-3", tmp_path / BATCH_FILE)
    with open_batch(tmp_path, "recipe") as batch:
        assert batch.thumbnail("a" * 64) == b"\xff\xd8picture\xff\xd9"
    (delivery,) = rows(tmp_path / BATCH_FILE, "deliveries")
    assert (delivery["state"], delivery["uid"]) == ("sent", "1.2.3.4.5")


def test_a_newer_batch_is_refused_and_not_changed(tmp_path: Path) -> None:
    file = write_older("batch-1", tmp_path / BATCH_FILE)
    before = make_newer(file)
    with (
        pytest.raises(StoreError, match=r"newer version of the program \(schema 99, not \d+\)"),
        open_batch(tmp_path, "recipe"),
    ):
        pytest.fail("it was opened")
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
