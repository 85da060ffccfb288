"""What is drawn, said and found in the window is there again when it is opened the next time."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from cxrviewer.gui.analysis_status import Stage
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.session import Session
from cxrviewer.locations import demo_film
from cxrviewer.settings import Settings, save_settings
from cxrviewer.study import Annotation, AnnotationSet, KeyImage, Kind, StudyReading, study_key

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]


def drawn(text: str = "nodule") -> Annotation:
    return Annotation(Kind.ARROW, ((100.25, 200.5), (150.0, 250.75)), text)


def readings_of(window: MainWindow) -> Path:
    return window.shell.settings_path.with_name("readings.sqlite3")


def present(session: Session) -> AnnotationSet:
    return session.annotating.of(session.image_key)


def without_analysis(path: Path) -> None:
    save_settings(Settings(analyse_on_open=False), path / "settings" / "settings.json")


@pytest.fixture
def quiet_window(open_window: OpenWindow, tmp_path: Path, noise_film: Path) -> Callable[[], MainWindow]:
    """A function that opens the window on a small film without analysing it."""
    without_analysis(tmp_path)
    return lambda: open_window([noise_film])


@pytest.fixture
def close_all_the_same(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The user stays when asked whether to lose something, until this function is called."""
    answers = [QMessageBox.StandardButton.Cancel]
    monkeypatch.setattr(QMessageBox, "warning", lambda *_: answers[-1])
    return lambda: answers.append(QMessageBox.StandardButton.Close)


def test_what_could_not_be_saved_is_tried_again_when_the_window_closes(
    quiet_window: Callable[[], MainWindow], close_all_the_same: Callable[[], None]
) -> None:
    window = quiet_window()
    session, file = window.workspace.session, readings_of(window)
    window.workspace._kept.keeper._connection.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        session.annotating.edit(present(session).adding(drawn()))
        session.reading_desk.edit(StudyReading("1.2.3", comment="said"))
        assert not window.close()
        assert window.isVisible()
        holder.execute("ROLLBACK")
    assert window.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT text FROM annotations").fetchall() == [("nodule",)]
        assert connection.execute("SELECT comment FROM comments").fetchall() == [("said",)]


def test_edits_undo_and_redo_are_there_the_next_time(quiet_window: Callable[[], MainWindow]) -> None:
    first = quiet_window()
    session = first.workspace.session
    annotating, empty = session.annotating, present(session)
    heard = []
    annotating.changed.connect(heard.append)
    one, two = drawn("one"), drawn("two")
    annotating.edit(empty.adding(one))
    annotating.edit(empty.adding(one, two))
    annotating.undo(session.image_key)
    annotating.undo(session.image_key)
    annotating.redo(session.image_key)
    assert heard == [session.image_key] * 5
    first.close()
    again = quiet_window().workspace.session
    assert present(again).items == (one,)
    assert not again.annotating.can_undo(again.image_key)


def test_what_is_said_is_there_the_next_time(quiet_window: Callable[[], MainWindow]) -> None:
    first = quiet_window()
    session = first.workspace.session
    key = study_key(session.film.image)
    said = StudyReading(key, ("Fracture",), "Left.").with_key_image(KeyImage(session.image_key))
    session.reading_desk.edit(said)
    first.close()
    assert quiet_window().workspace.session.reading_desk.of(key) == said


def test_a_result_is_shown_the_next_time_without_computing(
    open_window: OpenWindow, settle: Settle, qtbot: QtBot
) -> None:
    first = open_window([demo_film()])
    computed = first.workspace.session.analysis
    assert computed.timings_s
    first.close()
    again = open_window([demo_film()])
    session = again.workspace.session
    assert session.status.stage is Stage.DONE
    assert again.workspace.analysing._service._analyser._models is None  # nothing was loaded
    recalled = session.analysis
    np.testing.assert_array_equal(recalled.lungs.labels, computed.lungs.labels)
    assert recalled.classification == computed.classification
    assert recalled.texture == computed.texture
    assert recalled.areas == computed.areas
    assert recalled.timings_s == computed.timings_s
    for one, other in zip(recalled.heatmaps, computed.heatmaps, strict=True):
        np.testing.assert_array_equal(one.values, other.values)
        assert (one.label, one.extent, one.lung_share) == (other.label, other.extent, other.lung_share)
    again.action("analyse").trigger()
    settle(again)
    assert session.analysis is not recalled
    assert session.analysis.timings_s != recalled.timings_s


def test_a_result_is_shown_where_nothing_is_analysed_unasked(open_window: OpenWindow, tmp_path: Path) -> None:
    open_window([demo_film()]).close()
    without_analysis(tmp_path)
    window = open_window([demo_film()])
    assert window.workspace.session.status.stage is Stage.DONE


def test_a_damaged_result_is_told_and_computed_again(open_window: OpenWindow) -> None:
    first = open_window([demo_film()])
    file = readings_of(first)
    first.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE analyses SET lungs = x'00'")
        connection.commit()
    window = open_window([demo_film()])
    assert window.workspace.session.status.stage is Stage.DONE
    assert any("an earlier result cannot be read" in told for told in window.workspace.messages.sentences)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*), min(length(lungs)) > 1 FROM analyses").fetchone() == (
            1,
            1,
        )


def test_a_newer_file_stays_as_it_is_and_every_edit_says_so(
    quiet_window: Callable[[], MainWindow], close_all_the_same: Callable[[], None]
) -> None:
    first = quiet_window()
    file = readings_of(first)
    first.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    window = quiet_window()
    workspace = window.workspace
    warning = "newer version of the program (schema 99, not 3); what you draw and say is not saved."
    assert any(warning in told for told in workspace.messages.sentences)
    workspace.messages.clear()
    edited = present(workspace.session).adding(drawn())
    workspace.session.annotating.edit(edited)
    assert any(warning in told for told in workspace.messages.sentences)
    assert workspace.messages.isVisible()
    assert present(workspace.session) == edited
    assert not window.close()
    close_all_the_same()
    assert window.close()
    assert file.read_bytes() == before


def test_an_edit_that_cannot_be_saved_is_saved_with_the_next(quiet_window: Callable[[], MainWindow]) -> None:
    window = quiet_window()
    session = window.workspace.session
    one, two = drawn("one"), drawn("two")
    other_image = AnnotationSet("0" * 64 + "#1")
    window.workspace._kept.keeper._connection.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(readings_of(window), isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        session.annotating.edit(present(session).adding(one))
        holder.execute("ROLLBACK")
    (told,) = window.workspace.messages.sentences
    assert "the last edit is not saved and will be tried again with the next (database is locked)" in told
    assert present(session).items == (one,)
    session.annotating.edit(other_image.adding(two))
    with closing(sqlite3.connect(readings_of(window))) as connection:
        rows = connection.execute("SELECT image, text FROM annotations ORDER BY text").fetchall()
    assert rows == [(session.image_key, "one"), (other_image.image_key, "two")]


def test_nothing_in_the_file_names_the_patient(open_window: OpenWindow) -> None:
    window = open_window([demo_film()])
    session = window.workspace.session
    session.annotating.edit(present(session).adding(drawn()))
    text = session.film.image.text
    file = readings_of(window)
    window.close()
    stored = file.read_bytes()
    for secret in (text.patient_name, text.patient_id, demo_film().name, json.dumps(text.patient_birth_date)):
        assert secret
        assert secret.encode() not in stored


def test_what_another_window_has_drawn_and_said_is_there_when_the_film_comes_back(
    open_window: OpenWindow, tmp_path: Path, noise_film: Path, stack: Path, settle: Settle
) -> None:
    without_analysis(tmp_path)
    first, second = open_window([noise_film]), open_window([noise_film])
    here, there = first.workspace.session, second.workspace.session
    mine, yours, key = drawn("mine"), drawn("yours"), study_key(here.film.image)
    assert not present(there).items
    assert not there.reading_desk.of(key).comment
    here.annotating.edit(present(here).adding(mine))
    here.reading_desk.edit(StudyReading(key, comment="mine too"))
    second.workspace.opening.open([stack])
    settle(second)
    heard = []
    there.annotating.changed.connect(heard.append)
    second.workspace.opening.open([noise_film])
    settle(second)
    assert present(there).items == (mine,)
    assert heard == [here.image_key]
    assert there.reading_desk.of(key).comment == "mine too"
    assert not there.annotating.can_undo(there.image_key)
    there.annotating.edit(present(there).adding(yours))
    assert there.annotating.can_undo(there.image_key)


def test_own_edits_can_be_taken_back_when_a_film_comes_back(
    quiet_window: Callable[[], MainWindow], noise_film: Path, stack: Path, settle: Settle
) -> None:
    window = quiet_window()
    session = window.workspace.session
    session.annotating.edit(present(session).adding(drawn()))
    for film in (stack, noise_film):
        window.workspace.opening.open([film])
        settle(window)
    session.annotating.undo(session.image_key)
    assert not present(session).items


def test_what_could_not_be_shown_at_first_is_shown_when_the_film_comes_back(
    open_window: OpenWindow, tmp_path: Path, noise_film: Path, stack: Path, settle: Settle
) -> None:
    without_analysis(tmp_path)
    first = open_window([noise_film])
    earlier, image_key = drawn("earlier"), first.workspace.session.image_key
    first.workspace.session.annotating.edit(AnnotationSet(image_key).adding(earlier))
    first.close()
    file = readings_of(first)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE annotations SET kind = 'length of old'")
        connection.commit()
    window = open_window([noise_film])
    session = window.workspace.session
    assert present(session) == AnnotationSet(image_key)
    assert any(
        "what was drawn earlier cannot be shown" in told for told in window.workspace.messages.sentences
    )
    later = drawn("later")
    session.annotating.edit(present(session).adding(later))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE annotations SET kind = 'arrow'")
        connection.commit()
    for film in (stack, noise_film):
        window.workspace.opening.open([film])
        settle(window)
    assert present(session).items == (earlier, later)
