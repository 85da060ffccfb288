"""`cxrviewer train` and `cxrviewer evaluate` from a folder of films to figures."""

import csv
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
SMALL = ["--set", "sizes=32", "--set", "epochs=2", *QUICK]


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
    epochs = [json.loads(line) for line in ended.out.splitlines() if line.startswith("{")]
    assert [epoch["epoch"] for epoch in epochs] == [1, 2, 3]
    assert {epoch["event"] for epoch in epochs} == {"epoch"}
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [entry["loss"] for entry in log] == [epoch["loss"] for epoch in epochs]

    folder = run / "package" / "cxr4-residual-1.0.0"
    assert str(folder) in ended.out
    assert verify_package(folder) < 1e-4
    card = read_package(folder).card
    assert card.training.settings["batch"] == 8
    assert card.training.images_by_source["phantom"]["viral_pneumonia"] in {4, 6}
    assert (card.input.rows, card.temperature > 0) == (32, True)


def test_the_figures_of_evaluate_are_those_of_the_card(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    run, out = tmp_path / "run", tmp_path / "figures"
    ended = command(
        "train", "segment", phantoms.folder, "-o", run, "--set", "sizes=64", "--set", "epochs=2", *QUICK
    )
    assert (ended.status, ended.err) == (0, "")
    assert "epoch 2/2 at 64 px" in ended.out
    folder = run / "package" / "lungs-unet-1.0.0"
    ended = command("evaluate", folder, phantoms.folder, "-o", out)
    assert (ended.status, ended.err) == (0, "")
    card = read_package(folder).card
    summary = json.loads((out / "metrics.json").read_text(), parse_constant=pytest.fail)
    assert summary["subset"] == "validation"
    assert summary["films"] == 8
    for measured, stated in zip(summary["metrics"], card.metrics[:3], strict=True):
        assert measured["name"] == stated.name
        assert measured["value"] == pytest.approx(stated.value)
    assert card.metrics[3].subset == "validation, phantom"
    with (out / "predictions.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 8
    mean = np.mean([float(row["dice"]) for row in rows])
    assert mean == pytest.approx(card.metrics[0].value, abs=1e-4)

    everything = command("evaluate", folder, phantoms.folder, "-o", out, "--subset", "all")
    assert everything.status == 0
    assert json.loads((out / "metrics.json").read_text())["films"] == 32

    other = write_phantoms(tmp_path / "other", per_label=2)
    ended = command("evaluate", folder, other.folder, "-o", out)
    assert ended.status == 1
    assert "is not the data set that lungs-unet was trained on" in ended.err
    assert ended.err.count("\n") == 1


def test_a_classifier_is_evaluated_film_by_film(
    command: Command, phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    ended = command(
        "evaluate", tiny_models / "cxr4-tiny-1.0.0", phantoms.folder, "-o", tmp_path, "--subset", "all"
    )
    assert (ended.status, ended.err) == (0, "")
    summary = json.loads((tmp_path / "metrics.json").read_text(), parse_constant=pytest.fail)
    with (tmp_path / "predictions.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 32
    right = [row["prediction"] == row["label"] for row in rows]
    assert summary["metrics"][0]["name"] == "accuracy"
    assert summary["metrics"][0]["value"] == pytest.approx(np.mean(right))
    assert summary["by_source"] == {"phantom": {"films": 32, "accuracy": pytest.approx(np.mean(right))}}
    assert np.sum(summary["classes"]["confusion_matrix"]) == 32
    assert summary["not_for_clinical_use"]


def test_training_on_data_that_cannot_be_trained_on_is_one_line(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    lone = tmp_path / "lone"
    for label in ("normal", "lung_opacity", "viral_pneumonia", "covid19"):
        (lone / label).mkdir(parents=True)
        cv2.imwrite(str(lone / label / "a.png"), np.zeros((80, 80), np.uint8))
    other = tmp_path / "other"
    shutil.copytree(lone / "normal", other / "tuberculosis")
    wrong: dict[str, list[object]] = {
        "does not exist": ["train", "classify", tmp_path / "nowhere"],
        "is not a CSV manifest": ["train", "classify", phantoms.films[0]],
        "no film has the label": ["train", "classify", other],
        "the split leaves 0 films": ["train", "classify", lone],
        "no film has a lung mask": ["train", "segment", lone],
        "takes multiples of 32 only": ["train", "segment", phantoms.folder, "--set", "sizes=40,72"],
    }
    for reason, arguments in wrong.items():
        ended = command(*arguments, "-o", tmp_path / "run")
        assert ended.status == 1, reason
        assert reason in ended.err
        assert ended.err.count("\n") == 1


def test_training_as_a_program_of_its_own(program: Command, tmp_path: Path) -> None:
    ended = program("train", "classify", tmp_path, "-o", tmp_path / "run")
    assert ended.status == 1
    assert ended.err == f"cxrviewer: {tmp_path}: holds no film\n"


def test_evaluating_something_that_is_no_package_is_one_line(
    command: Command, phantoms: PhantomSet, tmp_path: Path
) -> None:
    ended = command("evaluate", tmp_path, phantoms.folder, "-o", tmp_path)
    assert ended.status == 1
    assert ended.err == f"cxrviewer: {tmp_path / 'card.json'}: cannot be read (No such file or directory)\n"


def test_figures_that_cannot_be_written_are_one_line(
    command: Command, phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file")
    ended = command(
        "evaluate",
        tiny_models / "cxr4-tiny-1.0.0",
        phantoms.folder,
        "-o",
        tmp_path / "out",
        "--subset",
        "all",
    )
    assert ended.status == 1
    assert ended.err == f"cxrviewer: {tmp_path / 'out'}: File exists\n"
