"""Tables of the results: as high as their rows, so that the panel scrolls and not the table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from cxrviewer.gui.panels.wording import feature_text, quantity
from cxrviewer.study import LungArea, TextureReadout

ROW_HEIGHT = 25
_REGIONS = {"both lungs": "Both", "right lung": "Right", "left lung": "Left"}


class ResultTable(QTableWidget):
    """A read-only table: names on the left, numbers aligned right."""

    def __init__(self, name: str, number_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number_width = number_width
        self.setAccessibleName(name)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)

    def fill(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show these texts; the first column is wide enough for its names."""
        self.horizontalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.Fixed
        )  # no measuring at every item
        self.setColumnCount(len(header))
        self.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            self.setRowHeight(row, ROW_HEIGHT)
            for column, text in enumerate(texts):
                self.setItem(row, column, _cell(text, column))
        for column, text in enumerate(header):
            self.setHorizontalHeaderItem(column, _cell(text, column))
        self._fit()

    def _fit(self) -> None:
        columns = self.horizontalHeader()
        columns.setDefaultSectionSize(self._number_width)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setFixedHeight(columns.sizeHint().height() + ROW_HEIGHT * self.rowCount() + 2)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _cell(text: str, column: int) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(_alignment(column))
    return item


def area_rows(areas: Sequence[LungArea]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows of the lung areas; square millimetres only where the film is calibrated."""
    spacing = areas[0].spacing if areas else None
    header = ("Lung", "Area (px)", "Area (mm²)")
    rows = [(area.lung.capitalize(), _grouped(area.area_px), _grouped(area.area_mm2)) for area in areas]
    shown = 3 if spacing is not None else 2
    return header[:shown], [row[:shown] for row in rows]


def _grouped(value: float | None) -> str:
    return "\N{EN DASH}" if value is None else f"{value:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def texture_rows(readouts: Sequence[TextureReadout]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows of the texture: features down, regions across."""
    header = ("Feature", *(_REGIONS.get(readout.region, readout.region.capitalize()) for readout in readouts))
    names = list(dict.fromkeys(name for readout in readouts for name in readout.features))
    rows = [
        (feature_text(name), *(quantity(readout.features.get(name, float("nan"))) for readout in readouts))
        for name in names
    ]
    return header, rows
