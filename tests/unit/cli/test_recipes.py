"""Recipes as a user meets them: folders of any name, a few settings, a package that reads films."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from phantoms import PhantomSet

from cxrviewer.inference.package import read_package
from cxrviewer.inference.verification import verify_package

Command = Callable[..., Any]
QUICK = ["--threads", 1, "--device", "cpu", "--set", "validation_share=0.25", "--set", "batch=8"]
FOLDERS = {
    "covid19": "COVID",
    "normal": "Normal",
    "viral_pneumonia": "Viral Pneumonia",
    "lung_opacity": "Effusion (left)",
}


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def folders(phantoms: PhantomSet, tmp_path: Path) -> Path:
    """Films in folders called as somebody would."""
    for film in phantoms.films:
        folder = tmp_path / "films" / FOLDERS[film.stem.rpartition("-")[0]]
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(film, folder)
    return tmp_path / "films"


@pytest.mark.slow
def test_a_head_on_frozen_features_for_folders_of_any_name(
    command: Command, folders: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    ended = command(
        "train", "classify", folders, "-o", run, "--preset", "recommended-embedding", "--epochs", 20, *QUICK
    )
    assert ended.status == 0, ended.err
    package = run / "package" / "cxr-embedding-1.0.0"
    assert verify_package(package) < 1e-4
    card = read_package(package).card
    assert card.label_names == ("normal", "viral_pneumonia", "covid19", "effusion_left")
    assert card.labels[-1].title == "Effusion (left)"
    ended = command("evaluate", package, folders, "-o", tmp_path / "figures")
    assert ended.status == 0, ended.err
    assert json.loads((tmp_path / "figures" / "metrics.json").read_text())["data"]["films"] == 8


@pytest.mark.slow
def test_one_vs_all_with_three_classes_of_four(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    small = ["--set", "architecture=residual", "--set", "start=", "--set", "options=widths=4+8,blocks=1"]
    ended = command(
        *("train", "classify", phantoms.folder, "-o", run, "--preset", "paper-a-resnet50", "--epochs", 1),
        *(*small, "--set", "sizes=32", *QUICK),
    )
    assert ended.status == 0, ended.err
    card = read_package(run / "package" / "paper-a-resnet50-1.0.0").card
    assert card.probabilities == "one_vs_all"
    assert card.label_names == ("normal", "covid19", "other_pathology")
    assert card.training is not None
    assert card.training.settings["optimizer"] == "sgd"
    ended = command("evaluate", run / "package" / "paper-a-resnet50-1.0.0", phantoms.folder, "-o", tmp_path)
    assert ended.status == 0, ended.err


@pytest.mark.slow
def test_a_network_of_merged_lungs_is_measured_lung_by_lung(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    small = ["--set", "options=width=4,depth=3", "--set", "sizes=64", "--set", "learning_rate=0.01"]
    ended = command(
        *("train", "segment", phantoms.folder, "-o", run, "--preset", "paper-a-unet", "--epochs", 12),
        *(*small, *QUICK),
    )
    assert ended.status == 0, ended.err
    card = read_package(run / "package" / "paper-a-unet-1.0.0").card
    assert card.label_names == ("background", "lungs")
    right = next(one for one in card.metrics if "right" in one.name.lower())
    assert right.value > 0.7
