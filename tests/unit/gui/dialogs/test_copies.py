"""De-identified copies from the window: what blocks is shown, blanked by hand, confirmed and written."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from cxrviewer.export.deidentification import Region
from cxrviewer.gui.dialogs.copies import NOTHING_TO_SEE, CopiesDialog
from cxrviewer.gui.jobs import Lane
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.readers import read_image

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
WriteFilm = Callable[..., Path]
ROWS, COLUMNS = 300, 200


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the project of de-identification lie apart from the user's own."""
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


@pytest.fixture
def asked(qtbot: QtBot, settle: Settle, copies: Path) -> Callable[[MainWindow], CopiesDialog]:
    """A function that opens the dialog and waits until its first picture is there."""

    def ask(window: MainWindow) -> CopiesDialog:
        window.action("export_copies").trigger()
        (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, CopiesDialog))
        dialog.folder.setText(str(copies))
        settle(window)
        return dialog

    return ask


def save(dialog: CopiesDialog) -> None:
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)


def drag(dialog: CopiesDialog, left: float, top: float, right: float, bottom: float) -> None:
    """Draw a rectangle whose corners are places of the film."""
    viewport = dialog.view.viewport()
    start, end = (dialog.view.mapFromScene(QPointF(*place)) for place in ((left, top), (right, bottom)))
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, (start + end) / 2)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)


def names(dialog: CopiesDialog) -> list[str]:
    return [dialog.subjects.item(row).text() for row in range(dialog.subjects.count())]


def test_what_is_drawn_over_is_black_in_the_copy(
    open_window: OpenWindow,
    noise_film: Path,
    asked: Callable[[MainWindow], CopiesDialog],
    settle: Settle,
    copies: Path,
) -> None:
    window = open_window([noise_film])
    dialog = asked(window)
    assert names(dialog) == ["noise.dcm"]
    assert "often has burnt-in text" in dialog.reason.text()
    assert dialog.state.text() == "Not confirmed, and hence left out: 1 of 1."
    drag(dialog, 20, 30, 120, 90)
    drag(dialog, 150, 250, 500, 900)  # beyond the edge of the film
    first, second = dialog.view.regions
    assert np.allclose([first.left, first.top, first.right, first.bottom], [20, 30, 120, 90], atol=2)
    assert (second.right, second.bottom) == (COLUMNS, ROWS)
    dialog.looked.click()
    assert names(dialog) == ["\N{CHECK MARK} noise.dcm"]
    save(dialog)
    settle(window)
    assert dialog.state.text().startswith("1 written, 0 left out, 0 failed")
    (copy,) = copies.rglob("*.dcm")
    before, after = read_image(noise_film).pixels, read_image(copy).pixels
    inside = np.zeros((ROWS, COLUMNS), bool)
    for one in (first, second):
        inside[one.top : one.bottom, one.left : one.right] = True
    assert (after[inside] == before.min()).all()
    assert np.array_equal(after[~inside], before[~inside])
    header = pydicom.dcmread(copy)
    assert (header.BurnedInAnnotation, header.PatientIdentityRemoved) == ("NO", "YES")
    assert "Test" not in str(header)
    dialog.reject()


def test_films_that_nobody_has_looked_at_are_left_out(
    open_window: OpenWindow,
    noise_film: Path,
    write_film: WriteFilm,
    asked: Callable[[MainWindow], CopiesDialog],
    settle: Settle,
    copies: Path,
    tmp_path: Path,
) -> None:
    films = tmp_path / "films"
    films.mkdir()
    numbers = np.random.default_rng(3).integers(0, 999, (40, 30))
    write_film(films / "says no.dcm", numbers, BurnedInAnnotation="NO")
    write_film(films / "says yes.dcm", numbers, BurnedInAnnotation="YES")
    Pillow.fromarray((numbers % 255).astype(np.uint8)).save(films / "picture.png")
    window = open_window([films])
    dialog = asked(window)
    assert sorted(names(dialog)) == ["picture.png", "says yes.dcm"]
    save(dialog)
    settle(window)
    assert dialog.state.text().startswith("1 written, 2 left out, 0 failed")
    assert "says yes.dcm: nobody has confirmed to have looked at it" in dialog.state.text()
    dialog.subjects.setCurrentRow(names(dialog).index("picture.png"))
    settle(window)
    dialog.view.put([Region(0, 0, 10, 5)])
    dialog.view.changed.emit()
    dialog.looked.click()
    save(dialog)
    settle(window)
    (copy,) = copies.rglob("*.png")
    with Pillow.open(copy) as picture:
        values = np.asarray(picture)
    assert (values[:5, :10] == (numbers % 255).min()).all()
    assert np.array_equal(values[5:], (numbers % 255)[5:])
    dialog.reject()


def test_a_stack_is_looked_at_as_one(
    open_window: OpenWindow,
    ct_series: list[Path],
    asked: Callable[[MainWindow], CopiesDialog],
    settle: Settle,
    copies: Path,
) -> None:
    window = open_window([ct_series[0].parent])
    dialog = asked(window)
    assert len(names(dialog)) == 1
    assert "and 5 of its stack" in names(dialog)[0]
    drag(dialog, 10, 10, 30, 40)
    dialog.frames.setValue(4)
    settle(window)
    assert "Image 5 of 6" in dialog.place.text()
    assert len(dialog.view.regions) == 1, "the same in every image"
    dialog.looked.click()
    save(dialog)
    settle(window)
    written = list(copies.rglob("*.dcm"))
    assert len(written) == 6
    (region,) = dialog.view.regions
    for copy in written:
        assert np.ptp(read_image(copy).pixels[region.top : region.bottom, region.left : region.right]) == 0
    dialog.reject()


def test_another_rectangle_must_be_looked_at_again(
    open_window: OpenWindow, noise_film: Path, asked: Callable[[MainWindow], CopiesDialog]
) -> None:
    dialog = asked(open_window([noise_film]))
    dialog.looked.click()
    drag(dialog, 20, 30, 120, 90)
    assert not dialog.looked.isChecked()
    assert dialog.wish.looked_at == {}
    QTest.keyClick(dialog.view, Qt.Key.Key_Backspace)
    assert dialog.view.regions == ()
    QTest.mouseClick(dialog.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert dialog.view.regions == (), "a click is no rectangle"
    dialog.reject()


def test_films_that_say_no_need_no_look(
    open_window: OpenWindow,
    write_film: WriteFilm,
    asked: Callable[[MainWindow], CopiesDialog],
    settle: Settle,
    tmp_path: Path,
) -> None:
    film = write_film(tmp_path / "no.dcm", np.arange(600).reshape(20, 30), BurnedInAnnotation="NO")
    window = open_window([film])
    dialog = asked(window)
    assert dialog.reason.text() == NOTHING_TO_SEE
    assert not dialog.looked.isEnabled()
    save(dialog)
    settle(window)
    assert dialog.state.text().startswith("1 written")
    dialog.reject()


def test_writing_is_stopped(
    open_window: OpenWindow,
    noise_film: Path,
    asked: Callable[[MainWindow], CopiesDialog],
    settle: Settle,
    copies: Path,
) -> None:
    window = open_window([noise_film])
    dialog = asked(window)
    dialog.looked.click()
    held = threading.Event()
    for _ in range(Lane.INDEXING.threads):  # so that the copies have to wait
        window.workspace.runner.submit(Lane.INDEXING, lambda _context: held.wait(30), lambda _outcome: None)
    save(dialog)
    cancel = dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel)
    assert cancel.text() == "Cancel"
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    held.set()
    settle(window)
    assert dialog.state.text() == "Stopped; what is written stays."
    assert list(copies.rglob("*.dcm")) == []
    assert dialog.isVisible()
    dialog.reject()
