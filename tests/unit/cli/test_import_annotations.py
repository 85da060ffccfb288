"""`cxrviewer import-annotations` as it is typed: what it keeps is what the window shows."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from export_films import request_of, write_film

from cxrviewer.export.annotations_json import write_annotations
from cxrviewer.export.dicom.gsps import write_gsps
from cxrviewer.export.dicom.seg import write_seg
from cxrviewer.export.dicom.sr import write_sr
from cxrviewer.export.request import ExportRequest
from cxrviewer.locations import readings_file
from cxrviewer.measurement import measure_all
from cxrviewer.readers import read_image
from cxrviewer.store import Readings
from cxrviewer.study import (
    Annotation,
    AnnotationSet,
    Kind,
    Maker,
    PackedMask,
    PixelSpacing,
    SpacingOrigin,
    StudyReading,
)

Command = Callable[..., Any]


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is kept lie apart from the user's own."""
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))


def kept(film: Path, frame: int = 1) -> AnnotationSet:
    readings = Readings(readings_file())
    try:
        return readings.load(read_image(film, frame).source.key)
    finally:
        readings.close()


def drawn_request(film: Path, frame: int = 1) -> ExportRequest:
    request = request_of(film, frame)
    drawn = AnnotationSet(
        request.image.source.key,
        (
            Annotation(Kind.LENGTH, ((1, 2), (11.5, 20)), "Größe"),
            Annotation(Kind.ELLIPSE, ((5, 10), (25, 10), (15, 4), (15, 16))),
        ),
    )
    return replace(request, annotations=drawn, measurements=measure_all(request.image, drawn))


@pytest.mark.parametrize(("kind", "frame"), [("mono1", 1), ("ct", 1), ("multiframe", 3), ("png", 1)])
def test_our_own_files_of_all_kinds_come_back_onto_their_film(
    command: Command, tmp_path: Path, kind: str, frame: int
) -> None:
    film = write_film(tmp_path, kind)
    request = drawn_request(film, frame)
    for name, write in {"gsps.dcm": write_gsps, "sr.dcm": write_sr, "seg.dcm": write_seg}.items():
        write(tmp_path / name, request)
    layers = [tmp_path / name for name in ("gsps.dcm", "sr.dcm", "seg.dcm")]
    ended = command("import-annotations", *layers, "--study", film)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.count(str(film)) == 3
    found = kept(film, frame)
    lines = {item.kind: item for item in found.items}
    assert lines.keys() == {Kind.LENGTH, Kind.ELLIPSE}
    assert {item.identifier for item in found.items} == {
        item.identifier for item in request.annotations.items
    }, "one annotation in two files is one annotation"
    assert np.allclose(lines[Kind.LENGTH].points, request.annotations.items[0].points, atol=1e-5)
    assert request.analysis is not None
    masks = {one.label: one.mask.labels() for one in found.segments}
    assert np.array_equal(masks["Right lung"], request.analysis.lungs.labels == 1)
    command("import-annotations", *layers, "--study", film)
    again = kept(film, frame)
    assert len(again.segments) == 2, "importing twice doubles nothing"
    assert len(again.items) == 2


def test_json_brings_everything(command: Command, tmp_path: Path) -> None:
    film = write_film(tmp_path, "mono1")
    request = drawn_request(film)
    mask = PackedMask.of((request.image.pixels % 3).astype(np.uint8))
    drawn = request.annotations.with_lungs(mask).calibrated(PixelSpacing(0.1, 0.2, SpacingOrigin.USER))
    said = StudyReading("1.2.3", ("normal",), "unauffällig")
    write_annotations(tmp_path / "a.json", [replace(request, annotations=drawn, reading=said)])
    ended = command("import-annotations", tmp_path / "a.json", "--study", tmp_path)
    assert ended.status == 0
    assert "2 annotations, 1 lung mask, a calibration" in ended.out
    assert kept(film) == drawn
    readings = Readings(readings_file())
    assert readings.reading("1.2.3") == said
    readings.save_reading(said, replace(said, comment="doch"))
    ended = command("import-annotations", tmp_path / "a.json", "--study", film)
    assert "stays as it is" in ended.err
    assert readings.reading("1.2.3").comment == "doch"
    readings.close()


def test_what_was_drawn_before_stays(command: Command, tmp_path: Path) -> None:
    film = write_film(tmp_path, "mono1")
    request = drawn_request(film)
    write_gsps(tmp_path / "gsps.dcm", request)
    command("import-annotations", tmp_path / "gsps.dcm", "--study", film)
    readings = Readings(readings_file())
    before = kept(film)
    readings.save(before, before.adding(Annotation(Kind.POINT, ((3, 3),), "mine")))
    readings.close()
    command("import-annotations", tmp_path / "gsps.dcm", "--study", film)
    assert {item.text: item.maker for item in kept(film).items} == {
        "Größe": Maker.IMPORTED,
        "": Maker.IMPORTED,
        "mine": Maker.USER,
    }


def test_layers_of_another_film_are_told(command: Command, tmp_path: Path) -> None:
    write_gsps(tmp_path / "gsps.dcm", drawn_request(write_film(tmp_path, "png")))
    film = write_film(tmp_path, "mono1")
    ended = command("import-annotations", tmp_path / "gsps.dcm", "--study", film)
    assert ended.status == 1
    assert ended.err == f"cxrviewer: {tmp_path / 'gsps.dcm'}: it belongs to none of the films\n"
    assert kept(film) == AnnotationSet(read_image(film).source.key)


def test_files_that_bring_nothing_do_not_stop_the_others(program: Command, tmp_path: Path) -> None:
    film = write_film(tmp_path, "mono1")
    write_gsps(tmp_path / "gsps.dcm", drawn_request(film))
    (tmp_path / "letter.txt").write_text("Dear colleague, thank you for sending us this patient.\n" * 20)
    (tmp_path / "broken.json").write_text("{")
    files = [
        tmp_path / "letter.txt",
        tmp_path / "broken.json",
        film,
        tmp_path / "none",
        tmp_path / "gsps.dcm",
    ]
    ended = program("import-annotations", *files, "--study", film)
    assert ended.status == 1
    assert len(ended.err.splitlines()) == 4
    assert "Traceback" not in ended.err
    assert len(kept(film).items) == 2
