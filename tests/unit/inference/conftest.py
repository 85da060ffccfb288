"""Packages to read and to spoil."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Edit = Callable[[Callable[[dict[str, Any]], None]], None]


@pytest.fixture(scope="session")
def classifier_folder(tiny_models: Path) -> Path:
    """The tiny classifier's package; not to be changed."""
    return tiny_models / "cxr4-tiny-1.0.0"


@pytest.fixture(scope="session")
def segmenter_folder(tiny_models: Path) -> Path:
    """The tiny segmentation's package; not to be changed."""
    return tiny_models / "lungs-tiny-1.0.0"


@pytest.fixture
def package_copy(classifier_folder: Path, tmp_path: Path) -> Path:
    """A copy of the classifier's package that the test may change."""
    return Path(shutil.copytree(classifier_folder, tmp_path / "models" / classifier_folder.name))


@pytest.fixture
def edit_card(package_copy: Path) -> Edit:
    """Change the copy's card: pass what changes its JSON object."""

    def edit(change: Callable[[dict[str, Any]], None]) -> None:
        file = package_copy / "card.json"
        record = json.loads(file.read_text(encoding="utf-8"))
        change(record)
        file.write_text(json.dumps(record), encoding="utf-8")

    return edit
