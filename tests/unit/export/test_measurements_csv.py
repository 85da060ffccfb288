"""The table of values, read by Python's own reader as any other program would."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import Dataset

from cxrviewer.export.measurements_csv import write_csv
from cxrviewer.export.request import ExportRequest
from cxrviewer.measurement import measure_all
from cxrviewer.study import Analysis, Annotation, AnnotationSet, Image, Kind, Measurement, Quantity


@pytest.fixture
def request_of_film(image: Image, analysis: Analysis) -> ExportRequest:
    items = (
        Annotation(Kind.LENGTH, ((0, 0), (8, 0)), '=HYPERLINK("http://x")'),
        Annotation(Kind.RECTANGLE, ((2, 2), (12, 12)), 'a "round"\nthing; -1'),
        Annotation(Kind.TEXT, ((1, 1),), "Größe"),
    )
    drawn = AnnotationSet(image.source.key, items)
    source = Dataset()
    source.SOPInstanceUID = "1.2.3"
    return ExportRequest(image, source, drawn, measure_all(image, drawn), analysis)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_value_has_a_row_with_unit_and_calibration(
    tmp_path: Path, request_of_film: ExportRequest
) -> None:
    write_csv(tmp_path / "a.csv", [request_of_film])
    length = next(row for row in rows(tmp_path / "a.csv") if row["quantity"] == "length")
    assert float(length["value"]) == 2.0  # eight columns of 0.25 mm
    assert (length["unit"], length["calibration"]) == ("mm", "ImagerPixelSpacing")
    assert (length["file"], length["frame"], length["sop_instance_uid"]) == ("film.dcm", "2", "1.2.3")
    named = {row["quantity"] for row in rows(tmp_path / "a.csv") if row["kind"] == "rectangle"}
    assert {"area", "mean", "standard deviation", "minimum", "maximum", "median"} <= named
    mean = next(row for row in rows(tmp_path / "a.csv") if row["quantity"] == "mean")
    assert mean["calibration"] == ""


def test_results_of_the_models_are_in_it(tmp_path: Path, request_of_film: ExportRequest) -> None:
    write_csv(tmp_path / "a.csv", [request_of_film])
    found = {(row["kind"], row["quantity"], row["unit"]): row for row in rows(tmp_path / "a.csv")}
    assert float(found["covid19", "probability", "1"]["value"]) == 0.65
    assert found["covid19", "probability", "1"]["model"] == "cxr-four 0.9.0"
    assert float(found["right lung", "area", "mm2"]["value"]) == 125.0
    assert float(found["both lungs", "texture contrast", "1"]["value"]) == 1.5


def test_words_stay_words_and_numbers_numbers(tmp_path: Path, request_of_film: ExportRequest) -> None:
    negative = Measurement(request_of_film.annotations.items[0], (Quantity("mean", -812.5, "[hnsf'U]"),))
    write_csv(tmp_path / "a.csv", [replace(request_of_film, measurements=(negative,), analysis=None)])
    first, second, third = rows(tmp_path / "a.csv")
    assert first["text"] == '\'=HYPERLINK("http://x")'
    assert first["value"] == "-812.5"
    assert second["text"] == 'a "round"\nthing; \'-1'
    assert (third["text"], third["quantity"], third["value"]) == ("Größe", "", "")


def test_what_is_no_number_is_an_empty_cell(tmp_path: Path, request_of_film: ExportRequest) -> None:
    measured = Measurement(request_of_film.annotations.items[0], (Quantity("mean", float("nan"), ""),))
    write_csv(tmp_path / "a.csv", [replace(request_of_film, measurements=(measured,), analysis=None)])
    assert rows(tmp_path / "a.csv")[0]["value"] == ""


def test_excel_and_the_standard_are_served(tmp_path: Path, request_of_film: ExportRequest) -> None:
    write_csv(tmp_path / "a.csv", [request_of_film, request_of_film])
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbffile,")
    assert data.count(b"file,frame") == 1
    assert data.endswith(b"\r\n")
