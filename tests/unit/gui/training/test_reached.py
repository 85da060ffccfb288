"""Every field of every page is reached by Tab, has a name, and shows its text whole."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget
from reached import cut_texts, missed_by_tab, nameless, walked_by_tab
from run_logs import epoch, start, write_run

from cxrviewer.gui.training.window import Page
from cxrviewer.training.learning.events import EndEvent

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Hand


@pytest.fixture
def filled(hand: "Hand", data: "Path") -> "Hand":
    """The window with data that is listed, and an interrupted run and a cancelled one to show."""
    runs = hand.window.desk.runs
    write_run(runs / "interrupted", start(), epoch(1, 0.5, best=True), batch=8)
    write_run(runs / "cancelled", start(), EndEvent(outcome="cancelled", reason="by the user."), day=2)
    hand.point_at(data)
    hand.window.desk.follower.follow(runs / "interrupted")
    return hand


def _show(hand: "Hand", page: Page) -> QWidget:
    hand.window.show_page(page)
    if page is Page.RUNS:
        hand.until(lambda: "interrupted" in hand.window.runs.details.toPlainText() + _listed(hand))
    return hand.window.tabs.widget(page)


def _listed(hand: "Hand") -> str:
    return " ".join(run.folder.name for run in hand.window.runs.runs)


@pytest.mark.parametrize("page", Page)
def test_tab_goes_through_a_page_and_comes_back(filled: "Hand", page: Page) -> None:
    shown = _show(filled, page)
    reached = walked_by_tab(filled.window.tabs.tabBar())
    assert missed_by_tab(shown, reached) == []
    assert len(reached) > 1


@pytest.mark.parametrize("page", Page)
def test_no_button_or_name_of_a_field_is_cut(filled: "Hand", page: Page) -> None:
    assert cut_texts(_show(filled, page)) == []


def test_every_page_says_what_its_fields_are_called(filled: "Hand") -> None:
    for page in Page:
        _show(filled, page)
    assert nameless(filled.window) == []


def test_the_log_tells_every_turn_and_the_list_what_was_changed(filled: "Hand") -> None:
    window = filled.window
    assert [line.split("  ")[1].split(":")[0] for line in window.training.log.toPlainText().splitlines()] == [
        "Begins",
        "Epoch 1 at 224 px",
    ]
    assert window.training.state.text() == "Interrupted: its process ended without a word."
    assert window.training.figures["Time left"].text() == "\N{EN DASH}"
    _show(filled, Page.RUNS)
    window.runs.table.selectRow(1)
    filled.until(lambda: "Changed from the preset" in window.runs.details.toPlainText())
    assert "batch\n8\n" in window.runs.details.toPlainText()


def test_a_recipe_for_other_classes_cannot_be_started(filled: "Hand") -> None:
    recipe = filled.window.recipe
    recipe.choose("shipped-ct2")
    assert "no film has the label" in recipe.problem.text()
    assert not recipe.start.isEnabled()
    recipe.form.put({"labels": "data"})
    assert recipe.problem.text() == ""
    assert recipe.start.isEnabled()
