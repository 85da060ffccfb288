"""Trainings in processes of their own that are killed, interrupted and starved."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import tiny_training
import torch

from cxrviewer.training.learning.checkpoint import BEST, LAST
from cxrviewer.training.learning.events import EpochEvent, NoteEvent, StartEvent, read_events

TESTS = Path(__file__).parents[3]
UNLIMITED = 1 << 42
SETTINGS = {"epochs": [2, 2], "sizes": [16, 32], "learning_rate": 0.01}


def start(folder: Path, settings: dict[str, object], memory_bytes: int = 0) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tiny_training", str(folder), json.dumps(settings), str(memory_bytes)]
    places = os.pathsep.join((str(TESTS), os.environ.get("PYTHONPATH", "")))
    surroundings = {
        **os.environ,
        "PYTHONPATH": places,
        "MALLOC_ARENA_MAX": "1",
    }  # arenas take address space that nobody uses
    return subprocess.Popen(command, env=surroundings, stderr=subprocess.PIPE, text=True)


def wait_for(folder: Path, kind: type, count: int, child: subprocess.Popen[str]) -> None:
    """Wait until the log has so many events of a kind."""
    while sum(isinstance(event, kind) for event in read_events(folder)) < count:
        assert child.poll() is None, child.communicate()[1]
        time.sleep(0.01)


def finish(child: subprocess.Popen[str]) -> None:
    _out, errors = child.communicate(timeout=200)
    assert child.returncode == 0, errors


def tensors(state: object) -> list[torch.Tensor]:
    """Return all tensors and numbers of a checkpoint in order."""
    if isinstance(state, dict):
        return [tensor for key in sorted(state, key=str) for tensor in tensors(state[key])]
    if isinstance(state, list | tuple):
        return [tensor for item in state for tensor in tensors(item)]
    return [torch.as_tensor(state)] if isinstance(state, torch.Tensor | int | float) else []


def assert_same_states(one: Path, other: Path) -> None:
    for name in (LAST, BEST):
        ours, theirs = (tensors(torch.load(folder / name, weights_only=True)) for folder in (one, other))
        assert len(ours) == len(theirs) > 100
        assert all(torch.equal(mine, its) for mine, its in zip(ours, theirs, strict=True))


def kill_at_random(folder: Path, random: np.random.Generator) -> bool:
    """Start or go on, and kill -9 within about an epoch; whether it was still training."""
    begun = sum(isinstance(event, StartEvent) for event in read_events(folder)) if folder.exists() else 0
    child = start(folder, SETTINGS)
    wait_for(folder, StartEvent, begun + 1, child)
    time.sleep(random.uniform(0, 0.8))
    training = child.poll() is None
    child.kill()
    child.communicate()
    return training


@pytest.mark.parametrize("kills", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_killed_and_gone_on_with_every_tensor_is_as_without(tmp_path: Path, kills: int) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    tiny_training.train(whole, SETTINGS)
    random = np.random.default_rng()
    for _ in range(kills):
        kill_at_random(killed, random)
    tiny_training.train(killed, SETTINGS)
    assert_same_states(whole, killed)
    done = [event.epoch for event in read_events(killed) if isinstance(event, EpochEvent)]
    assert sorted(set(done)) == [1, 2, 3, 4]


def test_a_signal_ends_a_training_with_its_state_kept(tmp_path: Path) -> None:
    whole, interrupted = tmp_path / "whole", tmp_path / "interrupted"
    settings = {**SETTINGS, "batch": 2}
    child = start(interrupted, settings)
    wait_for(interrupted, EpochEvent, 1, child)
    os.kill(child.pid, signal.SIGTERM)
    _out, errors = child.communicate(timeout=200)
    assert child.returncode == 1
    assert "CancelAskedError" in errors
    kept = torch.load(interrupted / LAST, weights_only=True)
    assert kept["epoch"] >= 1
    tiny_training.train(interrupted, settings)
    whole.mkdir()
    tiny_training.train(whole, settings)
    assert_same_states(whole, interrupted)


def notes_of(folder: Path) -> list[str]:
    return [event.text for event in read_events(folder) if isinstance(event, NoteEvent)]


def trained_in_parts(folder: Path) -> Path:
    """Train under a limit that a whole batch does not keep and two films do: it differs by machine."""
    settings: dict[str, object] = {"flip": 0, "epochs": [1], "sizes": [256], "batch": 36}
    free = folder / "free"
    finish(start(free, settings, memory_bytes=UNLIMITED))
    assert notes_of(free) == []
    low, high = 0, int((free / tiny_training.TAKEN).read_text())
    limit, errors = high * 4 // 5, ""
    while high - low > 1_000_000:
        run = folder / str(limit)
        child = start(run, settings, memory_bytes=limit)
        _out, errors = child.communicate(timeout=200)
        if child.returncode == 0 and notes_of(run):
            return run
        low, high = (low, limit) if child.returncode == 0 else (limit, high)
        limit = (low + high) // 2
    raise AssertionError(f"no limit divides a batch and lets the training begin; the last one: {errors}")


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of address space is Linux's")
def test_a_batch_that_the_memory_does_not_hold_is_computed_in_parts(tmp_path: Path) -> None:
    run = trained_in_parts(tmp_path)
    notes = notes_of(run)
    assert notes[0].startswith("the memory does not hold 36 films at once: each batch is computed in 2 parts")
    assert torch.load(run / LAST, weights_only=True)["parts"] == 2 ** len(notes)
    (epoch,) = (event for event in read_events(run) if isinstance(event, EpochEvent))
    assert 0.5 < epoch.loss < 3
