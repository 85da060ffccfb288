"""Labels as they are seen: sampled at the screen's resolution with crisp edges, renewed box by box."""

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage, QTransform

from cxrviewer.display.layer_colours import LUNG_COLOURS
from cxrviewer.gui.viewport.tiles import Tile, in_image_axes
from cxrviewer.study import LEFT_LUNG

Labels = npt.NDArray[np.uint8]
Box = tuple[slice, slice]

FILL_ALPHA = 0.25  # of the layer
_EDGE = np.ones((5, 5), np.uint8)  # two pixels of the screen
_MARGIN = 2


class LabelPicture:
    """One tile of the labels, ready to be drawn.

    Parameters
    ----------
    labels
        (rows, columns) uint8, 0 to 2; they may change, which `renew` is told of.
    tile, to_device
        The device pixels to fill, and how the image's axes lie on them.
    """

    def __init__(self, labels: Labels, tile: Tile, to_device: QTransform) -> None:
        left, top, right, bottom = tile.region
        self._labels = labels
        self._columns = _nearest(left, right, tile.size[0], labels.shape[1])
        self._rows = _nearest(top, bottom, tile.size[1], labels.shape[0])
        width, height = tile.device[2:]
        self._screen = np.zeros((height, width), np.uint32)
        self._picture = in_image_axes(self._screen, to_device)
        self.renew(None)

    def renew(self, box: Box | None) -> None:
        """Sample a box of the labels anew, or all of them."""
        rows, columns = (
            _hit(places, side)
            for places, side in zip((self._rows, self._columns), box or (None, None), strict=True)
        )
        if rows.start < rows.stop and columns.start < columns.stop:
            self._renew(rows, columns)

    def _renew(self, rows: slice, columns: slice) -> None:
        """Colour a part of the picture; its edges are found with the samples around it."""
        wide_rows, wide_columns = _widened(rows, len(self._rows)), _widened(columns, len(self._columns))
        seen = self._labels[self._rows[wide_rows]][:, self._columns[wide_columns]]
        edge = (cv2.erode(seen, _EDGE) != seen) | (cv2.dilate(seen, _EDGE) != seen)
        codes = seen + edge.view(np.uint8) * (seen > 0) * np.uint8(LEFT_LUNG)
        inner_rows = slice(rows.start - wide_rows.start, rows.stop - wide_rows.start)
        inner_columns = slice(columns.start - wide_columns.start, columns.stop - wide_columns.start)
        self._picture[rows, columns] = _COLOURS.take(codes[inner_rows, inner_columns])

    def image(self) -> QImage:
        """Return the picture, which shares its memory and must be drawn before it is renewed."""
        height, width = self._screen.shape
        kind = QImage.Format.Format_ARGB32_Premultiplied
        return QImage(self._screen.data, width, height, self._screen.strides[0], kind)


def _nearest(start: float, end: float, count: int, size: int) -> npt.NDArray[np.intp]:
    """Return the pixels of an image's side in which the middles of `count` equal steps lie."""
    middles = start + (np.arange(count) + 0.5) * (end - start) / count
    return np.clip(np.floor(middles), 0, size - 1).astype(np.intp)


def _hit(places: npt.NDArray[np.intp], side: slice | None) -> slice:
    """Return the samples that lie in a side of a box or whose edge may be one of it."""
    if side is None:
        return slice(0, len(places))
    start, stop = np.searchsorted(places, (side.start, side.stop))
    return _widened(slice(int(start), int(stop)), len(places))


def _widened(samples: slice, count: int) -> slice:
    return slice(max(samples.start - _MARGIN, 0), min(samples.stop + _MARGIN, count))


def _premultiplied(colour: QColor, alpha: float) -> int:
    red, green, blue = (round(part * alpha) for part in (colour.red(), colour.green(), colour.blue()))
    return round(255 * alpha) << 24 | red << 16 | green << 8 | blue


# Background, fill of the right and the left lung, edge of the right and the left lung
_COLOURS = np.array(
    [
        0,
        *(
            _premultiplied(QColor(colour), alpha)
            for alpha in (FILL_ALPHA, 1.0)
            for colour in LUNG_COLOURS.values()
        ),
    ],
    np.uint32,
)
