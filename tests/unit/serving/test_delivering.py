"""Results sent on beside what finishes them, and what is left at the end."""

import csv
from pathlib import Path

import pytest
from peers import Listen
from small_films import write_ct

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.serving.courier import UNSENT, Sending
from cxrviewer.serving.delivering import sending_on
from cxrviewer.serving.store_user import store_user
from cxrviewer.triage.batch import open_batch
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.outcome import Outcome
from cxrviewer.triage.running import Event, Noted
from cxrviewer.triage.saving import Saved
from cxrviewer.triage.work import Done


def finish(out: Path, numbers: range) -> None:
    """Let cases be finished as triage does; the report of each is any object."""
    with open_batch(out, "recipe") as batch:
        for number in numbers:
            sha256 = f"{number:064}"
            write_ct(out / "cases" / sha256 / "sr.dcm", number=number)
            batch.add_films([out / f"{number}.dcm"])
            outcome = Outcome(CaseStatus.DONE, "", {})
            batch.keep(Done(out / f"{number}.dcm", sha256, outcome=outcome, saved=Saved("sr")))


def to(port: int) -> Sending:
    return Sending(store_user(f"CXRVIEWER@127.0.0.1:{port}", "SENDER"), look_every_s=0.05)


def test_all_has_arrived_when_it_ends(listen: Listen, tmp_path: Path) -> None:
    said: list[Event] = []
    with listen() as running:
        with sending_on(tmp_path / "out", to(running.port), said.append, JobContext()):
            finish(tmp_path / "out", range(120))  # more than are looked at in one round
        assert len(running.files) == 120
        with sending_on(tmp_path / "out", to(running.port), said.append, JobContext()):
            pass
        assert len(running.told) == 120
    assert said == []


def test_what_is_left_is_said_and_sent_by_the_next_run_at_once(listen: Listen, tmp_path: Path) -> None:
    said: list[Event] = []
    with listen("first") as running:
        port = running.port
    finish(tmp_path / "out", range(3))
    with (
        pytest.raises(CxrviewerError, match=r"3 objects are not sent to .*unsent\.csv says why"),
        sending_on(tmp_path / "out", to(port), said.append, JobContext()),
    ):
        pass
    assert [type(one) for one in said] == [Noted]
    with (tmp_path / "out" / UNSENT).open(newline="", encoding="utf-8") as stream:
        assert {row["state"] for row in csv.DictReader(stream)} == {"waiting"}
    with listen("second", port=port) as running:
        with sending_on(tmp_path / "out", to(port), said.append, JobContext()):
            pass
        assert len(running.files) == 3


def test_cancelled_it_leaves_what_waits_for_later(listen: Listen, tmp_path: Path) -> None:
    with listen("gone") as running:
        port = running.port
    finish(tmp_path / "out", range(2))
    context = JobContext()
    with sending_on(tmp_path / "out", to(port), lambda _event: None, context):
        context.cancelled.set()


def test_an_error_of_what_goes_on_beside_is_told_first(tmp_path: Path) -> None:
    finish(tmp_path / "out", range(1))
    with pytest.raises(KeyError), sending_on(tmp_path / "out", to(9), lambda _event: None, JobContext()):
        raise KeyError


def test_with_nowhere_to_send_to_nothing_is_made_for_it(tmp_path: Path) -> None:
    with sending_on(tmp_path / "out", None, lambda _event: None, JobContext()):
        pass
    assert not (tmp_path / "out").exists()
