"""Two or more runs side by side: their curves over each other, and a page on what differs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from cxrviewer.gui.training.comparing import ComparedRuns, comparison_page
from cxrviewer.gui.training.curves import CurvePlot, loss_curves, score_curves

SIZE = 1080, 760


class ComparisonDialog(QDialog):
    """Beside the training window; it blocks nothing."""

    def __init__(self, parent: QWidget, compared: ComparedRuns) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compared runs")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.loss, self.score = CurvePlot("Loss", self), CurvePlot("Score", self, scores=True)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("Compared runs")
        self.text.setHtml(comparison_page(compared))
        self._show_curves(compared)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        curves = QHBoxLayout()
        curves.addWidget(self.loss, 1)
        curves.addWidget(self.score, 1)
        column = QVBoxLayout(self)
        column.addLayout(curves, 2)
        column.addWidget(self.text, 3)
        column.addWidget(buttons)
        room = self.screen().availableSize()
        self.resize(min(SIZE[0], room.width() - 40), min(SIZE[1], room.height() - 60))

    def _show_curves(self, compared: ComparedRuns) -> None:
        runs = [(run.epochs, run.folder.name, place) for place, run in enumerate(compared.runs)]
        names = {run.best.score_name for run in compared.runs if run.best is not None}
        self.loss.show_curves([curve for run in runs for curve in loss_curves(*run)])
        self.score.show_curves(
            [curve for run in runs for curve in score_curves(*run)], name=", ".join(sorted(names))
        )
