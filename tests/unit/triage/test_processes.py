"""What a worker process inherits."""

import os
import platform
import subprocess
import sys

import pytest

from cxrviewer.triage.processes import worker_environment

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
