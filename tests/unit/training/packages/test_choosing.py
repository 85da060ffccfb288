"""What a user does with the list of models."""

import json
import shutil
from pathlib import Path

import pytest

from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.inference.choices import Purpose, read_choices
from cxrviewer.training.packages.choosing import (
    adopt_package,
    purpose_named,
    remove_package,
    roll_back,
    use_package,
)

CLASSES = Purpose("classify", FRONTAL_FILMS)


@pytest.fixture
def run(tiny_models: Path, tmp_path: Path) -> Path:
    """A run whose package has the name of one that ships."""
    package = tmp_path / "run" / "package" / "cxr4-tiny-1.0.0"
    shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", package)
    card = json.loads((package / "card.json").read_text())
    (package / "card.json").write_text(json.dumps(card | {"temperature": 5.0}))
    return tmp_path / "run"


def test_adopting_a_run_twice_installs_it_once(catalogue: Catalogue, run: Path) -> None:
    once = adopt_package(catalogue, run)
    assert once.choices.of(CLASSES) == "cxr4-tiny-1.1.0"
    assert adopt_package(once, run) == once
    assert once.own is not None
    assert [one.name for one in once.own.glob("cxr4-*")] == ["cxr4-tiny-1.1.0"]
    assert read_choices(once.own / "in-use.json") == once.choices


def test_a_removed_package_is_not_gone_back_to(catalogue: Catalogue, run: Path) -> None:
    adopted = adopt_package(catalogue, run)
    shipped = use_package(adopted, "cxr4-tiny-1.0.0")
    left = remove_package(shipped, "cxr4-tiny-1.1.0")
    assert roll_back(left, CLASSES).choices.of(CLASSES) == ""


def test_a_package_that_answers_wrongly_is_not_put_to_use(catalogue: Catalogue, run: Path) -> None:
    adopted = roll_back(adopt_package(catalogue, run), CLASSES)
    assert adopted.own is not None
    file = adopted.own / "cxr4-tiny-1.1.0" / "card.json"
    card = json.loads(file.read_text())
    file.write_text(json.dumps(card | {"golden": {"outputs": [0.0] * 4, "tolerance": 1e-6}}))
    with pytest.raises(ModelError, match="does not give its golden output"):
        use_package(adopted, "cxr4-tiny-1.1.0")
    assert read_choices(adopted.own / "in-use.json").of(CLASSES) == ""


def test_the_purpose_may_go_without_saying(catalogue: Catalogue, run: Path) -> None:
    assert purpose_named(adopt_package(catalogue, run), "", FRONTAL_FILMS) == CLASSES
    assert purpose_named(catalogue, "classify", CT_SLICES) == Purpose("classify", CT_SLICES)
    with pytest.raises(CxrviewerError, match="no model was chosen"):
        purpose_named(catalogue, "", FRONTAL_FILMS)
    with pytest.raises(CxrviewerError, match="has no model for gate, CT slices"):
        purpose_named(catalogue, "gate", CT_SLICES)


def test_a_choice_that_cannot_be_read_is_not_overwritten(catalogue: Catalogue, run: Path) -> None:
    spoilt = Catalogue(catalogue.shipped, catalogue.own, trouble="The file is spoilt.")
    with pytest.raises(CxrviewerError, match="The file is spoilt"):
        adopt_package(spoilt, run)
