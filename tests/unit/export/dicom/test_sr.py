"""Structured reports: judged by dicom3tools and dcmtk, read by highdicom, dcmtk and ourselves."""

import re
from dataclasses import replace
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest
from dicom_validators import errors_in, inconsistencies, run_program
from drawn import difference, each_kind
from export_films import KINDS, MODEL, instance, request_of, write_film
from voted import NINE, nine, votes

from cxrviewer.analysis.rereading import BY_HAND
from cxrviewer.errors import FileError, ReadError
from cxrviewer.export import write_sr
from cxrviewer.export.dicom.files import encoded
from cxrviewer.export.dicom.source import needs_source, write_source
from cxrviewer.export.request import ExportRequest
from cxrviewer.measurement import measure_all
from cxrviewer.readers.layers import read_layers
from cxrviewer.readers.layers.own import SCHEME
from cxrviewer.study import (
    Analysis,
    Annotation,
    AnnotationSet,
    Classification,
    HeatMap,
    KeyImage,
    Kind,
    LungArea,
    LungMask,
    Maker,
    Measurement,
    Novelty,
    PixelSpacing,
    Quantity,
    SpacingOrigin,
    StudyReading,
    TextureReadout,
    TextureSettings,
    Verdict,
)
from cxrviewer.texture import lung_domains

PROBABILITIES = {"normal": 0.125, "lung_opacity": 0.25, "a class of nobody's coding": 0.0, "covid19": 0.625}


def full_request(path: Path, words: str = "Heart", frame: int = 1) -> ExportRequest:
    """Return a request with everything that a report can say."""
    plain = request_of(path, frame)
    image, key = plain.image, plain.image.source.key
    drawn = AnnotationSet(key, each_kind(image.columns, image.rows, words))
    analysis = Analysis(
        key,
        LungMask(np.zeros((image.rows, image.columns), np.uint8), MODEL, edited=True),
        (LungArea("right", 1000, 125.5, image.spacing), LungArea("left", 7, None, None)),
        Classification(PROBABILITIES, {}, MODEL),
        (HeatMap("covid19", np.ones((2, 2), np.float32), (0, 0, 1, 1), 0.75, MODEL),),
        (TextureReadout("both lungs", {"contrast": 1.5, "entropy": 3.0}, 123, TextureSettings()),),
        {},
        ("The right lung is cut off.",),
        texture_lascu2021=(nine(),),
        patches=votes(key),
    )
    reading = StudyReading(
        "study",
        ("Cardiomegaly",),
        f"Comment: {words}",
        (Verdict(key, "covid19", "cxr-four 0.9.0", agrees=False, reason="An old scar."),),
        (KeyImage(key, note="Look here."),),
    )
    measured = measure_all(image, drawn)
    return replace(plain, annotations=drawn, measurements=measured, analysis=analysis, reading=reading)


def dumped(report: Path) -> str:
    """Return what dsrdump prints, which must be all that it says: no warning, no error."""
    said = run_program("dsrdump", "+Pl", report)
    return "\n".join(line for line in said.splitlines() if "VR checker does not support" not in line)


@pytest.mark.parametrize("words", ["Heart", "Größe der Lunge, 心"])
@pytest.mark.parametrize("kind", KINDS)
def test_validators_find_nothing(kind: str, words: str, tmp_path: Path) -> None:
    path = write_film(tmp_path, kind)
    request = full_request(path, words)
    write_sr(tmp_path / "a.dcm", request)
    assert errors_in(tmp_path / "a.dcm") == []
    said = dumped(tmp_path / "a.dcm")
    assert not re.search("^[WEF]:", said, re.MULTILINE)
    assert words.split(",", maxsplit=1)[0] in said
    if words.isascii():
        if needs_source(request.image):
            path = tmp_path / "source.dcm"
            write_source(path, request.image)
        assert inconsistencies(path, tmp_path / "a.dcm") == ""


def test_dsrdump_prints_every_value(tmp_path: Path) -> None:
    request = full_request(write_film(tmp_path, "ct"))
    write_sr(tmp_path / "a.dcm", request)
    printed = [float(value) for value in re.findall(r'NUM:.*?="([^"]+)"', dumped(tmp_path / "a.dcm"))]
    wanted = [quantity.value for one in request.measurements for quantity in one.quantities]
    wanted += [
        value for one in request.measurements if one.texture for value in one.texture.features.values()
    ]
    wanted += [*PROBABILITIES.values(), 0.75, 125.5, 7, 1.5, 3]
    assert request.analysis is not None
    wanted += [*NINE.values(), *(place.percentile for place in lung_domains(request.analysis))]
    spread = [0.512500, 0.275, 0.10625, 0.10625, 0.1672386, 0.1479020, 0.0108253, 0.0108253]
    wanted += [4, 0.8112781, 3, 1, 0, 0, *spread, 0, 0.25, 0.5, 0.75]
    assert sorted(printed) == pytest.approx(sorted(wanted), abs=1e-6)


def test_it_is_preliminary_partial_and_not_verified(tmp_path: Path) -> None:
    write_sr(tmp_path / "a.dcm", full_request(write_film(tmp_path, "demo")))
    report = pydicom.dcmread(tmp_path / "a.dcm")
    assert (report.PreliminaryFlag, report.CompletionFlag) == ("PRELIMINARY", "PARTIAL")
    assert report.VerificationFlag == "UNVERIFIED"
    assert "Not for clinical use" in dumped(tmp_path / "a.dcm")


def test_what_the_reader_says_is_there(tmp_path: Path) -> None:
    write_sr(tmp_path / "a.dcm", full_request(write_film(tmp_path, "demo")))
    said = dumped(tmp_path / "a.dcm")
    for words in ("Cardiomegaly", "Comment: Heart", "Disagrees with the model", "An old scar.", "Look here."):
        assert words in said
    assert "The right lung is cut off." in said
    assert "Lung mask corrected by the reader" in said


def test_lungs_that_no_model_gave_name_none(tmp_path: Path) -> None:
    request = full_request(write_film(tmp_path, "demo"))
    assert request.analysis is not None
    drawn = replace(
        request.analysis,
        lungs=replace(request.analysis.lungs, model=BY_HAND),
        classification=None,
        heatmaps=(),
        patches=None,
    )
    write_sr(tmp_path / "a.dcm", replace(request, analysis=drawn))
    said = dumped(tmp_path / "a.dcm")
    assert errors_in(tmp_path / "a.dcm") == []
    assert "Lung mask drawn by the reader" in said
    assert "sha256 of the weights" not in said


def test_highdicom_reads_regions_with_their_values(tmp_path: Path) -> None:
    request = full_request(write_film(tmp_path, "demo"))
    write_sr(tmp_path / "a.dcm", request)
    report = highdicom.sr.srread(tmp_path / "a.dcm").content
    assert isinstance(report, highdicom.sr.MeasurementReport)
    groups = {group.tracking_uid: group for group in report.get_planar_roi_measurement_groups()}
    for measurement in request.measurements:
        if not measurement.annotation.is_region:
            continue
        group = groups[measurement.annotation.uid]
        values = [one.value for one in group.get_measurements()]
        texture = [*measurement.texture.features.values()] if measurement.texture else []
        assert values == [*(quantity.value for quantity in measurement.quantities), *texture]
        corner = np.min(group.roi.value, axis=0)
        assert np.all(np.abs(corner - np.min(measurement.annotation.points, axis=0)) < 60)


def test_highdicom_reads_probabilities_with_their_model(tmp_path: Path) -> None:
    write_sr(tmp_path / "a.dcm", full_request(write_film(tmp_path, "demo")))
    report = highdicom.sr.srread(tmp_path / "a.dcm").content
    found = {}
    for group in report.get_image_measurement_groups():
        for one in group.get_measurements(name=highdicom.sr.CodedConcept("122157", "DCM", "Probability")):
            found[group.finding_type.meaning] = one.value
            words = [item.value for item in group[0].ContentSequence if item.ValueType == "TEXT"]
            assert words[1:3] == [MODEL.name, MODEL.version]
            assert any(MODEL.sha256 in word for word in words)
    assert [*found.values()] == [*PROBABILITIES.values()]
    assert [*found] == ["Normal", "Opacity", "A class of nobody's coding", "COVID-19"]


def own(code: str) -> highdicom.sr.CodedConcept:
    return highdicom.sr.CodedConcept(code, SCHEME, "of our own")


def test_highdicom_reads_what_patches_say(tmp_path: Path) -> None:
    write_sr(tmp_path / "a.dcm", full_request(write_film(tmp_path, "demo")))
    report = highdicom.sr.srread(tmp_path / "a.dcm").content
    groups = report.get_image_measurement_groups()
    found = {}
    for group in groups:
        for votes_of in group.get_measurements(name=own("patch-votes")):
            mean, spread = (group.get_measurements(name=own(code))[0] for code in ("patch-mean", "patch-sd"))
            found[group.finding_type.meaning] = (votes_of.value, mean.value, spread.value)
    assert [*found] == ["Normal", "Opacity", "Viral pneumonia", "COVID-19"]
    assert found["Normal"] == pytest.approx((3, 0.5125, 0.1672386), abs=1e-6)
    (decided,) = (group for group in groups if group.get_measurements(name=own("patches")))
    assert decided.finding_type.meaning == "Normal"
    assert decided.get_measurements(name=own("patches"))[0].value == 4
    entropy = decided.get_measurements(name=own("patch-entropy"))[0]
    assert (entropy.value, entropy.unit.value) == (pytest.approx(0.811278, abs=1e-6), "bit")


def test_highdicom_reads_the_published_texture_with_its_place(tmp_path: Path) -> None:
    write_sr(tmp_path / "a.dcm", full_request(write_film(tmp_path, "demo")))
    report = highdicom.sr.srread(tmp_path / "a.dcm").content
    found = [
        (group, value)
        for group in report.get_image_measurement_groups()
        for value in group.get_measurements(name=own("lascu-v"))
    ]
    ((group, value),) = found
    assert value.value == NINE["variance"]
    assert group.finding_sites[0].value.meaning == "Both lungs"
    place, domain = value[0].ContentSequence[-2:]
    assert (place.name.value, place.unit.value, 80 < place.value < 100) == ("121415", "%", True)
    assert domain.value.meaning == "Domain of the films called COVID-19 (Lascu 2021)"


@pytest.mark.parametrize("abstains", [False, True])
def test_abstaining_is_an_outcome_like_a_class(abstains: bool, tmp_path: Path) -> None:
    request = full_request(write_film(tmp_path, "demo"))
    assert request.analysis is not None
    assert request.analysis.classification is not None
    unlike = replace(request.analysis.classification, novelty=Novelty(3.0, 1.5))
    analysis = replace(request.analysis, classification=unlike) if abstains else request.analysis
    write_sr(tmp_path / "a.dcm", replace(request, analysis=analysis))
    assert errors_in(tmp_path / "a.dcm") == []
    said = dumped(tmp_path / "a.dcm")
    outcome = re.search(r'CODE:\(.*"Outcome of the models"\)=\(.*,"(.*?)"\)', said)
    assert outcome is not None
    assert outcome[1] == ("The models abstain" if abstains else "COVID-19")
    assert ("unlike the films that the model has learnt from" in said) == abstains


@pytest.mark.parametrize("measured", [False, True])
@pytest.mark.parametrize("kind", ["demo", "multiframe", "png"])
def test_what_is_drawn_comes_back(kind: str, measured: bool, tmp_path: Path) -> None:
    frame = 3 if kind == "multiframe" else 1
    request = full_request(write_film(tmp_path, kind), "Herz, größer\n心 und Lunge", frame)
    write_sr(tmp_path / "a.dcm", request if measured else replace(request, measurements=()))
    layers = read_layers(tmp_path / "a.dcm")
    back = layers.annotations_of(request.source.SOPInstanceUID, frame)
    assert [one.identifier for one in back] == [one.identifier for one in request.annotations.items]
    for annotation, found in zip(request.annotations.items, back, strict=True):
        assert difference(annotation, found) < 2e-5
        assert found.maker is Maker.IMPORTED
    assert all("without a place in an image" in notice for notice in layers.notices)
    if kind == "multiframe":
        assert layers.annotations_of(request.source.SOPInstanceUID, 1) == ()


def test_a_long_outline_comes_back(tmp_path: Path) -> None:
    outline = tuple((float(place % 41), place / 1000) for place in range(20_000))
    annotation = Annotation(Kind.FREEHAND, outline)
    request = replace(request_of(write_film(tmp_path, "ct")), annotations=AnnotationSet("k", (annotation,)))
    write_sr(tmp_path / "a.dcm", replace(request, analysis=None))
    assert errors_in(tmp_path / "a.dcm") == []
    assert not re.search("^[WEF]:", dumped(tmp_path / "a.dcm"), re.MULTILINE)
    ((_, back),) = read_layers(tmp_path / "a.dcm").annotations
    assert difference(annotation, back) < 1e-5


def test_values_that_are_no_number_are_said_in_words(tmp_path: Path) -> None:
    request = request_of(write_film(tmp_path, "ct"))
    line = Annotation(Kind.LENGTH, ((1.0, 2.0), (3.0, 4.0)))
    broken = Measurement(line, (Quantity("length", float("nan"), "mm"),), request.image.spacing)
    drawn = replace(request, annotations=AnnotationSet("k", (line,)), measurements=(broken,))
    write_sr(tmp_path / "a.dcm", drawn)
    assert errors_in(tmp_path / "a.dcm") == []
    assert "length: no number" in dumped(tmp_path / "a.dcm")
    assert len(read_layers(tmp_path / "a.dcm").annotations) == 1


def test_the_spacing_of_the_user_is_said(tmp_path: Path) -> None:
    request = request_of(write_film(tmp_path, "png"))
    line = Annotation(Kind.LENGTH, ((1.0, 2.0), (3.0, 4.0)))
    drawn = AnnotationSet("k", (line,), PixelSpacing(0.25, 0.5, SpacingOrigin.USER))
    measured = measure_all(request.image, drawn)
    write_sr(tmp_path / "a.dcm", replace(request, annotations=drawn, measurements=measured))
    said = dumped(tmp_path / "a.dcm")
    assert "Calibrated by the user" in said
    assert re.search(r'Vertical Pixel Spacing.*="0.25"', said)
    assert re.search(r'Horizontal Pixel Spacing.*="0.5"', said)


def test_a_film_with_nothing_said_gives_a_valid_report(tmp_path: Path) -> None:
    request = replace(request_of(write_film(tmp_path, "mono1")), analysis=None)
    write_sr(tmp_path / "a.dcm", request)
    assert errors_in(tmp_path / "a.dcm") == []
    assert read_layers(tmp_path / "a.dcm").annotations == ()


def test_missing_and_broken_attributes_of_the_source_become_empty(tmp_path: Path) -> None:
    film = instance(PatientSex="female", StudyDate="2021-03-05", PatientSpeciesDescription="Canis lupus")
    film.PatientIdentityRemoved = "YES"
    for keyword in ("PatientName", "StudyID", "AccessionNumber", "StudyTime"):
        del film[keyword]
    (tmp_path / "a.dcm").write_bytes(encoded(film))
    write_sr(tmp_path / "b.dcm", full_request(tmp_path / "a.dcm"))
    assert errors_in(tmp_path / "b.dcm") == []
    report = pydicom.dcmread(tmp_path / "b.dcm")
    for keyword in ("PatientName", "PatientSex", "StudyDate", "StudyID", "AccessionNumber"):
        assert not report[keyword].value


@pytest.mark.parametrize("uid", ["", "none", "1.2." + "3" * 64])
def test_a_film_without_uids_cannot_be_referred_to(uid: str, tmp_path: Path) -> None:
    request = request_of(write_film(tmp_path, "mono1"))
    request.source["SOPInstanceUID"]._value = uid
    with pytest.raises(FileError, match="SOP Instance UID"):
        write_sr(tmp_path / "a.dcm", request)
    assert not (tmp_path / "a.dcm").exists()


def test_a_uid_with_leading_zeros_is_met(tmp_path: Path) -> None:
    film = instance()
    film["SOPInstanceUID"]._value = "1.2.003.4"
    (tmp_path / "a.dcm").write_bytes(encoded(film))
    write_sr(tmp_path / "b.dcm", full_request(tmp_path / "a.dcm"))
    assert {image.sop_instance_uid for image in read_layers(tmp_path / "b.dcm").images()} == {"1.2.003.4"}


@pytest.mark.films
@pytest.mark.slow
def test_every_film_of_the_collection_gives_a_valid_report(dicom_collection: Path, tmp_path: Path) -> None:
    for path in sorted(dicom_collection.glob("*.dcm")):
        try:
            request = full_request(path)
        except ReadError:
            continue
        write_sr(tmp_path / "a.dcm", request)
        assert errors_in(tmp_path / "a.dcm") == [], path.name
        assert not re.search("^[WEF]:", dumped(tmp_path / "a.dcm"), re.MULTILINE), path.name
        assert len(read_layers(tmp_path / "a.dcm").annotations) == len(request.annotations.items)
