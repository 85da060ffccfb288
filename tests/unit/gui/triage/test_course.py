"""A batch is started from the window, goes on without it, waits, ends, and is ranked anew."""

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import pytest

from cxrviewer.gui.triage.batch_state import BatchState
from cxrviewer.gui.triage.window import Page
from cxrviewer.triage.policy import read_policy

if TYPE_CHECKING:
    from conftest import Hand


@pytest.fixture
def long_batch(triage_films: Path, tmp_path: Path) -> Path:
    """Those films and large ones, which take longer than the window waits between two looks."""
    folder = Path(shutil.copytree(triage_films, tmp_path / "long"))
    film = cv2.imread(str(next(triage_films.glob("normal*"))), cv2.IMREAD_GRAYSCALE)
    for number in range(24):
        cv2.imwrite(str(folder / f"large{number}.png"), cv2.resize(film, (2400, 2000 + number)))
    return folder


def test_from_a_folder_to_a_worklist(
    hand: "Hand", long_batch: Path, tiny_models: Path, tmp_path: Path
) -> None:
    follower = hand.window.desk.follower
    hand.start(long_batch, tmp_path / "out", tiny_models)
    assert follower.state is BatchState.STARTING
    assert hand.window.tabs.currentIndex() == Page.WORKLIST
    hand.until(lambda: follower.state is BatchState.RUNNING)
    hand.window.course.pause.click()
    hand.until(lambda: follower.state is BatchState.PAUSED)
    hand.window.close()
    follower.follow(None)
    hand.main.action("triage_films").trigger()
    hand.window.start.open.click()
    hand.until(lambda: follower.state is BatchState.PAUSED)
    assert hand.window.start.wish.inputs == (long_batch,)
    hand.window.course.pause.click()
    hand.until(lambda: follower.state is BatchState.FINISHED)
    assert follower.overview.films == len(hand.names) == len(list(long_batch.iterdir()))
    assert follower.overview.count("failed") == 1


@pytest.mark.slow
def test_what_was_read_is_in_the_next_worklist(
    hand: "Hand", batch: Path, triage_films: Path, tiny_models: Path
) -> None:
    hand.open(batch)
    page = hand.window.worklist
    page.table.selectRow(1)
    page.case.agree.click()
    name = page.case.row.path.name
    hand.start(triage_films, batch, tiny_models)
    hand.until(lambda: not hand.window.desk.follower.state.living)
    with (batch / "worklist.csv").open(newline="", encoding="utf-8") as stream:
        read = {Path(line["file"]).name: line["verdict"] for line in csv.DictReader(stream)}
    assert read == {film: "agree" if film == name else "" for film in read}


def test_missing_models_are_said(hand: "Hand", triage_films: Path, tmp_path: Path) -> None:
    hand.start(triage_films, tmp_path / "out", tmp_path / "no-models")
    follower = hand.window.desk.follower
    hand.until(lambda: follower.state is BatchState.FAILED)
    assert "no-models" in hand.window.course.state.text()


def test_an_edited_policy_has_a_version_of_its_own(hand: "Hand", tmp_path: Path) -> None:
    page = hand.window.policy
    rows = [(row.table, row.name) for row in page.edited()]
    place = rows.index(("severity", "lung_opacity"))
    assert not page.save.isEnabled()
    page.table.item(place, 2).setText("0.7")
    assert page.version.text() == "1.1.1"
    page.save_to(tmp_path / "mine.toml")
    edited, shipped = read_policy(tmp_path / "mine.toml"), read_policy()
    assert edited.severity["lung_opacity"] == 0.7
    same = {"version": shipped.version, "severity": shipped.severity}
    assert edited.model_copy(update=same) == shipped
    assert hand.window.start.wish.policy == tmp_path / "mine.toml"
    page.table.item(place, 2).setText("seven")
    page.save_to(tmp_path / "broken.toml")
    assert "is no policy" in page.problem.text()
    assert not (tmp_path / "broken.toml").exists()
