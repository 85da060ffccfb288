"""Dragging on a 4280 x 3520 film: every tool, against a line on a pixmap in a bare QGraphicsView."""

import json
import math
import os
import tempfile
import time
from pathlib import Path

ROWS, COLUMNS = 4280, 3520
EVENTS = 120
CROWD = 5000
BOUND_EVENTS_PER_S, BOUND_FRAMES_PER_S = 60, 30
ROOM = (1200, 900)


def main() -> dict[str, object]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from cxrviewer.gui.app import application

    application()
    bare = _bare_events_per_s()
    with _desk() as desk:
        tools = {hand: round(desk.drawing(hand), 1) for hand in desk.hands}
        moving = {name: round(rate, 1) for name, rate in desk.moving().items()}
        crowd = desk.crowded()
    slowest = min([*tools.values(), *moving.values()])
    return {
        "name": "dragging on a large film",
        "ratio": round(bare / slowest, 2),
        "ms": round(1000 / slowest, 2),
        "bound_ms": round(1000 / BOUND_EVENTS_PER_S, 2),
        "events_per_s": slowest,
        "bare_events_per_s": round(bare, 1),
        "drawing_events_per_s": tools,
        "moving_events_per_s": moving,
        "annotations": CROWD,
        **{name: round(rate, 1) for name, rate in crowd.items()},
        "bound_frames_per_s": BOUND_FRAMES_PER_S,
    }


def _bare_events_per_s() -> float:
    """Move one line over a pixmap as large as the film."""
    from PySide6.QtGui import QColor, QPen, QPixmap
    from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView

    scene = QGraphicsScene()
    pixmap = QPixmap(COLUMNS, ROWS)
    pixmap.fill(QColor("#404040"))
    scene.addPixmap(pixmap)
    line = scene.addLine(0, 0, 100, 100, QPen(QColor("#ffff00"), 5))
    view = QGraphicsView(scene)
    view.resize(*ROOM)
    view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
    view.show()
    view.fitInView(scene.sceneRect())
    QApplication.processEvents()
    start = time.perf_counter()
    for x, y in _way():
        line.setLine(COLUMNS / 4, ROWS / 4, x * COLUMNS, y * ROWS)
        QApplication.processEvents()
    rate = EVENTS / (time.perf_counter() - start)
    view.close()
    return rate


def _way() -> list[tuple[float, float]]:
    """Where the hand goes, as fractions of the film."""
    angles = [2 * math.pi * step / EVENTS for step in range(EVENTS)]
    return [(0.6 + 0.2 * math.sin(angle), 0.55 + 0.25 * math.cos(angle)) for angle in angles]


class _desk:  # noqa: N801 - read as a verb
    """The real window on a large film, and a hand that drags in it."""

    hands = (
        *("length", "angle", "cobb", "cardiothoracic", "rectangle"),
        *("ellipse", "polygon", "freehand", "arrow", "calibrate"),
    )

    def __enter__(self) -> "_desk":
        from pydicom.uid import generate_uid

        from cxrviewer.gui.app import make_window

        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        film = _write_film(folder / "film.dcm", generate_uid())
        (folder / "settings").mkdir()
        settings = folder / "settings" / "settings.json"
        settings.write_text('{"analyse_on_open": false}', encoding="utf-8")
        self._window = make_window([film], settings)
        self._window.resize(ROOM[0] + 740, ROOM[1] + 120)
        self._window.show()
        _until(lambda: self._window.workspace is not None)
        self._workspace = self._window.workspace
        _until(lambda: self._workspace.session.film is not None)
        self._settle()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._window.close()
        self._folder.cleanup()

    def drawing(self, hand: str) -> float:
        """Events a second while a tool draws."""
        self._window.action(f"hand_{hand}").trigger()
        rate = self._drag(self._at(0.25, 0.25))
        view = self._workspace.view
        view.field.drop()
        view.hands.cancel()
        self._window.action("delete_all_annotations").trigger()
        self._window.action("hand_window").trigger()
        return rate

    def moving(self) -> dict[str, float]:
        """Events a second while a large region and one of its handles are dragged."""
        from cxrviewer.study import Annotation, Kind

        corners = ((0.2 * COLUMNS, 0.2 * ROWS), (0.45 * COLUMNS, 0.45 * ROWS))
        self._put(Annotation(Kind.RECTANGLE, corners))
        return {"region": self._drag(self._at(0.3, 0.2)), "handle": self._drag(self._at(*self._corner()))}

    def _corner(self) -> tuple[float, float]:
        session = self._workspace.session
        x, y = session.annotating.of(session.image_key).items[0].points[1]
        return x / COLUMNS, y / ROWS

    def crowded(self) -> dict[str, float]:
        """Frames a second while a film with many annotations is panned, and events while one is moved."""
        import numpy as np

        from cxrviewer.study import Annotation, Kind

        random = np.random.default_rng(0)
        items = []
        for number in range(CROWD):
            x, y = random.uniform(0.05, 0.85) * COLUMNS, random.uniform(0.05, 0.9) * ROWS
            w, h = random.uniform(20, 200, 2)
            if number % 3:
                items.append(Annotation(Kind.LENGTH, ((x, y), (x + w, y + h))))
            elif number % 2:
                items.append(Annotation(Kind.RECTANGLE, ((x, y), (x + w, y + h))))
            else:
                ends = ((x, y + h / 2), (x + w, y + h / 2), (x + w / 2, y), (x + w / 2, y + h))
                items.append(Annotation(Kind.ELLIPSE, ends))
        self._put(*items)
        view = self._workspace.view
        rates = {"pan_whole_frames_per_s": self._pan()}
        view.one_to_one()
        self._settle()
        rates["pan_at_1_to_1_frames_per_s"] = self._pan()
        view.fit()
        self._settle()
        x, y = items[0].points[1]
        rates["move_one_of_many_events_per_s"] = self._drag(self._at(x / COLUMNS, y / ROWS))
        return rates

    def _put(self, *items: object) -> None:
        session = self._workspace.session
        session.annotating.edit(session.annotating.of(session.image_key).adding(*items))
        self._settle()

    def _pan(self) -> float:
        from PySide6.QtCore import QPointF
        from PySide6.QtWidgets import QApplication

        view = self._workspace.view
        start = time.perf_counter()
        for step in range(EVENTS):
            view.pan(QPointF(9, 5) * (1 if step < EVENTS / 2 else -1))
            QApplication.processEvents()
        return EVENTS / (time.perf_counter() - start)

    def _drag(self, begin: object) -> float:
        """Drag from a point of the viewport; each event is followed by the repaint that it asks for."""
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        viewport, left, none = self._workspace.view.viewport(), Qt.MouseButton.LeftButton, Qt.MouseButton(0)

        def send(kind: object, at: QPointF, button: object, held: object) -> None:
            event = QMouseEvent(kind, at, viewport.mapToGlobal(at), button, held, Qt.KeyboardModifier(0))
            QApplication.sendEvent(viewport, event)

        send(QEvent.Type.MouseMove, begin, none, none)
        send(QEvent.Type.MouseButtonPress, begin, left, left)
        places = [self._at(x, y) for x, y in _way()]
        start = time.perf_counter()
        for place in places:
            send(QEvent.Type.MouseMove, place, none, left)
            QApplication.processEvents()
        rate = len(places) / (time.perf_counter() - start)
        send(QEvent.Type.MouseButtonRelease, places[-1], left, none)
        self._settle()
        return rate

    def _at(self, x: float, y: float) -> object:
        from PySide6.QtCore import QPointF

        return self._workspace.view.viewportTransform().map(QPointF(x * COLUMNS, y * ROWS))

    def _settle(self) -> None:
        _until(lambda: self._workspace.runner.under_way == 0)


def _until(condition: object, seconds: float = 120.0) -> None:
    from PySide6.QtWidgets import QApplication

    deadline = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > deadline:
            raise TimeoutError("the window did not get there in time")
        QApplication.processEvents()
        time.sleep(0.002)


def _write_film(path: Path, uid: str) -> Path:
    """Write a 14-bit film: smooth anatomy with detector noise."""
    import numpy as np
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian

    random = np.random.default_rng(0)
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)
    smooth = 8000 + 5000 * np.sin(rows / 900) * np.cos(columns / 700)
    pixels = (smooth + random.normal(0, 80, smooth.shape)).clip(0, 16383).astype("<u2")
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = (
        DigitalXRayImageStorageForPresentation,
        uid,
    )
    dataset = FileDataset(path, {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID, dataset.SOPInstanceUID = DigitalXRayImageStorageForPresentation, uid
    dataset.Modality, dataset.Rows, dataset.Columns = "DX", ROWS, COLUMNS
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 14, 13, 0
    dataset.ImagerPixelSpacing = [0.1, 0.1]
    dataset.PixelData = pixels.tobytes()
    dataset.save_as(path, enforce_file_format=True)
    return path


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))
