"""What is wanted of a process that works for long: a small file in its folder."""

import json
from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.wishes import CONTROL, Wish, ask, asked


def test_nothing_was_ever_asked(tmp_path: Path) -> None:
    assert asked(tmp_path) is Wish.RUN


@pytest.mark.parametrize("wish", list(Wish))
def test_the_last_wish_counts_and_nothing_else_is_left(wish: Wish, tmp_path: Path) -> None:
    ask(tmp_path, Wish.PAUSE)
    ask(tmp_path, wish)
    assert asked(tmp_path) is wish
    assert [path.name for path in tmp_path.iterdir()] == ["control.json"]
    assert json.loads((tmp_path / "control.json").read_text(encoding="utf-8")) == {"wish": str(wish)}


@pytest.mark.parametrize("words", ["", "{", "[]", "7", '{"wish": "more"}', '{"wish": 3}', '{"want": "run"}'])
def test_what_is_no_wish_is_said(words: str, tmp_path: Path) -> None:
    (tmp_path / CONTROL).write_text(words, encoding="utf-8")
    with pytest.raises(FileError, match="run, pause, stop, cancel"):
        asked(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        ask(tmp_path / "gone", Wish.CANCEL)
