"""Opening a 3000 x 3000 film of 16 bits against its decoder alone, per syntax; headers against pydicom.

The bound: 1.3 x the decoder alone + 30 ms; as a ratio, (opening - 30 ms) / decoder <= 1.3.
"""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import imagecodecs
import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels.encoders import RLELosslessEncoder
from pydicom.uid import (
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from cxrviewer.decoding import FrameRequest, warm_up
from cxrviewer.decoding.codecs import DECODERS
from cxrviewer.readers import read_header, read_image

SIDE, BITS = 3000, 14
FREE_MS, BOUND = 30, 1.3
REPETITIONS, HEADERS = 9, 200


def pixels() -> np.ndarray:
    """Smooth anatomy with detector noise."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    smooth = 8000 + 5000 * np.sin(rows / 900) * np.cos(columns / 700)
    return (
        (smooth + np.random.default_rng(0).normal(0, 30, smooth.shape)).clip(0, 2**BITS - 1).astype(np.uint16)
    )


def rle(film: np.ndarray) -> bytes:
    return RLELosslessEncoder.encode(
        film,
        rows=SIDE,
        columns=SIDE,
        samples_per_pixel=1,
        bits_allocated=16,
        bits_stored=BITS,
        pixel_representation=0,
        number_of_frames=1,
        photometric_interpretation="MONOCHROME2",
    )


ENCODERS: dict[str, Callable[[np.ndarray], bytes]] = {
    RLELossless: rle,
    JPEGLosslessSV1: lambda film: imagecodecs.jpeg8_encode(film, lossless=True, bitspersample=16),
    JPEGLSLossless: imagecodecs.jpegls_encode,
    JPEG2000Lossless: lambda film: imagecodecs.jpeg2k_encode(film, codecformat="j2k", reversible=True),
    HTJ2KLossless: lambda film: imagecodecs.htj2k_encode(film, reversible=True),
}


def write(folder: Path, syntax: str, data: bytes) -> Path:
    dataset, dataset.file_meta = Dataset(), FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1.1"
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = "1.2.3.4"
    dataset.PatientName, dataset.PatientID, dataset.StudyDate, dataset.Modality = (
        "Doe^Jane",
        "1",
        "20240131",
        "DX",
    )
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.InstanceNumber = "1.2.3", "1.2.3.1", 1
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows = dataset.Columns = SIDE
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = (
        16,
        BITS,
        BITS - 1,
        0,
    )
    dataset.WindowCenter, dataset.WindowWidth, dataset.ImagerPixelSpacing = 8000, 12000, [0.14, 0.14]
    dataset.PixelData = data
    dataset["PixelData"].VR = "OW" if syntax == ExplicitVRLittleEndian else "OB"
    path = folder / f"{syntax}.dcm"
    dataset.save_as(path, enforce_file_format=True)
    return path


def milliseconds(step: Callable[[], object]) -> float:
    start = perf_counter()
    step()
    return (perf_counter() - start) * 1000


def fresh(path: Path) -> Callable[[], object]:
    """Opening a file that has just been written: nothing of it is remembered."""

    def open_it() -> object:
        path.touch()
        return read_image(path)

    return open_it


def main() -> dict[str, Any]:
    film = pixels()
    warm_up()
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = write(folder, ExplicitVRLittleEndian, film.tobytes())
        cases: list[tuple[str, Path, Callable[[], object]]] = [
            ("uncompressed", plain, lambda: dcmread(plain).pixel_array)
        ]
        asked = FrameRequest("", SIDE, SIDE, 1, 16, BITS, signed=False, stored_rgb=False)
        for syntax, encode in ENCODERS.items():
            stream = encode(film)
            path = write(folder, syntax, encapsulate([stream]))
            decoder = DECODERS[syntax][0]
            cases.append((syntax, path, lambda decoder=decoder, stream=stream: decoder(stream, asked)))
        for label, path, alone in cases:
            fresh(path)()
            alone()
            times = [(milliseconds(fresh(path)), milliseconds(alone)) for _ in range(REPETITIONS)]
            opening, decoder_ms = (min(column) for column in zip(*times, strict=True))
            result[label] = {
                "opening_ms": round(opening),
                "decoder_ms": round(decoder_ms),
                "ratio": round((opening - FREE_MS) / decoder_ms, 2),
            }
        headers = headers_ms(plain)
    ratios = [each["ratio"] for each in result.values()]
    return {
        "name": "opening 3000 x 3000, worst syntax: (opening - 30 ms) / decoder",
        "ratio": max(ratios),
        "bound_ratio": BOUND,
        **headers,
        "syntaxes": result,
    }


def headers_ms(path: Path) -> dict[str, float]:
    """Reading one header, against bare pydicom."""
    ours, bare = [], []
    for _ in range(HEADERS):
        ours.append(milliseconds(lambda: read_header(path)))
        bare.append(milliseconds(lambda: dcmread(path, stop_before_pixels=True)))
    return {
        "header_ms": round(median(ours), 3),
        "header_ratio_to_pydicom": round(median(ours) / median(bare), 2),
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))
