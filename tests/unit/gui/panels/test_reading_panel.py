"""What the reader says is kept as it is said, study by study; nothing is said for the reader."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from cxrviewer.gui.film import FilmKey
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.comment_field import KEEP_MS
from cxrviewer.gui.panels.reading import ReadingPanel
from cxrviewer.locations import readings_file
from cxrviewer.store import Readings
from cxrviewer.study import Annotation, Kind, StudyReading, study_key

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
REPOSITORY = Path(__file__).resolve().parents[4]


def _study(window: MainWindow) -> str:
    return study_key(window.workspace.session.film.image)


def _said(window: MainWindow) -> StudyReading:
    """What is on the disk."""
    kept = Readings(readings_file(window.shell.settings_path))
    try:
        return kept.reading(_study(window))
    finally:
        kept.close()


def _panel(window: MainWindow) -> ReadingPanel:
    window.action("show_reading").trigger()
    return window.workspace.reading


def _press(qtbot: QtBot, panel: ReadingPanel, label: str) -> None:
    """Click on the middle of a label, beside its box."""
    labels = panel.labels
    item = labels.findItems(label, Qt.MatchFlag.MatchExactly)[0]
    qtbot.mouseClick(labels.viewport(), Qt.MouseButton.LeftButton, pos=labels.visualItemRect(item).center())


@pytest.fixture
def two_studies(write_film: Callable[..., Path], tmp_path: Path, unanalysed: None) -> list[Path]:
    """Two films of two studies."""
    import numpy as np

    return [
        write_film(
            tmp_path / f"{number}.dcm",
            np.full((120, 100), 100 * number),
            StudyInstanceUID=f"1.2.{number}",
            SeriesInstanceUID=f"1.2.{number}.1",
            StudyDescription=f"Study {number}",
        )
        for number in (1, 2)
    ]


def _show(window: MainWindow, path: Path, settle: Settle) -> None:
    window.workspace.opening.show(FilmKey(path))
    settle(window)
    assert window.workspace.session.film.key.path == path


def test_nothing_is_said_until_the_reader_says_it(demo_window: MainWindow) -> None:
    panel = _panel(demo_window)
    assert demo_window.workspace.session.analysis is not None
    assert panel.labels.checked == ()
    assert panel.comment.toPlainText() == ""
    assert not panel.verdict.agree.isChecked()
    assert not panel.verdict.disagree.isChecked()
    assert not panel.verdict.reason.isVisible()
    assert _said(demo_window) == StudyReading(_study(demo_window))


def test_labels_are_kept_in_the_order_of_the_list(
    open_window: OpenWindow, noise_film: Path, unanalysed: None, qtbot: QtBot
) -> None:
    window = open_window([noise_film])
    panel = _panel(window)
    for label in ("Pleural effusion", "Consolidation", "Nodule or mass", "Nodule or mass"):
        _press(qtbot, panel, label)
    assert _said(window).labels == ("Consolidation", "Pleural effusion")
    assert not panel._contradiction.isVisible()
    panel.labels.setCurrentRow(0)
    panel.labels.setFocus()
    qtbot.keyClick(panel.labels, Qt.Key.Key_Space)
    assert _said(window).labels == ("Normal", "Consolidation", "Pleural effusion")
    assert panel._contradiction.isVisible()


def test_a_comment_is_kept_while_it_is_written(
    open_window: OpenWindow, noise_film: Path, unanalysed: None, qtbot: QtBot
) -> None:
    window = open_window([noise_film])
    panel = _panel(window)
    panel.comment.setFocus()
    texts = []
    for _ in range(4 * KEEP_MS // 50):  # typing without any pause
        qtbot.keyClicks(panel.comment, "k")  # K is the key for cine too
        qtbot.wait(50)
        texts.append(_said(window).comment)
    written = panel.comment.toPlainText()
    assert written == "k" * len(texts)
    assert len(written) - len(texts[-1]) <= 2 * KEEP_MS / 50
    assert len(set(texts)) > 2
    qtbot.waitUntil(lambda: _said(window).comment == written, timeout=5 * KEEP_MS)


def test_what_is_written_belongs_to_the_study_that_it_was_written_on(
    open_window: OpenWindow, two_studies: list[Path], settle: Settle, qtbot: QtBot
) -> None:
    window = open_window(two_studies)
    first, second = two_studies
    _show(window, first, settle)
    panel = _panel(window)
    panel.comment.insertPlainText("of the first")
    _show(window, second, settle)
    assert panel.comment.toPlainText() == ""
    assert _said(window).comment == ""
    panel.comment.insertPlainText("of the second")
    window.action("toggle_key_image").trigger()  # an edit from elsewhere takes nothing away
    assert panel.comment.toPlainText() == "of the second"
    assert _said(window).comment == "of the second"
    _show(window, first, settle)
    assert panel.comment.toPlainText() == "of the first"
    assert _said(window).comment == "of the first"


def test_escape_leaves_the_field_and_not_the_window_of_the_film(
    open_window: OpenWindow, noise_film: Path, unanalysed: None, qtbot: QtBot
) -> None:
    window = open_window([noise_film])
    panel, session = _panel(window), window.workspace.session
    window.action("invert").trigger()
    panel.comment.setFocus()
    qtbot.keyClicks(panel.comment, "inverted")
    qtbot.keyClick(panel.comment, Qt.Key.Key_Escape)
    assert session.display.inverted
    assert not panel.comment.hasFocus()
    assert _said(window).comment == "inverted"


def test_closing_the_window_keeps_what_was_being_written(
    open_window: OpenWindow, noise_film: Path, unanalysed: None
) -> None:
    window = open_window([noise_film])
    panel = _panel(window)
    panel.comment.insertPlainText("last words")
    window.close()
    assert _said(window).comment == "last words"
    assert _panel(open_window([noise_film])).comment.toPlainText() == "last words"


KILLED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from cxrviewer.gui.app import application, make_window
app = application()
window = make_window([Path(sys.argv[1])], Path(sys.argv[2]))
window.show()

def write():
    if window.workspace is None or window.workspace.session.film is None:
        QTimer.singleShot(20, write)
        return
    window.workspace.reading.comment.insertPlainText("written before the kill")
    QTimer.singleShot(500, lambda: print("now", flush=True))

write()
app.exec()
"""


def test_half_a_second_after_a_pause_a_kill_takes_nothing(noise_film: Path, tmp_path: Path) -> None:
    settings = tmp_path / "killed" / "settings.json"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, noise_film, settings],
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "now\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    from cxrviewer.readers import read_image

    kept = Readings(readings_file(settings))
    assert kept.reading(study_key(read_image(noise_film))).comment == "written before the kill"
    kept.close()


def test_a_verdict_names_the_model_and_a_reason_is_asked_for(demo_window: MainWindow, qtbot: QtBot) -> None:
    panel, session = _panel(demo_window), demo_window.workspace.session
    box, found = panel.verdict, session.analysis.classification
    qtbot.mouseClick(box.disagree, Qt.MouseButton.LeftButton)
    assert box._asked.isVisible()
    assert box.reason.hasFocus()
    qtbot.keyClicks(box.reason, "portable film")
    panel.comment.setFocus()
    verdict = _said(demo_window).verdict_on(session.image_key)
    assert (verdict.agrees, verdict.reason) == (False, "portable film")
    assert verdict.prediction == found.prediction
    assert verdict.model == f"{found.model.name} {found.model.version}"
    assert not box._asked.isVisible()
    qtbot.mouseClick(box.agree, Qt.MouseButton.LeftButton)
    assert _said(demo_window).verdict_on(session.image_key).agrees
    assert not box.disagree.isChecked()
    qtbot.mouseClick(box.clear, Qt.MouseButton.LeftButton)
    assert _said(demo_window).verdicts == ()
    assert not box.agree.isChecked()


def test_without_an_answer_of_a_model_there_is_nothing_to_judge(
    open_window: OpenWindow, noise_film: Path, unanalysed: None
) -> None:
    box = _panel(open_window([noise_film])).verdict
    assert not box.agree.isEnabled()
    assert not box.disagree.isEnabled()


def test_key_images_are_marked_noted_and_opened(
    open_window: OpenWindow, stack: Path, settle: Settle, qtbot: QtBot
) -> None:
    window = open_window([stack])
    workspace = window.workspace
    panel = _panel(window)
    workspace.view.setFocus()
    for frame in (2, 4):
        workspace.opening.show(FilmKey(stack, frame))
        settle(window)
        qtbot.keyClick(workspace.view, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    assert window.action("toggle_key_image").isChecked()
    assert [image.frame for image in _said(window).key_images] == [2, 4]
    settle(window)
    strip = panel.key_images
    assert strip.pictures.count() == 2
    shades = [
        strip.pictures.item(row).icon().pixmap(80).toImage().pixelColor(40, 40).value() for row in (0, 1)
    ]
    assert shades[0] != 0x22  # the grey of a picture that is not there
    strip.note.setText("of frame four")
    item = strip.pictures.visualItemRect(strip.pictures.item(0)).center()
    qtbot.mouseClick(strip.pictures.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(item))
    settle(window)
    assert workspace.session.film.key == FilmKey(stack, 2)
    assert strip.note.text() == ""
    assert [image.note for image in _said(window).key_images] == ["", "of frame four"]
    qtbot.keyClick(workspace.view, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    assert [image.frame for image in _said(window).key_images] == [4]
    assert not window.action("toggle_key_image").isChecked()
    strip._remove.click()
    assert _said(window).key_images == ()
    assert strip._none.isVisibleTo(panel)


def test_the_list_of_findings_is_the_users(
    open_window: OpenWindow, noise_film: Path, unanalysed: None, qtbot: QtBot
) -> None:
    window = open_window([noise_film])
    panel = _panel(window)
    _press(qtbot, panel, "Cavity")
    panel.labels_wanted.emit()
    dialog = window.findChild(QDialog)
    dialog.findChild(QPlainTextEdit).setPlainText("  Own   finding \n\nNormal\nNormal\n")
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()
    assert window.workspace.store.settings.finding_labels == ("Own finding", "Normal")
    listed = [panel.labels.item(row).text() for row in range(panel.labels.count())]
    assert listed == ["Own finding", "Normal", "Cavity"]  # what is said stays in sight
    assert _said(window).labels == ("Cavity",)
    window.close()
    assert _panel(open_window()).labels.count() == 2


def test_the_report_says_what_the_reader_said_and_measured(
    open_window: OpenWindow, noise_film: Path, settle: Settle, unanalysed: None, tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    window = open_window([noise_film])
    workspace = window.workspace
    panel = _panel(window)
    window.action("toggle_key_image").trigger()
    length = Annotation(Kind.LENGTH, ((10, 10), (40, 50)), "scar")
    drawn = workspace.session.annotating.of(workspace.session.image_key)
    workspace.session.annotating.edit(drawn.adding(length))
    panel.comment.insertPlainText("not yet told to the desk")
    (tmp_path / "settings" / "report.jinja").write_text(
        "<report><p>{{ comment }} / {{ measurements[0].words }} {{ measurements[0].quantities[0].text }}</p>"
        "<key-images/></report>"
    )
    workspace.saving.save_report(tmp_path / "report.pdf")
    settle(window)
    read = subprocess.run(["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, check=True)
    text = read.stdout.decode()
    assert "not yet told to the desk / scar 50.0 px" in text
    assert "Key image 1 (this film)" in text
    assert "was not at hand" not in text


def test_without_a_study_nothing_can_be_said(open_window: OpenWindow) -> None:
    panel = _panel(open_window())
    assert not panel.isEnabled()
    assert panel.labels.checked == ()
