"""The file of readings is made, kept, refused or salvaged; what is in it is never lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from voted import votes

from cxrviewer.errors import StoreError
from cxrviewer.store import PatchResults, Readings, connect, prepare_index, prepare_readings
from cxrviewer.store.readings_schema import READINGS
from cxrviewer.store.schema import migrate
from cxrviewer.study import Annotation, AnnotationSet, KeyImage, Kind, PatchRecipe, StudyReading

IMAGES = [f"{number:064x}#1" for number in range(60)]
ON_EACH = 40


def fill(file: Path) -> dict[str, AnnotationSet]:
    """Draw on many images, and say something of a study."""
    drawn = {}
    with closing(Readings(file)) as readings:
        for image in IMAGES:
            points = (Annotation(Kind.POINT, ((number, 0.5),), f"{number}") for number in range(ON_EACH))
            drawn[image] = AnnotationSet(image, tuple(points))
            readings.save(AnnotationSet(image), drawn[image])
        readings.save_reading(StudyReading("1.2"), StudyReading("1.2").with_key_image(KeyImage(IMAGES[0])))
    return drawn


def pragma(file: Path, name: str) -> object:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def aside(file: Path) -> Path:
    (found,) = [other for other in file.parent.glob("*set-aside*") if other.suffix == ".sqlite3"]
    return found


def spoil(file: Path, first: int, last: int) -> None:
    """Overwrite pages, counted from 0."""
    size = pragma(file, "page_size")
    with file.open("r+b") as stream:
        stream.seek(first * size)
        stream.write(b"\x55" * (size * (last - first)))


def test_a_new_file_is_safe_and_private(readings_file: Path, readings: Readings) -> None:
    assert pragma(readings_file, "journal_mode") == "wal"
    assert readings._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert readings._connection.execute("PRAGMA fullfsync").fetchone() == (1,)
    assert pragma(readings_file, "user_version") == 3
    readings.save(AnnotationSet("a"), AnnotationSet("a").adding(Annotation(Kind.POINT, ((0, 0),))))
    files = list(readings_file.parent.iterdir())
    assert len(files) == 3
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert readings_file.parent.stat().st_mode & 0o777 == 0o700


def test_rights_of_others_are_taken_away(readings_file: Path) -> None:
    readings_file.chmod(0o644)
    assert prepare_readings(readings_file) == ()
    assert readings_file.stat().st_mode & 0o777 == 0o600


def test_a_file_is_kept_as_it_is(readings_file: Path) -> None:
    drawn = fill(readings_file)
    assert prepare_readings(readings_file) == ()
    with closing(Readings(readings_file)) as readings:
        assert {image: readings.load(image) for image in IMAGES} == drawn


def test_a_newer_file_is_refused_and_stays(readings_file: Path) -> None:
    fill(readings_file)
    with closing(sqlite3.connect(readings_file)) as connection:
        connection.execute("PRAGMA user_version = 4")
    before = readings_file.read_bytes()
    with pytest.raises(StoreError, match=r"newer version of the program \(schema 4, not 3\).* is not saved"):
        prepare_readings(readings_file)
    assert readings_file.read_bytes() == before
    assert list(readings_file.parent.iterdir()) == [readings_file]


def test_a_file_of_an_older_version_keeps_all_and_takes_votes(tmp_path: Path) -> None:
    file = tmp_path / "readings.sqlite3"
    with closing(connect(file)) as connection:
        migrate(connection, READINGS, 2)
    drawn = fill(file)
    assert prepare_readings(file) == ()
    assert pragma(file, "user_version") == 3
    PatchResults(file).keep("a", votes(), PatchRecipe(("patches", "1.0.0", "1" * 64), "2" * 64))
    with closing(Readings(file)) as readings:
        assert readings.load(IMAGES[3]) == drawn[IMAGES[3]]


@pytest.mark.parametrize("whose", ["another program's", "the index"])
def test_a_file_of_another_kind_is_refused_and_stays(tmp_path: Path, whose: str) -> None:
    file = tmp_path / "readings.sqlite3"
    if whose == "the index":
        prepare_index(file)
    else:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE somebodys (data TEXT)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="was not written by this program; what you draw and say is not"):
        prepare_readings(file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_of_a_damaged_file_all_is_taken_over_that_can_be_read(readings_file: Path) -> None:
    drawn = fill(readings_file)
    pages = pragma(readings_file, "page_count")
    spoil(readings_file, pages // 2, pages // 2 + 4)
    before = readings_file.read_bytes()
    (message,) = prepare_readings(readings_file)
    assert aside(readings_file).read_bytes() == before
    with closing(Readings(readings_file)) as readings:
        found = {image: readings.load(image).items for image in IMAGES}
        assert readings.reading("1.2").key_images == (KeyImage(IMAGES[0]),)
    count = sum(len(items) for items in found.values())
    assert f"is damaged; it is kept as {aside(readings_file).name}" in message
    assert f"(annotations: {count})" in message
    assert len(IMAGES) * ON_EACH / 4 < count
    assert found[IMAGES[0]]
    assert found[IMAGES[-1]]
    assert all(set(items) <= set(drawn[image].items) for image, items in found.items())
    assert prepare_readings(readings_file) == ()


def test_a_file_that_is_no_data_base_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "readings.sqlite3"
    file.write_bytes(b"no data base, but long enough for a header" * 9)
    (message,) = prepare_readings(file)
    assert "(annotations: 0)" in message
    assert aside(file).read_bytes().startswith(b"no data base")
    assert pragma(file, "user_version") == 3


def test_a_file_without_one_of_its_tables_is_damaged(readings_file: Path) -> None:
    drawn = fill(readings_file)
    with closing(sqlite3.connect(readings_file)) as connection:
        connection.execute("DROP TABLE verdicts")
    (message,) = prepare_readings(readings_file)
    assert f"(annotations: {len(IMAGES) * ON_EACH})" in message
    with closing(Readings(readings_file)) as readings:
        assert readings.load(IMAGES[7]) == drawn[IMAGES[7]]


def test_what_is_only_in_the_log_is_taken_over_too(readings_file: Path) -> None:
    with closing(Readings(readings_file)) as readings:
        readings._connection.execute("PRAGMA wal_autocheckpoint = 0")
        one = AnnotationSet("a").adding(Annotation(Kind.POINT, ((0, 0),)))
        readings.save(AnnotationSet("a"), one)
        readings._connection.execute("DROP TABLE verdicts")
        (message,) = prepare_readings(readings_file)
    assert "(annotations: 1)" in message
    with closing(Readings(readings_file)) as readings:
        assert readings.load("a") == one


def test_a_place_that_cannot_hold_the_file_is_refused(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    with pytest.raises(StoreError, match="what you draw and say is not saved"):
        prepare_readings(in_the_way / "readings.sqlite3")
