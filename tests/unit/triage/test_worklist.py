"""The order of a worklist against one worked out by hand, by the policy that ships."""

import random
from pathlib import Path

import pytest

from cxrviewer.triage import Case, CaseStatus, read_policy
from cxrviewer.triage.batch import Film
from cxrviewer.triage.worklist import rank, row_of

QUEUED, RUNNING, DONE = CaseStatus.QUEUED, CaseStatus.RUNNING, CaseStatus.DONE
ABSTAINED, FAILED = CaseStatus.ABSTAINED, CaseStatus.FAILED
NORMAL, COVID = {"normal": 1.0}, {"covid19": 1.0}
HALF = {"normal": 0.5, "lung_opacity": 0.5}

ORDER = [
    # failed and STAT: 0.8 + 0.2 * 0.5 = 0.9; 0.7 + 0.3 * 0.9
    ("ward/cut.dcm", Case(FAILED, "is cut off", priority="STAT"), 0.97, "look first"),
    # uncertain, with answers: 0.5 * 1 + 0.5 * 0.8 = 0.9; 0.675 + 0.2 * 0.4 = 0.755; 0.7 + 0.3 * 0.755
    (
        "ward/two minds.dcm",
        Case(ABSTAINED, "uncertain", {"viral_pneumonia": 0.5, "covid19": 0.5}, 19 * (0.4,)),
        0.9265,
        "look first",
    ),
    # abstained and high: 0.5 + 0.5 * 0.5 = 0.75; 0.7 + 0.3 * 0.75
    ("ward/side.dcm", Case(ABSTAINED, "not frontal", priority="HIGH"), 0.925, "look first"),
    # three of 0.7 + 0.3 * 0.5, by name: capitals come before small letters, "10" before "9"
    ("ward/Z.dcm", Case(ABSTAINED, "is novel"), 0.85, "look first"),
    ("ward/a10.dcm", Case(FAILED, "is empty"), 0.85, "look first"),
    ("ward/a9.dcm", Case(FAILED, "is empty"), 0.85, "look first"),
    # surely COVID-19 all over: 0.75 + 0.2; 0.7 * 0.95
    ("ward/white.dcm", Case(DONE, "", COVID, 19 * (1.0,)), 0.665, "urgent"),
    # the table of priorities says STAT of this name: 0.8 + 0.2 * 0.275 = 0.855; 0.7 * 0.855
    ("icu/bed 4.dcm", Case(DONE, "", HALF, warnings=1, priority="LOW"), 0.5985, "urgent"),
    # and of this path: 0.7 * 0.8
    ("icu/bed 5.dcm", Case(DONE, "", NORMAL), 0.56, "urgent"),
    # two of 0.75 * 0.3 = 0.225; 0.7 * 0.225, by folder
    ("icu/same.dcm", Case(DONE, "", HALF), 0.1575, "soon"),
    ("ward/same.dcm", Case(DONE, "", HALF), 0.1575, "soon"),
    # a priority without a place in the policy does not count; the same name in another folder does not either
    ("ward/bed 5.dcm", Case(DONE, "", NORMAL, priority="whenever"), 0.0, "routine"),
    # what is not analysed comes last, by name, whatever its priority
    ("icu/late.dcm", Case(RUNNING, priority="STAT"), None, ""),
    ("ward/early.dcm", Case(QUEUED), None, ""),
]
PRIORITIES = {"bed 4.dcm": "STAT", "/archive/icu/bed 5.dcm": "STAT"}


def film(number: int) -> Film:
    return Film(number, Path("/archive") / ORDER[number][0], "", None, ORDER[number][1])


@pytest.mark.parametrize("seed", range(5))
def test_the_order_by_hand_however_films_come(seed: int) -> None:
    numbers = list(range(len(ORDER)))
    random.Random(seed).shuffle(numbers)
    found = rank(map(film, numbers), read_policy(), PRIORITIES)
    assert [entry.rank for entry in found] == list(range(1, len(ORDER) + 1))
    assert [entry.film.id for entry in found] == list(range(len(ORDER)))
    for entry, (_name, _case, value, word) in zip(found, ORDER, strict=True):
        assert entry.ranked.word == word
        assert entry.ranked.value == (None if value is None else pytest.approx(value, abs=1e-9))


def test_a_line_says_what_it_was_ranked_by() -> None:
    policy = read_policy()
    lines = [row_of(entry, policy) for entry in rank(map(film, range(len(ORDER))), policy, PRIORITIES)]
    of = {Path(str(line["file"])).name: line for line in lines}
    assert of["bed 4.dcm"]["clinical_priority"] == "STAT"
    assert of["cut.dcm"]["p_covid19"] is None
    assert of["two minds.dcm"]["p_covid19"] == 0.5
    assert of["late.dcm"]["urgency"] is None
    assert {line["policy"] for line in lines} == {f"{policy.name} {policy.version}"}
