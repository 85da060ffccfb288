"""Write `resources/self-test`: one small film in every transfer syntax, of the ramp that the test knows."""

from collections.abc import Callable

import imagecodecs
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels.encoders import RLELosslessEncoder
from pydicom.uid import UID, ExplicitVRBigEndian, SecondaryCaptureImageStorage

from cxrviewer.self_test.films import BITS, FILMS, SyntaxFilm, ramp
from cxrviewer.self_test.record import Pixels

Encoder = Callable[[Pixels], bytes]


def _rle(pixels: Pixels) -> bytes:
    rows, columns = pixels.shape
    return RLELosslessEncoder.encode(
        pixels,
        rows=rows,
        columns=columns,
        samples_per_pixel=1,
        bits_allocated=16,
        bits_stored=BITS,
        pixel_representation=0,
        number_of_frames=1,
        photometric_interpretation="MONOCHROME2",
    )


def _jpeg(pixels: Pixels) -> bytes:
    return imagecodecs.jpeg8_encode(pixels, level=98, bitspersample=8 if pixels.itemsize == 1 else BITS)


def _jpeg_lossless(pixels: Pixels) -> bytes:
    return imagecodecs.jpeg8_encode(pixels, lossless=True, bitspersample=BITS)


ENCODERS: dict[str, Encoder] = {
    "5": _rle,
    "4.50": _jpeg,
    "4.51": _jpeg,
    "4.57": _jpeg_lossless,
    "4.70": _jpeg_lossless,
    "4.80": imagecodecs.jpegls_encode,
    "4.81": lambda pixels: imagecodecs.jpegls_encode(pixels, level=3),
    "4.90": lambda pixels: imagecodecs.jpeg2k_encode(pixels, codecformat="j2k", reversible=True),
    "4.91": lambda pixels: imagecodecs.jpeg2k_encode(pixels, codecformat="j2k", level=90),
    "4.201": lambda pixels: imagecodecs.htj2k_encode(pixels, reversible=True),
    "4.202": lambda pixels: imagecodecs.htj2k_encode(pixels, reversible=True, tlm=True),
    "4.203": lambda pixels: imagecodecs.htj2k_encode(pixels, reversible=False, level=0.0001),
}


def dataset_of(film: SyntaxFilm) -> Dataset:
    """Return the film with its pixel data."""
    pixels = ramp(film.bits)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(film.syntax)
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = UID(f"1.2.826.0.1.3680043.8.498.{len(film.name)}.{film.bits}")
    dataset = Dataset()
    dataset.file_meta = meta
    allocated = pixels.itemsize * 8
    for keyword, value in {
        "SOPClassUID": SecondaryCaptureImageStorage,
        "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
        "Modality": "OT",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": pixels.shape[0],
        "Columns": pixels.shape[1],
        "BitsAllocated": allocated,
        "BitsStored": film.bits,
        "HighBit": film.bits - 1,
        "PixelRepresentation": 0,
    }.items():
        setattr(dataset, keyword, value)
    encode = ENCODERS.get(film.short)
    order = ">" if film.syntax == ExplicitVRBigEndian else "<"
    dataset.PixelData = (
        encapsulate([encode(pixels)])
        if encode
        else np.asarray(pixels, pixels.dtype.newbyteorder(order)).tobytes()
    )
    dataset["PixelData"].VR = "OB" if encode or allocated == 8 else "OW"
    return dataset


if __name__ == "__main__":
    for one in FILMS:
        one.path.parent.mkdir(exist_ok=True)
        dataset_of(one).save_as(one.path, enforce_file_format=True)
