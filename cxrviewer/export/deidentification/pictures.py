"""PNG, JPEG and TIFF pictures -> new files of their pixels alone."""

import io
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow

from cxrviewer.errors import FileError
from cxrviewer.export.deidentification.blanking import blanked_values
from cxrviewer.export.deidentification.files import Written, write_once
from cxrviewer.export.deidentification.options import Blanking
from cxrviewer.export.deidentification.project import Project
from cxrviewer.export.deidentification.survey import UNSAID
from cxrviewer.readers import read_image
from cxrviewer.study import Image, Photometric, StoredPixels

FOLDER = "pictures"


def deidentify_picture(
    source: Path, folder: Path, project: Project, blanking: Blanking | None = None
) -> tuple[Written, ...]:
    """Write each page of a picture anew as pictures/NAME.png below a folder, or NAME.tif of floats.

    Texts, EXIF, XMP, comments, colour profiles and thumbnails stay behind; the stored orientation is applied
    and high values are bright.

    Raises
    ------
    FileError
        If it cannot be read or written, or what is to be made black lies outside of it.
    """
    first = read_image(source)
    later = (read_image(source, page) for page in range(2, first.source.frames + 1))
    return tuple(_write(page, folder / FOLDER, project, blanking) for page in chain((first,), later))


def _write(image: Image, folder: Path, project: Project, blanking: Blanking | None) -> Written:
    """Write one page."""
    if blanking is not None and blanking.regions:
        image = replace(image, pixels=blanked_values(image, blanking))
    pixels = _bright_is_high(image)
    is_png = pixels.dtype in (np.uint8, np.uint16)
    name = project.name("picture", image.source.key)
    target = folder / f"{name}.{'png' if is_png else 'tif'}"
    data = _png(image.source.path, pixels) if is_png else _tiff(pixels)
    warnings = (UNSAID.reason,) if blanking is None else ()
    return Written(target, warnings, write_once(target, data))


def _bright_is_high(image: Image) -> StoredPixels:
    """Return the pixels; those whose low values are bright are turned round."""
    if image.photometric is not Photometric.MONOCHROME1:
        return image.pixels
    pixels: npt.NDArray[Any] = image.pixels
    return -pixels if pixels.dtype.kind == "f" else ~pixels  # in two's complement and unsigned alike


def _png(path: Path, pixels: StoredPixels) -> bytes:
    """Return a PNG file of grey or RGB pixels."""
    encoded, data = cv2.imencode(
        ".png", np.ascontiguousarray(pixels[..., ::-1] if pixels.ndim == 3 else pixels)
    )
    if not encoded:
        raise FileError(path, "cannot be encoded as PNG")
    return bytes(data.tobytes())


def _tiff(pixels: StoredPixels) -> bytes:
    """Return a TIFF file of 32-bit values."""
    stream = io.BytesIO()
    kind = np.float32 if pixels.dtype.kind == "f" else np.int32
    Pillow.fromarray(pixels.astype(kind)).save(stream, "TIFF")
    return stream.getvalue()
