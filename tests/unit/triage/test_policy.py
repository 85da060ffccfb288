"""Policies as files."""

from dataclasses import replace
from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.triage import Case, CaseStatus, read_policy, urgency
from cxrviewer.triage.policy import policy_file

SHIPPED = policy_file().read_text(encoding="utf-8")


def edited(folder: Path, old: str, new: str) -> Path:
    assert old in SHIPPED
    file = folder / "own.toml"
    file.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    return file


def test_the_one_that_ships() -> None:
    policy = read_policy()
    assert policy.reference["version"] == "1.1.0"
    assert policy.severity["normal"] == 0
    assert policy.priorities["STAT"] > policy.priorities["HIGH"] > policy.priorities["ROUTINE"]


def test_an_edited_one_has_another_hash_and_comments_do_not_count(tmp_path: Path) -> None:
    shipped = read_policy().sha256
    assert read_policy(edited(tmp_path, "# How severe", "# Our view on how severe")).sha256 == shipped
    own = read_policy(edited(tmp_path, "covid19 = 1.0", "covid19 = 0.9"))
    assert own.sha256 != shipped
    assert own.severity["covid19"] == 0.9


def test_priorities_are_found_in_any_case(tmp_path: Path) -> None:
    assert read_policy(edited(tmp_path, "STAT", "Stat")).priorities["STAT"] == 0.8


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("covid19 = 1.0", "covid19 = 1.5", "severity.covid19"),
        ("extent = 0.20", "extent = 0.30", "weights must sum to 1"),
        ("unanswered_from = 0.7", "unanswered_from = 0.0", "unanswered_from"),
        ("unanswered_from = 0.7", "", "unanswered_from"),
        ("unknown_score = 0.5", "unknown_score = 0.5\ncolour = 1", "colour"),
        ("unknown_score = 0.5", "unknown_score = nan", "unknown_score"),
        ("unknown_score = 0.5", "unknown_score = ", "is no policy"),
        ("covid19 = 0.5", "covid19 = 0.52", "extent_from.covid19: must be a multiple of 0.05"),
        ("routine = 0.0\nsoon", "routine = 0.1\nsoon", "words: one word must hold from 0 on"),
    ],
)
def test_what_is_no_policy_is_one_sentence(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = edited(tmp_path, old, new)
    with pytest.raises(FileError) as raised:
        read_policy(file)
    assert str(raised.value).startswith(f"{file}: is no policy: ")
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_one_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_policy(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("covid19 = 1.0", "covid19 = 1.5", "covid19 = 1.5"),
        ("covid19 = 0.5", '"covid19" = 1 # all of it', '"covid19" = 1'),
        ("extent = 0.20", "extent = 0.30", "[weights]"),
        ("unknown_score = 0.5", "unknown_score = 5", "unknown_score"),
        ("unknown_score = 0.5", "unknown_score = ", "unknown_score"),
    ],
)
def test_the_line_is_named(tmp_path: Path, old: str, new: str, key: str) -> None:
    file = edited(tmp_path, old, new)
    lines = file.read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if line.startswith(key)]
    with pytest.raises(FileError, match=rf"line {number}\b"):
        read_policy(file)


def test_each_class_has_its_threshold_of_extent_and_each_urgency_its_word(tmp_path: Path) -> None:
    policy = read_policy(edited(tmp_path, "viral_pneumonia = 0.5", "viral_pneumonia = 0.25"))
    shares = tuple(1 - step / 20 for step in range(1, 20))  # at a threshold t, 1 - t of the lungs
    covid = Case(CaseStatus.DONE, probabilities={"covid19": 1.0}, involved=shares)
    viral = replace(covid, probabilities={"viral_pneumonia": 1.0})
    assert (urgency(covid, policy).extent, urgency(viral, policy).extent) == (0.5, 0.75)
    # worked out: 0.75 and 0.1, of which 0.7 counts; 0.6 and 0.15
    assert (urgency(covid, policy).value, urgency(viral, policy).value) == (0.595, 0.525)
    assert urgency(covid, policy).word == "urgent"
    assert urgency(Case(CaseStatus.DONE, probabilities={"normal": 1.0}), policy).word == "routine"
    assert urgency(Case(CaseStatus.FAILED, "is empty"), policy).word == "look first"
    assert [policy.word(value) for value in (0.1499, 0.15, 0.3499, 0.35)] == [
        "routine",
        "soon",
        "soon",
        "urgent",
    ]
