"""Tables of clinical priorities."""

from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.triage.priorities import read_priorities


def test_by_name_by_path_and_absolute(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("\ufefffile,priority,ward\na.png,STAT,3\nmore/b.png, HIGH ,4\n/films/c.png,,\n", "utf-8")
    assert read_priorities(table) == {
        "a.png": "STAT",
        str(tmp_path / "more" / "b.png"): "HIGH",
        "/films/c.png": "",
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,priority\n", "no column 'file'"),
        (b"file\n", "'priority'"),
        (b"file,priority\n\xff\n", "UTF-8"),
    ],
)
def test_what_is_no_such_table(content: bytes, words: str, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(content)
    with pytest.raises(FileError, match=words):
        read_priorities(table)


def test_a_missing_table(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_priorities(tmp_path / "none.csv")
