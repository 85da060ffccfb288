"""What the program is, what it is not, and what computes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from cxrviewer import __version__
from cxrviewer.gui.device_desk import DeviceDesk
from cxrviewer.study import NOT_FOR_CLINICAL_USE

TEXT = (
    "A viewer for chest radiographs with lung segmentation, classification, Grad-CAM and texture.\n\n"
    "The models give the opinion of research software. No film leaves this computer."
)


class AboutBox(QMessageBox):
    """Beside the window; it blocks nothing."""

    def __init__(self, parent: QWidget, device: DeviceDesk) -> None:
        super().__init__(parent)
        self._device = device
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About cxrviewer")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(f"cxrviewer {__version__}\n\n{NOT_FOR_CLINICAL_USE}")
        device.changed.connect(self._tell_device)
        device.ask()
        self._tell_device()

    def _tell_device(self) -> None:
        self.setInformativeText(f"{TEXT}\n\nComputed by: {self._device.words}")


def show_about(parent: QWidget, device: DeviceDesk) -> AboutBox:
    """Open the box."""
    box = AboutBox(parent, device)
    box.open()
    return box
