"""Worker processes on this machine: lost ones, poisonous films, back-pressure."""

import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from deadly_workers import dies_at_once, dies_of_poison
from phantoms import PhantomSet

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.local_engine import LocalEngine
from cxrviewer.triage.work import Done, Equipment, Worker

NOTHING = frozenset[str]()


def outcomes(engine: LocalEngine, paths: Iterator[Path], said: list[str]) -> Iterator[Done]:
    return engine.outcomes(paths, NOTHING, said.append, JobContext())


def test_a_worker_killed_in_mid_run_loses_nothing(phantoms: PhantomSet, tiny_models: Path) -> None:
    said: list[str] = []
    with LocalEngine(Equipment(Catalogue(tiny_models)), 2) as engine:
        engine.recipe(JobContext())
        running = outcomes(engine, iter(phantoms.films), said)
        found = [next(running)]
        os.kill(engine.processes[0], signal.SIGKILL)
        found += running
    assert sorted(done.path for done in found) == sorted(phantoms.films)
    assert {done.outcome.status for done in found if done.outcome} <= {CaseStatus.DONE, CaseStatus.ABSTAINED}
    assert len({done.sha256 for done in found}) == len(phantoms.films)
    assert len(said) <= 1


def test_what_two_workers_find_is_what_one_finds_here(phantoms: PhantomSet, tiny_models: Path) -> None:
    equipment = Equipment(Catalogue(tiny_models))
    worker = Worker(equipment)
    here = {film: worker.analyse(film, NOTHING) for film in phantoms.films[:6]}
    with LocalEngine(equipment, 2) as engine:
        assert engine.recipe(JobContext()) == worker.recipe
        there = {done.path: done for done in outcomes(engine, iter(here), [])}
    assert there == here


def test_a_film_that_ends_its_worker_is_tried_again_and_then_failed(tmp_path: Path) -> None:
    said: list[str] = []
    poison = tmp_path / "poison"
    poison.write_bytes(b"poison")
    films = [tmp_path / "one", poison, *(tmp_path / f"more {number}" for number in range(5))]
    with LocalEngine(Equipment(Catalogue(tmp_path)), 2, dies_of_poison) as engine:
        found = {done.path: done.outcome for done in outcomes(engine, iter(films), said)}
    assert set(found) == set(films)
    assert {path for path, outcome in found.items() if outcome and outcome.status == "failed"} == {poison}
    failed = found[poison]
    assert failed is not None
    assert failed.reason == "the analysis has ended 2 workers, the last one was ended by signal 9"
    assert said == [f"{poison}: the worker at this film was ended by signal 9; it is tried again"]


def test_workers_that_die_again_and_again_end_the_run(tmp_path: Path) -> None:
    equipment = Equipment(Catalogue(tmp_path))
    with (
        LocalEngine(equipment, 1, dies_at_once) as engine,
        pytest.raises(CxrviewerError, match="worker after worker was ended by signal 9"),
    ):
        engine.recipe(JobContext())


def test_films_are_taken_only_as_fast_as_they_are_worked_on(tmp_path: Path) -> None:
    taken: list[Path] = []

    def films() -> Iterator[Path]:
        for number in range(1000):
            taken.append(tmp_path / str(number))
            yield taken[-1]

    with LocalEngine(Equipment(Catalogue(tmp_path)), 1, dies_of_poison) as engine:
        running = outcomes(engine, films(), [])
        for ended in range(1, 20):
            next(running)
            assert len(taken) <= ended + 3


def test_a_cancelled_run_stops(tmp_path: Path) -> None:
    context = JobContext()
    films = (tmp_path / str(number) for number in range(1000))
    with LocalEngine(Equipment(Catalogue(tmp_path)), 1, dies_of_poison) as engine:
        running = engine.outcomes(films, NOTHING, print, context)
        next(running)
        context.cancelled.set()
        with pytest.raises(JobCancelledError):
            list(running)


def test_models_that_are_missing_or_change_are_said(
    phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    with (
        LocalEngine(Equipment(Catalogue(tmp_path / "none"))) as engine,
        pytest.raises(CxrviewerError, match="holds no model package"),
    ):
        engine.recipe(JobContext())
    own = Path(shutil.copytree(tiny_models, tmp_path / "own"))
    with LocalEngine(Equipment(Catalogue(own)), 2) as engine:
        engine.recipe(JobContext())
        card = next(own.glob("cxr4*/card.json"))
        words = json.loads(card.read_text(encoding="utf-8"))
        words["labels"][0]["threshold"] = 0.123
        card.write_text(json.dumps(words), encoding="utf-8")
        os.kill(engine.processes[0], signal.SIGKILL)  # the one that comes in its place loads the models anew
        with pytest.raises(CxrviewerError, match="have changed"):
            list(outcomes(engine, iter(100 * phantoms.films), []))


def test_one_process_for_the_networks_of_all_finds_the_same(phantoms: PhantomSet, tiny_models: Path) -> None:
    equipment = Equipment(Catalogue(tiny_models))
    worker = Worker(equipment)
    here = {film: worker.analyse(film, NOTHING) for film in phantoms.films[:8]}
    with LocalEngine(equipment, 3, one_for_all=True) as engine:
        assert engine.recipe(JobContext()) == worker.recipe
        there = {done.path: done for done in outcomes(engine, iter(here), [])}
    assert there == here
    assert multiprocessing.active_children() == []


def inference_process() -> BaseProcess:
    (found,) = (one for one in multiprocessing.active_children() if one.name == "cxrviewer-inference")
    return found


def test_that_process_may_be_lost_and_no_film_pays_for_it(phantoms: PhantomSet, tiny_models: Path) -> None:
    said: list[str] = []
    with LocalEngine(Equipment(Catalogue(tiny_models)), 5, one_for_all=True) as engine:
        engine.recipe(JobContext())
        running = outcomes(engine, iter(phantoms.films), said)
        found = [next(running)]
        inference_process().kill()  # and all five workers end with it
        found += running
    assert sorted(done.path for done in found) == sorted(phantoms.films)
    assert {done.outcome.status for done in found if done.outcome} <= {CaseStatus.DONE, CaseStatus.ABSTAINED}
    assert said == []


def test_a_film_that_ends_its_worker_fails_with_networks_elsewhere_too(tmp_path: Path) -> None:
    films = [tmp_path / name for name in ("one", "poison", "two")]
    films[1].write_bytes(b"poison")
    equipment = Equipment(Catalogue(tmp_path))
    with LocalEngine(equipment, 2, dies_of_poison, one_for_all=True) as engine:
        found = {done.path.name: done.outcome for done in outcomes(engine, iter(films), [])}
    assert found["poison"] is not None
    assert found["poison"].status == "failed"


def test_models_that_are_missing_are_said_by_that_process_too(tiny_models: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(tiny_models, tmp_path / "own"))
    card = next(own.glob("cxr4*/card.json"))
    words = json.loads(card.read_text(encoding="utf-8"))
    words["golden"]["outputs"][0] += 1.0
    card.write_text(json.dumps(words), encoding="utf-8")
    with (
        LocalEngine(Equipment(Catalogue(own)), 1, one_for_all=True) as engine,
        pytest.raises(CxrviewerError, match=r"cxr4.*: does not give its golden output on ONNX Runtime"),
    ):
        engine.recipe(JobContext())
