"""The analysis runs with the models that the user has chosen, and says where it could not."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cxrviewer.analysis import Analyser
from cxrviewer.inference.card import FRONTAL_FILMS
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.inference.choices import Choices, Purpose
from cxrviewer.study import Image

CLASSES = Purpose("classify", FRONTAL_FILMS)


@pytest.fixture
def catalogue(tiny_models: Path, tmp_path: Path) -> Catalogue:
    """A classifier of the user's own, of other probabilities, in use."""
    folder = Path(shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", tmp_path / "own" / "mine-1.0.0"))
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, "name": "mine", "temperature": 9.0}))
    return Catalogue(tiny_models, tmp_path / "own", Choices().using(CLASSES, "mine-1.0.0"))


def test_the_chosen_model_reads_the_film_and_its_results_are_its_own(
    catalogue: Catalogue, drawn_film: Image
) -> None:
    chosen = Analyser("cpu", catalogue, threads=1)
    planned = chosen.recipe()
    analysis = chosen.analyse(drawn_film)
    assert analysis.classification is not None
    assert analysis.classification.model.name == "mine"
    assert chosen.recipe() == planned
    shipped = Analyser("cpu", replace(catalogue, choices=Choices()), threads=1)
    assert shipped.recipe() != planned
    assert {name for name, _version, _card in shipped.recipe().models} == {"lungs-tiny", "cxr4-tiny"}
    assert {name for name, _version, _card in planned.models} == {"lungs-tiny", "mine"}


def test_the_same_weights_under_another_card_make_other_results(catalogue: Catalogue) -> None:
    assert catalogue.own is not None
    before = Analyser("cpu", catalogue).recipe()
    file = catalogue.own / "mine-1.0.0" / "card.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "temperature": 2.0}))
    assert Analyser("cpu", catalogue).recipe() != before


def test_a_broken_choice_is_said_with_the_result_and_kept_apart(
    catalogue: Catalogue, drawn_film: Image
) -> None:
    assert catalogue.own is not None
    (catalogue.own / "mine-1.0.0" / "model.onnx").write_bytes(b"spoilt")
    analyser = Analyser("cpu", catalogue, threads=1)
    analysis = analyser.analyse(drawn_film)
    assert analysis.classification is not None
    assert analysis.classification.model.name == "cxr4-tiny"
    (said,) = (notice for notice in analysis.notices if "mine-1.0.0" in notice)
    assert said.endswith("cxr4-tiny 1.0.0, which ships with the program, is used.")
    plain = Analyser("cpu", replace(catalogue, choices=Choices()))
    assert analyser.recipe().models == plain.recipe().models
    assert analyser.recipe() != plain.recipe()


def test_a_choice_that_is_gone_is_known_before_anything_is_loaded(
    catalogue: Catalogue, drawn_film: Image
) -> None:
    assert catalogue.own is not None
    shutil.rmtree(catalogue.own)
    analyser = Analyser("cpu", catalogue, threads=1)
    planned = analyser.recipe()
    assert planned.passed_over == ("mine-1.0.0",)
    analyser.analyse(drawn_film)
    assert analyser.recipe() == planned
