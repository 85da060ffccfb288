"""The table of values, read by Python's own reader as any other program would."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import Dataset
from voted import LABELS, NINE

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


def test_votes_of_patches_are_in_it(tmp_path: Path, request_of_film: ExportRequest, voted: Analysis) -> None:
    write_csv(tmp_path / "a.csv", [replace(request_of_film, analysis=voted)])
    found = {(row["kind"], row["quantity"]): row for row in rows(tmp_path / "a.csv")}
    assert float(found["patches", "patches"]["value"]) == 4
    assert found["patches", "patches"]["text"] == "most votes: normal"
    assert float(found["patches", "entropy of the votes"]["value"]) == pytest.approx(0.811278, abs=1e-6)
    votes = [float(found[label, "votes of patches"]["value"]) for label in LABELS]
    assert votes == [3, 1, 0, 0]
    assert float(found["normal", "mean probability of patches"]["value"]) == pytest.approx(0.5125)
    spread = found["normal", "standard deviation of patches"]
    assert float(spread["value"]) == pytest.approx(0.167239, abs=1e-6)
    assert spread["model"] == "cxr4-patches 1.0.0"
    assert "224 px" in spread["settings"]
    assert float(found["normal", "probability"]["value"]) == 0.1  # of the whole film


def test_both_conventions_are_in_it_and_the_place_among_normal_films(
    tmp_path: Path, request_of_film: ExportRequest, voted: Analysis
) -> None:
    write_csv(tmp_path / "a.csv", [replace(request_of_film, analysis=voted)])
    found = {(row["kind"], row["quantity"]): row for row in rows(tmp_path / "a.csv")}
    for name, value in NINE.items():
        assert float(found["both lungs", f"texture {name} (lascu2021)"]["value"]) == value
    other = found["right lung", "texture variance (lascu2021)"]
    assert (float(other["value"]), other["settings"][:8]) == (30.5, "8 levels")
    assert found["both lungs", "texture contrast"]["settings"].startswith("32 levels")
    place = found["both lungs", "percentile of texture variance (lascu2021) among normal films"]
    assert place["text"] == "inside the published domains: COVID-19"
    assert 80 < float(place["value"]) < 100
    assert place["unit"] == "%"


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
