"""The picture of the view as Secondary Capture, read by dcmtk and judged by dicom3tools."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from dicom_validators import errors_in, inconsistencies, run_program
from export_films import instance, request_of, write_film
from PIL import Image as Pillow

from cxrviewer.export.dicom.files import encoded
from cxrviewer.export.dicom.secondary_capture import write_secondary_capture
from cxrviewer.export.dicom.source import needs_source, write_source
from cxrviewer.export.request import ExportRequest, View
from cxrviewer.study import Annotation, Kind

PICTURE = np.random.default_rng(8).integers(0, 256, (23, 31, 3), np.uint8)


def test_it_goes_with_its_study(film: Path, tmp_path: Path) -> None:
    request = request_of(film)
    write_secondary_capture(tmp_path / "a.dcm", request, PICTURE)
    origin = film
    if needs_source(request.image):
        origin = tmp_path / "source.dcm"
        write_source(origin, request.image)
    assert errors_in(tmp_path / "a.dcm") == []
    assert inconsistencies(origin, tmp_path / "a.dcm") == ""


def test_dcmtk_sees_the_same_colours(tmp_path: Path) -> None:
    write_secondary_capture(tmp_path / "a.dcm", request_of(write_film(tmp_path, "mono1")), PICTURE)
    run_program("dcm2pnm", "+op", tmp_path / "a.dcm", tmp_path / "a.ppm")
    assert np.array_equal(np.asarray(Pillow.open(tmp_path / "a.ppm")), PICTURE)


def test_a_source_that_breaks_rules_is_copied_as_it_is(tmp_path: Path) -> None:
    broken = instance(PatientAge="61")
    del broken.StudyID
    (tmp_path / "film.dcm").write_bytes(encoded(broken))
    write_secondary_capture(tmp_path / "a.dcm", request_of(tmp_path / "film.dcm"), PICTURE)
    assert inconsistencies(tmp_path / "film.dcm", tmp_path / "a.dcm") == ""


def named(request: ExportRequest, text: str) -> ExportRequest:
    return replace(request, annotations=request.annotations.adding(Annotation(Kind.TEXT, ((1, 2),), text)))


@pytest.mark.parametrize(("text", "expected"), [("nodule", "NO"), ("as in MÜLLER's film", "YES")])
def test_words_that_name_the_patient_are_told(tmp_path: Path, text: str, expected: str) -> None:
    request = named(request_of(write_film(tmp_path, "mono1")), text)
    write_secondary_capture(tmp_path / "a.dcm", request, PICTURE)
    assert pydicom.dcmread(tmp_path / "a.dcm").BurnedInAnnotation == expected


def test_what_the_film_does_not_say_is_not_claimed(tmp_path: Path) -> None:
    silent = instance()
    del silent.BurnedInAnnotation
    (tmp_path / "film.dcm").write_bytes(encoded(silent))
    write_secondary_capture(tmp_path / "a.dcm", request_of(tmp_path / "film.dcm"), PICTURE)
    assert "BurnedInAnnotation" not in pydicom.dcmread(tmp_path / "a.dcm")


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View(), ["L", "F"]),
        (View(mirrored=True), ["R", "F"]),
        (View(quarter_turns=1), ["H", "L"]),
        (View(quarter_turns=2), ["R", "H"]),
        (View(quarter_turns=3, mirrored=True), ["F", "L"]),
    ],
)
def test_orientation_follows_the_view(tmp_path: Path, view: View, expected: list[str]) -> None:
    request = replace(request_of(write_film(tmp_path, "mono1")), view=view)
    write_secondary_capture(tmp_path / "a.dcm", request, PICTURE)
    assert list(pydicom.dcmread(tmp_path / "a.dcm").PatientOrientation) == expected
