"""The schema of `cxrviewer analyse --json`, held against what the program writes."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import jsonschema
import numpy as np
import pytest
from phantoms import draw_chest
from pydantic import BaseModel
from small_films import write_ct

from cxrviewer.cli.app import Windows, run_command_line
from cxrviewer.export.analysis_schema import AnalysedRecord, AnalysisFile, analysis_schema
from cxrviewer.locations import demo_film

SCHEMA_FILE = Path(__file__).resolve().parents[3] / "docs" / "analysis-schema.json"

FOURTEEN = {
    "ASM", "contrast", "correlation", "variance", "homogeneity", "sum_average", "sum_variance", "sum_entropy",
    "entropy", "difference_variance", "difference_entropy", "information_correlation_1",
    "information_correlation_2", "maximal_correlation_coefficient",
}  # fmt: skip
NINE = {
    "contrast", "local_homogeneity", "homogeneity", "entropy", "correlation", "mean", "sum_entropy",
    "variance", "sum_variance",
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program writes of good, blank, tiny, foreign and missing files."""
    folder = tmp_path_factory.mktemp("schema")
    chest = draw_chest("normal", np.random.default_rng(1))[0]
    for name, picture in {"blank": np.full((300, 300), 9), "dot": np.zeros((9, 9)), "drawn": chest}.items():
        cv2.imwrite(str(folder / f"{name}.png"), picture.astype(np.uint8))
    slice_file = write_ct(folder / "slice.dcm")
    inputs = [demo_film(), *sorted(folder.glob("*.png")), slice_file, folder / "missing.dcm"]
    arguments = [
        *inputs,
        "--json",
        folder / "out.json",
        "--masks",
        folder / "m",
        "--heatmaps",
        folder / "h",
        "--patches",
        "4",
    ]
    run_command_line(["analyse", *map(str, arguments)], Windows(_no_window, _no_window))
    record: dict[str, Any] = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return record


def _no_window(*_arguments: object) -> int:
    raise AssertionError("this command must not open the window")


@pytest.fixture(scope="module")
def film(written: dict[str, Any]) -> dict[str, Any]:
    """The record of the good film; not to be changed."""
    return next(image for image in written["images"] if image["file"] == str(demo_film()))


def check(record: dict[str, Any]) -> None:
    """Hold a file's content against the schema on disk."""
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(record)


def undescribed(record: BaseModel, place: str = "") -> Iterator[str]:
    """Name the fields of a record, and of those in it, that the schema does not describe."""
    yield from (f"{place}{name}" for name in record.model_extra or {})
    for name in type(record).model_fields:
        yield from _undescribed_in(getattr(record, name), f"{place}{name}.")


def _undescribed_in(value: object, place: str) -> Iterator[str]:
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else [value]
    for one in inner:
        if isinstance(one, BaseModel):
            yield from undescribed(one, place)


def test_the_schema_on_disk_is_that_of_the_program() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(analysis_schema()))


def test_what_the_program_writes_fits_the_schema(written: dict[str, Any]) -> None:
    check(written)
    assert {image["status"] for image in written["images"]} == {"ok", "abstained", "failed"}


def test_every_field_that_the_program_writes_is_described(written: dict[str, Any]) -> None:
    assert list(undescribed(AnalysisFile.model_validate(written))) == []


def test_three_and_four_classes_and_both_sets_of_texture_are_there(film: dict[str, Any]) -> None:
    four, three = film["labels"], film["labels_3"]
    assert list(four) == ["normal", "lung_opacity", "viral_pneumonia", "covid19"]
    assert list(three) == ["normal", "covid19", "other_pathology"]
    assert sum(four.values()) == pytest.approx(1, abs=1e-5)
    assert three["other_pathology"] == pytest.approx(four["lung_opacity"] + four["viral_pneumonia"], abs=1e-6)
    assert (three["normal"], three["covid19"]) == (four["normal"], four["covid19"])
    for region in ("both lungs", "right lung", "left lung"):
        assert film["texture"][region]["features"].keys() >= FOURTEEN
        assert film["texture_lascu2021"][region]["features"].keys() >= NINE
        assert film["texture"][region]["settings"]["convention"] == "haralick1973"
        assert film["texture_lascu2021"][region]["settings"]["convention"] == "lascu2021"


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "a probability over 1": lambda film: film["labels"].update(normal=1.5),
    "no three-class form": lambda film: film.pop("labels_3"),
    "no checks": lambda film: film.pop("quality"),
    "a status that is none": lambda film: film.update(status="done"),
    "another version": lambda film: film.update(schema_version=2),
    "a sentence less": lambda film: film.update(not_for_clinical_use=""),
    "an area in words": lambda film: film["lungs"]["left"].update(area_px="many"),
    "a convention that is none": lambda film: film["texture"]["left lung"]["settings"].update(convention="x"),
    "a share over 1": lambda film: film["heatmaps"][0].update(lung_share=2),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT.keys())
def test_the_schema_refuses_what_the_program_would_never_write(
    film: dict[str, Any], change: Callable[[dict[str, Any]], object]
) -> None:
    spoilt = copy.deepcopy(film)
    change(spoilt)
    with pytest.raises(jsonschema.ValidationError):
        check({"schema_version": 1, "images": [spoilt]})


def test_fields_that_come_later_are_passed_over(film: dict[str, Any]) -> None:
    film = {**film, "stars": 5}
    check({"schema_version": 1, "images": [film]})
    record = AnalysisFile.model_validate({"schema_version": 1, "images": [film]}).images[0]
    assert isinstance(record, AnalysedRecord)
    assert list(undescribed(record)) == ["stars"]
