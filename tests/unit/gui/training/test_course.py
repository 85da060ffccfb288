"""The course of a user: real data, a real child process that trains, its curves and what came out."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cxrviewer.gui.training import training_page
from cxrviewer.gui.training.history import CourseState
from cxrviewer.gui.training.window import Page
from cxrviewer.inference.package import read_package
from cxrviewer.training.runs.record import read_record

if TYPE_CHECKING:
    from conftest import Hand

LONG = {"epochs": "400"}


def test_from_a_folder_to_a_model(hand: "Hand", data: Path) -> None:
    window = hand.window
    hand.point_at(data)
    assert "32 films of 16 patients" in window.data.report.toPlainText()
    folder = hand.start("first")
    assert hand.state is CourseState.STARTING
    hand.until(lambda: not hand.state.living)
    assert (hand.state, window.desk.follower.reason) == (CourseState.FINISHED, "")
    assert hand.done == 4
    record = read_record(folder)
    assert (record.name, record.preset.name, record.preset.values["batch"]) == ("first", "shipped-cxr4", 8)
    epochs = window.desk.follower.history.epochs
    drawn = {curve.name: curve.points for curve in window.training.loss.curves}
    assert drawn["training"] == tuple((one.epoch, one.loss) for one in epochs)
    assert drawn["validation"] == tuple((one.epoch, one.validation_loss) for one in epochs)
    assert window.training.score.curves[0].points[-1] == (4, epochs[-1].score)
    best = max(epochs, key=lambda one: (one.score, one.epoch))
    assert window.training.figures["Best epoch"].text().startswith(f"{best.epoch} (macro F1")
    _the_result_is_shown(hand, folder)
    _the_run_is_listed_and_takes_notes(hand, folder)


def _the_result_is_shown(hand: "Hand", folder: Path) -> None:
    hand.window.training.result.click()
    hand.until(lambda: hand.window.result.result is not None)
    assert hand.window.tabs.currentIndex() == Page.RESULT
    (package,) = (folder / "package").iterdir()
    figures = {one.name: one for one in read_package(package).card.metrics}
    text = hand.window.result.text.toPlainText()
    accuracy = figures["accuracy"]
    assert f"{accuracy.value:.3f}" in text
    assert f"{accuracy.low:.3f} to {accuracy.high:.3f}" in text


def _the_run_is_listed_and_takes_notes(hand: "Hand", folder: Path) -> None:
    hand.window.show_page(Page.RUNS)
    hand.until(lambda: len(hand.window.runs.runs) == 1)
    table = hand.window.runs.table
    assert [table.item(0, column).text() for column in (0, 1, 2, 4)] == [
        "first",
        "shipped-cxr4",
        "Finished",
        "4 of 4",
    ]
    table.selectRow(0)
    hand.window.runs.notes.setText("Small pictures.")
    hand.window.runs.notes.editingFinished.emit()
    assert read_record(folder).notes == "Small pictures."


@pytest.mark.slow
def test_paused_left_found_again_killed_resumed_and_stopped(hand: "Hand", data: Path) -> None:
    window = hand.window
    hand.point_at(data)
    folder = hand.start("second", **LONG)
    started = window.desk.follower.process
    hand.until(lambda: hand.done > 1)
    window.training.pause.click()
    hand.until(lambda: hand.state is CourseState.PAUSED)
    assert window.training.pause.text() == "&Resume"
    window.close()
    window.desk.follower.follow(None)
    window.parentWidget().window().action("train_models").trigger()
    assert window.desk.follower.folder == folder
    assert hand.state is CourseState.PAUSED
    done = hand.done
    window.training.pause.click()
    hand.until(lambda: hand.done > done)
    started.kill()
    hand.until(lambda: hand.state is CourseState.INTERRUPTED)
    before = hand.done
    window.training.resume.click()
    hand.until(lambda: hand.state is CourseState.TRAINING and hand.done > before)
    assert window.desk.follower.history.start.done >= before
    window.training.stop.click()
    hand.until(lambda: not hand.state.living)
    assert hand.state is CourseState.STOPPED
    assert hand.done < 400
    (package,) = (folder / "package").iterdir()
    assert read_package(package).card.task == "classify"


@pytest.mark.slow
def test_cancelling_asks_and_leaves_no_model(
    hand: "Hand", data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hand.window
    hand.point_at(data)
    folder = hand.start("third", **LONG)
    hand.until(lambda: hand.done > 0)
    answers = iter([False, True])
    monkeypatch.setattr(training_page, "ask_to_cancel", lambda _parent: next(answers))
    window.training.cancel.click()
    assert hand.state is CourseState.TRAINING
    window.training.cancel.click()
    hand.until(lambda: not hand.state.living)
    assert hand.state is CourseState.CANCELLED
    assert not (folder / "package").exists()
    assert window.training.resume.isVisible()


def test_a_run_that_cannot_begin_shows_why(hand: "Hand", data: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(data, tmp_path / "copy"))
    hand.point_at(copy)
    shutil.rmtree(copy)
    hand.start("fourth")
    hand.until(lambda: not hand.state.living)
    assert hand.state.resumable
    assert hand.window.training.state.text() == f"Interrupted: {copy}: does not exist."


def test_a_name_that_is_taken_is_said(hand: "Hand", data: Path) -> None:
    taken = hand.window.desk.runs / "fifth"
    taken.mkdir(parents=True)
    (taken / "run.json").write_text("{}", encoding="utf-8")
    hand.point_at(data)
    hand.window.recipe.name.setText("fifth")
    hand.window.recipe.start.click()
    assert list(hand.window.messages.sentences) == ["A run is called fifth already; choose another name."]
    hand.window.show_page(Page.RUNS)
    hand.until(lambda: len(hand.window.runs.runs) == 1)
    hand.window.runs.table.selectRow(0)
    assert hand.window.runs.problem.text().endswith("run.json: is no record of a training.")
