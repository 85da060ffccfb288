"""Every edit is on the disk before the next, whatever becomes of the process."""

import itertools
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path

import pytest
import window_at_work
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reader_at_work import IMAGE, LONG_COMMITS, MemoryKeeper, Reader, draw_some, work_until_killed

from cxrviewer.gui.annotating import Annotating
from cxrviewer.settings import Settings, save_settings
from cxrviewer.store import Readings, prepare_readings
from cxrviewer.study import AnnotationSet

KILLS = 30
WINDOW = Path(window_at_work.__file__)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "readings.sqlite3"
    prepare_readings(path)
    return path


@pytest.fixture(scope="module")
def shared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readings") / "readings.sqlite3"
    prepare_readings(path)
    return path


def kept(file: Path) -> AnnotationSet:
    with closing(Readings(file)) as readings:
        return readings.load(IMAGE)


def is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def clear(file: Path) -> None:
    with closing(Readings(file)) as readings:
        readings.save(readings.load(IMAGE), AnnotationSet(IMAGE))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 30))
def test_any_sequence_of_edits_comes_back_equal(shared_file: Path, seed: int, steps: int) -> None:
    clear(shared_file)
    with closing(Readings(shared_file)) as readings:
        for shown in itertools.islice(Reader(Annotating(readings), seed).work(), steps):
            assert kept(shared_file) == shown


@pytest.fixture(scope="module")
def processes_of() -> BaseContext:
    """Where processes come from: copies of one that has imported what they need, where there are copies."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["reader_at_work"])
    return context


def test_two_processes_keep_each_others_annotations(file: Path, processes_of: BaseContext) -> None:
    works = [(IMAGE, "one"), (IMAGE, "other"), ("d" * 64, "one"), ("e" * 64, "other")]
    processes = [processes_of.Process(target=draw_some, args=(file, *work, 30)) for work in works]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    with closing(Readings(file)) as readings:
        for image in {image for image, _words in works}:
            found = [item.text for item in readings.load(image).items]
            expected = [[f"{words} {n}" for n in range(30)] for at, words in works if at == image]
            for words in expected:
                assert [text for text in found if text in words] == words
            assert len(found) == sum(map(len, expected))
    assert is_whole(file)


def killed_after(context: BaseContext, file: Path, seed: int, seconds: float) -> int:
    """Let a process work, kill it some time after its first step; return how many it has told of."""
    listening, telling = context.Pipe(duplex=False)
    process = context.Process(target=work_until_killed, args=(file, seed, telling))
    process.start()
    telling.close()
    listening.recv_bytes()
    time.sleep(seconds)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    return 1 + sum(1 for _ in told(listening))


def told(listening: Connection) -> Iterator[bytes]:
    """Yield what is left in a pipe whose other end has died."""
    try:
        while True:
            yield listening.recv_bytes()
    except (EOFError, OSError):
        return


def states_after(start: AnnotationSet, seed: int, steps: int) -> list[AnnotationSet]:
    """What is on screen after that many steps, and after one more that may have been under way."""
    reader = Reader(Annotating(MemoryKeeper({IMAGE: start})), seed, LONG_COMMITS)
    return list(itertools.islice(reader.work(), steps - 1, steps + 1))


@pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot be killed by a signal")
def test_a_kill_at_any_moment_loses_no_acknowledged_edit(file: Path, processes_of: BaseContext) -> None:
    dice, steps_told = random.Random(), 0
    for seed in range(KILLS):
        start = kept(file)
        steps = killed_after(processes_of, file, seed, dice.random() / 10)
        assert kept(file) in states_after(start, seed, steps)
        steps_told += steps
        assert is_whole(file)
    assert steps_told > 2 * KILLS


@pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot be killed by a signal")
@pytest.mark.parametrize("kills", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_a_killed_window_has_kept_what_was_drawn_and_said(
    tmp_path: Path, noise_film: Path, kills: int
) -> None:
    settings_path, dice, count = tmp_path / "settings" / "settings.json", random.Random(), 0
    save_settings(Settings(analyse_on_open=False), settings_path)
    file = settings_path.with_name("readings.sqlite3")
    for _ in range(kills):
        before = count
        count = killed_window(noise_film, settings_path, dice.random() / 3)
        assert count > before
        with closing(sqlite3.connect(file)) as connection:
            drawn = connection.execute("SELECT text FROM annotations ORDER BY position").fetchall()
            ((said,),) = connection.execute("SELECT comment FROM comments").fetchall()
        assert drawn in ([(str(n),) for n in range(most)] for most in (count, count + 1))
        assert int(said) in {count, count + 1}
        assert int(said) <= len(drawn)
        count = int(said)
        assert is_whole(file)


def killed_window(film: Path, settings_path: Path, seconds: float) -> int:
    """Open the real window, kill it some time after its first edits, and return how many it has told of."""
    process = subprocess.Popen(
        [sys.executable, WINDOW, film, settings_path],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    with process:
        last = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        whole_lines = [line for line in process.stdout if line.endswith("\n")]
    return int([last, *whole_lines][-1])
