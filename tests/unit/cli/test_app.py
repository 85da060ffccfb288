"""The command line as a whole: usage, exit statuses, the window's commands."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cxrviewer import __version__
from cxrviewer.cli import COMMANDS
from cxrviewer.cli.app import Windows, build_app, run_command_line

Command = Callable[..., Any]

WRONG = [
    ["analyse"],
    ["analyse", "--frobnicate", "film.dcm"],
    ["analyse", "film.dcm", "--device", "tpu"],
    ["render", "film.dcm"],
    ["render", "film.dcm", "-o", "a.png", "--frame", "first"],
    ["render", "film.dcm", "-o", "a.png", "--frame", "0"],
    ["models"],
    ["models", "delete"],
    ["train", "paint", "data", "-o", "run"],
    ["train", "classify", "data"],
    ["train", "classify", "data", "-o", "run", "--set", "batch"],
    ["train", "classify", "data", "-o", "run", "--set", "colour=blue"],
    ["train", "classify", "data", "-o", "run", "--set", "batch=many"],
    ["train", "classify", "data", "-o", "run", "--set", "batch=0"],
    ["train", "classify", "data", "-o", "run", "--set", "geometry=round"],
    ["train", "classify", "data", "-o", "run", "--preset", "best"],
    ["train", "classify", "data", "-o", "run", "--preset", "shipped-lungs"],
    ["train", "classify", "data", "-o", "run", "--epochs", "0"],
    ["evaluate", "model", "data", "-o", "out", "--subset", "best"],
    ["--frobnicate"],
    ["snapshot"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=[" ".join(one) for one in WRONG])
def test_wrong_usage_is_one_line_and_status_2(command: Command, arguments: list[str]) -> None:
    ended = command(*arguments)
    assert ended.status == 2
    assert ended.out == ""
    assert ended.err.startswith("cxrviewer: ")
    assert ended.err.count("\n") == 1


def test_wrong_usage_of_the_program_itself(program: Command) -> None:
    ended = program("analyse", "--device")
    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "Traceback" not in ended.err


def test_the_version_says_that_it_is_not_for_clinical_use(program: Command) -> None:
    ended = program("--version")
    assert (ended.status, ended.err) == (0, "")
    assert (
        ended.out
        == f"cxrviewer {__version__}. Not for clinical use: research software, not a medical device.\n"
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_its_help(command: Command, name: str) -> None:
    ended = command(name, "--help")
    assert (ended.status, ended.err) == (0, "")
    assert "Usage: cxrviewer" in ended.out


def test_the_list_of_commands_is_the_whole_command_line() -> None:
    app = build_app(Windows(lambda _paths: 0, lambda *_arguments: 0))
    commands = {
        command.name or command.callback.__name__.replace("_", "-")
        for command in app.registered_commands
        if command.callback
    }
    groups = {group.typer_instance.info.name for group in app.registered_groups if group.typer_instance}
    assert commands | groups == COMMANDS


def test_view_opens_the_window_on_the_paths_and_returns_its_status() -> None:
    seen: list[Sequence[Path]] = []

    def view(paths: Sequence[Path]) -> int:
        seen.append(paths)
        return 3

    assert run_command_line(["view", "a.dcm", "folder"], Windows(view, lambda *_arguments: 0)) == 3
    assert run_command_line(["view"], Windows(view, lambda *_arguments: 0)) == 3
    assert [list(paths) for paths in seen] == [[Path("a.dcm"), Path("folder")], []]


def test_snapshot_writes_into_the_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    seen: list[object] = []

    def snapshot(*arguments: object) -> int:
        seen.extend(arguments)
        return 0

    status = run_command_line(["snapshot", "a.dcm", "-o", str(tmp_path)], Windows(lambda _paths: 1, snapshot))
    assert status == 0
    assert seen == [[Path("a.dcm")], tmp_path / "window.png", tmp_path / "report.pdf", 120]
    assert str(tmp_path / "report.pdf") in capsys.readouterr().out


def test_an_interruption_ends_with_status_130(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_paths: Sequence[Path]) -> int:
        raise KeyboardInterrupt

    assert run_command_line(["view"], Windows(interrupted, lambda *_arguments: 0)) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "cxrviewer: interrupted"
