"""Workers of a Dask cluster."""

import os
import signal
from pathlib import Path

import pytest
from distributed import LocalCluster
from phantoms import PhantomSet

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.triage import dask_engine
from cxrviewer.triage.dask_engine import DaskEngine
from cxrviewer.triage.work import Equipment, Worker

NOTHING = frozenset[str]()


def test_a_worker_killed_in_mid_run_loses_nothing(phantoms: PhantomSet, tiny_models: Path) -> None:
    equipment = Equipment(Catalogue(tiny_models))
    films = phantoms.films[:12]
    worker = Worker(equipment)
    here = {film: worker.analyse(film, NOTHING) for film in films}
    with DaskEngine(equipment, workers=2) as engine:
        assert engine.recipe(JobContext()) == worker.recipe
        running = engine.outcomes(iter(films), NOTHING, print, JobContext())
        found = [next(running)]
        os.kill(engine.processes[0], signal.SIGKILL)
        found += running
    assert len(found) == len(films)
    assert {done.path: done for done in found} == here


def test_the_only_worker_may_be_lost(phantoms: PhantomSet, tiny_models: Path) -> None:
    films = phantoms.films[:4]
    with DaskEngine(Equipment(Catalogue(tiny_models)), workers=1) as engine:
        engine.recipe(JobContext())
        running = engine.outcomes(iter(films), NOTHING, print, JobContext())
        found = [next(running).path]
        os.kill(engine.processes[0], signal.SIGKILL)
        found += (done.path for done in running)
    assert sorted(found) == sorted(films)


def test_a_scheduler_that_runs_elsewhere(phantoms: PhantomSet, tiny_models: Path, tmp_path: Path) -> None:
    films, context = phantoms.films[:3], JobContext()
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, processes=False) as cluster:
        with DaskEngine(Equipment(Catalogue(tiny_models)), cluster.scheduler_address) as engine:
            engine.recipe(context)
            known = Worker(Equipment(Catalogue(tiny_models))).analyse(films[0], NOTHING).sha256
            running = engine.outcomes(iter(films), frozenset({known}), print, context)
            found = [next(running), next(running)]
            assert {done.path for done in found if done.outcome is None} <= {films[0]}
            context.cancelled.set()
            with pytest.raises(JobCancelledError):
                list(running)
        with (
            DaskEngine(Equipment(Catalogue(tmp_path)), cluster.scheduler_address) as engine,
            pytest.raises(CxrviewerError, match="holds no model package"),
        ):
            engine.recipe(JobContext())


def test_no_scheduler_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dask_engine, "_CONNECT_S", 0.5)
    engine = DaskEngine(Equipment(Catalogue(tmp_path)), "tcp://127.0.0.1:9")
    with pytest.raises(CxrviewerError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"), engine:
        pass
