"""Notes are kept; removing takes what the training made and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from run_logs import start

from cxrviewer.errors import FileError
from cxrviewer.training.runs.keeping import remove_run, set_notes
from cxrviewer.training.runs.lock import hold
from cxrviewer.training.runs.record import read_record

MakeRun = Callable[..., Path]


def test_notes_change_nothing_else(make_run: MakeRun) -> None:
    folder = make_run("a")
    before = read_record(folder)
    set_notes(folder, "lower rate\nworse")
    after = read_record(folder)
    assert after.notes == "lower rate\nworse"
    assert after.model_copy(update={"notes": ""}) == before


def test_removing_leaves_what_is_not_of_the_training(make_run: MakeRun) -> None:
    folder = make_run("a", start())
    (folder / "films-training").mkdir()
    (folder / "films-training" / "pictures.npy").touch()
    (folder / "stage-1").mkdir()
    for name in ("last.pt", "best.pt", "lock", "thesis.txt"):
        (folder / name).touch()
    remove_run(folder)
    assert [one.name for one in folder.iterdir()] == ["thesis.txt"]


def test_a_folder_of_the_training_alone_goes_whole(make_run: MakeRun) -> None:
    folder = make_run("a", start())
    remove_run(folder)
    assert not folder.exists()


def test_a_running_training_is_not_removed(make_run: MakeRun) -> None:
    folder = make_run("a", start())
    with hold(folder), pytest.raises(FileError, match="is running: stop it first"):
        remove_run(folder)
    assert read_record(folder).name == "a"


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "last.pt").touch()
    with pytest.raises(FileError, match="does not exist"):
        remove_run(tmp_path)
    assert (tmp_path / "last.pt").exists()
