"""The colour scale of a texture map."""

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cxrviewer.display.layer_colours import texture_colours
from cxrviewer.display.texture_scales import TextureScale, texture_scale

NUMBERS = QColor("#98a2ae")
STEPS = 256


class TextureLegend(QWidget):
    """The ramp with the values at its ends and what it is of; the same for every film."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._feature: str | None = None
        self._scale: TextureScale | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "The same scale for every film measured with as many grey levels; values beyond its ends take "
            "the colour of the end."
        )

    def set_feature(self, feature: str | None, levels: int) -> None:
        """Show the scale of another feature, or with other grey levels."""
        scale = None if feature is None else texture_scale(feature, levels)
        if (feature, scale) != (self._feature, self._scale):
            self._feature, self._scale = feature, scale
            self.setAccessibleName(" ".join(self.words()))
            self.update()

    def words(self) -> tuple[str, str, str]:
        """Return what stands below the ramp: left, middle, right."""
        scale = self._scale
        if scale is None:
            return "", "", ""
        step = "equal factors" if scale.logarithmic else "equal steps"
        unit = ", nats" if self._feature == "entropy" else ""
        return f"≤ {scale.low:.3g}", f"{self._feature}{unit}, {step}", f"{_top(scale)}"

    def sizeHint(self) -> QSize:
        """Return the room for ramp and numbers."""
        return QSize(200, 34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ramp and numbers."""
        if self._scale is None:
            return
        painter = QPainter(self)
        painter.drawImage(self.rect().adjusted(0, 2, 0, -20), _ramp(self._scale))
        painter.setPen(NUMBERS)
        below, bottom = self.rect().adjusted(0, 14, 0, 0), Qt.AlignmentFlag.AlignBottom
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for side, text in zip(sides, self.words(), strict=True):
            painter.drawText(below, bottom | side, text)
        painter.end()


def _top(scale: TextureScale) -> str:
    return f"{scale.high:g}" if scale.high == 1 else f"≥ {scale.high:.3g}"


def _ramp(scale: TextureScale) -> QImage:
    """Return the colours from end to end, evenly."""
    share = np.linspace(0, 1, STEPS)
    values = (
        scale.low * (scale.high / scale.low) ** share
        if scale.logarithmic
        else (scale.low + (scale.high - scale.low) * share)
    )
    ramp = np.ascontiguousarray(texture_colours(values.astype(np.float32)[None], scale))
    return QImage(ramp.data, STEPS, 1, ramp.strides[0], QImage.Format.Format_RGBA8888).copy()
