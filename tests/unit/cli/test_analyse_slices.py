"""`cxrviewer analyse` and `export` of CT slices."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import pydicom
import pytest
from phantom_slices import Chest, write_picture, write_slice

from cxrviewer.locations import demo_film

Command = Callable[..., Any]


def analysed(command: Command, tmp_path: Path, *arguments: object) -> dict[str, Any]:
    out = tmp_path / "out.json"
    command("analyse", *arguments, "--json", out, "--device", "cpu")
    (record,) = json.loads(out.read_text())["images"]
    return dict(record)


def test_a_ct_file_is_read_by_the_model_of_slices(command: Command, tmp_path: Path) -> None:
    labels = write_slice(tmp_path / "slice.dcm", Chest())
    record = analysed(command, tmp_path, tmp_path / "slice.dcm", "--masks", tmp_path)
    assert record["status"] == "ok"
    assert set(record["labels"]) == {"ct_covid", "ct_non_covid"}
    assert record["models"]["classification"]["name"] == "ct2-residual"
    assert record["models"]["segmentation"]["name"] == "ct-lungs-hounsfield"
    assert record["lungs"]["right"]["area_mm2"] == pytest.approx((labels == 1).sum() * 1.4**2, rel=0.03)
    mask = cv2.imread(record["mask_file"], cv2.IMREAD_UNCHANGED)
    assert ((mask == 2) & (labels == 2)).sum() / (labels == 2).sum() > 0.98


def test_a_picture_is_a_slice_where_that_is_said(command: Command, tmp_path: Path) -> None:
    write_picture(tmp_path / "slice.png", Chest())
    record = analysed(command, tmp_path, tmp_path / "slice.png", "--as", "ct")
    assert record["models"]["classification"]["name"] == "ct2-residual"
    assert any("no Hounsfield units" in notice for notice in record["notices"])


def test_what_is_said_against_the_header_is_refused(command: Command, tmp_path: Path) -> None:
    write_slice(tmp_path / "slice.dcm", Chest())
    record = analysed(command, tmp_path, tmp_path / "slice.dcm", "--as", "cxr")
    assert (record["status"], record["reason"]) == (
        "abstained",
        "is not read as a chest radiograph: its modality is CT",
    )
    film = analysed(command, tmp_path, demo_film(), "--as", "ct")
    assert film["status"] == "abstained"
    assert "is not read as a CT slice" in film["reason"]


@pytest.mark.films
def test_figures_of_slices_are_never_read_as_films(
    command: Command, tmp_path: Path, film_collection: Path
) -> None:
    figures = sorted((film_collection / "ct").iterdir())[::60]
    out = tmp_path / "out.json"
    command("analyse", *figures, "--json", out, "--device", "cpu")
    records = json.loads(out.read_text())["images"]
    assert len(records) == len(figures) > 5
    assert {record["status"] for record in records} == {"abstained"}
    assert not any(record.get("labels") for record in records)


def test_results_of_a_slice_are_exported(command: Command, tmp_path: Path) -> None:
    labels = write_slice(tmp_path / "slice.dcm", Chest())
    folder = tmp_path / "out"
    command(
        "export", tmp_path / "slice.dcm", "--to", folder, "--format", "seg,sr,pdf,json", "--device", "cpu"
    )
    objects = {}
    for file in folder.rglob("*.dcm"):
        dataset = pydicom.dcmread(file)
        objects[dataset.Modality] = dataset
    assert set(objects) == {"SEG", "SR"}
    segments = objects["SEG"].pixel_array.reshape(-1, *labels.shape)
    assert (segments.any(axis=0) & (labels > 0)).sum() / (labels > 0).sum() > 0.97
    assert "COVID-19" in objects["SR"].to_json()
    (report,) = folder.glob("*.pdf")
    assert report.stat().st_size > 5000


def test_a_picture_of_a_slice_is_exported_with_its_results_where_it_is_said_to_be_one(
    command: Command, tmp_path: Path
) -> None:
    labels = write_picture(tmp_path / "slice.png", Chest())
    for read_as in ("cxr", "ct"):
        arguments = ("--to", tmp_path / read_as, "--format", "sr,csv", "--device", "cpu", "--as", read_as)
        command("export", tmp_path / "slice.png", *arguments)
    rows = list(csv.DictReader((tmp_path / "ct" / "slice_csv.csv").open(encoding="utf-8-sig")))
    areas = {row["kind"]: float(row["value"]) for row in rows if row["quantity"] == "area"}
    assert areas["right lung"] == pytest.approx((labels == 1).sum(), rel=0.05)
    shares = {row["kind"]: float(row["value"]) for row in rows if row["quantity"] == "probability"}
    assert set(shares) == {"ct_covid", "ct_non_covid"}
    assert "ct2-residual" in str(pydicom.dcmread(tmp_path / "ct" / "slice_sr.dcm"))
    assert "ct2-residual" not in str(pydicom.dcmread(tmp_path / "cxr" / "slice_sr.dcm"))
