"""The secret of a project."""

import json
import stat
import sys
from pathlib import Path

import pytest
from pydicom.uid import UID

from cxrviewer.errors import FileError
from cxrviewer.export.deidentification import Project, load_project


def test_a_project_is_made_once_and_found_again(tmp_path: Path) -> None:
    file = tmp_path / "deeper" / "project.json"
    assert load_project(file) == load_project(file)
    assert load_project(tmp_path / "other.json") != load_project(file)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_user_may_read_the_secret(tmp_path: Path) -> None:
    load_project(tmp_path / "project.json")
    assert stat.S_IMODE((tmp_path / "project.json").stat().st_mode) == 0o600


def test_the_secret_is_not_printed() -> None:
    assert "ab" * 4 not in repr(Project(bytes.fromhex("ab" * 32)))


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", "Anna", '{"format": "cxrviewer de-identification project"}']
)
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "project.json"
    file.write_text(content)
    with pytest.raises(FileError, match="no project"):
        load_project(file)


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "project.json"
    load_project(file)
    record = json.loads(file.read_text())
    file.write_text(json.dumps({**record, "key": record["key"][:20]}))
    with pytest.raises(FileError, match="no project"):
        load_project(file)


def test_uids_are_valid_different_and_uuids_of_version_8() -> None:
    project = Project(bytes(32))
    uids = {project.uid(f"1.2.{number}") for number in range(500)}
    assert len(uids) == 500
    assert all(UID(uid).is_valid and len(uid) <= 64 for uid in uids)
    assert {int(uid[5:]) >> 76 & 0xF for uid in uids} == {8}
    assert {int(uid[5:]) >> 62 & 0x3 for uid in uids} == {2}


def test_days_are_at_least_a_year_and_less_than_ten() -> None:
    days = {Project(bytes(32)).days(str(number)) for number in range(2000)}
    assert min(days) >= 365
    assert max(days) < 3650
    assert len(days) > 1000
