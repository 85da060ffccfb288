"""Rectangles of a picture made black; what is written back is not compressed."""

from pathlib import Path

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from cxrviewer.errors import FileError
from cxrviewer.export.deidentification.options import Blanking, Region
from cxrviewer.readers import read_image
from cxrviewer.study import Image, Photometric

_DEPENDENT = (
    "RedPaletteColorLookupTableDescriptor",
    "GreenPaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableDescriptor",
    "RedPaletteColorLookupTableData",
    "GreenPaletteColorLookupTableData",
    "BluePaletteColorLookupTableData",
    "SegmentedRedPaletteColorLookupTableData",
    "SegmentedGreenPaletteColorLookupTableData",
    "SegmentedBluePaletteColorLookupTableData",
    "PaletteColorLookupTableUID",
    "SmallestImagePixelValue",
    "LargestImagePixelValue",
    "PlanarConfiguration",
)
"""Attributes that describe the pixels as they were."""


def blank_pixels(path: Path, cleaned: Dataset, blanking: Blanking, frames: int) -> DataElement:
    """Return uncompressed pixel data with black rectangles, and let the header fit it.

    Parameters
    ----------
    path
        The source file.
    cleaned
        The new header; changed in place: it then describes these pixels.
    blanking
        What is made black.
    frames
        How many the file has.

    Raises
    ------
    FileError
        If the pixels cannot be read, are floats, or a rectangle lies outside of them.
    """
    images = [read_image(path, frame) for frame in range(1, frames + 1)]
    blanked = [blanked_values(image, blanking) for image in images]
    _describe(cleaned, images[0], blanked[0])
    data = b"".join(
        np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("<")).tobytes() for pixels in blanked
    )
    vr = "OB" if blanked[0].dtype.itemsize == 1 else "OW"
    return DataElement(0x7FE00010, vr, data + b"\0" * (len(data) % 2))


def blanked_values(image: Image, blanking: Blanking) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    """Return a copy of stored values with the rectangles at the value of the film's own black.

    Raises
    ------
    FileError
        As `blank_pixels`.
    """
    path = image.source.path
    if image.pixels.dtype.kind not in "iu":
        raise FileError(path, "has pixels that are no integers; regions of it cannot be blanked")
    pixels = image.pixels.copy()
    black = pixels.max() if image.photometric is Photometric.MONOCHROME1 else pixels.min()
    for region in blanking.regions:
        _check(path, region, image)
        pixels[region.top : region.bottom, region.left : region.right] = 0 if image.is_colour else black
    return pixels


def _check(path: Path, region: Region, image: Image) -> None:
    """Refuse a rectangle that is empty or not wholly in the picture."""
    inside = (
        0 <= region.left < region.right <= image.columns and 0 <= region.top < region.bottom <= image.rows
    )
    if not inside:
        raise FileError(path, f"has no region {region.left},{region.top} to {region.right},{region.bottom}")


def _describe(
    cleaned: Dataset, image: Image, pixels: np.ndarray[tuple[int, ...], np.dtype[np.generic]]
) -> None:
    """Let the Image Pixel module (PS3.3 C.7.6.3) say what the pixels now are."""
    for keyword in _DEPENDENT:
        if keyword in cleaned:
            delattr(cleaned, keyword)
    bits = pixels.dtype.itemsize * 8
    stored = cleaned.get("BitsStored", bits)
    colour = image.is_colour
    cleaned.SamplesPerPixel = 3 if colour else 1
    cleaned.PhotometricInterpretation = image.photometric.value
    cleaned.Rows, cleaned.Columns = image.rows, image.columns
    cleaned.BitsAllocated = bits
    cleaned.BitsStored = bits if colour else min(stored, bits)
    cleaned.HighBit = cleaned.BitsStored - 1
    cleaned.PixelRepresentation = 1 if pixels.dtype.kind == "i" else 0
    if colour:
        cleaned.PlanarConfiguration = 0
