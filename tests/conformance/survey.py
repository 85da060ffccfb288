"""Every file of a folder, rendered by `cxrviewer render` and by an independent reference."""

import argparse
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
from conformance.comparing import Difference, difference
from conformance.films import constructed_films
from conformance.reference import reference_picture
from PIL import Image as Pillow
from pydicom import dcmread
from pydicom.dataset import Dataset

from cxrviewer.cli.render import render
from cxrviewer.errors import ReadError

_NO_FILMS = {".py", ".pyc", ".csv", ".txt", ".md", ".json", ".zip", ".gz"}
_TIMEOUT_S = 60.0

SHOWN = "(shown; no reference has a picture)"

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Row:
    """One frame of a file, or a file that is no picture.

    Attributes
    ----------
    file
        Its name within its collection, with the frame if it is not the first.
    photometric, bits, voi, renderer
        As the reference tells them; empty where it renders nothing.
    apart
        How far the pictures are apart; None where one of the two is missing.
    refusal
        What cxrviewer says of a file that it does not show.
    remark
        Why the reference is another than dcmtk, or has no picture.
    """

    file: str
    photometric: str = ""
    bits: str = ""
    voi: str = ""
    renderer: str = ""
    apart: Difference | None = None
    refusal: str = ""
    remark: str = ""


def load_reference(script: Path) -> ModuleType:
    """Import the reference renderer from its file."""
    spec = importlib.util.spec_from_file_location("render_reference", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def survey_files(folder: Path, reference: ModuleType, work: Path) -> Iterator[Row]:
    """Compare every file of a folder; of multi-frame files the first and the last frame."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix in _NO_FILMS:
            continue
        name = path.relative_to(folder).as_posix()
        for frame in _frames(path):
            suffix = f", frame {frame}" if frame > 1 else ""
            yield _row(name + suffix, path, frame, reference, work)


def survey_constructed(work: Path) -> Iterator[Row]:
    """Compare every constructed film."""
    for film in constructed_films():
        path = film.write(work)
        apart = difference(_ours(path, film.frame, work), reference_picture(film, path))
        dataset, renderer = film.dataset, "formulas" if film.beyond_dcmtk and film.twin is None else "dcmtk"
        yield Row(
            film.name,
            dataset.PhotometricInterpretation,
            _bits(dataset),
            _voi(dataset),
            renderer,
            apart,
            remark=film.beyond_dcmtk,
        )


def _frames(path: Path) -> list[int]:
    """Return the first and the last frame of a file."""
    try:
        count = int(dcmread(path, stop_before_pixels=True, force=True).get("NumberOfFrames") or 1)
    except Exception:  # noqa: BLE001 - pydicom raises anything on files that are not DICOM
        count = 1
    return sorted({1, max(1, count)})


def _row(name: str, path: Path, frame: int, reference: ModuleType, work: Path) -> Row:
    """Compare one frame."""
    options = argparse.Namespace(frame=frame, overlays=False, timeout=_TIMEOUT_S, no_second=True)
    record = reference.render(str(path), str(work), options)
    try:
        ours = _ours(path, frame, work)
    except ReadError as error:
        return Row(name, refusal=error.reason, remark=record["status"])
    try:
        theirs, renderer, remark = _theirs(record, path, frame, reference, work)
    except Exception as error:  # noqa: BLE001 - the reference raises anything on files that it cannot read
        return Row(name, refusal=SHOWN, remark=f"{record['status']}; pydicom: {type(error).__name__}")
    dataset = dcmread(path, stop_before_pixels=True, force=True)
    voi = record["voi"] if record["voi"] != "colour" else ""
    if record["voi_function"]:
        voi = (
            f"{record['voi']} {record['window_center']:g}/{record['window_width']:g} {record['voi_function']}"
        )
    bits, apart = _bits(dataset), difference(ours, theirs)
    return Row(name, record["photometric"], bits, voi, renderer, apart, remark=remark)


def _ours(path: Path, frame: int, work: Path) -> Picture:
    """Return the picture that `cxrviewer render` writes."""
    render(path, work / "ours.png", frame)
    return np.asarray(Pillow.open(work / "ours.png"))


def _theirs(
    record: dict[str, object], path: Path, frame: int, reference: ModuleType, work: Path
) -> tuple[Picture, str, str]:
    """Return the reference's picture, its renderer, and why it is not dcmtk's."""
    if record["status"] == "ok":
        picture = np.asarray(Pillow.open(work / f"{record['file']}.png"))
        return picture, str(record["renderer"]).partition(" ")[0], ""
    dataset = dcmread(path, force=True)
    stored = reference.pixels(dataset, str(path), frame)
    remark = f"the reference's renderer has no picture ({record['status']})"
    if stored.ndim == 3:
        return stored.astype(np.uint8), "pydicom", remark
    levels = reference.mono8(dataset, stored, frame, reference.voi_of(dataset, frame))
    return np.floor(levels + 1e-9).astype(np.uint8), "numpy", remark


def _bits(dataset: Dataset) -> str:
    """Return stored of allocated bits and the sign, e.g. "12/16 signed"."""
    allocated = dataset.get("BitsAllocated") or (32 if "FloatPixelData" in dataset else 64)
    stored, sign = dataset.get("BitsStored"), dataset.get("PixelRepresentation")
    if stored is None:
        return f"{allocated} float"
    high = f" up to bit {dataset.HighBit}" if dataset.get("HighBit", stored - 1) != stored - 1 else ""
    return f"{stored}/{allocated}{' signed' if sign else ''}{high}"


def _voi(dataset: Dataset) -> str:
    """Return in words which VOI transform a constructed film asks for."""
    if not dataset.PhotometricInterpretation.startswith("MONOCHROME"):
        return ""
    if dataset.get("VOILUTSequence"):
        return "lut"
    if "WindowCenter" not in dataset and "PerFrameFunctionalGroupsSequence" not in dataset:
        return "minmax" if "SharedFunctionalGroupsSequence" not in dataset else "window of all frames"
    return "window" if "WindowCenter" in dataset else "window of the frame"
