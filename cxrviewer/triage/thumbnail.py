"""A small picture of a film for the contact sheet."""

import cv2
import numpy as np

from cxrviewer.display import render_grey8
from cxrviewer.study import Grey8, Image

SIDE = 160
_QUALITY = 80


def thumbnail(image: Image) -> bytes:
    """Return a film as the viewer first shows it, as a JPEG of at most `SIDE` pixels a side."""
    shown: Grey8 = image.pixels.view(np.uint8) if image.is_colour else render_grey8(image)
    scale = SIDE / max(image.rows, image.columns)
    size = (max(1, round(image.columns * scale)), max(1, round(image.rows * scale)))
    small = cv2.resize(shown, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR) if image.is_colour else small
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
