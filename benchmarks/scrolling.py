"""Scrolling through a 512 × 512 CT stack in the window, from its cache: a picture painted for every slice."""

import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.gui_stall import wait_until

SLICES, ROUNDS = 40, 5
SIDE = 512
NEEDED_PER_S = 30.0
WINDOW = (1600, 1000)


def main() -> dict[str, object]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from cxrviewer.gui.app import application, make_window

    application()
    folder = Path(tempfile.mkdtemp())
    write_stack(folder / "ct")
    window = make_window([], folder / "settings.json")
    window.resize(*WINDOW)
    window.show()
    wait_until(lambda: window.workspace is not None)
    workspace = window.workspace
    workspace.opening.open([folder / "ct"])
    wait_until(lambda: len(workspace.session.stack) == SLICES and workspace.runner.under_way == 0)
    _scroll(workspace)  # every slice comes into the cache
    wait_until(lambda: workspace.runner.under_way == 0)
    times = [seconds for _ in range(ROUNDS) for seconds in _scroll(workspace)]
    window.close()
    QApplication.processEvents()
    per_s = len(times) / sum(times)
    return {
        "name": "scrolling a CT stack of 512 x 512 from the cache",
        "ratio": NEEDED_PER_S / per_s,
        "bound_ratio": 1.0,
        "images_per_s": per_s,
        "needed_per_s": NEEDED_PER_S,
        "median_ms": median(times) * 1000,
        "worst_ms": max(times) * 1000,
        "viewport": [workspace.view.viewport().width(), workspace.view.viewport().height()],
    }


def write_stack(folder: Path) -> None:
    """Write slices of noise over a circle, 16 bits, in Hounsfield units."""
    import numpy as np
    import pydicom
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

    folder.mkdir(parents=True)
    random = np.random.default_rng(0)
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    for number in range(1, SLICES + 1):
        body = np.where(np.hypot(x, y) < 100 + 3 * number, 1064, 24)
        meta = FileMetaDataset()
        meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = ExplicitVRLittleEndian, CTImageStorage
        meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
        slice_ = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        slice_.SOPClassUID, slice_.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
        slice_.PatientID, slice_.Modality, slice_.InstanceNumber = "B-1", "CT", number
        slice_.StudyInstanceUID, slice_.SeriesInstanceUID = "1.2.3", "1.2.3.4"
        slice_.RescaleSlope, slice_.RescaleIntercept = 1, -1024
        slice_.WindowCenter, slice_.WindowWidth = 40, 400
        slice_.PixelSpacing = [0.7, 0.7]
        slice_.Rows = slice_.Columns = SIDE
        slice_.SamplesPerPixel, slice_.PhotometricInterpretation = 1, "MONOCHROME2"
        slice_.BitsAllocated, slice_.BitsStored, slice_.HighBit, slice_.PixelRepresentation = 16, 12, 11, 0
        slice_.PixelData = (body + random.normal(0, 12, body.shape)).clip(0, 4095).astype("<u2").tobytes()
        slice_.save_as(folder / f"{number:03}.dcm", enforce_file_format=True)


def _scroll(workspace) -> list[float]:  # noqa: ANN001
    """Go from the first slice to the last; return the seconds of each step until it is painted."""
    from PySide6.QtWidgets import QApplication

    workspace.opening.show_place(1)
    wait_until(lambda: workspace.session.film.key == workspace.session.wanted)
    times = []
    for place in range(2, SLICES + 1):
        started = time.perf_counter()
        workspace.opening.show_place(place)
        wait_until(lambda: workspace.session.film.key == workspace.session.wanted)
        workspace.view.viewport().repaint()
        QApplication.processEvents()
        times.append(time.perf_counter() - started)
    return times


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))
