"""The published texture domains as bars, with the film's value across them."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cxrviewer.gui.panels.bars import BAR, QUIET, TEXT, TRACK
from cxrviewer.gui.panels.wording import quantity
from cxrviewer.texture import DOMAINS, DomainPlace

TITLES = {"variance": "Variance V", "mean": "Mean M", "sum_variance_uncentred": "Sum variance SV"}
TITLE_HEIGHT, ROW_HEIGHT, BAR_HEIGHT, GAP = 22, 17, 8, 10
NAME_WIDTH = 112
HOLDS, MARKER = QColor("#8ea0b3"), QColor("#eef1f5")
BEYOND = 1.08


class DomainBars(QWidget):
    """For V, M and SV the interval of each group of the paper; those that hold the value are brighter.

    No group is coloured as good or bad: the domains overlap and name no disease.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places: tuple[DomainPlace, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Published texture domains")

    def set_places(self, places: Sequence[DomainPlace]) -> None:
        """Show another film's values."""
        self.places = tuple(places)
        self.setAccessibleDescription(" ".join(spoken(place) for place in self.places))
        self.setToolTip("\n\n".join(_by_source(place) for place in self.places))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all bars."""
        return QSize(NAME_WIDTH + 160, _block_height() * len(self.places))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw one block for each feature."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, place in enumerate(self.places):
            self._draw(painter, place, number * _block_height())
        painter.end()

    def _draw(self, painter: QPainter, place: DomainPlace, top: float) -> None:
        self._write(painter, place, QRectF(0, top, self.width(), TITLE_HEIGHT))
        domains, first = DOMAINS[place.feature], top + TITLE_HEIGHT
        highest = BEYOND * max(place.value, *(high for _, high in domains.values()))
        scale = (self.width() - NAME_WIDTH) / highest
        for row, (group, (low, high)) in enumerate(domains.items()):
            line = QRectF(0, first + row * ROW_HEIGHT, self.width(), ROW_HEIGHT)
            painter.setPen(QUIET)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, group)
            bar = QRectF(NAME_WIDTH, line.center().y() - BAR_HEIGHT / 2, highest * scale, BAR_HEIGHT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(TRACK)
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(HOLDS if group in place.inside else BAR)
            bar.setLeft(NAME_WIDTH + low * scale)
            bar.setWidth((high - low) * scale)
            painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(QPen(MARKER, 2))
        x = NAME_WIDTH + place.value * scale
        painter.drawLine(QPointF(x, first), QPointF(x, first + ROW_HEIGHT * len(domains)))

    def _write(self, painter: QPainter, place: DomainPlace, line: QRectF) -> None:
        """Write the value on the left, its place among normal films on the right, as far as there is room."""
        middle, metrics = Qt.AlignmentFlag.AlignVCenter, painter.fontMetrics()
        painter.setPen(TEXT)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, _title(place))
        room = self.width() - metrics.horizontalAdvance(_title(place)) - GAP
        painter.setPen(QUIET)
        words = metrics.elidedText(_percentile(place), Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, words)


def spoken(place: DomainPlace) -> str:
    """Return a place in one sentence."""
    inside = f"in the domain of {' and '.join(place.inside)}" if place.inside else "in no domain"
    return f"{_title(place)}, {inside}, {_percentile(place)}."


def _title(place: DomainPlace) -> str:
    return f"{TITLES[place.feature]}  {quantity(place.value)}"


def _percentile(place: DomainPlace) -> str:
    return f"above {place.percentile:.0f} % of normal films"


def _by_source(place: DomainPlace) -> str:
    lines = [f"above {share:.0f} % of normal films of {source}" for source, share in place.of_sources.items()]
    return "\n".join([_title(place), *lines])


def _block_height() -> int:
    rows = max(map(len, DOMAINS.values()))
    return TITLE_HEIGHT + ROW_HEIGHT * rows + GAP
