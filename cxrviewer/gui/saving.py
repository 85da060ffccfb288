"""Saves the picture and the report; rendering on the GUI thread, writing in the background."""

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from cxrviewer.export.request import ExportRequest, View
from cxrviewer.gui.display_state import DisplayState
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport_grid import ViewportGrid
from cxrviewer.jobs import Failed, JobContext, Outcome
from cxrviewer.study import Analysis, AnnotationSet, Grey8, Image


class Saving(QObject):
    """Writes what is on screen to files.

    Signals
    -------
    saved
        This file is written.
    """

    saved = Signal(object)

    def __init__(self, session: Session, runner: JobRunner, grid: ViewportGrid, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner, self._grid = session, runner, grid

    def save_picture(self, path: Path) -> None:
        """Write the active viewport as it is seen as PNG."""
        picture = self._grid.active_view.picture_of_view()
        self._runner.submit(Lane.READING, partial(_write_picture, path, picture), partial(self._ended, path))

    def save_report(self, path: Path) -> None:
        """Write the report of the film on screen as PDF."""
        film = self._session.film
        if film is None:
            return
        view = view_of(self._session.display)
        picture = to_rgb(self._grid.active_view.picture_of_film())
        work = partial(_write_report, path, film.image, self._session.analysis, view, picture)
        self._runner.submit(Lane.READING, work, partial(self._ended, path))

    def _ended(self, path: Path, outcome: Outcome[None]) -> None:
        if isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
        else:
            self.saved.emit(path)


def view_of(display: DisplayState) -> View:
    """Return how a film is shown, as exports need it."""
    turned = display.orientation
    return View(display.voi, display.negative, turned.quarter_turns, turned.mirrored)


def to_rgb(picture: QImage) -> Grey8:
    """Return a QImage's pixels, (rows, columns, 3) uint8 RGB, in memory of their own."""
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def _write_picture(path: Path, picture: QImage, _context: JobContext) -> None:
    """Write a PNG whole or not at all (QImage is a value, not a widget: any thread may use it)."""
    from cxrviewer.export import write_png

    write_png(path, to_rgb(picture))


def _write_report(
    path: Path, image: Image, analysis: Analysis | None, view: View, picture: Grey8, _context: JobContext
) -> None:
    from pydicom import Dataset

    from cxrviewer.export import write_report

    annotations = AnnotationSet(image.source.key)
    write_report(path, ExportRequest(image, Dataset(), annotations, (), analysis, None, view, picture))
