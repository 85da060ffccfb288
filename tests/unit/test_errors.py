from pathlib import Path

import pytest

from cxrviewer.errors import CxrviewerError, DataError, FileError, ModelError, ReadError, without_training


@pytest.mark.parametrize("kind", [ReadError, ModelError, FileError])
def test_an_error_of_a_file_names_the_file_and_the_reason(kind: type[FileError]) -> None:
    error = kind(Path("folder") / "film.dcm", "is damaged")
    assert str(error) == f"{Path('folder') / 'film.dcm'}: is damaged"
    assert (error.path, error.reason) == (Path("folder/film.dcm"), "is damaged")


@pytest.mark.parametrize("kind", [ReadError, ModelError, FileError, DataError])
def test_every_error_can_be_caught_as_one(kind: type[CxrviewerError]) -> None:
    assert issubclass(kind, CxrviewerError)


def test_a_path_given_as_text_becomes_a_path() -> None:
    assert FileError("film.png", "is empty").path == Path("film.png")


def test_what_the_viewer_does_without_is_a_sentence_and_nothing_else_is() -> None:
    told = without_training(ModuleNotFoundError("No module named 'torch.nn'", name="torch.nn"))
    assert str(told) == "this is the viewer without training; that needs the whole program (docs/install.md)"
    assert without_training(ModuleNotFoundError("No module named 'numpy'", name="numpy")) is None
    assert without_training(ImportError("torch")) is None
