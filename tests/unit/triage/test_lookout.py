"""What a folder that fills tells from one look to the next; the seconds are the tests' own."""

import os
import shutil
from pathlib import Path

import pytest
from small_films import write_ct, write_png

from cxrviewer.triage.lookout import Lookout, Sight


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "films").mkdir()
    return tmp_path / "films"


def test_a_file_is_told_of_once_it_has_not_changed_for_long_enough(folder: Path) -> None:
    lookout = Lookout([folder], 5.0)
    film = write_ct(folder / "a.dcm")
    whole = film.read_bytes()
    film.write_bytes(whole[:200])
    assert lookout.look(0.0).settled == ()
    film.write_bytes(whole)
    assert lookout.look(4.0).settled == ()
    assert lookout.look(8.9).settled == ()
    assert lookout.look(9.0) == Sight((film,))
    assert lookout.look(99.0) == Sight()


def test_a_file_that_is_replaced_by_one_of_the_same_size_is_told_of_again(folder: Path) -> None:
    lookout = Lookout([folder], 1.0)
    film = write_png(folder / "a.png")
    lookout.look(0.0)
    assert lookout.look(1.0).settled == (film,)
    os.utime(film, ns=(1, 1))
    assert lookout.look(2.0) == Sight()
    assert lookout.look(3.0).settled == (film,)


def test_what_is_gone_or_renamed(folder: Path) -> None:
    lookout = Lookout([folder], 1.0)
    film, never = write_png(folder / "a.png"), write_png(folder / "b.png")
    lookout.look(0.0)
    never.unlink()
    lookout.look(1.0)
    other = film.rename(folder / "c.png")
    assert lookout.look(2.0) == Sight(gone=(film,))
    assert lookout.look(3.0) == Sight((other,))


def test_a_film_that_changes_and_is_removed_before_it_settles_is_gone(folder: Path) -> None:
    lookout = Lookout([folder], 1.0)
    film = write_png(folder / "a.png")
    lookout.look(0.0)
    lookout.look(1.0)
    film.write_bytes(film.read_bytes() + b"more")
    lookout.look(2.0)
    film.unlink()
    assert lookout.look(3.0).gone == (film,)


def test_a_folder_that_is_away_for_a_while_empties_nothing(folder: Path) -> None:
    lookout = Lookout([folder], 0.0)
    film = write_png(folder / "a.png")
    assert lookout.look(0.0).settled == (film,)
    away = folder.rename(folder.with_name("away"))
    assert lookout.look(1.0) == Sight(troubles=(f"{folder}: does not exist",))
    away.rename(folder)
    assert lookout.look(2.0) == Sight()


def test_what_is_no_film_or_still_being_written_is_left_alone(folder: Path) -> None:
    lookout = Lookout([folder], 0.0, lambda file: file.parent.name == "ours")
    (folder / "letter.txt").write_text("Dear colleague")
    (folder / "ours").mkdir()
    shutil.copy(write_png(folder / "ours" / "mask.png"), folder / ".a.png.x1")
    write_ct(folder / "b.dcm.part")
    assert lookout.look(0.0) == Sight()
    film = (folder / "b.dcm.part").rename(folder / "b")
    assert lookout.look(1.0).settled == (film,)


def test_busy_files_are_told_of_later_and_forgotten_ones_again(folder: Path) -> None:
    lookout = Lookout([folder], 1.0)
    film = write_png(folder / "a.png")
    lookout.look(0.0)
    assert lookout.look(1.0, {film}) == Sight()
    assert lookout.look(2.0).settled == (film,)
    lookout.forget(film, 2.0)
    assert lookout.look(2.5) == Sight()
    assert lookout.look(3.0).settled == (film,)
