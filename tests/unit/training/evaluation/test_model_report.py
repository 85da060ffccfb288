import json
from types import ModuleType

import pytest
from packaging_scripts import REPOSITORY, packaging_script


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    return packaging_script("write_model_report")


def test_the_page_on_models_is_that_of_their_evaluations(writer: ModuleType) -> None:
    page = (REPOSITORY / "docs" / "model-report.md").read_text(encoding="utf-8")
    assert page == writer.report(writer.kept()), "run `make model-report`"


def test_what_is_kept_names_no_film() -> None:
    for file in (REPOSITORY / "docs" / "model-report").glob("*.json"):
        text = file.read_text(encoding="utf-8")
        found = json.loads(text)["evaluation"]
        assert found["unusable"] == []
        assert not any(ending in text for ending in (".jpg", ".png", ".dcm"))


def test_every_model_that_ships_stands_on_the_page_as_it_is(writer: ModuleType) -> None:
    """A model that was made anew must be measured anew."""
    kept = {one.evaluation.model.name: one.evaluation.model for one in writer.kept()}
    for card_file in (REPOSITORY / "models").glob("*/card.json"):
        card = json.loads(card_file.read_text(encoding="utf-8"))
        if card["task"] in {"classify", "segment"}:
            model = kept[card["name"]]
            assert (model.version, model.weights_sha256) == (
                card["version"],
                card["files"]["model.safetensors"],
            )
