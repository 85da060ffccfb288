"""The user's own models on the command line: in, in use, back, out, away."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from cxrviewer.locations import models_folder, own_models_folder

Command = Callable[..., Any]
SHIPPED = "cxr4-residual"


@pytest.fixture
def run_folder(tiny_models: Path, tmp_path: Path) -> Path:
    """What a training leaves."""
    folder = tmp_path / "run"
    package = Path(shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", folder / "package" / "mine-1.0.0"))
    card = json.loads((package / "card.json").read_text())
    (package / "card.json").write_text(json.dumps(card | {"name": "mine"}))
    return folder


def listed(command: Command) -> dict[str, dict[str, Any]]:
    ended = command("models", "list", "--json")
    assert (ended.status, ended.err) == (0, "")
    return {row["package"]: row for row in json.loads(ended.out)["models"]}


def test_a_models_way_from_the_run_to_the_analysis_and_out_again(
    command: Command, run_folder: Path, tmp_path: Path
) -> None:
    before = {name for name, row in listed(command).items() if row["in_use"]}
    ended = command("models", "import", run_folder)
    assert (ended.status, ended.out.split()[:2]) == (0, ["installed:", "mine-1.0.0"])
    row = listed(command)["mine-1.0.0"]
    assert (row["origin"], row["in_use"], row["task"]) == ("own", False, "classify")
    assert (row["preset"], row["metrics"]) == ("shipped-cxr4", [])

    assert command("models", "use", "mine").out == (
        "mine-1.0.0 is in use for classify, frontal chest radiographs\n"
    )
    used = {name for name, row in listed(command).items() if row["in_use"]}
    assert used - before == {"mine-1.0.0"}
    assert {one.rpartition("-")[0] for one in before - used} == {SHIPPED}
    refused = command("models", "remove", "mine-1.0.0", "--yes")
    assert (refused.status, "is in use" in refused.err) == (1, True)

    out = tmp_path / "mine.cxrmodel"
    assert command("models", "export", "mine", out).status == 0
    assert command("models", "rollback").out.startswith(f"{SHIPPED}-")
    assert {name for name, row in listed(command).items() if row["in_use"]} == before
    assert command("models", "remove", "mine-1.0.0", "--yes").status == 0
    assert "mine-1.0.0" not in listed(command)
    assert command("models", "import", out).status == 0
    assert "mine-1.0.0" in listed(command)


def test_what_ships_is_neither_removed_nor_overwritten(command: Command) -> None:
    (shipped,) = models_folder().glob(f"{SHIPPED}-*")
    ended = command("models", "remove", shipped.name, "--yes")
    assert (ended.status, ended.err) == (1, f"cxrviewer: {shipped.name}: ships with the program and stays\n")
    assert (shipped / "card.json").is_file()
    assert "is installed already" in command("models", "import", shipped).err


def test_rolling_back_without_a_choice_says_so(command: Command) -> None:
    assert "no model was chosen" in command("models", "rollback").err
    assert "the model that ships is in use" in command("models", "rollback", "classify").err
    assert "has no model for abacus" in command("models", "rollback", "abacus").err


def test_a_model_that_the_analysis_has_no_use_for_is_not_put_to_use(
    command: Command, run_folder: Path
) -> None:
    package = run_folder / "package" / "mine-1.0.0" / "card.json"
    package.write_text(json.dumps(json.loads(package.read_text()) | {"task": "gate", "gradcam": None}))
    assert command("models", "import", run_folder).status == 0
    ended = command("models", "use", "mine")
    assert ended.status == 1
    assert "mine-1.0.0: answers normal, lung_opacity" in ended.err


def test_a_chosen_model_that_is_gone_is_said_before_the_films_are_read(
    command: Command, run_folder: Path, tmp_path: Path
) -> None:
    command("models", "import", run_folder)
    command("models", "use", "mine")
    shutil.rmtree(own_models_folder() / "mine-1.0.0")
    (tmp_path / "text.png").write_text("no film")
    ended = command("analyse", tmp_path / "text.png")
    assert "The chosen model mine-1.0.0 cannot be used: it is not installed. cxr4-residual" in ended.err


def test_weights_of_others_are_reported_as_they_fit(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "theirs.pth"
    torch.save({"fc.weight": torch.zeros(2, 512)}, file)
    assert "need --architecture" in command("models", "import", file).err
    ended = command("models", "import", file, "--architecture", "resnet18", "--labels", "a,b")
    assert ended.status == 1
    lines = ended.out.splitlines()
    assert lines[:2] == ["taken over: 1 of the network's 102 weights", "missing in the file: 101"]
    assert lines[2].startswith("  backbone.conv1.weight")
    assert lines[-2:] == ["not known to the network: 0", "of another shape: 0"]
    assert ended.err == f"cxrviewer: {file}: does not hold the weights of the network 'resnet18'\n"


def test_the_card_is_shown_in_words(command: Command) -> None:
    ended = command("models", "show", SHIPPED)
    assert ended.out.startswith(f"# {SHIPPED} ")
    assert "## Limits" in ended.out
