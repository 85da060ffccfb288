"""Compressed pictures -> pixels, in child processes that a bad file may crash, hang or fill.

Apart from numpy nothing is imported here that a child does not need.
"""

from cxrviewer.decoding.pool import decode, warm_up
from cxrviewer.decoding.records import (
    SYNTAXES,
    DecodedPicture,
    DecodingError,
    FrameRequest,
    PictureRequest,
    patient,
)

__all__ = [
    "SYNTAXES",
    "DecodedPicture",
    "DecodingError",
    "FrameRequest",
    "PictureRequest",
    "decode",
    "patient",
    "warm_up",
]
