"""Structured reports that other programs have written."""

from collections.abc import Callable
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest
from dicom_validators import run_program
from export_films import write_film
from highdicom.sr import CodedConcept
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from cxrviewer.errors import ReadError
from cxrviewer.export.dicom.files import encoded
from cxrviewer.readers.layers import ImportedLayers, read_layers
from cxrviewer.study import Kind, Maker

FILM = "1.2.3.4.5"
MM = CodedConcept("mm", "UCUM", "millimeter")
LENGTH = CodedConcept("410668003", "SCT", "Length")
XML = """<?xml version="1.0" encoding="UTF-8"?>
<report type="Comprehensive SR">
  <sopclass uid="1.2.840.10008.5.1.4.1.1.88.33"/>
  <modality>SR</modality>
  <charset>ISO_IR 192</charset>
  <patient><id>1</id><name><last>A</last></name><birthday><date>1960-01-02</date></birthday><sex>O</sex></patient>
  <study uid="1.2.3"><id>1</id></study>
  <series uid="1.2.3.8"><number>1</number></series>
  <instance uid="1.2.3.8.1"><number>1</number></instance>
  <evidence type="Current Requested Procedure">
    <study uid="1.2.3"><series uid="1.2.3.4">
      <value><sopclass uid="1.2.840.10008.5.1.4.1.1.1"/><instance uid="1.2.3.4.5"/></value>
    </series></study>
  </evidence>
  <document>
    <preliminary flag="FINAL"/><completion flag="COMPLETE"/><verification flag="UNVERIFIED"/>
    <content>
      <date>2026-03-04</date><time>05:06:07</time>
      <container flag="SEPARATE">
        <concept><value>1</value><scheme><designator>99TEST</designator></scheme>
            <meaning>Findings of a chest film</meaning></concept>
        <num>
          <relationship>CONTAINS</relationship>
          <concept><value>2</value><scheme><designator>99TEST</designator></scheme>
            <meaning>Herzbreite, größte</meaning></concept>
          <scoord type="POLYLINE">
            <relationship>INFERRED FROM</relationship>
            <image>
              <relationship>SELECTED FROM</relationship>
              <value><sopclass uid="1.2.840.10008.5.1.4.1.1.1"/><instance uid="1.2.3.4.5"/></value>
            </image>
            <data>10.5/20.25,30/40</data>
          </scoord>
          <value>120.5</value>
          <unit><value>mm</value><scheme><designator>UCUM</designator></scheme><meaning>millimeter</meaning></unit>
        </num>
      </container>
    </content>
  </document>
</report>
"""


def made(*groups: object, film: Dataset) -> highdicom.sr.ComprehensiveSR:
    """Return a report of highdicom."""
    device = highdicom.sr.DeviceObserverIdentifyingAttributes(uid="1.2.99")
    observer = highdicom.sr.ObserverContext(codes.DCM.Device, device)
    report = highdicom.sr.MeasurementReport(
        highdicom.sr.ObservationContext(observer_device_context=observer),
        CodedConcept("399208008", "SCT", "Plain chest X-ray"),
        list(groups),
    )
    return highdicom.sr.ComprehensiveSR(
        evidence=[film],
        content=report[0],
        series_instance_uid="1.2.3.9",
        series_number=1,
        sop_instance_uid="1.2.3.9.1",
        instance_number=1,
        manufacturer="Somebody",
    )


@pytest.fixture
def film(tmp_path: Path) -> Dataset:
    """The header of a film."""
    return pydicom.dcmread(write_film(tmp_path, "mono1"))


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Dataset], ImportedLayers]:
    def read_back(report: Dataset) -> ImportedLayers:
        (tmp_path / "report.dcm").write_bytes(encoded(report))
        return read_layers(tmp_path / "report.dcm")

    return read_back


def source(film: Dataset) -> highdicom.sr.SourceImageForRegion:
    return highdicom.sr.SourceImageForRegion.from_source_image(film)


def region(film: Dataset, kind: str, points: list[list[float]], name: str) -> object:
    """Return a region of interest with an area and a finding."""
    return highdicom.sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        highdicom.sr.TrackingIdentifier(uid="1.2.77", identifier=name),
        referenced_region=highdicom.sr.ImageRegion(kind, np.array(points), source(film)),
        finding_type=CodedConcept("27925004", "SCT", "Nodule"),
        measurements=[highdicom.sr.Measurement(CodedConcept("42798000", "SCT", "Area"), 12.5, MM)],
    )


def measured(film: Dataset, *values: tuple[CodedConcept, float, list[list[float]]]) -> object:
    """Return values that are inferred from lines."""
    measurements = [
        highdicom.sr.Measurement(
            name,
            value,
            MM,
            referenced_coordinates=[
                highdicom.sr.CoordinatesForMeasurement("POLYLINE", np.array(points), source(film))
            ],
        )
        for name, value, points in values
    ]
    tracking = highdicom.sr.TrackingIdentifier(identifier="Lesion 1")
    return highdicom.sr.MeasurementsAndQualitativeEvaluations(tracking, measurements=measurements)


def found_in(layers: ImportedLayers) -> list[tuple[Kind, object, str]]:
    return [(one.kind, one.points, one.text) for one in layers.annotations_of(FILM, 1)]


def test_regions_bear_finding_name_and_values(
    film: Dataset, read: Callable[[Dataset], ImportedLayers]
) -> None:
    square = [[1.5, 1], [5, 1], [5, 4], [1.5, 4], [1.5, 1]]
    axes = [[0.0, 5], [10, 5], [5, 2], [5, 8]]
    layers = read(made(region(film, "POLYLINE", square, "A"), region(film, "ELLIPSE", axes, "B"), film=film))
    assert found_in(layers) == [
        (Kind.RECTANGLE, ((1.5, 1.0), (5.0, 4.0)), "Nodule\nA\nArea 12.5 mm"),
        (Kind.ELLIPSE, tuple(map(tuple, axes)), "Nodule\nB\nArea 12.5 mm"),
    ]
    assert layers.notices == ()
    assert {one.maker for _, one in layers.annotations} == {Maker.IMPORTED}
    assert {one.origin for _, one in layers.annotations} == {"structured report of Somebody"}


def test_each_line_bears_its_own_value(film: Dataset, read: Callable[[Dataset], ImportedLayers]) -> None:
    long = (CodedConcept("103339001", "SCT", "Long Axis"), 30.25, [[1.0, 2], [30, 20]])
    short = (CodedConcept("103340004", "SCT", "Short Axis"), 9.5, [[5.0, 9], [7, 3]])
    layers = read(made(measured(film, long, short), film=film))
    assert found_in(layers) == [
        (Kind.LENGTH, ((1.0, 2.0), (30.0, 20.0)), "Lesion 1\nLong Axis 30.25 mm"),
        (Kind.LENGTH, ((5.0, 9.0), (7.0, 3.0)), "Short Axis 9.5 mm"),
    ]


@pytest.mark.parametrize(
    ("name", "points", "kind"),
    [
        (CodedConcept("1483009", "SCT", "Angle"), [[1.0, 2], [3, 4], [5, 1]], Kind.ANGLE),
        (CodedConcept("285285000", "SCT", "Cobb angle"), [[1.0, 2], [3, 4], [5, 1], [7, 7]], Kind.COBB),
    ],
)
def test_lines_of_an_angle_are_an_angle(
    name: CodedConcept,
    points: list[list[float]],
    kind: Kind,
    film: Dataset,
    read: Callable[[Dataset], ImportedLayers],
) -> None:
    layers = read(made(measured(film, (name, 35.0, points)), film=film))
    assert [(one.kind, one.points) for _, one in layers.annotations] == [(kind, tuple(map(tuple, points)))]


def test_values_without_a_place_are_told_of(film: Dataset, read: Callable[[Dataset], ImportedLayers]) -> None:
    tracking = highdicom.sr.TrackingIdentifier(identifier="whole image")
    value = highdicom.sr.Measurement(LENGTH, 3.0, MM)
    whole = highdicom.sr.MeasurementsAndQualitativeEvaluations(tracking, measurements=[value])
    layers = read(made(whole, film=film))
    assert layers.annotations == ()
    assert layers.notices == ("Measurements without a place in an image were left out (groups: 1).",)


def test_a_report_of_another_template_written_by_dcmtk_is_read(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(XML, encoding="utf-8")
    said = run_program("xml2dsr", tmp_path / "report.xml", tmp_path / "report.dcm")
    assert (tmp_path / "report.dcm").is_file(), said
    layers = read_layers(tmp_path / "report.dcm")
    expected = (Kind.LENGTH, ((10.5, 20.25), (30.0, 40.0)), "Herzbreite, größte 120.5 mm")
    assert found_in(layers) == [expected]


def content(value_type: str, *children: Dataset, **attributes: object) -> Dataset:
    item = Dataset()
    item.ValueType, item.RelationshipType = value_type, "CONTAINS"
    for keyword, value in attributes.items():
        setattr(item, keyword, value)
    if children:
        item.ContentSequence = list(children)
    return item


def report_of(*children: Dataset) -> Dataset:
    report = content("CONTAINER", *children)
    report.SOPClassUID, report.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.88.33", "1.2.8"
    return report


def image_item() -> Dataset:
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.1", FILM
    return content("IMAGE", ReferencedSOPSequence=[reference])


def test_an_image_may_be_named_by_its_place_in_the_report(read: Callable[[Dataset], ImportedLayers]) -> None:
    by_reference = Dataset()
    by_reference.RelationshipType, by_reference.ReferencedContentItemIdentifier = "SELECTED FROM", [1, 1, 1]
    point = content("SCOORD", by_reference, GraphicType="POINT", GraphicData=[3.0, 4.0])
    layers = read(report_of(content("CONTAINER", image_item()), point))
    assert found_in(layers) == [(Kind.POINT, ((3.0, 4.0),), "")]


def test_what_cannot_be_taken_over_is_said(read: Callable[[Dataset], ImportedLayers]) -> None:
    layers = read(
        report_of(
            content("SCOORD3D", GraphicType="POINT", GraphicData=[3.0, 4.0, 5.0]),
            content("SCOORD", GraphicType="POINT", GraphicData=[3.0, 4.0]),
            content("SCOORD", image_item(), GraphicType="BLOB", GraphicData=[3.0, 4.0]),
            content(
                "SCOORD", image_item(), GraphicType="POLYLINE", GraphicData=[3.0, 4.0, 9.0, 9.0, 1.0, 5.0]
            ),
        )
    )
    assert layers.notices[:4] == (
        "Places in the patient's own coordinates (SCOORD3D) were left out.",
        "A graphic that names no image was left out.",
        "A graphic of the unknown type BLOB was left out.",
        "Open lines are shown as outlines that go there and back, without an area.",
    )
    assert len(layers.annotations) == 1


def test_references_that_lead_nowhere_do_no_harm(read: Callable[[Dataset], ImportedLayers]) -> None:
    for place in ([1, 9, 9], [1], [1, 1], [0, 0]):
        lost = Dataset()
        lost.RelationshipType, lost.ReferencedContentItemIdentifier = "SELECTED FROM", place
        layers = read(report_of(content("SCOORD", lost, GraphicType="POINT", GraphicData=[3.0, 4.0])))
        assert layers.annotations == ()


def test_endless_nesting_is_refused(read: Callable[[Dataset], ImportedLayers]) -> None:
    item = content("SCOORD", image_item(), GraphicType="POINT", GraphicData=[3.0, 4.0])
    for _ in range(90):
        item = content("CONTAINER", item)
    with pytest.raises(ReadError, match="nested too deeply"):
        read(report_of(item))
