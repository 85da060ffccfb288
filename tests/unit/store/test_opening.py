"""The index is made, brought up to date, or set aside with a sentence; it is never lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from small_films import scanned, write_ct

from cxrviewer.errors import StoreError
from cxrviewer.store import Library, connect, prepare_index
from cxrviewer.store.index_schema import INDEX
from cxrviewer.store.schema import migrate
from cxrviewer.study.library import Selection


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def set_aside(path: Path) -> Path:
    found = [file for file in path.parent.glob("*set-aside*") if file.suffix == ".sqlite3"]
    assert len(found) == 1
    return found[0]


def test_a_new_index_is_a_write_ahead_log_that_only_the_user_reads(index: Path) -> None:
    with closing(connect(index)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert index.stat().st_mode & 0o077 == 0
    assert version(index) == 2


def test_an_index_is_kept_as_it_is(index: Path, films: Path, library: Library) -> None:
    scanned(index, write_ct(films / "a.dcm").parent)
    assert prepare_index(index) == ()
    assert library.counts(Selection()) == (1, 1)


def test_version_1_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path, films: Path) -> None:
    path = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, INDEX, target=1)
        connection.execute(
            "INSERT INTO patients VALUES (1, 'P-1', 'Old, Patient', '', '', 'old, patient p-1')"
        )
        connection.execute(
            "INSERT INTO studies VALUES (1, 1, '1.2', '20200101', '', 'Chest', '', '', 'chest')"
        )
        connection.execute("INSERT INTO series VALUES (1, 1, '1.2.3', 1, 'DX', '', '', '')")
        connection.execute("INSERT INTO instances VALUES (1, 1, '1.2.3.4', 1, 2, 3, 1, '', '', 1, '')")
        connection.execute("INSERT INTO files VALUES (1, x'2f61', 'a', 'a', 5, 6, NULL, 1, '', '')")
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("SELECT * FROM thumbnails")
    assert version(path) == 1
    assert prepare_index(path) == ()
    assert version(path) == 2
    with closing(connect(path)) as connection:
        library = Library(connection)
        assert [patient.name for patient in library.patients(Selection())] == ["Old, Patient"]
        assert library.thumbnail(1) is None


def test_two_that_migrate_at_once_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "both.sqlite3"
    with closing(connect(path)) as one, closing(connect(path)) as other:
        migrate(one, INDEX, target=1)
        migrate(other, INDEX)
        migrate(one, INDEX)
    assert version(path) == 2


def test_a_newer_index_is_set_aside_whole(index: Path, films: Path) -> None:
    scanned(index, write_ct(films / "a.dcm").parent)
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("PRAGMA user_version = 7")
    (message,) = prepare_index(index)
    assert "newer version of the program (schema 7, not 2)" in message
    assert set_aside(index).name in message
    with closing(sqlite3.connect(set_aside(index))) as connection:
        assert connection.execute("SELECT name FROM patients").fetchall() == [("Patient, 1",)]
    with closing(connect(index)) as connection:
        assert Library(connection).counts(Selection()) == (0, 0)


@pytest.mark.parametrize("damage", ["text", "pages", "tables"])
def test_a_damaged_index_is_set_aside(index: Path, films: Path, damage: str) -> None:
    for number in range(200):
        write_ct(films / f"{number}.dcm", patient=str(number))
    scanned(index, films)
    if damage == "tables":
        with closing(sqlite3.connect(index)) as connection:
            connection.execute("DROP TABLE files")
    else:
        spoilt = bytearray(index.read_bytes())
        spoilt[8192:40960] = b"\x55" * 32768
        index.write_bytes(spoilt if damage == "pages" else b"no database, but long enough for a header" * 9)
    before = index.read_bytes()
    (message,) = prepare_index(index)
    assert "the index of studies is damaged; it is kept as index.set-aside-" in message
    assert set_aside(index).read_bytes() == before
    assert version(index) == 2


def test_the_log_goes_with_the_index_that_is_set_aside(index: Path, films: Path) -> None:
    with closing(connect(index)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("INSERT INTO patients VALUES (1, 'P', 'In the log', '', '', '')")
        connection.execute("PRAGMA user_version = 9")
        assert Path(f"{index}-wal").stat().st_size > 0
        (message,) = prepare_index(index)
    with closing(sqlite3.connect(set_aside(index))) as connection:
        assert connection.execute("SELECT name FROM patients").fetchall() == [("In the log",)]
    assert "newer" in message


def test_a_data_base_of_another_program_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE somebodys (data TEXT)")
    (message,) = prepare_index(path)
    assert "was not written by this program" in message
    with closing(sqlite3.connect(set_aside(path))) as connection:
        assert connection.execute("SELECT count(*) FROM somebodys").fetchone() == (0,)


def test_an_empty_file_becomes_an_index(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    path.touch()
    assert prepare_index(path) == ()
    assert version(path) == 2


def test_a_place_that_cannot_hold_an_index_is_refused_and_nothing_is_renamed(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    with pytest.raises(StoreError, match="the index of studies cannot be used"):
        prepare_index(in_the_way / "index.sqlite3")
    folder = tmp_path / "index.sqlite3"
    folder.mkdir()
    with pytest.raises(StoreError, match="cannot be used"):
        prepare_index(folder)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "index.sqlite3"]
