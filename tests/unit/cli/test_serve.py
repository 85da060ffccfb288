"""`cxrviewer serve` as it is typed: with dcmtk, with Orthanc, killed, on a full disk, by TLS."""

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pydicom
import pytest
from dicom_validators import errors_in
from orthanc import Orthanc, free_port
from peers import associate, data_set, dcmtk, large_ct, send_raw
from phantoms import PhantomSet, as_cr
from small_films import write_ct

REPOSITORY = Path(__file__).resolve().parents[3]
LIMIT_S = 180.0
_FULL_DISK = (
    "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
    "sys.argv[0] = 'cxrviewer'; runpy.run_module('cxrviewer', run_name='__main__')"
)


class Served:
    """The program, listening."""

    def __init__(self, folder: Path, *words: object, start: tuple[str, ...] = ("-m", "cxrviewer")) -> None:
        self.folder = folder
        command = [sys.executable, *start, "serve", "--output", folder, "--port", 0, *words]
        self.process = subprocess.Popen(
            [str(word) for word in command],
            cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.first = self.process.stdout.readline()
        self.port = int(self.first.split(":")[1].split(";")[0]) if self.first else 0

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*/*.dcm"))

    def end(self) -> tuple[int, str, str]:
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=LIMIT_S)
        return self.process.returncode, self.first + out, err


@contextmanager
def serving(folder: Path, *words: object, **more: Any) -> Iterator[Served]:  # noqa: ANN401 - of `Served`
    served = Served(folder, *words, **more)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.kill()
            served.process.communicate()


def wait_until(condition: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_films_arrive_and_nothing_names_a_patient(tmp_path: Path) -> None:
    with serving(tmp_path / "in", "--allow", "STORESCU") as served:
        assert dcmtk("storescu", served.port, write_ct(tmp_path / "film.dcm", "Nemo"))[0] == 0
        assert dcmtk("storescu", served.port, "-aet", "OTHER", tmp_path / "film.dcm")[0] != 0
        status, out, err = served.end()
    assert status == 0
    assert out.startswith("listening as CXRVIEWER at 127.0.0.1:")
    assert f"{served.files[0]}: received from STORESCU at 127.0.0.1" in out
    assert err == "cxrviewer: OTHER at 127.0.0.1: the association was refused\n"
    assert "Nemo" not in out + str(served.files)


def test_killed_in_the_midst_it_leaves_no_half_film(tmp_path: Path) -> None:
    film = large_ct(tmp_path / "film.dcm", side=2048)
    uid = str(pydicom.dcmread(film).SOPInstanceUID)
    for wait_s in (0.0, 0.02, 0.05):
        with serving(tmp_path / "in") as served:
            sender = subprocess.Popen(["true"]) if shutil.which("storescu") is None else subprocess.Popen(
                ["storescu", "-aec", "CXRVIEWER", "127.0.0.1", str(served.port), str(film)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(wait_s)
            served.process.kill()
            told = sender.wait(LIMIT_S)
            if sender.args != ["true"] and told == 0:
                assert len(served.files) == 1
            for file in served.files:
                assert pydicom.dcmread(file) == pydicom.dcmread(film)
    left = tmp_path / "in" / ".incoming" / "half.part"
    left.write_bytes(bytes(1000))
    with serving(tmp_path / "in") as served:
        assert not left.exists()
        association = associate(served.port)
        assert send_raw(association, uid, data_set(film)) == 0
        association.release()
        assert len(served.files) == 1
        assert served.end()[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes on Windows")
def test_a_full_disk_is_answered_out_of_resources(tmp_path: Path) -> None:
    large, small = large_ct(tmp_path / "large.dcm"), write_ct(tmp_path / "small.dcm", number=2)
    with serving(tmp_path / "in", start=("-c", _FULL_DISK)) as served:
        association = associate(served.port)
        uid = str(pydicom.dcmread(large).SOPInstanceUID)
        assert send_raw(association, uid, data_set(large)) == 0xA700
        assert send_raw(association, str(pydicom.dcmread(small).SOPInstanceUID), data_set(small)) == 0
        association.release()
        status, _, err = served.end()
    assert status == 0
    assert "answered 0xa700: it cannot be written (File too large)" in err
    assert len(served.files) == 1
    assert not list((tmp_path / "in" / ".incoming").iterdir())


def test_wrong_words_are_said(command: Callable[..., Any], tmp_path: Path) -> None:
    for words, said in (
        (("--ae-title", "A" * 17), "1 to 16 letters"),
        (("--send-to", "PACS@host:104"), "come from --triage"),
        (("--send-to", "nowhere", "--triage", tmp_path), "AE@HOST:PORT"),
        (("--stow", "http://h", "--send", "pdf", "--triage", tmp_path), "pdf is no DICOM object"),
        (("--tls-key", tmp_path / "key.pem"), "needs a certificate"),
        (("--tls-cert", tmp_path / "none.pem"), "cannot be used"),
    ):
        ended = command("serve", "--output", tmp_path / "in", "--port", 0, *words)
        assert ended.status in {1, 2}
        assert said in ended.err, words
        assert "Traceback" not in ended.err


def test_what_triage_cannot_begin_ends_the_listener(command: Callable[..., Any], tmp_path: Path) -> None:
    words = ("--triage", tmp_path / "out", "--models", tmp_path / "none", "--workers", 1)
    ended = command("serve", "--output", tmp_path / "in", "--port", 0, *words)
    assert ended.status == 1
    assert "holds no model package" in ended.err


def test_a_port_open_to_the_network_is_warned_of(tmp_path: Path) -> None:
    with serving(tmp_path / "in", "--host", "0.0.0.0") as served:
        status, _, err = served.end()
    assert status == 0
    assert "0.0.0.0 is open to the network" in err


def certificates(folder: Path) -> dict[str, Path]:
    """Make an authority, and a certificate that it has signed, for 127.0.0.1."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl")
    names = {name: folder / f"{name}.pem" for name in ("ca", "ca-key", "own", "own-key", "request", "names")}
    names["names"].write_text("subjectAltName = IP:127.0.0.1\n")
    for line in (
        f"req -x509 -newkey rsa:2048 -nodes -subj /CN=ca -keyout {names['ca-key']} -out {names['ca']}",
        f"req -newkey rsa:2048 -nodes -subj /CN=own -keyout {names['own-key']} -out {names['request']}",
        f"x509 -req -in {names['request']} -CA {names['ca']} -CAkey {names['ca-key']} -CAcreateserial "
        f"-extfile {names['names']} -out {names['own']}",
    ):
        subprocess.run(["openssl", *line.split()], check=True, capture_output=True)
    return names


def test_tls_keeps_out_who_has_no_certificate(tmp_path: Path) -> None:
    files = certificates(tmp_path)
    film = write_ct(tmp_path / "film.dcm")
    words = ("--tls-cert", files["own"], "--tls-key", files["own-key"], "--tls-ca", files["ca"])
    with serving(tmp_path / "in", *words, "--timeout", 5) as served:
        assert dcmtk("echoscu", served.port)[0] != 0
        assert dcmtk("echoscu", served.port, "+tla", "+cf", files["ca"])[0] != 0  # no certificate of its own
        status, said = dcmtk(
            "storescu", served.port, "+tls", files["own-key"], files["own"], "+cf", files["ca"], film
        )
        assert status == 0, said
        assert len(served.files) == 1


def test_orthanc_listener_worklist_and_reports_back(
    phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    port, out = free_port(), tmp_path / "out"
    orthanc = Orthanc(tmp_path / "orthanc", port)
    films = [as_cr(film, tmp_path / f"{n}.dcm", number=n) for n, film in enumerate(phantoms.films[::11], 1)]
    words = ("--triage", out, "--models", tiny_models, "--workers", 1)
    to = ("--send-to", f"ORTHANC@127.0.0.1:{orthanc.dicom}", "--send", "sr,seg")
    try:
        with serving(tmp_path / "in", "--port", port, *words, *to) as served:
            orthanc.wait()
            ids = [json.loads(orthanc.ask("/instances", film.read_bytes()))["ID"] for film in films]
            orthanc.ask("/modalities/viewer/store", json.dumps(ids).encode())
            assert len(served.files) == len(films)
            wait_until(lambda: (out / "worklist.csv").exists() and len(rows(out)) == len(films))
            wait_until(lambda: len(orthanc.reports()) == answered(out) > 0)
            status, _, err = served.end()
        assert status == 0, err
        assert "Traceback" not in err
        with serving(tmp_path / "in", "--port", port, *words, *to) as served:  # nothing comes twice
            time.sleep(3)
            assert served.end()[0] == 0
        reports = orthanc.reports()
        assert len(reports) == answered(out)
        for number, one in enumerate(reports):
            back = tmp_path / f"back-{number}.dcm"
            back.write_bytes(orthanc.ask(f"/instances/{one}/file"))
            assert errors_in(back) == []
            assert pydicom.dcmread(back).PatientName == "Nemo^Test"
    finally:
        orthanc.end()
    assert rows(out)[0]["rank"] == "1"
    assert {Path(row["file"]) for row in rows(out)} == set(served.files)
    assert (out / "unsent.csv").read_text().splitlines() == ["file,to,state,tries,reason"]


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "worklist.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def answered(out: Path) -> int:
    """Return how many reports there are to send."""
    pending = any(row["status"] in {"queued", "running"} for row in rows(out))
    return -1 if pending else len(list((out / "cases").glob("*/sr.dcm")))


def test_a_batch_sends_its_results_on_and_says_what_is_left(
    command: Callable[..., Any], phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    films, out, port = tmp_path / "films", tmp_path / "out", free_port()
    films.mkdir()
    for number, film in enumerate(phantoms.films[::12], 1):
        as_cr(film, films / f"{number}.dcm", number=number)
    words = ("triage", films, "--output", out, "--models", tiny_models, "--workers", 1)
    to = ("--send", "sc", "--send-to", f"CXRVIEWER@127.0.0.1:{port}")
    ended = command(*words, *to)
    made = sorted((out / "cases").glob("*/sc.dcm"))
    assert made
    assert ended.status == 1
    assert f"{len(made)} objects are not sent to CXRVIEWER@127.0.0.1:{port}" in ended.err
    with serving(tmp_path / "in", "--port", port) as served:
        again = command(*words, *to)
        assert again.status == 0, again.err
        assert ", 0 to analyse" in again.out
        sent = {pydicom.dcmread(file).SOPInstanceUID for file in served.files}
    assert sent == {pydicom.dcmread(file).SOPInstanceUID for file in made}
