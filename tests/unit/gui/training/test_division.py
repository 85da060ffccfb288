"""How films are divided is chosen in one line of fields, and told to the training as its command takes it."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cxrviewer.gui.training.child import plan_arguments
from cxrviewer.gui.training.division import DivisionRow
from cxrviewer.training.data_set.records import AS_IT_IS, DataOptions
from cxrviewer.training.runs.plan import USUAL, DataPlan


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def row(window: QWidget) -> DivisionRow:
    return DivisionRow(window)


def test_nothing_chosen_is_the_usual_plan_and_takes_no_option(row: DivisionRow) -> None:
    assert row.plan(AS_IT_IS) == USUAL
    assert plan_arguments(USUAL) == ()


def test_what_is_chosen_becomes_options_of_the_command(row: DivisionRow) -> None:
    row.show_sources(("Cluj", "Lyon"))
    row.copies.setChecked(True)
    row.folds.setCurrentIndex(row.folds.findData(5))
    row.fold.setCurrentIndex(3)
    row.source.setCurrentIndex(row.source.findData("Lyon"))
    plan = row.plan(DataOptions("StudyDescription", "(P[0-9]+)"))
    assert plan == DataPlan(DataOptions("StudyDescription", "(P[0-9]+)"), 5, 4, "Lyon", True)
    assert " ".join(plan_arguments(plan)) == (
        "--label-tag StudyDescription --patient-rule (P[0-9]+) --folds 5 --fold 4 --held-out-source Lyon "
        "--drop-duplicates"
    )


def test_there_are_as_many_folds_as_were_chosen(row: DivisionRow) -> None:
    row.folds.setCurrentIndex(row.folds.findData(3))
    assert [row.fold.itemData(place) for place in range(row.fold.count())] == [1, 2, 3]
    row.folds.setCurrentIndex(0)
    assert row.fold.isHidden()


@pytest.mark.parametrize(("sources", "offered"), [((), False), (("Cluj",), False), (("Cluj", "Lyon"), True)])
def test_a_source_is_held_out_only_where_another_one_trains(
    row: DivisionRow, sources: tuple[str, ...], offered: bool
) -> None:
    row.show_sources(sources)
    assert row.source.isEnabled() is offered


def test_other_data_forgets_a_source_that_it_has_not(row: DivisionRow) -> None:
    row.show_sources(("Cluj", "Lyon"))
    row.source.setCurrentIndex(row.source.findData("Lyon"))
    row.show_sources(("Cluj", "Lyon", "Turin"))
    assert row.plan(AS_IT_IS).held_out_source == "Lyon"
    row.show_sources(("Berne", "Ghent"))
    assert row.plan(AS_IT_IS).held_out_source == ""
