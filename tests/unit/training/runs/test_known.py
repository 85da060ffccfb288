"""Runs are found in the user's folder and wherever else they were started."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.training.runs.known import find_run, remember_run, run_folders

MakeRun = Callable[..., Path]


def test_runs_elsewhere_are_known_while_they_are_there(
    make_run: MakeRun, root: Path, tmp_path: Path
) -> None:
    inside, outside = make_run("a"), make_run("b", place=tmp_path / "disk")
    for folder in (inside, outside, outside):
        remember_run(folder, root)
    assert run_folders(root) == [inside, outside]
    shutil.rmtree(outside)
    assert run_folders(root) == [inside]


def test_a_run_is_found_by_name_and_by_folder(make_run: MakeRun, root: Path, tmp_path: Path) -> None:
    inside, outside = make_run("a"), make_run("a", place=tmp_path / "disk")
    assert find_run(root, "a") == inside
    assert find_run(root, str(outside)) == outside
    remember_run(outside, root)
    with pytest.raises(FileError, match="a: there are several"):
        find_run(root, "a")
    with pytest.raises(FileError, match="no run is called so"):
        find_run(root, "b")


def test_a_spoilt_list_is_named(root: Path) -> None:
    root.mkdir()
    for content in ("{", "[1]"):
        (root / "elsewhere.json").write_text(content)
        with pytest.raises(FileError, match=r"elsewhere\.json"):
            run_folders(root)
