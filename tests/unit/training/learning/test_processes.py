"""Two real processes on the CPU against one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_training
import torch

from cxrviewer.training.learning.checkpoint import LAST
from cxrviewer.training.learning.events import EpochEvent, read_events
from cxrviewer.training.learning.processes import Processes
from cxrviewer.wishes import Wish

SETTINGS: dict[str, object] = {"flip": 0, "epochs": [3]}
TOGETHER = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


def train_together(folder: Path) -> None:
    command = [sys.executable, *TOGETHER, "-m", "tiny_training", str(folder), json.dumps(SETTINGS)]
    places = os.pathsep.join((str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")))
    surroundings = {**os.environ, "PYTHONPATH": places}
    done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False, env=surroundings)
    assert done.returncode == 0, done.stderr


def trained(folder: Path, train: Callable[[Path], None]) -> tuple[EpochEvent, ...]:
    folder.mkdir()
    train(folder)
    return tuple(event for event in read_events(folder) if isinstance(event, EpochEvent))


def test_two_processes_come_to_what_one_comes_to(tmp_path: Path) -> None:
    one = trained(tmp_path / "one", lambda folder: tiny_training.train(folder, SETTINGS))
    two = trained(tmp_path / "two", train_together)
    assert [epoch.epoch for epoch in two] == [1, 2, 3]  # each is told once
    assert [epoch.score for epoch in two] == pytest.approx([epoch.score for epoch in one])
    assert [epoch.loss for epoch in two] == pytest.approx([epoch.loss for epoch in one], rel=0.01)
    for ours, theirs in zip(two, one, strict=True):
        assert ours.training_score == pytest.approx(theirs.training_score, abs=0.06)
    validation = [[epoch.validation_loss for epoch in epochs] for epochs in (one, two)]
    assert validation[1] == pytest.approx(validation[0], rel=0.03)
    states = [torch.load(tmp_path / name / LAST, weights_only=True) for name in ("one", "two")]
    assert states[0]["network"].keys() == states[1]["network"].keys()
    for name, weight in states[0]["network"].items():
        assert torch.allclose(weight.float(), states[1]["network"][name].float(), atol=0.05), name


def test_one_process_agrees_with_itself() -> None:
    alone = Processes()
    assert alone.first
    assert [alone.urgent(wish) for wish in Wish] == list(Wish)
    assert alone.totals([0.25, 3]) == [0.25, 3]
    assert alone.given_by_first(lambda: "what it makes") == "what it makes"
