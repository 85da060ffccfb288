"""The list of a batch, sorted, filtered and counted by SQLite, against the same done by hand in Python."""

import dataclasses
from contextlib import closing
from pathlib import Path

import pytest
from many_cases import write_many_cases

from cxrviewer.errors import StoreError
from cxrviewer.store.opening import connect
from cxrviewer.triage.batch import open_batch
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.listing import BINS, Listing, Row, Selection, SortKey, open_listing, prepare_listing
from cxrviewer.triage.outcome import Outcome
from cxrviewer.triage.policy import read_policy
from cxrviewer.triage.reading import Reading, Verdict
from cxrviewer.triage.work import Done
from cxrviewer.triage.worklist import keep_ranks, rank

FILMS = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Films of which every tenth by rank is read; one waits, one could not even be hashed."""
    batch = tmp_path_factory.mktemp("listed")
    write_many_cases(batch, FILMS)
    waiting, unreadable = Path("/archive/Zuletzt 100%.dcm"), Path("/archive/gone.dcm")
    with open_batch(batch, "recipe") as open_one:
        open_one.add_films([waiting, unreadable])
        open_one.keep(Done(unreadable, outcome=Outcome(CaseStatus.FAILED, "does not exist", {})))
    with open_listing(batch) as listing:
        for row in listing.rows(listing.ids(Selection())[:FILMS:10]).values():
            said = Reading("2026-02-03T10:00:00+01:00", Verdict.DISAGREE, "normal", "a cannula")
            listing.keep_reading(row.content, said)
    return batch


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[Row]:
    """All, by id."""
    with open_listing(folder) as listing:
        found = listing.rows(listing.ids(Selection()))
    assert len(found) == FILMS + 2
    return [found[film] for film in sorted(found)]


VALUES = {
    SortKey.RANK: lambda row: row.rank,
    SortKey.NAME: lambda row: row.path.name.lower(),
    SortKey.STATUS: lambda row: row.status,
    SortKey.CLASS: lambda row: row.prediction or None,
    SortKey.PROBABILITY: lambda row: row.probability,
    SortKey.URGENCY: lambda row: row.urgency,
    SortKey.PRIORITY: lambda row: row.priority or None,
    SortKey.READ: lambda row: row.reading.read_at or None,
    SortKey.VERDICT: lambda row: row.reading.verdict.value or None,
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", list(SortKey))
def test_every_order_up_and_down_what_is_unknown_last(
    key: SortKey, descending: bool, folder: Path, rows: list[Row]
) -> None:
    value = VALUES[key]
    by_rank = sorted(rows, key=lambda row: (row.rank is not None, row.rank, row.id))  # NULL comes first
    known = sorted((row for row in by_rank if value(row) is not None), key=value, reverse=descending)
    unknown = [row for row in by_rank if value(row) is None]
    with open_listing(folder) as listing:
        assert listing.ids(Selection(key, descending)) == [row.id for row in (*known, *unknown)]


@pytest.mark.parametrize(
    ("chosen", "fits"),
    [
        ({"status": "abstained"}, lambda row: row.status == "abstained"),
        ({"status": "queued"}, lambda row: row.status == "queued"),
        ({"prediction": "covid19"}, lambda row: row.prediction == "covid19"),
        ({"word": "urgent"}, lambda row: row.word == "urgent"),
        ({"unread": True}, lambda row: not row.reading.read_at),
        ({"text": "FILM-00001"}, lambda row: "film-00001" in row.path.name),
        ({"text": "ward"}, lambda row: False),  # it is in the folder's name only
        ({"text": "100%"}, lambda row: row.path.name == "Zuletzt 100%.dcm"),
        ({"text": "_"}, lambda row: "_" in row.path.name),
        ({"status": "done", "unread": True}, lambda row: row.status == "done" and not row.reading.read_at),
    ],
)
def test_what_is_filtered(chosen: dict[str, object], fits: object, folder: Path, rows: list[Row]) -> None:
    with open_listing(folder) as listing:
        found = listing.ids(Selection(**chosen))
    assert sorted(found) == [row.id for row in rows if fits(row)]


def test_counts_are_those_of_the_rows(folder: Path, rows: list[Row]) -> None:
    with open_listing(folder) as listing:
        overview = listing.overview()
    assert overview.films == len(rows)
    assert overview.unread == sum(not row.reading.read_at for row in rows) == FILMS + 2 - FILMS // 10
    for counted, name in (
        (overview.statuses, "status"),
        (overview.classes, "prediction"),
        (overview.words, "word"),
    ):
        values = [getattr(row, name) for row in rows]
        assert dict(counted) == {value: values.count(value) for value in set(values) - {""}}
        assert [number for _name, number in counted] == sorted((n for _name, n in counted), reverse=True)
    assert overview.count("queued", "failed") == 1 + 1 + FILMS // 100
    for histogram, name in ((overview.urgencies, "urgency"), (overview.probabilities, "probability")):
        values = [getattr(row, name) for row in rows if getattr(row, name) is not None]
        assert len(histogram) == BINS
        assert histogram[-1] == sum(value >= 0.95 for value in values)
        assert histogram[3] == sum(0.15 <= value < 0.2 for value in values)
        assert sum(histogram) == len(values)
    assert overview.policy is not None
    assert overview.course is not None
    assert (overview.course.recipe, overview.course.ended) == ("recipe", "finished")


def test_a_row_has_all_that_is_known(folder: Path, rows: list[Row]) -> None:
    first = min((row for row in rows if row.rank), key=lambda row: row.rank or 0)
    assert first.reading == Reading("2026-02-03T10:00:00+01:00", Verdict.DISAGREE, "normal", "a cannula")
    assert first.word == "look first"
    gone = next(row for row in rows if row.path.name == "gone.dcm")
    assert (gone.status, gone.reason, gone.rank, gone.urgency) == ("failed", "does not exist", None, None)
    with open_listing(folder) as listing:
        listing.keep_reading(gone.content, dataclasses.replace(first.reading, remark="lost"))
        assert listing.rows([gone.id])[gone.id].reading.remark == "lost"
        listing.keep_reading(gone.content, Reading())
        assert listing.rows([10**9]) == {}


def test_the_priority_is_the_one_that_a_film_is_ranked_by(tmp_path: Path) -> None:
    """A table's takes the place of the header's; a film that is not ranked yet has its header's."""
    write_many_cases(tmp_path, 200)
    policy = read_policy()
    with open_batch(tmp_path, "recipe") as batch:
        first, second, third = (film for film in batch.films() if film.case.priority == "STAT")
        last = next(film for film in batch.films() if not film.case.priority)
        table = {str(first.path): "ROUTINE", last.path.name: "HIGH"}
        ranked = [entry for entry in rank(batch.films(), policy, table) if entry.film.id != third.id]
        keep_ranks(batch, ranked, policy)
    with open_listing(tmp_path) as listing:
        rows = listing.rows([film.id for film in (first, second, third, last)])
        order = listing.ids(Selection(SortKey.PRIORITY))
    expected = {first.id: "ROUTINE", second.id: "STAT", third.id: "STAT", last.id: "HIGH"}
    assert {row.id: row.priority for row in rows.values()} == expected
    assert order[:2] == [last.id, first.id]
    assert set(order[2:4]) == {second.id, third.id}


def test_results_of_another_recipe_are_not_seen(folder: Path) -> None:
    with closing(connect(folder / "batch.sqlite3")) as connection:
        assert Listing(connection, "another").overview().count("queued", "failed") == FILMS + 2


def test_what_is_no_batch_cannot_be_listed(tmp_path: Path) -> None:
    with pytest.raises(StoreError), open_listing(tmp_path):
        pass
    (tmp_path / "batch.sqlite3").write_bytes(b"a letter" * 100)
    with pytest.raises(StoreError, match="is damaged"):
        prepare_listing(tmp_path)
