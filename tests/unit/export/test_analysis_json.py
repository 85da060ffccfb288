"""The record of an analysis."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.errors import CxrviewerError, ReadError
from cxrviewer.export import analysis_record, failure_record, write_json
from cxrviewer.study import Analysis, Image, LungArea


def test_record_survives_a_file(image: Image, analysis: Analysis, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    write_json(path, [analysis_record(image, analysis)])
    (record,) = json.loads(path.read_text(encoding="utf-8"))
    assert record["file"] == "folder/film.dcm"
    assert record["frame"] == 2
    assert record["status"] == "ok"
    assert record["schema_version"] == 1
    assert "Not for clinical use" in record["not_for_clinical_use"]
    assert record["prediction"] == "covid19"
    assert sum(record["labels"].values()) == pytest.approx(1)
    assert list(record["labels_3"]) == ["normal", "covid19", "other_pathology"]
    assert record["lungs"]["left"] == {
        "area_px": 800,
        "area_mm2": 100.0,
        "spacing_mm": [0.5, 0.25],
        "spacing_origin": "ImagerPixelSpacing",
    }
    texture = record["texture"]["both lungs"]
    assert texture["features"] == {"contrast": 1.5, "ASM": 0.0625}
    assert texture["pairs"] == 12345
    assert texture["settings"]["angles_deg"] == [0, 45, 90, 135]
    assert record["heatmaps"] == [
        {"label": "covid19", "lung_share": 0.75},
        {"label": "normal", "lung_share": None},
    ]
    assert record["models"]["segmentation"]["sha256"] == "0123456789abcdef" * 4
    assert record["models"]["classification"]["runtime"] == "torch 2.13 (CUDA)"
    assert record["timings_s"] == {"segmentation": 0.5}
    assert record["notices"] == ["A broken VOI LUT was left out.", "The right lung is cut off."]


def test_without_calibration_areas_in_mm2_are_null(image: Image, analysis: Analysis) -> None:
    bare = dataclasses.replace(analysis, areas=(LungArea("right", 7, None, None),))
    assert analysis_record(image, bare)["lungs"] == {
        "right": {"area_px": 7, "area_mm2": None, "spacing_mm": None, "spacing_origin": None}
    }


def test_without_a_classifier_nothing_is_predicted(image: Image, analysis: Analysis) -> None:
    record = analysis_record(image, dataclasses.replace(analysis, classification=None, heatmaps=()))
    assert (record["labels"], record["labels_3"], record["prediction"]) == ({}, {}, None)
    assert list(record["models"]) == ["segmentation"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ReadError("x/y.dcm", "no such file"), "no such file"),
        (CxrviewerError("the model is missing"), "the model is missing"),
    ],
)
def test_failure_names_file_and_reason(error: CxrviewerError, reason: str) -> None:
    record = failure_record(Path("x/y.dcm"), error)
    assert (record["file"], record["status"], record["reason"]) == ("x/y.dcm", "failed", reason)


def test_json_refuses_numbers_that_json_does_not_have(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "a.json", {"value": float(np.nan)})
    assert list(tmp_path.iterdir()) == []
