from pathlib import Path

import pytest

from cxrviewer.errors import CxrviewerError, DataError, FileError, ModelError, ReadError


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
