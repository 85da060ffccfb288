"""The listener and its peers: dcmtk, another library, and raw bytes."""

import hashlib
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from peers import Listen, associate, data_set, dcmtk, large_ct, send_raw, start_dcmtk
from pydicom.uid import CTImageStorage
from pynetdicom import AE
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]
from small_films import write_ct

from cxrviewer.errors import CxrviewerError
from cxrviewer.serving.listener import Received, Refused
from cxrviewer.serving.storage import SOP_CLASSES, TRANSFER_SYNTAXES

UID = "1.2.1.1.1.1"


def wait_until(condition: Callable[[], bool], limit_s: float = 60.0) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_dcmtk_sends_is_kept_under_a_name_of_its_own(listen: Listen, tmp_path: Path) -> None:
    film = write_ct(tmp_path / "film.dcm", "Nemo", study="7")
    with listen() as running:
        assert dcmtk("echoscu", running.port)[0] == 0
        status, said = dcmtk("storescu", running.port, film)
        assert status == 0, said
        assert "Success" in said
    uid = str(pydicom.dcmread(film).SOPInstanceUID)
    name = hashlib.sha256(uid.encode()).hexdigest()
    assert [file.relative_to(running.folder) for file in running.files] == [Path(name[:2], f"{name}.dcm")]
    assert pydicom.dcmread(running.files[0]) == pydicom.dcmread(film)
    assert running.told == [Received(running.files[0], running.told[0].peer, is_new=True)]
    assert "Nemo" not in str(running.told)
    assert not list((running.folder / ".incoming").iterdir())


def test_every_class_is_taken_in_every_transfer_syntax(listen: Listen) -> None:
    with listen() as running:
        for syntax in TRANSFER_SYNTAXES:
            entity = AE()
            for sop_class in SOP_CLASSES:
                entity.add_requested_context(sop_class, syntax)
            association = entity.associate("127.0.0.1", running.port, ae_title="CXRVIEWER")
            accepted = {
                (one.abstract_syntax, one.transfer_syntax[0]) for one in association.accepted_contexts
            }
            association.release()
            assert accepted == {(sop_class, syntax) for sop_class in SOP_CLASSES}


def test_the_same_object_twice_is_one_file_and_a_newer_one_takes_its_place(
    listen: Listen, tmp_path: Path
) -> None:
    film = write_ct(tmp_path / "film.dcm")
    with listen() as running:
        for _ in range(2):
            assert dcmtk("storescu", running.port, film)[0] == 0
        before = running.files[0].read_bytes()
        write_ct(film, PatientName="Corrected^Name")
        assert dcmtk("storescu", running.port, film)[0] == 0
    assert [told.is_new for told in running.told if isinstance(told, Received)] == [True, False, True]
    assert len(running.files) == 1
    assert running.files[0].read_bytes() != before


def test_titles_that_are_not_allowed_are_refused(listen: Listen, tmp_path: Path) -> None:
    film = write_ct(tmp_path / "film.dcm")
    with listen(allowed=("GOOD",)) as running:
        status, said = dcmtk("storescu", running.port, "-aet", "GOOD", film, called="WRONG")
        assert status != 0
        assert "Called AE Title Not Recognized" in said
        status, said = dcmtk("storescu", running.port, "-aet", "BAD", film)
        assert status != 0
        assert "Calling AE Title Not Recognized" in said
        assert not running.files
        assert dcmtk("storescu", running.port, "-aet", "GOOD", film)[0] == 0
    assert [type(told) for told in running.told] == [Refused, Refused, Received]


def test_an_object_that_is_too_large_ends_its_association(listen: Listen, tmp_path: Path) -> None:
    large, small = large_ct(tmp_path / "large.dcm"), write_ct(tmp_path / "small.dcm", number=2)
    with listen(largest_bytes=100_000) as running:
        status, said = dcmtk("storescu", running.port, large)
        assert status != 0, said
        wait_until(lambda: len(running.told) == 1)
        assert "more than" in str(running.told[0])
        assert dcmtk("storescu", running.port, small)[0] == 0
    assert len(running.files) == 1
    assert not list((running.folder / ".incoming").iterdir())


def test_damaged_objects_are_answered_with_a_status_that_fits(listen: Listen, tmp_path: Path) -> None:
    whole = data_set(write_ct(tmp_path / "film.dcm"))
    bare = data_set(write_ct(tmp_path / "bare.dcm", PixelData=None))
    with listen() as running:
        association = associate(running.port)
        assert send_raw(association, UID, b"\x08\x00\x16\x00UI\xff") == 0xC000
        assert send_raw(association, UID, bytes(range(256)) * 8) == 0xC000
        assert send_raw(association, UID, whole[:-8]) == 0xC000
        assert send_raw(association, "1.2.3", whole) == 0xA900
        assert send_raw(association, UID, bare) == 0xA900
        assert not running.files
        assert send_raw(association, UID, whole) == 0x0000
        association.release()
    assert len(running.files) == 1


def test_an_abort_in_the_midst_leaves_nothing(listen: Listen, tmp_path: Path) -> None:
    data = data_set(large_ct(tmp_path / "film.dcm"))
    with listen() as running:
        association = associate(running.port)
        send_raw(association, UID, data, share=0.5)
        association.abort()
        association = associate(running.port)
        send_raw(association, UID, data, share=0.9)
        association.dul.socket.close()  # the cable is pulled
        other = associate(running.port)
        assert send_raw(other, UID, data) == 0x0000
        other.release()
    assert len(running.files) == 1
    assert [type(told) for told in running.told] == [Received]


def test_ten_associations_at_once(listen: Listen, tmp_path: Path) -> None:
    films = [[large_ct(tmp_path / f"{n}-{m}.dcm", 10 * n + m, 256) for m in range(3)] for n in range(10)]
    with listen() as running:
        senders = [start_dcmtk("storescu", running.port, *one) for one in films]
        ended = [(sender.communicate(timeout=120)[0], sender.returncode) for sender in senders]
        assert {status for _, status in ended} == {0}, ended
    assert len(running.files) == 30
    sent = {pydicom.dcmread(film).SOPInstanceUID for some in films for film in some}
    assert {pydicom.dcmread(file).SOPInstanceUID for file in running.files} == sent


def test_more_associations_than_allowed_are_refused(listen: Listen) -> None:
    with listen(most_associations=2) as running:
        held = [associate(running.port) for _ in range(2)]
        third = associate(running.port)
        assert third.is_rejected
        held[0].release()
        wait_until(lambda: associate(running.port).is_established)
        for one in held:
            one.abort()


@pytest.mark.parametrize(
    "start", [b"", b"\x01\x00", b"\x04\x00\xff\xff\xff\xff" + bytes(4096), b"GET / HTTP/1.1\r\n\r\n"]
)
def test_connections_that_say_nothing_sensible_are_closed(listen: Listen, start: bytes) -> None:
    with listen(limit_s=1.0) as running:
        with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
            connection.sendall(start)
            answers = b""
            try:
                while part := connection.recv(4096):
                    answers += part
            except ConnectionResetError:
                pass
            assert set(answers[::10]) <= {0x07}  # aborts, of ten bytes each, or nothing
        assert dcmtk("echoscu", running.port)[0] == 0


def test_a_port_that_is_taken_is_said(listen: Listen) -> None:
    with listen() as running:
        words = f"cannot listen at 127.0.0.1:{running.port}"
        with pytest.raises(CxrviewerError, match=words), listen("other", port=running.port):
            pass


def test_two_listeners_on_one_folder_cannot_be(listen: Listen) -> None:
    with listen(), pytest.raises(CxrviewerError, match="in use by another listener"), listen():
        pass


def test_echo_and_storage_need_no_more_than_one_association(listen: Listen, tmp_path: Path) -> None:
    entity = AE()
    entity.add_requested_context(Verification)
    entity.add_requested_context(CTImageStorage)
    with listen() as running:
        association = entity.associate("127.0.0.1", running.port, ae_title="CXRVIEWER")
        assert association.send_c_echo().Status == 0
        assert association.send_c_store(pydicom.dcmread(write_ct(tmp_path / "a.dcm"))).Status == 0
        assert association.send_c_echo().Status == 0
        association.release()
    assert len(running.files) == 1
