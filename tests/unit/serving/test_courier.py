"""Results sent on to real receivers on loopback."""

import csv
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from peers import Listen
from small_films import write_ct

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.serving.courier import UNSENT, Courier, Sending
from cxrviewer.serving.listener import Received
from cxrviewer.serving.remote import Remote
from cxrviewer.serving.store_user import store_user
from cxrviewer.serving.stow import AUTHORIZATION, stow
from cxrviewer.serving.tls import Files, client_context
from cxrviewer.triage.batch import open_batch
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.outcome import Outcome
from cxrviewer.triage.saving import Saved
from cxrviewer.triage.work import Done


def finish(out: Path, number: int, status: CaseStatus = CaseStatus.DONE, recipe: str = "r") -> Path:
    """Let a case be finished as triage does; its report is any object."""
    sha256 = f"{number:064}"
    report = out / "cases" / sha256 / "sr.dcm"
    write_ct(report, number=number)
    with open_batch(out, recipe) as batch:
        film = out / f"{number}.dcm"
        batch.add_films([film])
        saved = Saved("sr") if status is not CaseStatus.FAILED else Saved()
        batch.keep(Done(film, sha256, outcome=Outcome(status, "", {}), saved=saved))
    return report


def unsent(out: Path) -> list[dict[str, str]]:
    with (out / UNSENT).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def courier(out: Path, remote: Remote, said: list[str]) -> Callable[[], None]:
    one = Courier(out, Sending(remote, shortest_s=0.0), said.append)
    return lambda: one.round(JobContext())


def test_each_finished_case_is_sent_once(listen: Listen, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said: list[str] = []
    finish(out, 1)
    finish(out, 2, CaseStatus.ABSTAINED)
    finish(out, 3, CaseStatus.FAILED)
    with listen() as running:
        remote = store_user(f"CXRVIEWER@127.0.0.1:{running.port}", "SENDER")
        courier(out, remote, said)()
        assert len(running.files) == 2
        courier(out, remote, said)()  # as after a new start of the program
        finish(out, 4)
        courier(out, remote, said)()
    assert [told.is_new for told in running.told if isinstance(told, Received)] == [True, True, True]
    assert said == []
    assert unsent(out) == []


def test_results_wait_for_a_receiver_that_is_away(listen: Listen, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said: list[str] = []
    report = finish(out, 1)
    with listen("first") as running:
        port = running.port
    remote = store_user(f"CXRVIEWER@127.0.0.1:{port}", "SENDER")
    send = courier(out, remote, said)
    send()
    send()
    assert said == [f"CXRVIEWER@127.0.0.1:{port} cannot be reached; results wait"]
    assert unsent(out) == [
        {
            "file": str(report),
            "to": remote.name,
            "state": "waiting",
            "tries": "2",
            "reason": "cannot be reached",
        }
    ]
    with listen("second", port=port) as running:
        send()
        send()
    assert len(running.told) == 1
    assert unsent(out) == []


def test_what_is_refused_for_good_is_listed_and_not_tried_again(listen: Listen, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said: list[str] = []
    report = finish(out, 1)
    whole = report.read_bytes()
    report.write_bytes(whole.replace(b"1.2.840.10008.5.1.4.1.1.2\0", b"1.2.840.10008.5.1.4.1.1.4\0"))  # MR
    with listen() as running:
        send = courier(out, store_user(f"CXRVIEWER@127.0.0.1:{running.port}", "SENDER"), said)
        send()
        send()
    assert [(row["state"], row["tries"]) for row in unsent(out)] == [("rejected", "1")]
    assert said == [f"{report}: CXRVIEWER@127.0.0.1:{running.port} does not take MR Image Storage"]


class Service(BaseHTTPRequestHandler):
    """A service of DICOMweb that answers as it is told and remembers what it was sent."""

    answers: list[tuple[int, dict[str, Any]]]
    requests: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.requests.append((self.path, dict(self.headers), body))
        status, answer = self.answers.pop(0)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[tuple[str, type[Service]]]:
    kind = type("OneService", (Service,), {"answers": [], "requests": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/dicom-web", kind
    server.shutdown()
    thread.join()
    server.server_close()


def test_stow_until_it_is_stored(
    service: tuple[str, type[Service]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, kind = service
    monkeypatch.setenv(AUTHORIZATION, "Bearer of-good-news")
    out = tmp_path / "out"
    said: list[str] = []
    report = finish(out, 1)
    kind.answers += [(503, {}), (302, {}), (200, {})]
    send = courier(out, stow(url, client_context(Files())), said)
    for _ in range(4):
        send()
    assert len(kind.requests) == 3
    path, headers, body = kind.requests[-1]
    assert path == "/dicom-web/studies"
    assert headers["Authorization"] == "Bearer of-good-news"
    assert 'type="application/dicom"' in headers["Content-Type"]
    boundary = headers["Content-Type"].split("boundary=")[1].encode()
    assert body == (
        b"--" + boundary + b"\r\nContent-Type: application/dicom\r\n\r\n" + report.read_bytes()
        + b"\r\n--" + boundary + b"--\r\n"
    )  # fmt: skip
    assert unsent(out) == []


def test_stow_that_is_refused(service: tuple[str, type[Service]], tmp_path: Path) -> None:
    url, kind = service
    out = tmp_path / "out"
    said: list[str] = []
    finish(out, 1)
    finish(out, 2)
    kind.answers += [(409, {}), (200, {"00081198": {"vr": "SQ", "Value": [{}]}})]
    send = courier(out, stow(f"{url}/", client_context(Files())), said)
    for _ in range(3):
        send()
    assert [(row["state"], row["reason"]) for row in unsent(out)] == [
        ("rejected", "answered 409 Conflict"), ("rejected", "has not stored the object"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address", ["PACS", "@host:104", "PACS@host", "PACS@host:0", "PACS@host:99999", "A" * 17 + "@h:1"]
)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(CxrviewerError, match="AE@HOST:PORT"):
        store_user(address, "SENDER")


@pytest.mark.parametrize("url", ["ftp://host/x", "host/x", "https://user:secret@host/x"])
def test_urls_that_are_none(url: str) -> None:
    with pytest.raises(CxrviewerError) as error:
        stow(url, client_context(Files()))
    assert "secret" not in str(error.value)
