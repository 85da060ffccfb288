"""The course of a user: real data, a real child process that trains, its curves and what came out."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cxrviewer.gui.training import training_page
from cxrviewer.gui.training.course_state import CourseState
from cxrviewer.gui.training.window import Page
from cxrviewer.inference.card import FRONTAL_FILMS
from cxrviewer.inference.catalogue import installed_catalogue
from cxrviewer.inference.choices import Purpose
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


@pytest.mark.slow
def test_a_model_is_measured_used_and_put_back(hand: "Hand", data: Path, tmp_path: Path) -> None:
    hand.point_at(data)
    hand.start("sixth")
    page = hand.window.result
    hand.until(lambda: page.result is not None)
    page.measure.click()
    hand.until(lambda: page.measured is not None)
    text = page.text.toPlainText()
    found = page.measured.evaluation
    assert f"{found.data.measured} films of {found.data.groups} patients" in text
    assert str(found.classes.confusion.counts[0][0]) in text
    opened = []
    hand.window.film_wanted.connect(opened.append)
    page.worst.films.itemActivated.emit(page.worst.films.item(0))
    assert opened == [data / found.classes.worst[0]]
    page.use.click()
    hand.until(page.use.isEnabled)
    assert page.state.text() == "tiny-1.0.0 is in use."
    purpose = Purpose("classify", FRONTAL_FILMS)
    settings = tmp_path / "settings" / "settings.json"
    assert installed_catalogue(settings).choices.of(purpose) == "tiny-1.0.0"
    page.before.click()
    hand.until(page.before.isEnabled)
    assert page.state.text().startswith("cxr4-residual")
    assert installed_catalogue(settings).choices.of(purpose) == ""


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
    started = window.desk.follower.launch.process
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
    assert hand.window.training.state.text() == f"Failed: {copy}: does not exist."
    hand.window.show_page(Page.RUNS)
    hand.until(lambda: "does not exist" in hand.window.runs.details.toPlainText())
    assert [run.folder.name for run in hand.window.runs.chosen] == ["fourth"]


def test_a_name_that_is_taken_is_said(hand: "Hand", data: Path) -> None:
    taken = hand.window.desk.runs / "fifth"
    taken.mkdir(parents=True)
    (taken / "run.json").write_text("{}", encoding="utf-8")
    hand.point_at(data)
    hand.window.recipe.name.setText("fifth")
    hand.window.recipe.start.click()
    assert list(hand.window.messages.sentences) == ["A run is called fifth already; choose another name."]
    hand.window.show_page(Page.RUNS)
    hand.until(lambda: hand.window.runs.problem.text().endswith("run.json: is no record of a training."))
    assert hand.window.runs.table.rowCount() == 0


def test_a_check_shows_what_blocks_first_and_training_does_not_begin(
    hand: "Hand", data: Path, tmp_path: Path
) -> None:
    films = tmp_path / "with-a-copy"
    shutil.copytree(data, films)
    shutil.copyfile(films / "films" / "normal-0.png", films / "films" / "covid19-0.png")
    hand.window.data.put_path(films)
    hand.until(hand.window.data.check.isEnabled)
    hand.window.data.check.click()
    hand.until(lambda: hand.window.desk.checked is not None)
    text = hand.window.data.report.toPlainText()
    assert text.index("Must be put right before training") < text.index("Classes and sources")
    assert "films/normal-0.png" in text
    assert hand.window.data.save.isEnabled()
    hand.window.desk.save_report(tmp_path / "report.json")
    stored = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert stored["films"] == 32
    hand.window.recipe.start.click()
    assert hand.window.tabs.currentIndex() == Page.DATA
    assert "not ready" in hand.window.messages.sentences[-1]
    assert not hand.window.desk.runs.exists()


def test_what_is_no_data_set_is_said(hand: "Hand", tmp_path: Path) -> None:
    hand.window.data.put_path(tmp_path / "nowhere")
    hand.until(lambda: "does not exist" in hand.window.data.state.text())
    assert not hand.window.data.next.isEnabled()
