from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.splits import Split
from cxrviewer.training.preflight.duplicates import Copies, without_copies
from cxrviewer.training.preflight.facts import FilmFacts
from cxrviewer.training.preflight.split_check import check_labels, check_split, telling_patients


def film(name: str, group: str = "", label: str = "normal") -> FilmRecord:
    return FilmRecord(Path(f"{name}.png"), label, group or name, "", None)


def facts(record: FilmRecord, patient: str = "", rows: int = 10) -> FilmFacts:
    thumbnail = np.zeros((64, 64), np.uint8)
    return FilmFacts(record, record.path.name, patient, "PNG", rows, 10, 8, 0, 0, 0, thumbnail)


A, B, C, D = (film(name) for name in "abcd")


def test_a_sound_split_has_no_problems() -> None:
    split = Split((A, B), (C,), (D,))
    known = [facts(one, f"patient-{one.group}") for one in (A, B, C, D)]
    assert check_split(split, known, [Copies((known[0], known[1]), True, 1.0)]) == ()


@pytest.mark.parametrize(("validation", "test"), [((C,), ()), ((D,), (C,))])
def test_a_patient_on_two_sides_is_found(
    validation: tuple[FilmRecord, ...], test: tuple[FilmRecord, ...]
) -> None:
    same = {one: replace(one, group="same") for one in (A, C)}
    split = Split(*(tuple(same.get(one, one) for one in side) for side in ((A, B), validation, test)))
    [problem] = check_split(split)
    assert problem.files == ("a.png", "c.png")
    side = "test" if test else "validation"
    assert problem.sentence == (
        f"One patient is on more than one side of the split (training and {side}): a.png, c.png."
    )


def test_a_patient_id_on_two_sides_is_found_whatever_the_groups_say() -> None:
    known = [facts(A, "one"), facts(B, "two"), facts(C, "one")]
    [problem] = check_split(Split((A, B), (C,)), known)
    assert problem.files == ("a.png", "c.png")


def test_a_patient_id_that_most_films_have_tells_nothing() -> None:
    anonymous = [facts(film(str(number)), "anonymous") for number in range(20)]
    assert telling_patients(anonymous) == {}
    assert telling_patients([*anonymous[:2], facts(A, "x")]).keys() == {"anonymous", "x"}


def test_a_picture_on_two_sides_is_found() -> None:
    copies = [Copies((facts(C), facts(A)), False, 0.9), Copies((facts(A), facts(B)), True, 1.0)]
    [problem] = check_split(Split((A, B), (C,)), (), copies)
    assert problem.files == ("a.png", "c.png")
    assert "One picture is on more than one side" in problem.sentence


def test_a_file_listed_on_both_sides_is_found() -> None:
    again = replace(A, group="other")
    [problem] = check_split(Split((A, B), (again,)), (), [Copies((facts(A), facts(again)), True, 1.0)])
    assert problem.files == ("a.png",)


def test_of_copies_the_largest_stays_and_their_patients_become_one() -> None:
    records = [film("a", "p"), film("b", "q"), film("c", "r"), film("d", "q"), film("e", "s")]
    small, large = facts(records[0], rows=5), facts(records[1], rows=50)
    kept, dropped = without_copies(records, [Copies((large, small), False, 0.9)], labelled=True)
    assert [(one.record, one.reason) for one in dropped] == [(records[0], "shows the picture of b.png")]
    assert [(one.path.name, one.group) for one in kept] == [
        ("b.png", "p"),
        ("c.png", "r"),
        ("d.png", "p"),
        ("e.png", "s"),
    ]


def test_of_copies_with_different_labels_none_stays() -> None:
    records = [A, film("b", label="covid19"), C]
    kept, dropped = without_copies(records, [Copies((facts(A), facts(records[1])), True, 1.0)], labelled=True)
    assert (kept, [one.record for one in dropped]) == ([C], records[:2])
    assert {one.reason for one in dropped} == {"one picture has different labels (covid19, normal)"}


def test_where_labels_are_not_learnt_one_of_the_copies_stays() -> None:
    records = [A, film("b", label="covid19"), C]
    copies = [Copies((facts(A), facts(records[1])), True, 1.0)]
    kept, dropped = without_copies(records, copies, labelled=False)
    assert [one.path for one in kept] == [A.path, C.path]
    assert [one.record for one in dropped] == [records[1]]


def test_a_picture_with_two_labels_is_found_on_one_side_too() -> None:
    other = film("b", label="covid19")
    copies = [Copies((facts(A), facts(other)), True, 1.0), Copies((facts(C), facts(D)), True, 1.0)]
    [problem] = check_labels(copies)
    assert problem.sentence == "One picture has different labels (covid19, normal): a.png, b.png."
    assert problem.files == ("a.png", "b.png")
