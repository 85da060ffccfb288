"""A switch, an opacity slider and a legend for each layer over the film."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from cxrviewer.display.layer_colours import LUNG_COLOURS, heat_colours
from cxrviewer.gui.display_state import Layer
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, HeatMap


class LayerControl(QWidget):
    """Shows and edits one `Layer`.

    Parameters
    ----------
    name
        Of the layer, as the user reads it.
    edit
        Called with the layer that the user wants.
    """

    def __init__(self, name: str, edit: Callable[[Layer], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer, self._edit = Layer(), edit
        self.switch = QCheckBox("Show", self)
        self.switch.setAccessibleName(f"Show {name}")
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(f"Opacity of {name}")
        self.slider.setRange(0, 100)
        self._number = QLabel(self)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._number.setFixedWidth(56)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.switch)
        layout.addWidget(QLabel("Opacity", self))
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._number)
        self.switch.toggled.connect(lambda visible: self._edit(replace(self._layer, visible=visible)))
        self.slider.valueChanged.connect(lambda value: self._edit(replace(self._layer, opacity=value / 100)))

    def show_layer(self, layer: Layer) -> None:
        """Show this layer's switch and opacity; tells nobody."""
        self._layer = layer
        for widget in (self.switch, self.slider):
            widget.blockSignals(True)
        self.switch.setChecked(layer.visible)
        self.slider.setValue(round(layer.opacity * 100))
        for widget in (self.switch, self.slider):
            widget.blockSignals(False)
        self._number.setText(f"{round(layer.opacity * 100)} %")


ABSOLUTE = "contribution to the class, absolute scale"
ABSOLUTE_TIP = "The same scale for every class and film; it is not stretched to the map's maximum."
STRETCHED_TIP = (
    "This map from 0 to its own highest value, which is given here as a share of the absolute scale. "
    "Stretched maps of other classes or films cannot be compared with it."
)


def scale_words(heatmap: HeatMap | None, *, stretched: bool) -> str:
    """Return what the ends of the ramp mean."""
    if not stretched or heatmap is None or heatmap.peak <= 0:
        return ABSOLUTE
    return f"stretched: 1 is {heatmap.peak:.2g} of the absolute scale"


class HeatLegend(QWidget):
    """The ramp of the heat map with what its ends mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_scale(None, stretched=False)
        ramp = np.ascontiguousarray(heat_colours(np.linspace(0, 1, 256, dtype=np.float32)[None]))
        self._ramp = QImage(ramp.data, 256, 1, ramp.strides[0], QImage.Format.Format_RGBA8888).copy()

    def show_scale(self, heatmap: HeatMap | None, *, stretched: bool) -> None:
        """Say whether a map is shown on the absolute scale or stretched to its own highest value."""
        self.words = scale_words(heatmap, stretched=stretched)
        self.setToolTip(ABSOLUTE_TIP if self.words == ABSOLUTE else STRETCHED_TIP)
        self.setAccessibleDescription(self.words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for ramp and numbers."""
        return QSize(200, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ramp and numbers."""
        painter = QPainter(self)
        bar = self.rect().adjusted(0, 2, 0, -20)
        painter.fillRect(bar, QColor("#3a3f46"))
        painter.drawImage(bar, self._ramp)
        painter.setPen(QColor("#98a2ae"))
        below = self.rect().adjusted(0, 14, 0, 0)
        bottom = Qt.AlignmentFlag.AlignBottom
        painter.drawText(below, bottom | Qt.AlignmentFlag.AlignLeft, "0")
        painter.setPen(QColor("#98a2ae" if self.words == ABSOLUTE else "#ffb454"))
        painter.drawText(below, bottom | Qt.AlignmentFlag.AlignHCenter, self.words)
        painter.setPen(QColor("#98a2ae"))
        painter.drawText(below, bottom | Qt.AlignmentFlag.AlignRight, "1")
        painter.end()


class LungLegend(QWidget):
    """Which colour is which lung."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for label, name in ((RIGHT_LUNG, "Right lung"), (LEFT_LUNG, "Left lung")):
            chip = QLabel(self)
            chip.setFixedSize(12, 12)
            chip.setStyleSheet(f"background: {LUNG_COLOURS[label]}; border-radius: 3px;")
            layout.addWidget(chip)
            layout.addWidget(QLabel(name, self))
            layout.addSpacing(14)
        layout.addStretch(1)
