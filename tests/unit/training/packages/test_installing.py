"""Packages come to the user's own under a number that is free, and never half."""

import json
import shutil
from pathlib import Path

import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import read_card
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.inference.package import read_package
from cxrviewer.training.packages.installing import free_version, install_package


def run_with(tiny_models: Path, folder: Path, temperature: float) -> Path:
    """A run's folder with a package whose name is that of a shipped one."""
    package = Path(shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", folder / "package" / "cxr4-tiny-1.0.0"))
    card = json.loads((package / "card.json").read_text())
    (package / "card.json").write_text(json.dumps(card | {"temperature": temperature}))
    return folder


def test_the_version_counts_up_where_the_name_is_taken(
    catalogue: Catalogue, tiny_models: Path, tmp_path: Path
) -> None:
    first = install_package(run_with(tiny_models, tmp_path / "a", 3.0), catalogue)
    second = install_package(run_with(tiny_models, tmp_path / "b", 4.0), catalogue)
    assert (first.name, second.name) == ("cxr4-tiny-1.1.0", "cxr4-tiny-1.2.0")
    card = read_package(second).card
    assert (card.version, card.temperature) == ("1.2.0", 4.0)
    assert (second / "README.md").read_text().startswith("# cxr4-tiny 1.2.0\n")
    assert read_card(tiny_models / "cxr4-tiny-1.0.0").temperature == 1.5


def test_the_next_number_is_after_the_highest_and_not_after_the_text(tiny_models: Path) -> None:
    card = read_card(tiny_models / "cxr4-tiny-1.0.0")
    installed = tuple(card.model_copy(update={"version": one}) for one in ("1.0.0", "1.9.0", "1.10.3"))
    assert free_version(card, installed) == "1.11.0"
    assert free_version(card, ()) == "1.0.0"


def test_the_same_package_is_not_installed_twice(catalogue: Catalogue, tiny_models: Path) -> None:
    with pytest.raises(ModelError, match="is installed already"):
        install_package(tiny_models / "cxr4-tiny-1.0.0", catalogue)


def test_a_folder_without_a_package_is_named(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model package"):
        install_package(tmp_path, catalogue)


def test_a_catalogue_without_the_users_folder_takes_nothing(tiny_models: Path) -> None:
    with pytest.raises(ModelError, match="takes no models"):
        install_package(tiny_models / "cxr4-tiny-1.0.0", Catalogue(tiny_models))
