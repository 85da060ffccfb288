"""Which part of the film falls on which device pixels: pure geometry of quarter turns, flips and scales."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QTransform

from cxrviewer.gui.display_state import Orientation
from cxrviewer.study import Grey8, Image

Region = tuple[float, float, float, float]
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of device pixels and the region of the film that it shows.

    Attributes
    ----------
    device
        Left, top, width and height in device pixels.
    region
        Left, top, right and bottom in the image's pixel-edge coordinates.
    size
        Width and height of the picture of `region` in the image's own axes.
    """

    device: tuple[int, int, int, int]
    region: Region
    size: Size


def pixel_aspect(image: Image) -> float:
    """Return height over width of a pixel: from the spacing, else Pixel Aspect Ratio (PS3.3 C.7.6.3.1.7)."""
    if image.spacing is not None:
        return image.spacing.row_mm / image.spacing.column_mm
    return image.pixel_aspect_ratio


def film_transform(orientation: Orientation, scale: float, aspect: float) -> QTransform:
    """Return the map from image coordinates to the view, about the origin.

    Parameters
    ----------
    orientation
        Mirrored first, then turned clockwise.
    scale
        View units per column.
    aspect
        Height over width of a pixel.
    """
    stretch = QTransform.fromScale(-scale if orientation.mirrored else scale, scale * aspect)
    turns = (QTransform(a, b, c, d, 0, 0) for a, b, c, d in _QUARTER_TURNS)
    return stretch * list(turns)[orientation.quarter_turns]


# Exact, where QTransform.rotate leaves rounding in the cosine. y points down, so clockwise is x -> y.
_QUARTER_TURNS = ((1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0))


def visible_tile(to_device: QTransform, exposed: QRectF, rows: int, columns: int) -> Tile | None:
    """Return the tile of whole device pixels that covers what is exposed of the film.

    Parameters
    ----------
    to_device
        Image coordinates -> device pixels; scales, flips and quarter turns only.
    exposed
        In image coordinates.
    rows, columns
        Of the image.

    Returns
    -------
    Tile or None
        None where no pixel of the film is exposed.
    """
    film = QRectF(0, 0, columns, rows)
    whole = _rounded(to_device.mapRect(film))
    seen = exposed.intersected(film)
    if seen.isEmpty():
        return None
    device = _rounded(to_device.mapRect(seen)).adjusted(-1, -1, 1, 1).intersected(whole)
    inverse, invertible = to_device.inverted()
    if device.isEmpty() or not invertible:
        return None
    region = inverse.mapRect(QRectF(device)).intersected(film)
    width, height = device.width(), device.height()
    size = (height, width) if swaps_axes(to_device) else (width, height)
    edges = tuple(_snapped(edge) for edge in (region.left(), region.top(), region.right(), region.bottom()))
    return Tile((device.x(), device.y(), width, height), (edges[0], edges[1], edges[2], edges[3]), size)


def swaps_axes(transform: QTransform) -> bool:
    """Tell whether a row of the image runs down the screen."""
    return abs(transform.m11()) < abs(transform.m12())


def oriented(picture: Grey8, transform: QTransform) -> Grey8:
    """Turn a picture in the image's axes as `transform` turns the image.

    Parameters
    ----------
    picture
        (rows, columns) or (rows, columns, 3).
    transform
        Scales, flips and quarter turns.

    Returns
    -------
    Grey8
        The same pixels in the axes of the screen, C-contiguous.
    """
    swapped = swaps_axes(transform)
    if swapped:
        picture = picture.swapaxes(0, 1)
    along_x = transform.m21() if swapped else transform.m11()
    along_y = transform.m12() if swapped else transform.m22()
    picture = picture[:, ::-1] if along_x < 0 else picture
    return np.ascontiguousarray(picture[::-1] if along_y < 0 else picture)


def in_image_axes(screen: npt.NDArray[np.uint32], transform: QTransform) -> npt.NDArray[np.uint32]:
    """Return a view of a picture in the axes of the screen in which it lies as the image does.

    Parameters
    ----------
    screen
        (rows, columns) in the axes of the screen; what is written into the view is written into it.
    transform
        Scales, flips and quarter turns, as for `oriented`.
    """
    swapped = swaps_axes(transform)
    along_x = transform.m21() if swapped else transform.m11()
    along_y = transform.m12() if swapped else transform.m22()
    view = screen[:: -1 if along_y < 0 else 1, :: -1 if along_x < 0 else 1]
    return view.swapaxes(0, 1) if swapped else view


def _rounded(rect: QRectF) -> QRect:
    """Return the rectangle of whole pixels nearest to `rect`."""
    left, top = round(rect.left()), round(rect.top())
    return QRect(left, top, max(round(rect.right()) - left, 1), max(round(rect.bottom()) - top, 1))


def _snapped(edge: float) -> float:
    """Return a whole number where only floating-point rounding parts the edge from it."""
    return float(round(edge)) if abs(edge - round(edge)) < 1e-6 else edge
