"""Saves the picture and the report; rendering on the GUI thread, writing in the background."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from cxrviewer.gui.gathering import Gathered, Gathering
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.viewport_grid import ViewportGrid
from cxrviewer.jobs import Failed, JobContext, Outcome
from cxrviewer.study import Grey8


class Saving(QObject):
    """Writes what is on screen to files.

    Parameters
    ----------
    template
        Returns the template of the report.

    Signals
    -------
    about_to_save
        What is known is about to be gathered.
    saved
        This file is written.
    failed
        A sentence: why a file is not written.
    """

    about_to_save = Signal()
    saved = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        gathering: Gathering,
        runner: JobRunner,
        grid: ViewportGrid,
        template: Callable[[], Path],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._gathering, self._runner, self._grid, self._template = gathering, runner, grid, template

    def save_picture(self, path: Path) -> None:
        """Write the active viewport as it is seen as PNG."""
        picture = self._grid.active_view.picture_of_view()
        self._runner.submit(Lane.READING, partial(_write_picture, path, picture), partial(self._ended, path))

    def save_report(self, path: Path) -> None:
        """Write the report of the film on screen as PDF."""
        self.about_to_save.emit()
        gathered = self._gathering.gather()
        if gathered is None:
            return
        work = partial(_write_report, path, gathered, self._template())
        self._runner.submit(Lane.READING, work, partial(self._ended, path))

    def _ended(self, path: Path, outcome: Outcome[None]) -> None:
        if isinstance(outcome, Failed):
            self.failed.emit(sentence(outcome.error))
        else:
            self.saved.emit(path)


def to_rgb(picture: QImage) -> Grey8:
    """Return a QImage's pixels, (rows, columns, 3) uint8 RGB, in memory of their own."""
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def _write_picture(path: Path, picture: QImage, _context: JobContext) -> None:
    """Write a PNG whole or not at all (QImage is a value, not a widget: any thread may use it)."""
    from cxrviewer.export import write_png

    write_png(path, to_rgb(picture))


def _write_report(path: Path, gathered: Gathered, template: Path, context: JobContext) -> None:
    from cxrviewer.export import write_report

    write_report(path, gathered.request(context), template=template)
