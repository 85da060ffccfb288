"""Bar charts with labelled axes and a number on each bar."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cxrviewer.gui.training.curves import GRID, GROUND, TEXT

BAR = "#56b4e9"
_MOST_TICKS = 10


class BarChart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Numbers of films.

    Parameters
    ----------
    name
        What is counted, below the axis.
    parent
        Whose it is.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=GROUND)
        self._name = name
        self.setAccessibleName(name)
        for part in (self, *self.findChildren(QWidget)):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bars: tuple[tuple[str, int], ...] = ()
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.showGrid(y=True, alpha=0.18)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(GRID)
            axis.setTextPen(TEXT)
            axis.enableAutoSIPrefix(False)
        plot.setLabel("bottom", name, color=TEXT)
        plot.setLabel("left", "films", color=TEXT)

    def show_bars(self, bars: Sequence[tuple[str, int]]) -> None:
        """Show named numbers."""
        self._draw(bars, range(len(bars)), [(place, name) for place, (name, _number) in enumerate(bars)])

    def show_histogram(self, numbers: Sequence[int]) -> None:
        """Show numbers by value, in equal steps from 0 to 1."""
        step = 1 / len(numbers)
        bars = [(f"{place * step:.2f} to {(place + 1) * step:.2f}", one) for place, one in enumerate(numbers)]
        edges = range(0, len(numbers) + 1, max(1, len(numbers) // _MOST_TICKS))
        self._draw(bars, range(len(numbers)), [(edge - 0.5, f"{edge * step:.1f}") for edge in edges])

    def _draw(
        self, bars: Sequence[tuple[str, int]], places: Sequence[int], ticks: list[tuple[float, str]]
    ) -> None:
        if tuple(bars) == self.bars:
            return
        self.bars = tuple(bars)
        plot, numbers = self.getPlotItem(), [number for _name, number in bars]
        plot.clear()
        plot.addItem(pg.BarGraphItem(x=list(places), height=numbers, width=0.86, brush=BAR, pen=GROUND))
        for place, number in zip(places, numbers, strict=True):
            if number:
                label = pg.TextItem(f"{number:,}", color=TEXT, anchor=(0.5, 1.0))
                label.setPos(place, number)
                plot.addItem(label)
        plot.getAxis("bottom").setTicks([ticks])
        plot.setXRange(-0.5, max(0.5, len(bars) - 0.5), padding=0.01)
        plot.setYRange(0, max(numbers, default=0) * 1.12 or 1, padding=0)
        self.setAccessibleDescription("; ".join(f"{name}: {number}" for name, number in bars if number))
