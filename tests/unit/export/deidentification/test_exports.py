"""Nothing planted survives in an export of any format: of the film, of what was drawn, said and imported."""

import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from canaries import Canaries, write_native, write_pictures
from dicom_validators import run_program
from drawn import each_kind
from PIL import Image as Pillow
from pydicom import dcmread
from voted import nine, votes

from cxrviewer.export.deidentification import Options, Project, deidentify_request
from cxrviewer.export.dicom.source import source_for
from cxrviewer.export.formats import FORMATS, Exported, export_film, free_files
from cxrviewer.export.request import ExportRequest, View
from cxrviewer.measurement import measure_all
from cxrviewer.readers import read_image
from cxrviewer.study import (
    Analysis,
    AnnotationSet,
    Image,
    KeyImage,
    PackedMask,
    Segment,
    StudyReading,
    Verdict,
    study_key,
)

PROJECT = Project(bytes(range(32)))
ROWS, COLUMNS = 60, 80
BOTH = pytest.mark.parametrize("kind", ["DICOM", "PNG"])
OPTIONS = pytest.mark.parametrize(
    "options", [Options(), Options(True, True, True, True)], ids=["basic", "all"]
)


@dataclass(frozen=True)
class Planted:
    """A film with all that is known of it, and the words that were planted."""

    request: ExportRequest
    canaries: Canaries


@pytest.fixture
def plant(tmp_path: Path, analysis: Analysis) -> Callable[[str], Planted]:
    """A function that makes a film of a kind and a reader who writes canaries wherever words can be."""

    def make(kind: str) -> Planted:
        canaries = Canaries()
        image = read_image(_film(tmp_path / canaries.word("folder"), kind, canaries))
        return Planted(_request(image, analysis, canaries), canaries)

    return make


def _film(folder: Path, kind: str, canaries: Canaries) -> Path:
    """Write a film with a canary in every attribute, or in every text of a picture."""
    pixels = np.add.outer(np.arange(ROWS), np.arange(COLUMNS))
    if kind == "PNG":
        return write_pictures(folder, canaries, pixels.astype(np.uint8))[0]
    path = write_native(folder / f"{canaries.word('file name')}.dcm", canaries, (pixels * 30).astype("<u2"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        film = dcmread(path)
        film.VOILUTFunction = canaries.word("VOI LUT Function, which a notice is about")
        film.WindowCenter, film.WindowWidth, film.RescaleSlope, film.RescaleIntercept = 900, 1800, 1, 0
        film.save_as(path)
    return path


def _request(image: Image, analysis: Analysis, canaries: Canaries) -> ExportRequest:
    """Return what a reader knows who quotes the patient everywhere."""
    key, word = image.source.key, canaries.word
    drawn = AnnotationSet(
        key,
        tuple(
            replace(item, text=f"{word(item.kind)}\n{word(item.kind)}", origin=f"report of {word('origin')}")
            for item in each_kind(COLUMNS, ROWS)
        ),
        segments=(
            Segment(word("segment"), PackedMask.of(np.ones((ROWS, COLUMNS), np.uint8)), word("its origin")),
        ),
    )
    model = analysis.classification.model
    reading = StudyReading(
        study_key(image),
        (word("finding"), "pneumonia"),
        f"{word('comment')} came on {canaries.date('comment')}",
        (Verdict(key, "covid19", f"{model.name} {model.version}", agrees=False, reason=word("reason")),),
        (
            KeyImage(key, image.text.sop_instance_uid, 1, word("note")),
            KeyImage("cd" * 32 + "#1", canaries.uid("other key image"), 1, word("note")),
        ),
    )
    return ExportRequest(
        image,
        source_for(image),
        drawn,
        measure_all(image, drawn),
        replace(analysis, image_key=key, patches=votes(key), texture_lascu2021=(nine(),)),
        reading,
        View(image.vois[0] if image.vois else None),
        picture=np.zeros((9, 9, 3), np.uint8),
        key_pictures={key: np.zeros((9, 9), np.uint8)},
    )


def _exported(request: ExportRequest, folder: Path) -> Exported:
    folder.mkdir()
    files = free_files(folder, request, tuple(FORMATS))
    exported = export_film(request, files, files.pop("source", None))
    assert exported.failures == ()
    assert len(exported.written) == len(FORMATS) + (request.image.source.format == "PNG")
    return exported


def _said(file: Path) -> Iterator[bytes]:
    """Yield what a file says: its name, its bytes, and what is packed in them."""
    yield os.fsencode(file.name)
    yield file.read_bytes()
    if file.suffix == ".pdf":
        for program in ("pdftotext", "pdfinfo"):
            yield run_program(program, file, *(["-"] if program == "pdftotext" else [])).encode()
    elif file.suffix in {".png", ".tiff"}:
        with Pillow.open(file) as picture:
            tags = dict(picture.tag_v2) if file.suffix == ".tiff" else {}
            yield repr((picture.info, tags, dict(picture.getexif()))).encode()
    elif file.suffix == ".dcm":
        yield str(dcmread(file)).encode()


@BOTH
def test_the_canaries_are_exported_unless_they_are_taken_out(
    plant: Callable[[str], Planted], tmp_path: Path, kind: str
) -> None:
    planted = plant(kind)
    for file in _exported(planted.request, tmp_path / "out").written:
        assert planted.canaries.survivors(b"\n".join(_said(file))), file.suffix


@BOTH
@OPTIONS
def test_no_canary_is_in_any_format(
    plant: Callable[[str], Planted],
    tmp_path: Path,
    kind: str,
    options: Options,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    planted = plant(kind)
    capfd.readouterr()
    cleaned = deidentify_request(planted.request, PROJECT, options)
    exported = _exported(cleaned, tmp_path / "out")
    assert sorted((tmp_path / "out").iterdir()) == sorted(exported.written), "nothing is left in between"
    survivors = {
        file.name: found
        for file in exported.written
        if (found := _without_times(planted.canaries, b"\n".join(_said(file)), options))
    }
    assert survivors == {}
    printed = capfd.readouterr()
    assert planted.canaries.survivors((printed.out + printed.err + caplog.text).encode()) == {}


def _without_times(canaries: Canaries, data: bytes, options: Options) -> dict[str, str]:
    """Return what survives; with moved dates times of day stay, and are meant to."""
    kept = canaries.times if options.shift_dates else set()
    return {word: place for word, place in canaries.survivors(data).items() if word not in kept}


@BOTH
def test_what_the_reader_wrote_is_in_no_pixel(
    plant: Callable[[str], Planted], tmp_path: Path, kind: str
) -> None:
    planted = plant(kind).request
    silent = replace(
        planted,
        annotations=replace(
            planted.annotations,
            items=tuple(item.worded("longer words than before") for item in planted.annotations.items),
            segments=(replace(planted.annotations.segments[0], label="another"),),
        ),
    )
    silent = replace(silent, measurements=measure_all(silent.image, silent.annotations))
    pictures = [
        _exported(deidentify_request(one, PROJECT, Options()), tmp_path / name).written
        for name, one in (("written", planted), ("silent", silent))
    ]
    for one, other in zip(*pictures, strict=True):
        if one.suffix in {".png", ".tiff"}:
            assert one.read_bytes() == other.read_bytes()


def test_the_command_says_nothing_of_the_patient_and_leaves_no_trace(tmp_path: Path) -> None:
    canaries = Canaries()
    film = _film(tmp_path / "films", "DICOM", canaries)
    home, scratch, out = (tmp_path / name for name in ("home", "scratch", "out"))
    for folder in (home, scratch):
        folder.mkdir()
    places = {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    places |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    done = subprocess.run(
        [sys.executable, "-m", "cxrviewer", "export", film, "--to", out, "--format", "gsps", "--deidentify"],
        env={**os.environ, **places},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = [done.stdout + done.stderr, *(part for file in out.iterdir() for part in _said(file))]
    said += [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    assert canaries.survivors(b"\n".join(said)) == {}
    assert list(scratch.rglob("*")) == []
