import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cxrviewer.errors import StoreError
from cxrviewer.store import Overrules, prepare_readings
from cxrviewer.study import Overrule

FIRST = Overrule("2026-01-01T08:00:00+00:00", "a small child")
SECOND = Overrule("2026-01-02T08:00:00+00:00", "bedside film")


@pytest.fixture
def overrules(tmp_path: Path) -> Overrules:
    file = tmp_path / "readings.sqlite3"
    prepare_readings(file)
    return Overrules(file)


def test_a_decision_comes_back_for_its_image_alone(overrules: Overrules) -> None:
    overrules.keep("one", FIRST)
    assert Overrules(overrules.path).find("one") == FIRST
    assert overrules.find("other") is None


def test_a_later_decision_takes_the_place_and_both_are_in_the_trail(overrules: Overrules) -> None:
    overrules.keep("one", FIRST)
    overrules.keep("one", SECOND)
    assert overrules.find("one") == SECOND
    with closing(sqlite3.connect(overrules.path)) as connection:
        trail = connection.execute("SELECT at, subject, what FROM changes ORDER BY id").fetchall()
    assert trail == [(FIRST.at, "one", "overrule"), (SECOND.at, "one", "overrule")]


def test_a_file_that_is_gone_is_said_and_not_made_anew(overrules: Overrules) -> None:
    overrules.path.unlink()
    with pytest.raises(StoreError, match="the decision is not saved"):
        overrules.keep("one", FIRST)
    assert not overrules.path.exists()
