"""One viewport over a real session and a real file of readings, and a hand with a mouse."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.display_state import DisplayState
from cxrviewer.gui.film import Film, FilmKey, load_film
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.measurements import Measurer
from cxrviewer.gui.saving import to_rgb
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.film_view import FilmView
from cxrviewer.jobs import JobContext
from cxrviewer.store import Readings, prepare_readings
from cxrviewer.study import Annotation, AnnotationSet

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Place = tuple[float, float]


class DrawingDesk:
    """The viewport, and gestures whose places are in image coordinates."""

    def __init__(self, qtbot: QtBot, folder: Path, film: Path) -> None:
        self._qtbot = qtbot
        readings = folder / "readings.sqlite3"
        prepare_readings(readings)
        self.keeper = Readings(readings)
        self.session = Session(DisplayState(), self.keeper)
        self.runner = JobRunner(self.session)
        self.measurer = Measurer(self.session.measurements, self.runner, self.session)
        self.told: list[str] = []
        self.session.message.connect(self.told.append)
        self.view = FilmView(self.session, self.session.active)
        self.view.resize(700, 600)
        qtbot.addWidget(self.view)
        self.show(film)
        self.view.show()
        qtbot.waitExposed(self.view)

    def close(self) -> None:
        """Let go of threads and file."""
        self.runner.shutdown()
        self.keeper.close()

    def show(self, path: Path, frame: int = 1) -> Film:
        """Bring a film on screen."""
        key = FilmKey(path, frame)
        film = load_film(key, JobContext())
        self.session.want(key)
        assert self.session.show(film)
        return film

    # What is there

    @property
    def drawn(self) -> AnnotationSet:
        """What is drawn on the film."""
        return self.session.annotating.of(self.session.image_key)

    @property
    def only(self) -> Annotation:
        """The one thing that is drawn."""
        (item,) = self.drawn.items
        return item

    @property
    def kept(self) -> AnnotationSet:
        """What the file has of it."""
        return self.keeper.load(self.session.image_key)

    def undone(self) -> AnnotationSet:
        """What is there after one step back; the step is made again."""
        annotating, key = self.session.annotating, self.session.image_key
        annotating.undo(key)
        before = annotating.of(key)
        annotating.redo(key)
        return before

    def seen(self) -> np.ndarray:
        """The viewport as it is seen, (rows, columns, 3) uint8."""
        return to_rgb(self.view.viewport().grab().toImage())

    def lines(self, item: Annotation) -> tuple[str, ...]:
        """What stands beside an annotation, once it is measured."""
        measurements, image = self.session.measurements, self.session.film.image
        measurements.lines(image, self.drawn, item)
        self._qtbot.waitUntil(lambda: self.runner.under_way == 0, timeout=20_000)
        return measurements.lines(image, self.drawn, item)

    # The hand

    def at(self, place: Place) -> QPoint:
        """Where a point of the image is in the viewport, to a whole pixel."""
        return self.view.viewportTransform().map(QPointF(*place)).toPoint()

    def take_up(self, hand: Hand) -> None:
        """Take up a tool."""
        self.session.annotating.take_up(hand)

    def press(self, place: Place, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """The left button goes down."""
        QTest.mouseMove(self.view.viewport(), self.at(place))
        QTest.mousePress(self.view.viewport(), LEFT, keys, self.at(place))

    def move(self, place: Place) -> None:
        """The hand goes there."""
        QTest.mouseMove(self.view.viewport(), self.at(place))

    def release(self, place: Place, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """The left button goes up."""
        QTest.mouseRelease(self.view.viewport(), LEFT, keys, self.at(place))

    def drag(self, *places: Place, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press, move along and release."""
        self.press(places[0], keys)
        (x0, y0), (x1, y1) = places[0], places[1]
        for place in ((x0 + (x1 - x0) / 2, y0 + (y1 - y0) / 2), *places[1:]):
            self.move(place)
        self.release(places[-1], keys)

    def click(self, *places: Place) -> None:
        """Click at one place after another."""
        for place in places:
            self.press(place)
            self.release(place)

    def double_click(self, place: Place) -> None:
        """Click twice, as fast as a hand does."""
        self.click(place)
        QTest.mouseDClick(self.view.viewport(), LEFT, NO_KEYS, self.at(place))

    def key(self, *keys: Qt.Key) -> None:
        """Type keys over the film."""
        for key in keys:
            QTest.keyClick(self.view, key)

    def type(self, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """Type into the field on the film."""
        QTest.keyClicks(self.view.field, text)
        if end is not None:
            QTest.keyClick(self.view.field, end)


def assert_near(points: Sequence[Place], expected: Sequence[Place], within: float) -> None:
    """Compare points of the image."""
    np.testing.assert_allclose(np.array(points), np.array(expected), rtol=0, atol=within)
