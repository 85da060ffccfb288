"""A finished batch is read: listed, filtered, opened in the viewer, judged."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from cxrviewer.gui.triage.columns import COLUMNS, FIRST, URGENCY
from cxrviewer.gui.triage.window import Page
from cxrviewer.triage.batch import BATCH_FILE

if TYPE_CHECKING:
    from conftest import Hand


def worklist(batch: Path) -> list[dict[str, str]]:
    with (batch / "worklist.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_list_is_that_of_the_file_and_says_why(hand: "Hand", batch: Path) -> None:
    hand.open(batch)
    lines = worklist(batch)
    assert hand.names == [Path(line["file"]).name for line in lines]
    page = hand.window.worklist
    assert page.model.index(0, URGENCY).data() == f"{FIRST}  look first"
    for place, line in enumerate(lines):
        page.table.selectRow(place)
        assert line["why"] in page.case.why.toPlainText()
    assert hand.window.course.policy.text() == f"Policy: {lines[0]['policy']}"
    assert hand.window.course.notice.isVisible()
    assert "Not for clinical use" in hand.window.course.notice.text()
    assert hand.window.course.state.text() == "batch \N{EN DASH} finished."


def test_a_case_shows_its_film_in_small(hand: "Hand", batch: Path) -> None:
    hand.open(batch)
    page = hand.window.worklist
    for place, line in enumerate(worklist(batch)):
        page.table.selectRow(place)
        if line["status"] == "failed":
            assert page.case.picture.isHidden()
            continue
        film = QImage(line["file"])
        small = page.case.picture.pixmap().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        again = film.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
            small.size(), mode=Qt.TransformationMode.SmoothTransformation
        )
        assert np.corrcoef(_greys(small), _greys(again))[0, 1] > 0.98
        assert page.case.picture.isVisible()


def _greys(picture: QImage) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : picture.width()].ravel()


def test_it_is_filtered_and_sorted(hand: "Hand", batch: Path) -> None:
    hand.open(batch)
    page, every = hand.window.worklist, hand.names
    page.filters.text.setText("CUT")
    page.filters.text.textEdited.emit("CUT")
    hand.until(lambda: hand.names == ["cut.png"])
    page.filters.text.clear()
    hand.until(lambda: len(hand.names) == len(every))
    page.filters.status.setCurrentIndex(page.filters.status.findData("failed"))
    page.filters.status.activated.emit(0)
    hand.until(lambda: hand.names == ["cut.png"])
    page.filters.status.setCurrentIndex(0)
    page.filters.status.activated.emit(0)
    name = next(place for place, column in enumerate(COLUMNS) if column.title == "File")
    page.table.horizontalHeader().setSortIndicator(name, Qt.SortOrder.DescendingOrder)
    hand.until(lambda: hand.names == sorted(every, key=str.lower, reverse=True))


def test_cases_are_opened_in_order_and_the_next_are_read_meanwhile(hand: "Hand", batch: Path) -> None:
    hand.open(batch)
    films = [Path(line["file"]) for line in worklist(batch) if line["status"] != "failed"]
    page, session = hand.window.worklist, hand.main.workspace.session
    page.table.selectRow(hand.names.index(films[0].name))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    hand.until(lambda: session.film is not None and session.film.key.path == films[0])
    hand.until(lambda: any(key.path == films[1] for key in session.cache._films))
    hand.main.action("next_case").trigger()
    hand.until(lambda: session.film.key.path == films[1])
    hand.main.action("previous_case").trigger()
    hand.until(lambda: session.film.key.path == films[0])


def test_a_verdict_is_on_the_disk_at_once(hand: "Hand", batch: Path) -> None:
    hand.open(batch)
    page = hand.window.worklist
    place = next(place for place, line in enumerate(worklist(batch)) if line["prediction"])
    line = worklist(batch)[place]
    page.table.selectRow(place)
    page.case.disagree.click()
    page.case.remark.setText("Look at the left hilum.")
    page.case.remark.editingFinished.emit()
    with closing(sqlite3.connect(batch / BATCH_FILE)) as connection:
        row = connection.execute("SELECT content, verdict, judged, remark, read_at <> '' FROM readings")
        kept = [(line["sha256"], "disagree", line["prediction"], "Look at the left hilum.", 1)]
        assert row.fetchall() == kept
    page.filters.unread.click()
    hand.until(lambda: len(hand.names) == len(worklist(batch)) - 1)
    assert Path(line["file"]).name not in hand.names
    page.table.selectRow(0)  # a file whose content could not be read is marked, too
    page.case.is_read.click()
    page.filters.unread.click()
    hand.until(lambda: len(hand.names) == len(worklist(batch)))
    assert page.model.row_at(0).reading.read_at
    page.table.selectRow(place)
    page.case.clear.click()
    assert page.model.row_at(place).reading.verdict.value == ""


def test_charts_count_what_the_file_says(hand: "Hand", batch: Path) -> None:
    hand.open(batch)
    hand.window.show_page(Page.CHARTS)
    hand.until(lambda: bool(hand.window.charts.charts) and bool(hand.window.charts.charts[0].bars))
    classes, statuses, urgencies, _probabilities = hand.window.charts.charts
    lines = worklist(batch)
    names = {"covid19": "COVID-19", "lung_opacity": "lung opacity", "viral_pneumonia": "viral pneumonia"}
    predicted = [names.get(line["prediction"], line["prediction"]) for line in lines if line["prediction"]]
    assert dict(classes.bars) == {name: predicted.count(name) for name in predicted}
    assert dict(statuses.bars)["failed"] == sum(line["status"] == "failed" for line in lines)
    assert sum(number for _name, number in urgencies.bars) == len(lines)


def test_what_is_no_batch_is_said(hand: "Hand", tmp_path: Path) -> None:
    hand.window.start.output.setText(str(tmp_path / "nothing"))
    hand.window.start.open.click()
    assert any("there is no batch" in sentence for sentence in hand.window.messages.sentences)


def test_a_damaged_file_is_said_and_left_as_it_is(hand: "Hand", batch: Path) -> None:
    file = batch / "batch.sqlite3"
    file.write_bytes(b"no data base" * 100)
    hand.window.start.output.setText(str(batch))
    hand.window.start.open.click()
    hand.until(lambda: any("is damaged" in sentence for sentence in hand.window.messages.sentences))
    assert file.read_bytes() == b"no data base" * 100
