"""A policy as the rows of a table and as its file."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxrviewer.errors import FileError
from cxrviewer.triage.policy import Policy, read_policy
from cxrviewer.triage.policy_words import MEANINGS, PolicyRow, next_version, policy_rows, save_policy


def test_every_value_has_a_row_and_every_row_a_meaning() -> None:
    rows = policy_rows(read_policy())
    assert {row.table or row.name for row in rows} == Policy.model_fields.keys() - {"name", "version"}
    assert {row.meaning for row in rows} == set(MEANINGS.values())
    assert ("severity", "covid19", "1") in {(row.table, row.name, row.text) for row in rows}
    assert ("", "unanswered_from", "0.7") in {(row.table, row.name, row.text) for row in rows}


def test_what_is_saved_unchanged_is_the_same_policy(tmp_path: Path) -> None:
    policy = read_policy()
    file = tmp_path / "own.toml"
    saved = save_policy(file, policy.name, policy.version, policy_rows(policy))
    assert saved == read_policy(file) == policy
    assert [path.name for path in tmp_path.iterdir()] == ["own.toml"]


def test_an_edited_value_and_a_name_of_many_letters(tmp_path: Path) -> None:
    policy = read_policy()
    rows = tuple(
        replace(row, text="0.25") if row.name == "lung_opacity" and row.table == "severity" else row
        for row in policy_rows(policy)
    )
    more = PolicyRow("severity", 'nach "Größe" \\ sofort', "0.6", "")
    file = tmp_path / "own.toml"
    saved = save_policy(file, 'Ward "B" \\ 2', "1.1", (*rows, more))
    assert saved.name == 'Ward "B" \\ 2'
    assert saved.severity["lung_opacity"] == 0.25
    assert saved.severity["covid19"] == policy.severity["covid19"]
    assert read_policy(file).severity['nach "Größe" \\ sofort'] == 0.6


@pytest.mark.parametrize(("text", "line"), [("2", "severity"), ("much", "severity"), ("", "severity")])
def test_what_is_no_policy_leaves_the_file_as_it_was(text: str, line: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    save_policy(file, "mine", "1", policy_rows(read_policy()))
    before = file.read_bytes()
    first, *rest = (row for row in policy_rows(read_policy()) if row.table == line)
    others = tuple(row for row in policy_rows(read_policy()) if row.table != line)
    with pytest.raises(FileError):
        save_policy(file, "mine", "2", (*others, replace(first, text=text), *rest))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["own.toml"]


@pytest.mark.parametrize(
    ("version", "following"),
    [
        ("1", "2"),
        ("1.9", "1.10"),
        ("2026-b7", "2026-b8"),
        ("3 draft", "4 draft"),
        ("new", "new.1"),
        ("", ".1"),
    ],
)
def test_the_next_version(version: str, following: str) -> None:
    assert next_version(version) == following


@given(st.text(max_size=12))
def test_the_next_version_is_another_one(version: str) -> None:
    assert next_version(version) != version
