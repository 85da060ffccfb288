import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from cxrviewer.errors import ModelError
from cxrviewer.inference.package import package_folders
from cxrviewer.inference.verification import verify_package
from cxrviewer.locations import models_folder

Edit = Callable[[Callable[[dict[str, Any]], object]], None]


@pytest.mark.parametrize("name", ["cxr4-tiny-1.0.0", "lungs-tiny-1.0.0"])
def test_a_good_package_passes(tiny_models: Path, name: str) -> None:
    assert verify_package(tiny_models / name) < 1e-4


def test_every_package_that_ships_passes() -> None:
    folders = package_folders(models_folder())
    assert {verify_package(folder) < 1e-4 for folder in folders} == {True}


def test_weights_that_differ_from_the_export_are_found(package_copy: Path, edit_card: Edit) -> None:
    file = package_copy / "model.safetensors"
    weights = load_file(file)
    # less than the golden output tolerates, more than the two runtimes may differ
    weights["head.bias"] = weights["head.bias"] + torch.tensor([1e-3, 0, 0, 0])
    save_file(weights, package_copy / "other")
    shutil.move(package_copy / "other", file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    edit_card(lambda card: card["files"].update({file.name: digest}))
    with pytest.raises(ModelError, match=r"answers differently in ONNX Runtime and torch \(by 1\.0e-03\)"):
        verify_package(package_copy)


def test_a_wrong_golden_output_is_found(package_copy: Path, edit_card: Edit) -> None:
    edit_card(lambda card: card["golden"].update(outputs=[0.0] * 4))
    with pytest.raises(ModelError, match="does not give its golden output"):
        verify_package(package_copy)


def test_a_folder_without_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        verify_package(tmp_path)
