"""The databases of the self-test."""

from pathlib import Path

from cxrviewer.self_test.databases import checks


def test_both_databases_pass(tmp_path: Path) -> None:
    results = [check.run() for check in checks(tmp_path)]
    assert [result.passed for result in results] == [True, True]
    assert (tmp_path / "index.sqlite3").is_file()
    assert (tmp_path / "readings.sqlite3").is_file()


def test_a_place_where_nothing_can_be_written_fails(tmp_path: Path) -> None:
    place = tmp_path / "a file"
    place.write_bytes(b"")
    results = [check.run() for check in checks(place)]
    assert [result.passed for result in results] == [False, False]
    assert all(str(place) in result.words for result in results)
