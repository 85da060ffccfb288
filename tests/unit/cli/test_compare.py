"""`cxrviewer compare` as it is typed, on evaluations that it has written itself."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from phantoms import PhantomSet

Command = Callable[..., Any]


def evaluated(command: Command, package: Path, phantoms: PhantomSet, folder: Path, models: Path) -> Path:
    chosen = "--subset", "all", "--models", models
    assert command("evaluate", package, phantoms.folder, "-o", folder, *chosen).status == 0
    return folder


@pytest.mark.parametrize(
    ("package", "said"),
    [
        (
            "lungs-tiny-1.0.0",
            "Dice, right lung: +0.0000 (+0.0000 to +0.0000) on 32 films; better on 0, worse",
        ),
        ("cxr4-tiny-1.0.0", "McNemar's exact test: p = 1.0000"),
    ],
)
def test_two_evaluations(
    command: Command, phantoms: PhantomSet, tiny_models: Path, tmp_path: Path, package: str, said: str
) -> None:
    one = evaluated(command, tiny_models / package, phantoms, tmp_path / "one", tiny_models)
    other = Path(shutil.copytree(one, tmp_path / "other"))
    ended = command("compare", one, other, "--output", tmp_path / "out")
    assert (ended.status, ended.err) == (0, "")
    assert f"{other} less {one}, on the same films:" in ended.out, "models of one name go by their folders"
    assert said in ended.out
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "comparison.html",
        "comparison.json",
    ]
    printed = json.loads(command("compare", one, other, "--json").out)
    assert printed == json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert printed["intervals"]["resamples"] == 1000


def test_a_classifier_and_a_segmentation_are_not_compared(
    command: Command, phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    folders = [
        evaluated(command, tiny_models / name, phantoms, tmp_path / name, tiny_models)
        for name in ("lungs-tiny-1.0.0", "cxr4-tiny-1.0.0")
    ]
    ended = command("compare", *folders)
    assert ended.status == 1
    said = "of lungs-tiny 1.0.0 and cxr4-tiny 1.0.0 one is a classifier and one a segmentation"
    assert ended.err == f"cxrviewer: {said}\n"
    ended = command("compare", folders[0], tmp_path)
    assert ended.status == 1
    assert ended.err.count("\n") == 1
    assert "metrics.json: cannot be read" in ended.err
