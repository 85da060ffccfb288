"""A picture of the view as PNG or TIFF, with its resolution where the film is calibrated."""

import io
from pathlib import Path

from PIL import Image as Pillow

from cxrviewer.export.picture.rendering import Rendered
from cxrviewer.export.writing import write_bytes

_MM_PER_INCH = 25.4
_PNG_EFFORT = 3


def write_picture(path: Path, rendered: Rendered) -> None:
    """Write a picture without loss; the suffix, ".png" or ".tiff", says as what.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    write_bytes(path, picture_bytes(rendered, "PNG" if path.suffix.lower() == ".png" else "TIFF"))


def picture_bytes(rendered: Rendered, kind: str) -> bytes:
    """Return a "PNG" or "TIFF" file, 8-bit RGB; its resolution is that in the plane of the calibration."""
    stream = io.BytesIO()
    given: dict[str, object] = {}
    if rendered.mm_per_pixel is not None:
        given["dpi"] = tuple(_MM_PER_INCH / size for size in rendered.mm_per_pixel)
    given |= {"compression": "tiff_deflate"} if kind == "TIFF" else {"compress_level": _PNG_EFFORT}
    Pillow.fromarray(rendered.pixels).save(stream, kind, **given)
    return stream.getvalue()
