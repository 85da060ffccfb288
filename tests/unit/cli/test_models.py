"""`cxrviewer models` as it is typed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.fixture
def spoilt(tiny_models: Path, tmp_path: Path) -> Path:
    """The tiny packages, of which one has changed weights."""
    models = Path(shutil.copytree(tiny_models, tmp_path / "models"))
    weights = models / "cxr4-tiny-1.0.0" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\1\0\1")
    return models


def test_the_packages_are_listed(command: Command, tiny_models: Path) -> None:
    ended = command("models", "list", "--folder", tiny_models)
    assert (ended.status, ended.err) == (0, "")
    first, second = ended.out.splitlines()
    assert first.startswith("cxr4-tiny 1.0.0  classify, residual")
    assert second.startswith("lungs-tiny 1.0.0  segment, unet")


def test_the_networks_are_listed_without_building_them(command: Command) -> None:
    ended = command("models", "networks")
    assert (ended.status, ended.err) == (0, "")
    lines = dict(line.split("  ", 1) for line in ended.out.splitlines())
    assert {"vgg19-pointwise", "resnet101", "unet", "fcdensenet103"} <= lines.keys()
    assert lines["resnet50"] == "classify, 224 x 224; ResNet-50 (He et al. 2016); Grad-CAM exact"
    assert lines["vgg19"].endswith("Grad-CAM by gradients")
    assert lines["unet"].startswith("segment, 512 x 512; U-Net")
    assert "Grad-CAM" not in lines["unet"]


def test_good_packages_pass(command: Command, tiny_models: Path) -> None:
    ended = command("models", "verify", "--folder", tiny_models)
    assert (ended.status, ended.err) == (0, "")
    assert [line.split(":")[1][:3] for line in ended.out.splitlines()] == [" ok", " ok"]


@pytest.mark.slow  # test_verification verifies the same packages in this process
def test_the_shipped_packages_pass(program: Command) -> None:
    ended = program("models", "verify")
    assert (ended.status, ended.err) == (0, "")
    assert len(ended.out.splitlines()) >= 2


def test_a_spoilt_package_fails_and_the_others_are_still_checked(command: Command, spoilt: Path) -> None:
    ended = command("models", "verify", "--folder", spoilt)
    assert ended.status == 1
    assert ended.out.startswith("lungs-tiny-1.0.0: ok")
    assert ended.err.count("\n") == 1
    assert str(spoilt / "cxr4-tiny-1.0.0" / "model.safetensors") in ended.err


@pytest.mark.parametrize("name", ["list", "verify"])
def test_a_broken_card_is_one_line(command: Command, spoilt: Path, name: str) -> None:
    (spoilt / "cxr4-tiny-1.0.0" / "card.json").write_text("{}")
    ended = command("models", name, "--folder", spoilt)
    assert ended.status == 1
    assert ended.err.count("\n") == 1
    assert "card.json: is not a valid model card" in ended.err
    assert "lungs-tiny" in ended.out


def test_a_folder_without_packages(command: Command, tmp_path: Path) -> None:
    assert command("models", "list", "--folder", tmp_path).status == 1
    ended = command("models", "verify", "--folder", tmp_path)
    assert ended.status == 1
    assert ended.err == f"cxrviewer: {tmp_path}: holds no model package\n"
