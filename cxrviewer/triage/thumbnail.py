"""A small picture of a film for the contact sheet."""

import cv2

from cxrviewer.display import FilmSampler, render_stored
from cxrviewer.study import Image

SIDE = 160
_QUALITY = 80


def thumbnail(image: Image) -> bytes:
    """Return a film as the viewer first shows it, as a JPEG of at most `SIDE` pixels a side."""
    scale = SIDE / max(image.rows, image.columns)
    size = (max(1, round(image.columns * scale)), max(1, round(image.rows * scale)))
    small = FilmSampler(image).sample((0, 0, image.columns, image.rows), size)
    shown = render_stored(image, small)
    if image.is_colour:
        shown = shown[..., ::-1]  # as OpenCV has them
    return cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
