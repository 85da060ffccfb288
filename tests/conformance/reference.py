"""What a film must look like: dcmtk's picture, or the standard's formulas where dcmtk is no reference."""

import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
from conformance.making import Film
from PIL import Image as Pillow
from pydicom.dataset import Dataset
from pydicom.pixels import apply_color_lut, pixel_array
from pydicom.uid import (
    JPEG2000,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
)

Grey = npt.NDArray[np.uint8]
Values = npt.NDArray[np.float64]

TOOLS = ("dcm2pnm", "dcmj2pnm", "dcml2pnm", "gdcmconv")
_RENDERERS = {
    "dcmj2pnm": (JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLossless, JPEGLosslessSV1),
    "dcml2pnm": (JPEGLSLossless, JPEGLSNearLossless),
}
# Y of black, and the rows of Y, CB and CR from red, green and blue
_CHROMINANCE = {
    "YBR_FULL": (0, [[0.2990, 0.5870, 0.1140], [-0.1687, -0.3313, 0.5], [0.5, -0.4187, -0.0813]]),
    "YBR_PARTIAL_422": (
        16,
        [[0.2568, 0.5041, 0.0979], [-0.1482, -0.2910, 0.4392], [0.4392, -0.3678, -0.0714]],
    ),
}


def missing_tools() -> list[str]:
    """Return the programs of dcmtk and gdcm that are not installed."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def reference_picture(film: Film, path: Path) -> Grey:
    """Return the picture of a film's frame: (rows, columns) or (rows, columns, 3) uint8."""
    if film.beyond_dcmtk and film.twin is None:
        return formula_picture(film.dataset, film.frame)
    if film.twin is not None:
        path = Film(f"{film.name}-twin", film.twin).write(path.parent)
    return dcmtk_picture(path, film.twin or film.dataset, film.frame)


def dcmtk_picture(path: Path, dataset: Dataset, frame: int) -> Grey:
    """Render a frame by dcmtk: no scaling, no overlays."""
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax in {JPEG2000, JPEG2000Lossless}:
        raw = path.with_suffix(".raw.dcm")
        _run("gdcmconv", "--raw", "-i", path, "-o", raw)
        path = raw
    renderer = next((tool for tool, own in _RENDERERS.items() if syntax in own), "dcm2pnm")
    picture = path.with_suffix(".dcmtk.png")
    _run(renderer, "+on", "-il", "-S", "-O", "+F", str(frame), *_voi_options(dataset, frame), path, picture)
    return np.asarray(Pillow.open(picture))


def _run(*command: str | Path) -> None:
    """Run a program, which must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def _voi_options(dataset: Dataset, frame: int) -> list[str]:
    """Tell dcmtk which VOI transform to take; its own choice would be none."""
    if not dataset.PhotometricInterpretation.startswith("MONOCHROME"):
        return []
    if dataset.get("VOILUTSequence"):
        return ["+Wl", "1"]
    window = _window(dataset, frame)
    if window is None:
        return ["+Wm"]
    centre, width, function = window
    return ["+Ww", repr(centre), repr(width)] + (["+Wfs"] if function == "SIGMOID" else [])


def _window(dataset: Dataset, frame: int) -> tuple[float, float, str] | None:
    """Return centre, width and function of the first valid window of the file, or else of the frame."""
    for place in (dataset, *_functional_groups(dataset, frame, "FrameVOILUTSequence")):
        function = str(place.get("VOILUTFunction") or "LINEAR").upper()
        least = 1 if function not in {"SIGMOID", "LINEAR_EXACT"} else math.nextafter(0, 1)
        for centre, width in zip(
            _numbers(place, "WindowCenter"), _numbers(place, "WindowWidth"), strict=False
        ):
            if width >= least:
                return centre, width, function
    return None


def _numbers(place: Dataset, keyword: str) -> list[float]:
    """Return the values of a decimal string."""
    value = place.get(keyword)
    if value is None or value == "":
        return []
    return [
        float(part) for part in (value if isinstance(value, list) or hasattr(value, "append") else [value])
    ]


def _functional_groups(dataset: Dataset, frame: int, keyword: str) -> list[Dataset]:
    """Return the items of a functional group of a frame, its own before the shared ones."""
    groups = [*dataset.get("PerFrameFunctionalGroupsSequence", [])][frame - 1 : frame]
    groups += dataset.get("SharedFunctionalGroupsSequence", [])
    return [group[keyword][0] for group in groups if keyword in group]


def formula_picture(dataset: Dataset, frame: int) -> Grey:
    """Render uncompressed little endian films pixel by pixel from the formulas of PS3.3 C.7.6.3 and C.11."""
    photometric = dataset.PhotometricInterpretation
    stored = _stored(dataset, frame)
    if photometric == "PALETTE COLOR":
        colours = apply_color_lut(stored, dataset)
        return (colours >> (8 * (colours.itemsize - 1))).astype(np.uint8)
    if photometric in _CHROMINANCE:
        return _rgb(stored.astype(np.float64), photometric)
    shown = np.clip(_presented(_modality(stored, dataset, frame), dataset, frame), 0, 1)
    black = photometric == "MONOCHROME1"
    if "PresentationLUTShape" in dataset:
        black = dataset.PresentationLUTShape == "INVERSE"
    return np.floor((1 - shown if black else shown) * 255 + 1e-9).astype(np.uint8)


def _stored(dataset: Dataset, frame: int) -> npt.NDArray[np.generic]:
    """Return the stored values of one frame."""
    if dataset.PhotometricInterpretation == "YBR_PARTIAL_422":
        pairs = np.frombuffer(dataset.PixelData, np.uint8).reshape(-1, 4)
        pixels = pairs[:, [0, 2, 3, 1, 2, 3]]
        return pixels.reshape(dataset.Rows, dataset.Columns, 3)
    frames = pixel_array(dataset, raw=True)
    return np.asarray(frames[frame - 1] if int(dataset.get("NumberOfFrames", 1)) > 1 else frames)


def _modality(stored: npt.NDArray[np.generic], dataset: Dataset, frame: int) -> Values:
    """Apply Modality LUT or rescaling (PS3.3 C.11.1)."""
    if dataset.get("ModalityLUTSequence"):
        return _looked_up(stored.astype(np.float64), dataset.ModalityLUTSequence[0])
    groups = _functional_groups(dataset, frame, "PixelValueTransformationSequence")
    place = groups[0] if groups and "RescaleSlope" not in dataset else dataset
    if "RescaleSlope" not in place or "RescaleIntercept" not in place:
        return stored.astype(np.float64)
    return stored * float(place.RescaleSlope) + float(place.RescaleIntercept)


def _presented(values: Values, dataset: Dataset, frame: int) -> Values:
    """Apply VOI LUT, window, or minimum to maximum (PS3.3 C.11.2)."""
    if dataset.get("VOILUTSequence"):
        lut = dataset.VOILUTSequence[0]
        return _looked_up(values, lut) / (2.0 ** lut.LUTDescriptor[2] - 1)
    window = _window(dataset, frame)
    if window is None:
        return (values - values.min()) / ((values.max() - values.min()) or 1)
    centre, width, function = window
    if function == "SIGMOID":
        return 1 / (1 + np.exp(np.clip(-4 * (values - centre) / width, -700, 700)))
    if function == "LINEAR_EXACT":
        return (values - centre) / width + 0.5
    if width == 1:
        return (values > centre - 0.5).astype(np.float64)
    return (values - (centre - 0.5)) / (width - 1) + 0.5


def _looked_up(values: Values, lut: Dataset) -> Values:
    """Look values up in a table of 16-bit words."""
    _, first, _ = lut.LUTDescriptor
    data = lut.LUTData
    entries = np.frombuffer(data, "<u2") if isinstance(data, bytes) else np.asarray(data)
    return entries[np.clip(np.rint(values).astype(int) - first, 0, entries.size - 1)].astype(np.float64)


def _rgb(ybr: Values, photometric: str) -> Grey:
    """Turn 8-bit YBR into RGB by the inverse of the standard's equations (PS3.3 C.7.6.3.1.2)."""
    black, equations = _CHROMINANCE[photometric]
    rgb = (ybr - [black, 128, 128]) @ np.linalg.inv(equations).T
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)
