"""The window exports what it shows, and takes annotations and masks of files onto its films."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot

from cxrviewer.display.layer_colours import SEGMENT_COLOURS
from cxrviewer.gui.dialogs.export import ExportDialog
from cxrviewer.gui.exporting import ExportWish
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.locations import demo_film
from cxrviewer.study import Annotation, Kind, Maker

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
LINE = Annotation(Kind.LENGTH, ((100, 100), (200, 150)), "Größe")


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the project of de-identification lie apart from the user's own."""
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))


def dialog(window: MainWindow) -> ExportDialog:
    window.action("export_film").trigger()
    (found,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, ExportDialog))
    return found


def test_the_chosen_formats_of_the_film_as_it_is_shown(
    demo_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    session = demo_window.workspace.session
    key = session.image_key
    session.annotating.edit(session.annotating.of(key).adding(LINE))
    demo_window.action("invert").trigger()
    demo_window.action("rotate_right").trigger()
    asked = dialog(demo_window)
    for name, box in asked.formats.items():
        box.setChecked(name in {"json", "gsps", "sc"})
    asked.folder.setText(str(tmp_path))
    QTest.mouseClick(asked.buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    settle(demo_window)
    names = {"demo-chest-pa_json.json", "demo-chest-pa_gsps.dcm", "demo-chest-pa_sc.dcm"}
    assert {path.name for path in tmp_path.glob("demo*")} == names
    (image,) = json.loads((tmp_path / "demo-chest-pa_json.json").read_text())["images"]
    assert image["annotations"][0]["text"] == "Größe"
    assert image["analysis"]["classification"]["probabilities"]
    state = pydicom.dcmread(tmp_path / "demo-chest-pa_gsps.dcm")
    assert (state.ImageRotation, state.PresentationLUTShape) == (90, "INVERSE")
    capture = pydicom.dcmread(tmp_path / "demo-chest-pa_sc.dcm").pixel_array
    assert capture.shape[0] > capture.shape[1], "turned"
    demo_window.workspace.exporting.export(ExportWish(tmp_path, ("json",)))
    settle(demo_window)
    assert (tmp_path / "demo-chest-pa-2_json.json").is_file(), "what is there stays as it is"


def test_nothing_can_be_written_nowhere(demo_window: MainWindow, tmp_path: Path) -> None:
    asked = dialog(demo_window)
    save = asked.buttons.button(QDialogButtonBox.StandardButton.Save)
    asked.folder.setText(str(tmp_path))
    assert save.isEnabled()
    asked.folder.setText(str(tmp_path / "none"))
    assert not save.isEnabled()
    asked.folder.setText(str(tmp_path))
    for box in asked.formats.values():
        box.setChecked(False)
    assert not save.isEnabled()
    asked.reject()


def test_de_identified_exports_say_nothing_of_the_patient(
    demo_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    session = demo_window.workspace.session
    named = Annotation(Kind.TEXT, ((50, 50),), "Demo Chest's nodule")
    session.annotating.edit(session.annotating.of(session.image_key).adding(named))
    folder = tmp_path / "out"
    folder.mkdir()
    wish = ExportWish(folder, ("sr", "seg", "gsps", "sc", "csv", "json"), deidentified=True)
    demo_window.workspace.exporting.export(wish)
    settle(demo_window)
    files = list(folder.iterdir())
    assert len(files) == 6
    uid = pydicom.dcmread(demo_film(), stop_before_pixels=True).SOPInstanceUID
    for file in files:
        assert "demo" not in file.name.lower()
        for planted in (b"Demo^Chest", b"DEMO-0001", b"nodule", uid.encode(), b"20200401"):
            assert planted not in file.read_bytes(), file.suffix


def test_a_failure_is_told(demo_window: MainWindow, settle: Settle, tmp_path: Path, qtbot: QtBot) -> None:
    told: list[str] = []
    demo_window.workspace.exporting.failed.connect(told.append)
    demo_window.workspace.exporting.export(ExportWish(tmp_path / "none", ("csv",)))
    settle(demo_window)
    assert len(told) == 1
    assert "demo-chest-pa_csv.csv" in told[0]


@pytest.fixture
def layers(demo_window: MainWindow, settle: Settle, tmp_path: Path) -> Path:
    """A folder with exports of the demo film, on which nothing is drawn any more."""
    session, folder = demo_window.workspace.session, tmp_path / "layers"
    folder.mkdir()
    key = session.image_key
    session.annotating.edit(session.annotating.of(key).adding(LINE))
    demo_window.workspace.exporting.export(ExportWish(folder, ("gsps", "seg", "json")))
    settle(demo_window)
    session.annotating.edit(session.annotating.of(key).without(LINE.identifier))
    return folder


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_a_dropped_presentation_state_comes_onto_its_film(
    demo_window: MainWindow, layers: Path, settle: Settle
) -> None:
    session = demo_window.workspace.session
    drop(demo_window, layers / "demo-chest-pa_gsps.dcm")
    settle(demo_window)
    (item,) = session.annotating.of(session.image_key).items
    assert (item.kind, item.text, item.maker) == (Kind.LENGTH, "Größe", Maker.IMPORTED)
    assert session.film.key.path == demo_film(), "it is no film to be shown"
    demo_window.action("undo").trigger()
    assert session.annotating.of(session.image_key).items == ()


def test_an_imported_mask_is_drawn_in_its_colour_and_named(
    demo_window: MainWindow, layers: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [str(layers / "demo-chest-pa_seg.dcm")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_arguments: (chosen, ""))
    demo_window.action("toggle_mask").trigger()
    demo_window.action("import_annotations").trigger()
    settle(demo_window)
    view = demo_window.workspace.view
    assert view.segments_item.labels == ("Right lung", "Left lung")
    shown = view.grab().toImage()
    wanted = tuple(bytes.fromhex(SEGMENT_COLOURS[0][1:]))
    rgb = np.array(
        [
            shown.pixelColor(x, y).getRgb()[:3]
            for x in range(shown.width())
            for y in range(0, shown.height(), 4)
        ]
    )
    assert (np.abs(rgb - wanted).max(axis=1) < 12).sum() > 20
    demo_window.action("undo").trigger()
    settle(demo_window)
    assert view.segments_item.labels == ()


def test_a_mask_of_another_film_is_shown_as_a_picture(
    open_window: OpenWindow, noise_film: Path, settle: Settle, tmp_path: Path
) -> None:
    window = open_window([demo_film()])
    window.workspace.exporting.export(ExportWish(tmp_path, ("seg", "gsps")))
    settle(window)
    other = open_window([noise_film])
    drop(other, tmp_path / "demo-chest-pa_seg.dcm")
    settle(other)
    assert other.workspace.session.film.key.path.name == "demo-chest-pa_seg.dcm"
    told: list[str] = []
    other.workspace.importing.told.connect(told.append)
    drop(other, tmp_path / "demo-chest-pa_gsps.dcm")
    settle(other)
    assert told == ["demo-chest-pa_gsps.dcm belongs to none of the open films."]


def test_a_broken_file_of_annotations_is_told(
    demo_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text('{"format": "cxrviewer annotations"}')
    told: list[str] = []
    demo_window.workspace.importing.told.connect(told.append)
    drop(demo_window, tmp_path / "a.json")
    settle(demo_window)
    assert len(told) == 1
    assert "schema_version" in told[0]
