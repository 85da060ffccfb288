"""One film written in several ways that must not change what a model says of it."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.uid import DigitalXRayImageStorageForPresentation

from cxrviewer.export.dicom.files import content_uid, encoded
from cxrviewer.export.dicom.pixels import add_pixels
from cxrviewer.export.writing import write_bytes
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.study import Photometric

Film16 = npt.NDArray[np.uint16]
Write = Callable[[Film16, Path], Path]

REFERENCE = "DICOM 16-bit MONOCHROME2"
SHIFT_PX = 2
JPEG_QUALITY = 95

_TOP, _STEP = 65535, 257  # of 16 bits; one level of 8 bits
_DIRECTIONS = {
    f"{name} by {SHIFT_PX} pixels": (SHIFT_PX * down, SHIFT_PX * right)
    for name, (down, right) in {
        "up": (-1, 0),
        "down": (1, 0),
        "left": (0, -1),
        "right": (0, 1),
        "up and left": (-1, -1),
        "up and right": (-1, 1),
        "down and left": (1, -1),
        "down and right": (1, 1),
    }.items()
}


def sixteen_bits(unit: FloatMap, seed: int) -> Film16:
    """Return a film in 16 bits.

    Below a level of 8 bits the digits, which most films on disk no longer have, are drawn at random, so that
    rounding to 8 bits takes away what it takes from a true film of 16 bits.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    seed
        Of the digits.
    """
    digits = np.random.default_rng(seed).integers(-(_STEP // 2), _STEP // 2 + 1, unit.shape)
    return np.clip(np.rint(unit * np.float64(_TOP)) + digits, 0, _TOP).astype(np.uint16)


def shifted(film: Film16, down: int, right: int) -> Film16:
    """Move a film within its frame; what comes in repeats the border."""
    rows, columns = (
        np.clip(np.arange(length) - by, 0, length - 1)
        for length, by in zip(film.shape, (down, right), strict=True)
    )
    return np.ascontiguousarray(film[np.ix_(rows, columns)])


def _eight_bits(film: Film16) -> npt.NDArray[np.uint8]:
    """Round a film to 8 bits."""
    return np.rint(film / _STEP).astype(np.uint8)


def _write_dicom(film: Film16, folder: Path, photometric: Photometric) -> Path:
    """Write a file whose picture is the film, whatever its polarity."""
    dataset = Dataset()
    dataset.Modality = "DX"
    dataset.SOPClassUID = DigitalXRayImageStorageForPresentation
    dataset.SOPInstanceUID = content_uid("image", hashlib.sha256(film.tobytes()).hexdigest())
    dataset.PatientID = dataset.PatientName = ""
    stored = film if photometric is Photometric.MONOCHROME2 else np.asarray(_TOP - film, np.uint16)
    add_pixels(dataset, stored, photometric)
    file = folder / "film.dcm"
    write_bytes(file, encoded(dataset))
    return file


def _write_picture(film: Film16, folder: Path, suffix: str, bits: int) -> Path:
    """Write a PNG or JPEG."""
    picture = film if bits == 16 else _eight_bits(film)
    file = folder / f"film{suffix}"
    settings = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY] if suffix == ".jpg" else []
    write_bytes(file, cv2.imencode(suffix, picture, settings)[1].tobytes())
    return file


def _write_shifted(film: Film16, folder: Path, by: tuple[int, int]) -> Path:
    """Write the reference moved."""
    return _write_dicom(shifted(film, *by), folder, Photometric.MONOCHROME2)


VARIANTS: Mapping[str, Write] = MappingProxyType(
    {
        REFERENCE: partial(_write_dicom, photometric=Photometric.MONOCHROME2),
        "DICOM 16-bit MONOCHROME1": partial(_write_dicom, photometric=Photometric.MONOCHROME1),
        "PNG 16-bit": partial(_write_picture, suffix=".png", bits=16),
        "PNG 8-bit": partial(_write_picture, suffix=".png", bits=8),
        f"JPEG quality {JPEG_QUALITY}": partial(_write_picture, suffix=".jpg", bits=8),
        **{f"moved {name}": partial(_write_shifted, by=by) for name, by in _DIRECTIONS.items()},
    }
)
"""What a variant is called -> how it is written into a folder."""
