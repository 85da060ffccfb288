"""Downloads from a real server on this machine, which can be told to break off."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cxrviewer.errors import CxrviewerError, FileError
from cxrviewer.inference.downloads import download, hash_in_name
from cxrviewer.inference.networks.imagenet_weights import weights_url
from cxrviewer.jobs import JobCancelledError, JobContext, Progress

CONTENT = bytes(range(256)) * 12_000
NAME = f"weights-{hashlib.sha256(CONTENT).hexdigest()[:8]}.pth"


class Server(ThreadingHTTPServer):
    """Serves `CONTENT` and remembers what was asked for."""

    ranges = True
    breaks_after = 0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []

    def url(self, name: str = NAME) -> str:
        return f"http://127.0.0.1:{self.server_port}/{name}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.server.asked.append(wanted)
        first = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.server.ranges else 0
        if self.path == "/missing.pth":
            self.send_error(404)
            return
        if first >= len(CONTENT):
            self.send_error(416)
            return
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(CONTENT) - first))
        self.end_headers()
        stop, self.server.breaks_after = self.server.breaks_after or len(CONTENT), 0
        self.wfile.write(CONTENT[first:stop])

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as one:
        thread = threading.Thread(target=one.serve_forever)
        thread.start()
        yield one
        one.shutdown()
        thread.join()


def test_a_file_is_fetched_once_with_progress(server: Server, tmp_path: Path) -> None:
    seen: list[Progress] = []
    file = download(server.url(), tmp_path / "cache" / NAME, JobContext(seen.append))
    assert file.read_bytes() == CONTENT
    assert [step.fraction for step in seen] == sorted(step.fraction for step in seen)
    assert seen[-1].fraction == 1
    assert seen[-1].message == f"{NAME}: 2 of 2 MB fetched"
    download(server.url(), file, JobContext())
    assert server.asked == [""]
    assert [one.name for one in file.parent.iterdir()] == [NAME]


def test_what_broke_off_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.breaks_after = 1_000_000
    with pytest.raises(CxrviewerError, match=r"cannot be fetched \(the connection broke off\); a file of"):
        download(server.url(), tmp_path / NAME, JobContext())
    assert not (tmp_path / NAME).exists()
    assert download(server.url(), tmp_path / NAME, JobContext()).read_bytes() == CONTENT
    assert server.asked == ["", "bytes=1000000-"]


def test_a_server_that_gives_no_parts_is_asked_for_all(server: Server, tmp_path: Path) -> None:
    server.ranges = False
    (tmp_path / f"{NAME}.part").write_bytes(b"something else")
    assert download(server.url(), tmp_path / NAME, JobContext()).read_bytes() == CONTENT


def test_more_than_there_is_begins_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(CONTENT + b"more")
    assert download(server.url(), tmp_path / NAME, JobContext()).read_bytes() == CONTENT


def test_cancelled_and_gone_on_with(server: Server, tmp_path: Path) -> None:
    context = JobContext(lambda step: context.cancelled.set() if step.fraction > 0.4 else None)
    with pytest.raises(JobCancelledError):
        download(server.url(), tmp_path / NAME, context)
    kept = (tmp_path / f"{NAME}.part").stat().st_size
    assert 0 < kept < len(CONTENT)
    assert download(server.url(), tmp_path / NAME, JobContext()).read_bytes() == CONTENT
    assert server.asked[-1] == f"bytes={kept}-"


def test_another_file_than_the_name_says_is_not_kept(server: Server, tmp_path: Path) -> None:
    wrong = "weights-00000000.pth"
    with pytest.raises(FileError, match="is not the file that its name says"):
        download(server.url(wrong), tmp_path / wrong, JobContext())
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_there_is_one_sentence(server: Server, tmp_path: Path) -> None:
    closed = server.url("missing.pth")
    for url, reason in {
        closed: "cannot be fetched",
        "http://127.0.0.1:9/x.pth": "cannot be fetched",
        "ftp://127.0.0.1/x.pth": "is no address that can be fetched",
        (tmp_path / "nothing.pth").as_uri(): "cannot be fetched",
    }.items():
        with pytest.raises(CxrviewerError, match=reason) as caught:
            download(url, tmp_path / "x.pth", JobContext())
        assert url in str(caught.value)


def test_a_file_on_this_machine_is_copied(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(CONTENT)
    copy = download((tmp_path / NAME).as_uri(), tmp_path / "cache" / NAME, JobContext())
    assert copy.read_bytes() == CONTENT


def test_published_names_hold_their_hash() -> None:
    assert hash_in_name("https://host/models/resnet50-0676ba61.pth?x=1") == "0676ba61"
    assert hash_in_name("https://host/models/resnet50.pth") == ""


@pytest.mark.parametrize(
    ("architecture", "file"),
    [
        ("vgg19-pointwise", "vgg19-dcbb9e9d.pth"),
        ("resnet50", "resnet50-0676ba61.pth"),
        ("resnet101", "resnet101-63fe2227.pth"),
        ("efficientnet-b0", "efficientnet_b0_rwightman-7f5810bc.pth"),
    ],
)
def test_torchvision_names_the_weights(architecture: str, file: str) -> None:
    assert weights_url(architecture).endswith(f"/{file}")
    assert hash_in_name(weights_url(architecture))
