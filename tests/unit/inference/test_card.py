from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import read_card
from cxrviewer.study import NOT_FOR_CLINICAL_USE


def test_a_written_card_reads(classifier_folder: Path) -> None:
    card = read_card(classifier_folder)
    assert card.task == "classify"
    assert card.label_names == ("normal", "lung_opacity", "viral_pneumonia", "covid19")
    assert card.groups["other_pathology"] == ("lung_opacity", "viral_pneumonia")
    assert (card.input.rows, card.input.columns, card.temperature) == (64, 64, 1.5)
    assert card.gradcam is not None
    assert card.gradcam.layer == "features"
    assert NOT_FOR_CLINICAL_USE in card.limits


def _as_version_1(card: dict[str, Any]) -> None:
    geometry, percentiles, normalise = card["input"].pop("stages")
    card["schema_version"] = 1
    card["input"] |= {
        "geometry": geometry["stage"],
        "low_percent": percentiles["low"],
        "high_percent": percentiles["high"],
        "mean": normalise["mean"],
        "std": normalise["std"],
    }


def test_a_card_of_the_first_schema_reads_as_one_of_the_present(
    classifier_folder: Path,
    package_copy: Path,
    edit_card: Callable[[Callable[[dict[str, Any]], object]], None],
) -> None:
    edit_card(_as_version_1)
    assert read_card(package_copy) == read_card(classifier_folder)


def test_a_card_of_the_first_schema_without_its_mean_is_refused(
    package_copy: Path, edit_card: Callable[[Callable[[dict[str, Any]], object]], None]
) -> None:
    edit_card(_as_version_1)
    edit_card(lambda card: card["input"].pop("mean"))
    with pytest.raises(ModelError, match=r"input\.stages\.2\.normalise\.mean"):
        read_card(package_copy)


def _twice_the_same_label(card: dict[str, Any]) -> None:
    card["labels"][1]["name"] = card["labels"][0]["name"]


SPOILT: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "unknown field": (lambda card: card.update(colour="blue"), "colour"),
    "unknown field deep inside": (lambda card: card["input"].update(colour="blue"), "input.colour"),
    "no hash of the weights": (lambda card: card["files"].pop("model.safetensors"), "model.safetensors"),
    "not a hash": (lambda card: card["files"].update({"model.onnx": "abc"}), "files.model.onnx"),
    "missing field": (lambda card: card.pop("golden"), "golden"),
    "newer schema": (lambda card: card.update(schema_version=3), "schema_version"),
    "unknown task": (lambda card: card.update(task="translate"), "task"),
    "negative temperature": (lambda card: card.update(temperature=-1), "temperature"),
    "name that is a path": (lambda card: card.update(name="../evil"), "name"),
    "version in words": (lambda card: card.update(version="new"), "version"),
    "grid of no size": (lambda card: card["input"].update(rows=0), "input.rows"),
    "a label twice": (_twice_the_same_label, "a label name occurs twice"),
    "a label in no group": (lambda card: card["groups"].pop("covid19"), "every label exactly once"),
    "no stage that resamples": (lambda card: card["input"]["stages"].pop(0), "exactly one stage"),
    "unknown stage": (lambda card: card["input"]["stages"].insert(0, {"stage": "sharpen"}), "input.stages.0"),
    "channels that no stage makes": (lambda card: card["input"].update(channels=3), "channels"),
    "polarity that the program does not make": (
        lambda card: card["input"].update(polarity="dark is dense"),
        "input.polarity",
    ),
}


@pytest.mark.parametrize(("change", "place"), SPOILT.values(), ids=SPOILT.keys())
def test_a_card_that_breaks_the_schema_is_refused(
    package_copy: Path,
    edit_card: Callable[[Callable[[dict[str, Any]], object]], None],
    change: Callable[[dict[str, Any]], object],
    place: str,
) -> None:
    edit_card(change)
    with pytest.raises(ModelError, match="is not a valid model card") as caught:
        read_card(package_copy)
    assert place in str(caught.value)
    assert str(package_copy / "card.json") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[1, 2]", b"\xff\xfe\x00"], ids=["empty", "cut off", "list", "binary"]
)
def test_a_card_that_is_not_a_json_object_is_refused(package_copy: Path, text: bytes) -> None:
    (package_copy / "card.json").write_bytes(text)
    with pytest.raises(ModelError, match=r"card\.json: is not a valid model card") as caught:
        read_card(package_copy)
    assert "\n" not in str(caught.value)


def test_a_folder_without_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"card\.json: cannot be read \(No such file or directory\)"):
        read_card(tmp_path)
