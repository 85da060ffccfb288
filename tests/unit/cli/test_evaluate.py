from collections.abc import Callable
from pathlib import Path
from typing import Any

from phantoms import PhantomSet

Command = Callable[..., Any]


def test_the_figures_are_printed_and_the_files_named(
    command: Command, phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    chosen = "--subset", "all", "--models", tiny_models, "--controls"
    ended = command("evaluate", tiny_models / "cxr4-tiny-1.0.0", phantoms.folder, "-o", out, *chosen)
    assert (ended.status, ended.err) == (0, "")
    assert "macro F1: 0." in ended.out
    assert "the lungs" in ended.out
    assert "32 films: " in ended.out
    assert sorted(file.name for file in out.iterdir()) == [
        "metrics.json",
        "predictions.csv",
        "report.html",
        "report.pdf",
        "worst",
    ]


def test_what_the_model_is_not_made_for_is_not_read(
    command: Command, phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    chosen = "--subset", "all", "--as", "ct", "--models", tiny_models
    ended = command("evaluate", tiny_models / "cxr4-tiny-1.0.0", phantoms.folder, "-o", tmp_path, *chosen)
    assert ended.status == 1
    assert "none of the 32 films can be measured: is " in ended.err


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
