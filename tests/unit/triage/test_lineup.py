"""Films that are found, listed and lined up, a little at a time."""

from pathlib import Path

import pytest

from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.triage.batch import open_batch
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.finding import Finding
from cxrviewer.triage.lineup import Lineup
from cxrviewer.triage.outcome import Outcome
from cxrviewer.triage.work import Done

FOUND = Outcome(CaseStatus.DONE, "", {"labels": {"normal": 1.0}}, {"normal": 1.0})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ward = tmp_path / "films"
    ward.mkdir()
    for number in range(5):
        (ward / f"{number}.png").touch()
    (ward / "notes.txt").write_text("no film")
    return ward


def test_a_search_goes_on_where_it_stopped_and_finds_each_film_once(folder: Path, tmp_path: Path) -> None:
    finding = Finding([folder / "3.png", folder, tmp_path / "gone"], tmp_path / "out")
    found = []
    while not finding.over:
        found.append([film.name for film in finding.take(0)])
    assert found == [["3.png"], ["0.png"], ["1.png"], ["2.png"], ["4.png"], []]
    assert [refusal.path for refusal in finding.refusals] == [tmp_path / "gone"]
    assert finding.take(1) == []


def test_what_the_batch_itself_has_written_is_no_film_of_it(folder: Path) -> None:
    own = folder / "cases" / "ab"
    own.mkdir(parents=True)
    (own / "lungs.png").touch()
    assert len(Finding([folder], folder).take(60)) == 5


def test_films_wait_before_all_are_found(folder: Path, tmp_path: Path) -> None:
    finding, context = Finding([folder], tmp_path / "out"), JobContext()
    told: list[int] = []
    with open_batch(tmp_path / "out", "recipe") as batch:
        old = folder / "old.png"
        old.touch()
        batch.list_films([old])
        old.unlink()
        lineup = Lineup(finding, batch, "", lambda: told.append(batch.count()))
        lineup.add(finding.take(0))
        assert [film.path.name for film in batch.films()] == ["old.png", "0.png"]
        assert (lineup.number, told) == (1, [])
        names = []
        while (film := lineup.next(context)) is not None:
            names.append(film.name)
        assert names == ["0.png", "1.png", "2.png", "3.png", "4.png"]
        assert {film.path.name for film in batch.films()} == set(names)
        assert lineup.number == 5
        assert told == [5]


def test_what_has_a_result_does_not_wait_and_a_run_that_ended_early_forgets_nothing(
    folder: Path, tmp_path: Path
) -> None:
    done = folder / "1.png"
    with open_batch(tmp_path / "out", "recipe") as batch:
        batch.list_films(sorted(folder.glob("*.png")))
        batch.keep(Done(done, "a" * 64, "", FOUND))
        Lineup(Finding([folder], tmp_path / "out"), batch, "", list)
    with open_batch(tmp_path / "out", "recipe") as batch:
        assert batch.count() == 5
        finding = Finding([folder], tmp_path / "out")
        lineup = Lineup(finding, batch, "", list)
        lineup.add(finding.take(60))
        assert lineup.number == 4
        assert done not in iter(lambda: lineup.next(JobContext()), None)


def test_a_search_without_end_can_be_cancelled(folder: Path, tmp_path: Path) -> None:
    context = JobContext()
    context.cancelled.set()
    with open_batch(tmp_path / "out", "recipe") as batch:
        lineup = Lineup(Finding([folder], tmp_path / "out"), batch, "", list)
        with pytest.raises(JobCancelledError):
            lineup.next(context)
