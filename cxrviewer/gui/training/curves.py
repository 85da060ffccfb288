"""Curves of a training, over its epochs: loss or score, of training and validation, of one run or several."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from cxrviewer.training.learning.events import EpochEvent

# Told apart by people who see no red or green as well (Okabe and Ito), light enough for a dark room
COLOURS = ("#56b4e9", "#e69f00", "#2fc093", "#e06c9f", "#f0e442", "#a9b2bd")
GRID, TEXT, GROUND = "#343b45", "#a9b2bd", "#101216"
SYMBOL = 5


@dataclass(frozen=True, slots=True)
class Curve:
    """One line.

    Attributes
    ----------
    name
        In the legend.
    points
        Epoch and value.
    colour
        Place in `COLOURS`.
    dashed
        Of the training films.
    """

    name: str
    points: tuple[tuple[int, float], ...]
    colour: int
    dashed: bool = False


def loss_curves(epochs: Sequence[EpochEvent], name: str = "", colour: int = 0) -> list[Curve]:
    """Return the losses of a run; with a name, that of one of several."""
    training = tuple((one.epoch, one.loss) for one in epochs)
    validation = tuple((one.epoch, one.validation_loss) for one in epochs if one.validation_loss is not None)
    return _named(training, validation, name, colour)


def score_curves(epochs: Sequence[EpochEvent], name: str = "", colour: int = 0) -> list[Curve]:
    """Return the scores of a run, as `loss_curves` does."""
    training = tuple((one.epoch, one.training_score) for one in epochs if one.training_score is not None)
    return _named(training, tuple((one.epoch, one.score) for one in epochs), name, colour)


def _named(
    training: tuple[tuple[int, float], ...], validation: tuple[tuple[int, float], ...], name: str, colour: int
) -> list[Curve]:
    prefix = f"{name}: " if name else ""
    second = colour if name else colour + 1
    curves = [
        Curve(f"{prefix}validation", validation, colour),
        Curve(f"{prefix}training", training, second, True),
    ]
    return [curve for curve in curves if curve.points]


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Values over epochs, with a legend; the epoch whose weights are kept is marked.

    Parameters
    ----------
    name
        Of the axis of values.
    parent
        Whose it is.
    scores
        Whether the values end at 1 and rise, so that the legend is better off below.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, scores: bool = False) -> None:
        super().__init__(parent, background=GROUND)
        self._name = name
        self.setAccessibleName(name)
        for part in (self, *self.findChildren(QWidget)):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(150)
        self.curves: tuple[Curve, ...] = ()
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.getViewBox().setLimits(yMin=0, yMax=1.02 if scores else None)
        plot.showGrid(x=True, y=True, alpha=0.18)
        self.legend = plot.addLegend(
            offset=(-10, -10 if scores else 8), labelTextColor=TEXT, labelTextSize="9pt"
        )
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(GRID)
            axis.setTextPen(TEXT)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=QFont(self.font()))
        plot.setLabel("bottom", "epoch", color=TEXT)
        plot.setLabel("left", name, color=TEXT)
        self._best = pg.InfiniteLine(
            angle=90, pen=pg.mkPen("#d5dae1", style=Qt.PenStyle.DotLine), label="best"
        )
        self._best.label.setColor("#d5dae1")
        self._best.label.setPosition(0.5)

    def show_curves(self, curves: Sequence[Curve], best: int | None = None, name: str = "") -> None:
        """Show these curves.

        Parameters
        ----------
        curves
            In the order of the legend.
        best
            The epoch that is marked.
        name
            Of the axis of values, if it is another one now.
        """
        plot = self.getPlotItem()
        if name and name != self._name:
            self._name = name
            plot.setLabel("left", name, color=TEXT)
            self.setAccessibleName(name)
        self.curves = tuple(curves)
        for side in ("left", "bottom"):
            plot.getAxis(side).setStyle(showValues=bool(curves))
        plot.clear()
        self.legend.clear()
        for curve in curves:
            self._draw(curve)
        last = max((point[0] for curve in curves for point in curve.points), default=1)
        plot.setXRange(1, max(2, last), padding=0.03)
        plot.getAxis("bottom").setTickSpacing(max(1, round(last / 8)), 1)
        if best is not None:
            self._best.setPos(best)
            plot.addItem(self._best)
        self.setAccessibleDescription(_spoken(curves))

    def _draw(self, curve: Curve) -> None:
        colour = COLOURS[curve.colour % len(COLOURS)]
        style = Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine
        self.getPlotItem().plot(
            [epoch for epoch, _value in curve.points],
            [value for _epoch, value in curve.points],
            pen=pg.mkPen(colour, width=2, style=style),
            symbol=None if len(curve.points) > 40 else "o",
            symbolSize=SYMBOL,
            symbolBrush=colour,
            symbolPen=None,
            name=f"{curve.name} (dashed)" if curve.dashed else curve.name,
            antialias=True,
        )


def _spoken(curves: Sequence[Curve]) -> str:
    return "; ".join(
        f"{curve.name} after epoch {curve.points[-1][0]}: {curve.points[-1][1]:.4f}" for curve in curves
    )
