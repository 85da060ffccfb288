"""`cxrviewer train` and `cxrviewer evaluate` from a folder of films to figures."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from phantoms import PhantomSet, write_phantoms

from cxrviewer.inference.package import read_package
from cxrviewer.inference.verification import verify_package

Command = Callable[..., Any]
QUICK = [
    "--threads", 1, "--device", "cpu", "--set", "batch=8", "--set", "learning_rate=0.01", "--set", "ema=0.8",
    "--set", "erase=0", "--set", "rotation_deg=2", "--set", "validation_share=0.25",
]  # fmt: skip
NETWORK = ["--set", "options=widths=8+16+24,blocks=1,dropout=0"]
SMALL = ["--set", "sizes=32", "--set", "epochs=2", *NETWORK, *QUICK]


@pytest.fixture(autouse=True)
def _threads_as_before() -> Iterator[None]:
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def test_a_classifier_from_films_to_figures(command: Command, phantoms: PhantomSet, tmp_path: Path) -> None:
    data = Path(shutil.copytree(phantoms.folder, tmp_path / "data"))
    (data / "films" / "covid19-0.png").write_bytes(b"not a picture")
    (data / "films" / "normal-3.png").unlink()
    run = tmp_path / "run"
    ended = command("train", "classify", data, "-o", run, "--json-lines", *SMALL, "--epochs", 3)
    assert ended.status == 0, ended.err
    left_out = [line for line in ended.err.splitlines() if line.startswith("cxrviewer: left out: ")]
    assert len(left_out) == 2 == len(ended.err.splitlines())
    assert {name for name in ("covid19-0.png", "normal-3.png") if name in ended.err} == {
        "covid19-0.png",
        "normal-3.png",
    }
    assert ended.out == (run / "log.jsonl").read_text("utf-8")
    events = [json.loads(line) for line in ended.out.splitlines()]
    assert [event["epoch"] for event in events if event["event"] == "epoch"] == [1, 2, 3]
    assert [event["event"] for event in events if event["event"] != "step"][:2] == ["note", "start"]
    assert events[0]["text"].startswith("2 films are left out, see left-out.csv: films/")
    assert events[-1]["event"] == "end"

    folder = run / "package" / "run-1.0.0"
    assert events[-1]["package"] == str(folder)
    assert verify_package(folder) < 1e-4
    card = read_package(folder).card
    assert (card.name, card.licence) == ("run", "not stated; that of the training films is not known")
    assert card.training.settings["batch"] == 8
    assert card.training.images_by_source["phantom"]["viral_pneumonia"] in {4, 6}
    assert (card.input.rows, card.temperature > 0) == (32, True)


def test_the_figures_of_evaluate_are_those_of_the_card(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    run, out = tmp_path / "run", tmp_path / "figures"
    ended = command(
        *("train", "segment", phantoms.folder, "-o", run, "--set", "sizes=64", "--set", "epochs=2"),
        *("--set", "options=width=4,depth=3"),
        *("--as-shipped", *QUICK),
    )
    assert (ended.status, ended.err) == (0, "")
    assert "epoch 2/2 at 64 px" in ended.out
    folder = run / "package" / "lungs-unet-1.0.0"
    ended = command("evaluate", folder, phantoms.folder, "-o", out)
    assert (ended.status, ended.err) == (0, "")
    assert read_package(folder).card.licence == "Apache-2.0"
    summary = json.loads((out / "metrics.json").read_text(), parse_constant=pytest.fail)
    assert (summary["data"]["subset"], summary["data"]["films"]) == ("validation", 8)
    card = read_package(folder).card
    for measured, stated in zip(summary["lungs"]["lungs"], card.metrics[:3], strict=True):
        assert measured["dice"]["value"] == pytest.approx(stated.value)
    assert card.metrics[3].subset == "validation, phantom"

    everything = command("evaluate", folder, phantoms.folder, "-o", out, "--subset", "all")
    assert everything.status == 0
    assert json.loads((out / "metrics.json").read_text())["data"]["films"] == 32

    other = write_phantoms(tmp_path / "other", per_label=2)
    ended = command("evaluate", folder, other.folder, "-o", out)
    assert ended.status == 1
    assert "is not the data set that lungs-unet was trained on" in ended.err
    assert ended.err.count("\n") == 1


def test_training_on_data_that_cannot_be_trained_on_is_one_line(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    lone, random = tmp_path / "lone", np.random.default_rng(0)
    for label in ("normal", "lung_opacity", "viral_pneumonia", "covid19"):
        (lone / label).mkdir(parents=True)
        picture = random.integers(0, 256, (80, 80)).astype(np.uint8)
        cv2.imwrite(str(lone / label / "a.png"), picture)
    other = tmp_path / "other"
    shutil.copytree(lone / "normal", other / "tuberculosis")
    wrong: dict[str, list[object]] = {
        "does not exist": ["train", "classify", tmp_path / "nowhere"],
        "is not a CSV manifest": ["train", "classify", phantoms.films[0]],
        "no film has the label": ["train", "classify", other],
        "has 1 film of 1 patient": ["train", "classify", lone],
        "no film has a lung mask": ["train", "segment", lone],
        "takes multiples of 32 only": ["train", "segment", phantoms.folder, "--set", "sizes=40,72"],
    }
    for reason, arguments in wrong.items():
        ended = command(*arguments, "-o", tmp_path / "run")
        assert ended.status == 1, reason
        assert reason in ended.err
        assert ended.err.count("\n") == 1
        listed = command("runs", "list").out
        assert listed.startswith("run  failed, ")
        assert reason in listed


@pytest.mark.slow  # the window starts one, too: tests/unit/gui/training/test_course.py
def test_training_as_a_program_of_its_own(program: Command, tmp_path: Path) -> None:
    ended = program("train", "classify", tmp_path, "-o", tmp_path / "run")
    assert ended.status == 1
    assert ended.err == f"cxrviewer: {tmp_path}: holds no film\n"
