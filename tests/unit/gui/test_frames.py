"""The frames of a file as a sequence, however many its header claims."""

from pathlib import Path

import pytest

from cxrviewer.gui.film import FilmKey
from cxrviewer.gui.frames import Frames

FILE, OTHER = Path("stack.dcm"), Path("other.dcm")


def test_frames_are_counted_from_one() -> None:
    frames = Frames(FILE, 3)
    assert list(frames) == [FilmKey(FILE, 1), FilmKey(FILE, 2), FilmKey(FILE, 3)]
    assert frames[-1] == FilmKey(FILE, 3)
    assert frames[1:] == (FilmKey(FILE, 2), FilmKey(FILE, 3))
    assert [frames.index(key) for key in frames] == [0, 1, 2]


def test_only_the_files_own_frames_are_among_them() -> None:
    frames = Frames(FILE, 2)
    assert [key in frames for key in (FilmKey(FILE, 0), FilmKey(FILE, 2), FilmKey(FILE, 3))] == [
        False,
        True,
        False,
    ]
    assert FilmKey(OTHER, 1) not in frames
    with pytest.raises(ValueError, match="no such frame"):
        frames.index(FilmKey(OTHER, 1))
    with pytest.raises(IndexError):
        frames[2]


def test_a_file_without_a_number_of_frames_has_one() -> None:
    assert list(Frames(FILE, 0)) == [FilmKey(FILE, 1)]


def test_billions_of_frames_take_no_memory() -> None:
    frames = Frames(FILE, 2**31 - 1)
    assert frames.index(frames[2_000_000_000]) == 2_000_000_000
    assert len(frames) == 2**31 - 1
