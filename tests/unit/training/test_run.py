import csv
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from phantoms import draw_chest, individual
from tiny_training import classifying

from cxrviewer.errors import CxrviewerError, DataError, FileError
from cxrviewer.jobs import JobContext, Progress
from cxrviewer.training.data_set.records import DataOptions
from cxrviewer.training.learning.control import CancelAskedError
from cxrviewer.training.learning.events import (
    EndEvent,
    EpochEvent,
    Event,
    NoteEvent,
    StartEvent,
    read_events,
)
from cxrviewer.training.presets import FOUR_CLASSES, Preset
from cxrviewer.training.run import RunResult, run_training
from cxrviewer.training.runs.lock import hold
from cxrviewer.training.runs.plan import DataPlan
from cxrviewer.training.runs.record import read_record
from cxrviewer.training.runs.summary import RunState, summarise
from cxrviewer.wishes import Wish, ask

PRESET = replace(classifying(), epochs=(1,), validation_share=0.34)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Class folders with six films each."""
    folder, generator = tmp_path_factory.mktemp("films"), np.random.default_rng(5)
    for label in FOUR_CLASSES:
        (folder / label).mkdir()
        for number in range(6):
            picture, _mask = individual(*draw_chest(label, generator), generator)
            cv2.imwrite(str(folder / label / f"{label}-{number}.png"), picture)
    return folder


def run(
    data: Path,
    folder: Path,
    preset: Preset = PRESET,
    context: JobContext | None = None,
    told: list[Event] | None = None,
    *,
    resume: bool = False,
) -> RunResult:
    tell = ([] if told is None else told).append
    return run_training(data, folder, preset, context or JobContext(), tell, device="cpu", resume=resume)


@pytest.fixture(scope="module")
def finished(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one epoch."""
    folder = tmp_path_factory.mktemp("runs") / "first"
    run(data, folder)
    return folder


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """A copy of that run."""
    return Path(shutil.copytree(finished, tmp_path / "first"))


def kinds(events: Sequence[Event]) -> list[str]:
    return [event.event for event in events if event.event not in {"step", "note"}]


def test_a_run_leaves_its_record_its_log_and_a_package(data: Path, finished: Path) -> None:
    record = read_record(finished)
    assert (record.name, record.task, record.data) == ("first", "classify", str(data))
    assert record.split.films["training"] + record.split.films["validation"] == 24
    assert record.split.labels["validation"] == dict.fromkeys(PRESET.labels, 2)
    events = read_events(finished)
    assert kinds(events) == ["start", "epoch", "end"]
    assert isinstance(events[-1], EndEvent)
    assert events[-1].outcome == "finished"
    assert (Path(str(events[-1].package)) / "card.json").is_file()


def test_a_run_is_not_overwritten(data: Path, copy: Path) -> None:
    log = (copy / "log.jsonl").read_bytes()
    with pytest.raises(FileError, match="holds a training already"):
        run(data, copy)
    assert (copy / "log.jsonl").read_bytes() == log


def test_more_epochs_go_on(data: Path, copy: Path) -> None:
    told: list[Event] = []
    run(data, copy, replace(PRESET, epochs=(2,)), told=told, resume=True)
    assert kinds(told) == ["start", "epoch", "end"]
    assert isinstance(told[0], StartEvent)
    assert told[0].done == 1
    assert [event.epoch for event in read_events(copy) if isinstance(event, EpochEvent)] == [1, 2]


def test_another_recipe_or_other_films_are_refused(data: Path, copy: Path, tmp_path: Path) -> None:
    other = replace(PRESET, learning_rate=0.5, epochs=(2,))
    with pytest.raises(FileError, match=r"another recipe \(learning_rate was 0\.02 and is 0\.5\)"):
        run(data, copy, other, resume=True)
    fewer = Path(shutil.copytree(data, tmp_path / "fewer"))
    next((fewer / "normal").iterdir()).unlink()
    with pytest.raises(FileError, match="cannot go on with other films"):
        run(fewer, copy, resume=True)
    with pytest.raises(FileError, match=r"run\.json: does not exist"):
        run(data, tmp_path / "nothing", resume=True)


def test_a_class_of_one_film_is_refused_before_the_start(data: Path, tmp_path: Path) -> None:
    few = Path(shutil.copytree(data, tmp_path / "few"))
    for film in sorted((few / "covid19").iterdir())[1:]:
        film.unlink()
    with pytest.raises(DataError, match="the class 'covid19' has 1 film of 1 patient"):
        run(few, tmp_path / "run")
    shutil.rmtree(few / "covid19")
    with pytest.raises(CxrviewerError, match="covid19"):
        run(few, tmp_path / "run")
    failed = summarise(tmp_path / "run")
    assert (failed.state, failed.record.data) == (RunState.FAILED, str(few))
    assert "covid19" in failed.reason


def test_a_run_that_failed_before_its_films_were_divided_begins_anew(data: Path, tmp_path: Path) -> None:
    folder, gone = tmp_path / "run", tmp_path / "gone"
    with pytest.raises(DataError, match="gone: does not exist"):
        run(gone, folder)
    failed = summarise(folder)
    assert (failed.state, failed.epochs, failed.record.split.films) == (RunState.FAILED, (), {})
    assert failed.reason == f"{gone}: does not exist."
    with pytest.raises(DataError, match="gone: does not exist"):
        run(gone, folder, resume=True)
    shutil.copytree(data, gone)
    run(gone, folder, resume=True)
    assert summarise(folder).state is RunState.FINISHED


def test_a_refusal_leaves_the_run_as_it_was(data: Path, copy: Path) -> None:
    kept = {name: (copy / name).read_bytes() for name in ("run.json", "log.jsonl")}
    with pytest.raises(FileError, match="another recipe"):
        run(data, copy, replace(PRESET, learning_rate=0.5), resume=True)
    assert {name: (copy / name).read_bytes() for name in kept} == kept
    assert summarise(copy).state is RunState.FINISHED


def test_a_run_goes_on_with_its_own_plan(data: Path, tmp_path: Path) -> None:
    plan = DataPlan(DataOptions(patient_rule=r"-(\d)\."), folds=3, fold=2)
    folder = tmp_path / "run"
    run_training(data, folder, PRESET, JobContext(), [].append, device="cpu", plan=plan)
    record = read_record(folder)
    assert record.plan == plan
    assert record.split.method.endswith("; fold 2 of 3 validates")
    run(data, folder, replace(PRESET, epochs=(2,)), resume=True)
    assert [event.epoch for event in read_events(folder) if isinstance(event, EpochEvent)] == [1, 2]
    assert read_record(folder).plan == plan
    other = DataPlan(plan.options, folds=3, fold=1)
    with pytest.raises(FileError, match="another split"):
        run_training(data, folder, PRESET, JobContext(), [].append, device="cpu", plan=other, resume=True)


def test_copies_are_left_out_by_name(data: Path, tmp_path: Path) -> None:
    more = Path(shutil.copytree(data, tmp_path / "more"))
    shutil.copy(more / "normal" / "normal-0.png", more / "normal" / "twice.png")
    shutil.copy(more / "covid19" / "covid19-0.png", more / "normal" / "wrong.png")
    with pytest.raises(
        DataError, match=r"different labels \(covid19, normal\): .*covid19-0.png, .*wrong.png"
    ):
        run(more, tmp_path / "refused")
    told: list[Event] = []
    plan = DataPlan(drop_duplicates=True)
    run_training(more, tmp_path / "run", PRESET, JobContext(), told.append, device="cpu", plan=plan)
    with (tmp_path / "run" / "left-out.csv").open(newline="") as handle:
        rows = {row["file"]: row["reason"] for row in csv.DictReader(handle)}
    labels = "one picture has different labels (covid19, normal)"
    assert rows == {
        "normal/twice.png": "shows the picture of normal-0.png",
        "normal/wrong.png": labels,
        "covid19/covid19-0.png": labels,
    }
    assert isinstance(told[0], NoteEvent)
    assert told[0].text.startswith("3 films are left out, see left-out.csv: ")
    assert sum(read_record(tmp_path / "run").split.films.values()) == 23


def test_cancelled_while_films_are_read(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"

    def watch(progress: Progress) -> None:
        if progress.message.startswith("reading film 3"):
            ask(folder, Wish.CANCEL)

    told: list[Event] = []
    with pytest.raises(CancelAskedError):
        run(data, folder, context=JobContext(watch), told=told)
    assert [(event.event, getattr(event, "outcome", "")) for event in told] == [("end", "cancelled")]
    assert read_events(folder) == tuple(told)


def test_a_failure_is_told(data: Path, tmp_path: Path) -> None:
    told: list[Event] = []
    with pytest.raises(CxrviewerError, match="no longer a number"):
        run(data, tmp_path / "run", replace(PRESET, learning_rate=1e30, warmup=0.0), told=told)
    assert isinstance(told[-1], EndEvent)
    assert told[-1].outcome == "failed"
    assert told[-1].reason.startswith("the loss is no longer a number in epoch 1: lower the learning rate")
    assert read_events(tmp_path / "run") == tuple(told)


def test_two_trainings_do_not_share_a_folder(data: Path, tmp_path: Path) -> None:
    with hold(tmp_path / "run"), pytest.raises(FileError, match="is in use by another training"):
        run(data, tmp_path / "run")
