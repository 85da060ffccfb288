"""The Image Pixel module of what this program writes (PS3.3 C.7.6.3), never compressed."""

import numpy as np
from pydicom.dataset import Dataset

from cxrviewer.study import Photometric, StoredPixels


def add_pixels(dataset: Dataset, pixels: StoredPixels, photometric: Photometric) -> None:
    """Add a picture.

    Parameters
    ----------
    dataset
        To add it to.
    pixels
        (rows, columns) uint8, int8, uint16 or int16, or (rows, columns, 3) uint8 RGB.
    photometric
        Of it.
    """
    bits = pixels.dtype.itemsize * 8
    dataset.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    if pixels.ndim == 3:
        dataset.PlanarConfiguration = 0
    dataset.PhotometricInterpretation = photometric.value
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = bits, bits, bits - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    data = np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("<")).tobytes()
    dataset.add_new("PixelData", "OB" if bits == 8 else "OW", data + b"\0" * (len(data) % 2))
