"""The clinical priority that a file states."""

from pathlib import Path

import pydicom
import pytest
from phantoms import PhantomSet

from cxrviewer.errors import ReadError
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_priority


def stating(folder: Path, **elements: str) -> Path:
    dataset = pydicom.dcmread(demo_film())
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    file = folder / "film.dcm"
    dataset.save_as(file)
    return file


def test_none_is_stated(phantoms: PhantomSet) -> None:
    assert read_priority(demo_film()) == ""
    assert read_priority(phantoms.films[0]) == ""


def test_of_the_requested_procedure_before_that_of_the_study(tmp_path: Path) -> None:
    assert read_priority(stating(tmp_path, StudyPriorityID="LOW")) == "LOW"
    both = stating(tmp_path, StudyPriorityID="LOW", RequestedProcedurePriority="STAT")
    assert read_priority(both) == "STAT"


def test_a_file_of_no_such_format(tmp_path: Path) -> None:
    file = tmp_path / "letter.dcm"
    file.write_text("Dear colleague, thank you for sending us this patient.\n" * 20)
    with pytest.raises(ReadError):
        read_priority(file)
