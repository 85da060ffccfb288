import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.training.runs.lock import hold, is_running

HOLDER = """
import sys, time
from pathlib import Path
from cxrviewer.training.runs.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_run_is_running_as_long_as_its_process_lives_however_it_ends(tmp_path: Path) -> None:
    assert not is_running(tmp_path / "no such folder")
    child = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        assert is_running(tmp_path)
        with pytest.raises(FileError, match="is in use by another training"), hold(tmp_path):
            pass
    finally:
        child.kill()
        child.communicate()
    assert not is_running(tmp_path)
    with hold(tmp_path):
        assert is_running(tmp_path)
    assert not is_running(tmp_path)


def test_asking_again_and_again_keeps_no_training_from_starting(tmp_path: Path) -> None:
    with hold(tmp_path):
        pass
    over = threading.Event()

    def keep_asking() -> None:
        while not over.is_set():
            is_running(tmp_path)
            time.sleep(0)

    thread = threading.Thread(target=keep_asking)
    thread.start()
    try:
        for _ in range(20):
            with hold(tmp_path):
                pass
    finally:
        over.set()
        thread.join()
