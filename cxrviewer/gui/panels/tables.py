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
        self._cells: list[list[QTableWidgetItem]] = []
        self._texts: list[list[str]] = []
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
        """Show these texts; cells that are there already keep their place and only change their text."""
        texts = [list(header), *(list(row) for row in rows)]
        if [len(row) for row in texts] != [len(row) for row in self._texts]:
            self._build(len(texts) - 1, len(header))
        for row, (new, old) in enumerate(zip(texts, self._texts, strict=True)):
            for column, text in enumerate(new):
                if text != old[column]:
                    self._cells[row][column].setText(text)
        self._texts = texts

    def _build(self, rows: int, columns: int) -> None:
        """Make empty cells, the header's first."""
        self.horizontalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.Fixed
        )  # no measuring at each cell
        self.setColumnCount(columns)
        self.setRowCount(rows)
        self._cells = [[_cell(column) for column in range(columns)] for _ in range(rows + 1)]
        self._texts = [[""] * columns for _ in range(rows + 1)]
        for column, cell in enumerate(self._cells[0]):
            self.setHorizontalHeaderItem(column, cell)
        for row, cells in enumerate(self._cells[1:]):
            self.setRowHeight(row, ROW_HEIGHT)
            for column, cell in enumerate(cells):
                self.setItem(row, column, cell)
        self._fit()

    def _fit(self) -> None:
        columns = self.horizontalHeader()
        columns.setDefaultSectionSize(self._number_width)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setFixedHeight(columns.sizeHint().height() + ROW_HEIGHT * self.rowCount() + 2)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _cell(column: int) -> QTableWidgetItem:
    item = QTableWidgetItem()
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
