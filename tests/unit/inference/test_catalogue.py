"""Which package serves: the chosen one, else the newest that ships, and never silently."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS
from cxrviewer.inference.catalogue import (
    Catalogue,
    find_package,
    installed_catalogue,
    list_installed,
    open_picked,
    pick_card,
    pick_package,
    troubles,
)
from cxrviewer.inference.choices import Choices, Purpose, write_choices
from cxrviewer.inference.package import ModelPackage

CLASSES = Purpose("classify", FRONTAL_FILMS)


@pytest.fixture
def catalogue(tiny_models: Path, tmp_path: Path) -> Catalogue:
    """The tiny packages as those that ship, and a copy of the classifier as the user's own, chosen."""
    own = tmp_path / "own"
    add_own(tiny_models, own, "mine-2.0.0")
    return Catalogue(tiny_models, own, Choices().using(CLASSES, "mine-2.0.0"))


def add_own(shipped: Path, own: Path, name: str, **changes: object) -> Path:
    folder = Path(shutil.copytree(shipped / "cxr4-tiny-1.0.0", own / name))
    card = json.loads((folder / "card.json").read_text())
    card |= dict(zip(("name", "version"), name.split("-"), strict=True)) | changes
    (folder / "card.json").write_text(json.dumps(card))
    return folder


def test_the_chosen_package_serves(catalogue: Catalogue) -> None:
    picked = pick_package(catalogue, CLASSES)
    assert isinstance(picked.value, ModelPackage)
    assert picked.value.card.name == "mine"
    assert (picked.notice, picked.passed_over) == ("", "")
    assert troubles(catalogue) == ()


def test_without_a_choice_the_shipped_one_serves_though_the_users_is_newer(catalogue: Catalogue) -> None:
    card = pick_card(replace(catalogue, choices=Choices()), CLASSES).value
    assert card is not None
    assert card.name == "cxr4-tiny"


def test_a_chosen_package_that_is_gone_is_told_and_the_shipped_one_serves(catalogue: Catalogue) -> None:
    assert catalogue.own is not None
    shutil.rmtree(catalogue.own / "mine-2.0.0")
    picked = pick_card(catalogue, CLASSES)
    assert picked.value is not None
    assert (picked.value.name, picked.passed_over) == ("cxr4-tiny", "mine-2.0.0")
    assert picked.notice == (
        "The chosen model mine-2.0.0 cannot be used: it is not installed. "
        "cxr4-tiny 1.0.0, which ships with the program, is used."
    )
    assert troubles(catalogue) == (picked.notice,)


@pytest.mark.parametrize("file", ["model.onnx", "card.json"])
def test_a_spoilt_chosen_package_is_told_without_the_users_folders(catalogue: Catalogue, file: str) -> None:
    assert catalogue.own is not None
    (catalogue.own / "mine-2.0.0" / file).write_bytes(b"spoilt")
    picked = open_picked(catalogue, CLASSES, lambda package: package.card.name)
    assert picked.value == "cxr4-tiny"
    assert f"cannot be used: {file} is not" in picked.notice
    assert str(catalogue.own) not in picked.notice


def test_a_chosen_package_that_cannot_be_loaded_gives_way(catalogue: Catalogue) -> None:
    def refuse_mine(package: ModelPackage) -> str:
        if package.card.name == "mine":
            raise ModelError(package.onnx, "cannot be loaded by ONNX Runtime")
        return package.card.name

    picked = open_picked(catalogue, CLASSES, refuse_mine)
    assert picked.value == "cxr4-tiny"
    assert "model.onnx cannot be loaded by ONNX Runtime." in picked.notice


def test_a_package_chosen_for_what_it_is_not_made_for_does_not_serve(
    catalogue: Catalogue, tiny_models: Path
) -> None:
    assert catalogue.own is not None
    add_own(tiny_models, catalogue.own, "slices-1.0.0", reads=CT_SLICES)
    wrong = replace(catalogue, choices=Choices().using(CLASSES, "slices-1.0.0"))
    picked = pick_card(wrong, CLASSES)
    assert picked.passed_over == "slices-1.0.0"
    assert "it is made for classify, CT slices." in picked.notice


def test_a_gate_that_answers_something_else_never_serves(catalogue: Catalogue, tiny_models: Path) -> None:
    assert catalogue.own is not None
    gate = Purpose("gate", FRONTAL_FILMS)
    add_own(tiny_models, catalogue.own, "gate-1.0.0", task="gate")
    picked = pick_card(replace(catalogue, choices=Choices().using(gate, "gate-1.0.0")), gate)
    assert picked.value is None
    assert "it answers normal, lung_opacity" in picked.notice


def test_a_broken_shipped_package_is_an_error_and_not_passed_over(tiny_models: Path, tmp_path: Path) -> None:
    shipped = Path(shutil.copytree(tiny_models, tmp_path / "models"))
    (shipped / "cxr4-tiny-1.0.0" / "model.onnx").write_bytes(b"spoilt")
    with pytest.raises(ModelError, match=r"model\.onnx: is not the file"):
        pick_package(Catalogue(shipped), CLASSES)


def test_packages_are_found_by_name_with_and_without_version(catalogue: Catalogue, tiny_models: Path) -> None:
    assert catalogue.own is not None
    assert find_package(catalogue, "lungs-tiny") == tiny_models / "lungs-tiny-1.0.0"
    assert find_package(catalogue, "mine-2.0.0") == catalogue.own / "mine-2.0.0"
    add_own(tiny_models, catalogue.own, "mine-2.1.0")
    with pytest.raises(ModelError, match=r"mine: there are several: mine-2\.0\.0, mine-2\.1\.0"):
        find_package(catalogue, "mine")
    with pytest.raises(ModelError, match="no installed model is called so"):
        find_package(catalogue, "../own/mine-2.0.0")


def test_the_list_says_what_is_shipped_in_use_and_broken(catalogue: Catalogue, tiny_models: Path) -> None:
    assert catalogue.own is not None
    broken = add_own(tiny_models, catalogue.own, "broken-1.0.0")
    (broken / "card.json").write_text("{}")
    rows = {one.name: (one.shipped, one.in_use, bool(one.trouble)) for one in list_installed(catalogue)}
    assert rows == {
        "cxr4-tiny-1.0.0": (True, False, False),
        "lungs-tiny-1.0.0": (True, True, False),
        "broken-1.0.0": (False, False, True),
        "mine-2.0.0": (False, True, False),
    }


def test_the_users_catalogue_lies_beside_the_settings_in_use(tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    own = tmp_path / "models"
    write_choices(Choices().using(CLASSES, "mine-2.0.0"), own / "in-use.json")
    catalogue = installed_catalogue(settings)
    assert (catalogue.own, catalogue.choices.of(CLASSES)) == (own, "mine-2.0.0")
    (own / "in-use.json").write_text("spoilt")
    spoilt = installed_catalogue(settings)
    assert spoilt.choices == Choices()
    assert "in-use.json" in spoilt.trouble
    picked = pick_card(spoilt, CLASSES)
    assert picked.value is not None
    assert (picked.notice, picked.passed_over) == (spoilt.trouble, "in-use.json")
