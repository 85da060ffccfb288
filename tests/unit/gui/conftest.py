"""The real window, offscreen, with its settings in a folder of the test."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pydicom
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, SecondaryCaptureImageStorage
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cxrviewer.gui.app import application, make_window
from cxrviewer.gui.browser.panel import StudyBrowser
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.locations import demo_film

WAIT_MS = 60_000


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application()


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """A function that waits until nothing is found, read, analysed or written any more."""

    def wait(window: MainWindow) -> None:
        runner = window.workspace.runner
        qtbot.waitUntil(lambda: runner.under_way == 0, timeout=WAIT_MS)

    return wait


@pytest.fixture
def until_marked(qtbot: QtBot) -> Callable[[MainWindow, Path], QModelIndex]:
    """A function that waits until the study browser marks this image alone and returns its row."""

    def wait(window: MainWindow, path: Path) -> QModelIndex:
        browser = window.workspace.browser
        qtbot.waitUntil(lambda: _marked(browser) == [path], timeout=WAIT_MS)
        return browser.tree.currentIndex()

    return wait


def _marked(browser: StudyBrowser) -> list[Path]:
    return [image.path for image in browser.model.images(browser.tree.currentIndex())]


@pytest.fixture
def open_window(
    qtbot: QtBot, tmp_path: Path, settle: Callable[[MainWindow], None]
) -> Iterator[Callable[..., MainWindow]]:
    """A function that opens the window on paths and waits until it is assembled and has settled."""
    windows = []

    def open_on(paths: Sequence[Path] = ()) -> MainWindow:
        window = make_window(paths, tmp_path / "settings" / "settings.json")
        windows.append(window)
        window.show()
        qtbot.waitUntil(lambda: window.workspace is not None, timeout=WAIT_MS)
        settle(window)
        return window

    yield open_on
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def demo_window(open_window: Callable[..., MainWindow]) -> MainWindow:
    """The window with the demo film on screen and its analysis done."""
    return open_window([demo_film()])


def write_secondary_capture(path: Path, pixels: np.ndarray, **attributes: object) -> Path:
    """Write a DICOM file of 16-bit frames, (rows, columns) or (frames, rows, columns)."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
    dataset = FileDataset(path, {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = SecondaryCaptureImageStorage
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.PatientName, dataset.PatientID = "Test^Window", "T-1"
    dataset.Modality = "OT"
    dataset.Rows, dataset.Columns = pixels.shape[-2:]
    if pixels.ndim == 3:
        dataset.NumberOfFrames = pixels.shape[0]
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation = 15, 0
    for name, value in attributes.items():
        setattr(dataset, name, value)
    dataset.PixelData = pixels.astype("<u2").tobytes()
    dataset.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture
def write_film() -> Callable[..., Path]:
    """The function `write_secondary_capture`."""
    return write_secondary_capture


@pytest.fixture
def noise_film(tmp_path: Path) -> Path:
    """A film of 300 rows and 200 columns whose every pixel differs from its neighbours."""
    pixels = np.random.default_rng(5).integers(0, 4096, (300, 200))
    return write_secondary_capture(tmp_path / "noise.dcm", pixels, PatientOrientation=["L", "F"])


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A file of five frames, each of one value."""
    pixels = np.stack([np.full((64, 64), 1000 * frame) for frame in range(5)])
    return write_secondary_capture(tmp_path / "stack.dcm", pixels)


@pytest.fixture
def ct_series(tmp_path: Path) -> list[Path]:
    """Six CT slices of one series, in files whose names are in another order than their Instance Numbers.

    The slice with Instance Number n holds n * 100 HU throughout, but for a corner of -1000 HU.
    """
    folder = tmp_path / "ct"
    folder.mkdir()
    paths = []
    for name, number in zip("abcdef", (3, 1, 6, 2, 5, 4), strict=True):
        pixels = np.full((64, 48), number * 100 + 1024)
        pixels[:8, :8] = 24
        paths.append(
            write_secondary_capture(
                folder / f"{name}.dcm",
                pixels,
                Modality="CT",
                SOPClassUID=CTImageStorage,
                StudyInstanceUID="1.2.3",
                SeriesInstanceUID="1.2.3.4",
                InstanceNumber=number,
                RescaleSlope=1,
                RescaleIntercept=-1024,
                PixelSpacing=[0.7, 0.7],
            )
        )
    return paths
