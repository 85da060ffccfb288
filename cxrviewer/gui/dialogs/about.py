"""What the program is, and what it is not."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from cxrviewer import __version__
from cxrviewer.study import NOT_FOR_CLINICAL_USE

TEXT = (
    "A viewer for chest radiographs with lung segmentation, classification, Grad-CAM and texture.\n\n"
    "The models give the opinion of research software. No film leaves this computer."
)


def show_about(parent: QWidget) -> QMessageBox:
    """Open the box beside the window; it blocks nothing."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About cxrviewer")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"cxrviewer {__version__}\n\n{NOT_FOR_CLINICAL_USE}")
    box.setInformativeText(TEXT)
    box.open()
    return box
