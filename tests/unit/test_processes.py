"""What a worker process inherits."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from cxrviewer.processes import IMPORTED_ONCE, worker_environment

FAULTS = """
import resource
import numpy as np
film = lambda: np.ones((4000, 4000), np.float32).sum()
film()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    film()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told to keep memory")
def test_workers_keep_the_memory_of_a_film_for_the_next() -> None:
    with worker_environment():
        found = subprocess.run([sys.executable, "-c", FAULTS], stdout=subprocess.PIPE, check=True)
    assert int(found.stdout) < 10


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = dict(os.environ)
    with worker_environment():
        assert os.environ["OMP_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
    assert dict(os.environ) == before


STARTS_A_PROCESS = """
from cxrviewer.processes import prepare_processes, process_context, worker_environment
if __name__ == "__main__":
    prepare_processes()
    process = process_context().Process(target=print, args=["done"])
    with worker_environment():
        process.start()
    process.join()
"""


def test_no_module_is_taken_from_the_folder_that_a_run_is_started_in(tmp_path: Path) -> None:
    films = tmp_path / "films"
    films.mkdir()
    (films / "cv2.py").write_text("open('imported', 'w').close()")
    program = tmp_path / "program.py"
    program.write_text(STARTS_A_PROCESS)
    paths = os.pathsep.join(path for path in sys.path if path)
    said = subprocess.run(
        [sys.executable, program],
        cwd=films, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout == "done\n"
    assert [file.name for file in films.iterdir()] == ["cv2.py"]


THREADS = """
import os, sys
for name in sys.argv[1:]:
    __import__(name)
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there workers are forked")
def test_what_is_imported_before_a_fork_starts_no_thread() -> None:
    with worker_environment():
        program = [sys.executable, "-c", THREADS, *IMPORTED_ONCE]
        found = subprocess.run(program, stdout=subprocess.PIPE, check=True)
    assert int(found.stdout) == 1
