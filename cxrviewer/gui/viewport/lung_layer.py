"""The lungs over the film, in its own coordinates: as they were traced, and while the hand corrects them."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from cxrviewer.display.layer_colours import LUNG_COLOURS
from cxrviewer.gui.findings import Findings, Outlines
from cxrviewer.gui.viewport.label_picture import FILL_ALPHA, Box, LabelPicture
from cxrviewer.gui.viewport.pens import cosmetic, halo
from cxrviewer.gui.viewport.tiles import Tile, visible_tile

Labels = npt.NDArray[np.uint8]

OUTLINE_WIDTH = 2.0
MODEL_OUTLINE_WIDTH = 1.4
MODEL_COLOUR = "#ffffff"
DASHES = (5.0, 4.0)


class MaskItem(QGraphicsItem):
    """Right and left lung as outline and fill; where they were corrected, the model's own as thin dashes."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._paths: tuple[tuple[QPainterPath, QColor], ...] = ()
        self._model_paths: tuple[tuple[QPainterPath, QColor], ...] = ()
        self._findings: Findings | None = None
        self._labels: Labels | None = None
        self._picture: LabelPicture | None = None
        self._place: tuple[Tile, QTransform] | None = None
        self._bounds = QRectF()
        self.model_visible = True

    def set_findings(self, findings: Findings | None, labels: Labels | None = None) -> None:
        """Show the lungs of other findings, or none.

        Parameters
        ----------
        findings
            With the outlines, and those of the model's own lungs.
        labels
            Shown in place of the outlines: lungs that are not traced yet, (rows, columns) uint8. They may
            change, which `renew` is told of.
        """
        self.prepareGeometryChange()
        if findings is not self._findings:
            self._findings = findings
            self._paths = _paths(findings.outlines) if findings is not None else ()
            self._model_paths = _paths(findings.model_outlines, closed=False) if findings is not None else ()
        if labels is not self._labels:
            self._labels, self._picture = labels, None
        seen = labels if labels is not None or findings is None else findings.analysis.lungs.labels
        self._bounds = QRectF(0, 0, *seen.shape[::-1]) if seen is not None else QRectF()
        self.update()

    def renew(self, box: Box) -> bool:
        """Show a box of the labels anew; return whether it is labels that are shown."""
        if self._picture is not None:
            self._picture.renew(box)
        self.update()
        return self._labels is not None

    def boundingRect(self) -> QRectF:
        """Return the film's edges."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw both lungs; the item's opacity holds for fill and outline alike."""
        ratio = painter.device().devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._labels is not None:
            self._paint_labels(painter, option.exposedRect, self._labels)
        for path, colour in self._paths if self._labels is None else ():
            fill = QColor(colour)
            fill.setAlphaF(FILL_ALPHA)
            painter.setPen(cosmetic(colour, OUTLINE_WIDTH, ratio))
            painter.setBrush(fill)
            painter.drawPath(path)
        if self.model_visible:
            self._paint_model(painter)

    def _paint_model(self, painter: QPainter) -> None:
        """Draw what the user has given up of the model's outlines."""
        ratio = painter.device().devicePixelRatioF()
        dashes = cosmetic(QColor(MODEL_COLOUR), MODEL_OUTLINE_WIDTH, ratio)
        dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
        dashes.setDashPattern(DASHES)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, _colour in self._model_paths:
            for pen in (halo(ratio), dashes):
                painter.strokePath(path, pen)

    def _paint_labels(self, painter: QPainter, exposed: QRectF, labels: Labels) -> None:
        """Draw the labels, each device pixel once."""
        ratio = painter.device().devicePixelRatioF()
        to_device = painter.worldTransform() * QTransform.fromScale(ratio, ratio)
        tile = visible_tile(to_device, exposed, *labels.shape)
        if tile is None:
            return
        if self._picture is None or self._place != (tile, to_device):
            self._picture, self._place = LabelPicture(labels, tile, to_device), (tile, to_device)
        image = self._picture.image()
        image.setDevicePixelRatio(ratio)
        painter.save()
        painter.resetTransform()
        painter.drawImage(QPointF(tile.device[0] / ratio, tile.device[1] / ratio), image)
        painter.restore()


def _paths(outlines: Outlines, *, closed: bool = True) -> tuple[tuple[QPainterPath, QColor], ...]:
    """Return a path and a colour for each lung."""
    paths = []
    for lung, polygons in outlines.items():
        path = QPainterPath()
        for polygon in polygons:
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in polygon.tolist()]))
            if closed:
                path.closeSubpath()
        paths.append((path, QColor(LUNG_COLOURS[lung])))
    return tuple(paths)
