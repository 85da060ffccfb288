"""Decoding processes that crash, hang, are killed, or are asked by many threads."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from cxrviewer.decoding import DecodingError, FrameRequest, patient
from cxrviewer.decoding.codecs import JPEG_2000_LOSSLESS, JPEG_LS_LOSSLESS
from cxrviewer.decoding.limits import MEMORY_LIMIT_BYTES
from cxrviewer.decoding.pool import DecoderPool
from cxrviewer.decoding.process import DecoderProcess
from cxrviewer.decoding.records import time_limit_s

RAMP = np.arange(64 * 48, dtype=np.uint16).reshape(64, 48)
STREAM = imagecodecs.jpegls_encode(RAMP)
posix = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no POSIX signals here")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def request(pixels: np.ndarray = RAMP, syntax: str = JPEG_LS_LOSSLESS) -> FrameRequest:
    rows, columns = pixels.shape
    return FrameRequest(syntax, rows, columns, 1, 16, 16, signed=False, stored_rgb=False)


@pytest.fixture
def process() -> Iterator[DecoderProcess]:
    made = DecoderProcess()
    yield made
    made.kill()


def signalled(process: DecoderProcess, number: int) -> Callable[[], None]:
    assert process.pid is not None
    pid = process.pid
    return lambda: os.kill(pid, number)


def test_pixels_come_back(process: DecoderProcess) -> None:
    first = process.decode(request(), STREAM)
    pid = process.pid
    other = process.decode(request(RAMP[::-1]), imagecodecs.jpegls_encode(RAMP[::-1].copy()))
    np.testing.assert_array_equal(first.pixels, RAMP)
    np.testing.assert_array_equal(other.pixels, RAMP[::-1])
    assert process.pid == pid


def test_a_refusal_leaves_the_process_alive(process: DecoderProcess) -> None:
    with pytest.raises(DecodingError, match="is damaged"):
        process.decode(request(), b"\xff\xd8 this is no picture")
    pid = process.pid
    np.testing.assert_array_equal(process.decode(request(), STREAM).pixels, RAMP)
    assert process.pid == pid


@posix
def test_a_crash_is_one_error_and_the_next_picture_decodes(process: DecoderProcess) -> None:
    noise = np.random.default_rng(0).integers(0, 65535, (2500, 2500), np.uint16)
    stream = imagecodecs.jpeg2k_encode(noise, codecformat="j2k", reversible=True)
    process.decode(request(), STREAM)
    crash = threading.Timer(0.1, signalled(process, signal.SIGSEGV))
    crash.start()
    with pytest.raises(DecodingError, match="the decoder crashed on it"):
        process.decode(request(noise, JPEG_2000_LOSSLESS), stream)
    np.testing.assert_array_equal(process.decode(request(), STREAM).pixels, RAMP)


@posix
def test_a_hanging_decoder_is_killed_in_time(process: DecoderProcess) -> None:
    process.decode(request(), STREAM)
    stopped = process.pid
    signalled(process, signal.SIGSTOP)()
    start = time.monotonic()
    with pytest.raises(DecodingError, match=r"it takes longer than 2\.0 s"):
        process.decode(request(), STREAM)
    assert time.monotonic() - start < 4
    assert not Path(f"/proc/{stopped}").exists()
    np.testing.assert_array_equal(process.decode(request(), STREAM).pixels, RAMP)


@posix
def test_where_nobody_waits_a_slow_decoder_is_waited_for(process: DecoderProcess) -> None:
    process.decode(request(), STREAM)
    signalled(process, signal.SIGSTOP)()
    threading.Timer(2.5, signalled(process, signal.SIGCONT)).start()
    with patient(30):
        assert time_limit_s(request()) == pytest.approx(30 * (2.0 + 0.4e-6 * RAMP.size))
        np.testing.assert_array_equal(process.decode(request(), STREAM).pixels, RAMP)
    assert time_limit_s(request()) < 2.1


@posix
def test_a_process_that_died_while_idle_is_replaced(process: DecoderProcess) -> None:
    process.decode(request(), STREAM)
    signalled(process, signal.SIGKILL)()
    time.sleep(0.1)
    np.testing.assert_array_equal(process.decode(request(), STREAM).pixels, RAMP)


@linux
def test_limits_and_private_output(process: DecoderProcess) -> None:
    process.decode(request(), STREAM)
    proc = Path(f"/proc/{process.pid}")
    limits = {line[:25].strip(): line[25:].split()[0] for line in (proc / "limits").read_text().splitlines()}
    assert limits["Max address space"] == str(MEMORY_LIMIT_BYTES)
    assert limits["Max core file size"] == "0"
    assert [str((proc / "fd" / standard).readlink()) for standard in "012"] == ["/dev/null"] * 3


def test_many_threads_get_their_own_pictures() -> None:
    pool = DecoderPool(2)
    try:
        pool.warm_up()
        pictures = [np.roll(RAMP, shift) for shift in range(24)]
        with ThreadPoolExecutor(6) as threads:
            decoded = list(
                threads.map(lambda each: pool.decode(request(), imagecodecs.jpegls_encode(each)), pictures)
            )
        for picture, answer in zip(pictures, decoded, strict=True):
            np.testing.assert_array_equal(answer.pixels, picture)
    finally:
        pool.close()


END = {"end": "sys.exit()", "abrupt end": "os._exit(1)", "kill": "os.kill(os.getpid(), 9)"}
PROGRAM = """
import imagecodecs, numpy, os, sys
from cxrviewer.decoding import FrameRequest, decode, pool
ramp = numpy.arange(12, dtype=numpy.uint16).reshape(3, 4)
asked = FrameRequest("1.2.840.10008.1.2.4.80", 3, 4, 1, 16, 16, False, False)
assert (decode(asked, imagecodecs.jpegls_encode(ramp)).pixels == ramp).all()
print(*(process.pid for process in pool._shared.get()._all), flush=True)
"""


@linux
@pytest.mark.parametrize("end", END)
def test_no_process_outlives_the_program(end: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + END[end]], capture_output=True, text=True, check=False, timeout=60
    )
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == 2, done.stderr
    assert done.stderr == ""
    deadline = time.monotonic() + 10
    while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(is_running(pid) for pid in pids)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
