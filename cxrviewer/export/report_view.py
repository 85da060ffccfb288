"""The film of a report that comes without a picture: turned and windowed as it was shown."""

import cv2
import numpy as np

from cxrviewer.display import default_voi, render_grey8
from cxrviewer.export.request import View
from cxrviewer.study import Grey8, Image


def upright_view(image: Image, view: View) -> Grey8:
    """Return (rows, columns, 3) uint8 RGB, its pixels square."""
    voi = view.voi if view.voi is not None or image.is_colour else default_voi(image)
    picture = _squared(image, render_grey8(image, voi, inverted=view.inverted))
    picture = picture[:, ::-1] if view.mirrored else picture
    picture = np.rot90(picture, -view.quarter_turns)
    return np.ascontiguousarray(picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2))


def _squared(image: Image, picture: Grey8) -> Grey8:
    """Stretch a picture whose pixels are higher than wide, or squeeze one whose are lower."""
    spacing = image.spacing
    aspect = spacing.row_mm / spacing.column_mm if spacing is not None else image.pixel_aspect_ratio
    if abs(aspect - 1) < 1e-3:
        return picture
    size = (image.columns, max(1, round(image.rows * aspect)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
