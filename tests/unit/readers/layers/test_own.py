"""How the program knows its own annotations again."""

import pytest

from cxrviewer.readers.layers.own import (
    created_from,
    date_time_of,
    description_of,
    identifier_from,
    kind_from,
    mark_from,
)
from cxrviewer.study import Annotation, Kind

TALL = ((2.0, 3.0), (3.0, 3.0), (2.5, 1.0), (2.5, 5.0))
WIDE = TALL[2:] + TALL[:2]


@pytest.mark.parametrize(("points", "minor_first"), [(TALL, True), (WIDE, False)])
def test_a_description_says_who_when_and_which_axis(
    points: tuple[tuple[float, float], ...], minor_first: bool
) -> None:
    ellipse = Annotation(Kind.ELLIPSE, points)
    mark = mark_from(description_of(ellipse))
    assert mark is not None
    assert (mark.identifier, mark.created) == (ellipse.identifier, ellipse.created)
    assert mark.minor_axis_first is minor_first


@pytest.mark.parametrize("words", ["", "A nodule", "1.2.3 now", "2.25.x now", "2.25.1 now and then"])
def test_other_words_are_no_mark(words: str) -> None:
    assert mark_from(words) is None


@pytest.mark.parametrize(
    "uid", ["", "2.25.", "1.2.3", "2.25.-1", "2.25.١٢", f"2.25.{1 << 128}", "2.25." + "9" * 60]
)
def test_only_a_uid_made_of_a_uuid_has_one(uid: str) -> None:
    assert identifier_from(uid) == ""


def test_a_uuid_comes_back_from_its_uid() -> None:
    annotation = Annotation(Kind.POINT, ((1.0, 2.0),))
    assert identifier_from(annotation.uid) == annotation.identifier
    assert identifier_from("2.25.0") == "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize("created", ["2026-03-04T05:06:07+00:00", "2026-12-31T23:59:59.250000+00:00"])
def test_times_come_back(created: str) -> None:
    assert created_from(date_time_of(created)) == created


def test_the_same_instant_in_another_zone_is_the_same() -> None:
    assert created_from(date_time_of("2026-03-04T05:06:07+09:00")) == "2026-03-03T20:06:07+00:00"


@pytest.mark.parametrize("words", ["", "yesterday", "2026"])
def test_other_words_are_no_time(words: str) -> None:
    assert created_from(words) == ""


@pytest.mark.parametrize("kind", Kind)
def test_kinds_are_known_by_name_and_code(kind: Kind) -> None:
    assert kind_from(kind.value) is kind
    assert kind_from(kind.name.lower()) is kind
    assert kind_from(f"{kind.value}?") is None
