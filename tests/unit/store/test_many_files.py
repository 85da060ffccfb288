"""Thousands of files are listed while they are read, in memory that does not grow with them."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_films import write_many

from cxrviewer.jobs import JobContext
from cxrviewer.store import Batch, Library, scan
from cxrviewer.store.scanning import BATCH_FILES, FIRST_BATCH_SECONDS
from cxrviewer.study.library import Selection

MEGABYTE = 1 << 20
FIRST_STUDY_SECONDS = 1.0
MEASURE = """
import resource, sys
from pathlib import Path
from cxrviewer.jobs import JobContext
from cxrviewer.store import prepare_index, scan

index, *folders = map(Path, sys.argv[1:])
prepare_index(index)
for folder in folders:
    scan(index, [folder], lambda batch: None, JobContext())
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("count", [2000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_the_first_study_is_there_within_a_second_and_all_are_in_the_end(
    index: Path, library: Library, films: Path, count: int
) -> None:
    write_many(films, count)
    began, waited, counted = time.monotonic(), [], []

    def take(batch: Batch) -> None:
        waited.append(time.monotonic() - began)
        counted.append(len(batch.listed))
        patient = library.patients(Selection(), limit=1)[0]
        assert library.images_within("patients", patient.id, Selection())[0].path.is_file()

    assert scan(index, [films], take, JobContext()) == count
    assert waited[0] < FIRST_STUDY_SECONDS
    assert waited[0] >= FIRST_BATCH_SECONDS or counted[0] == BATCH_FILES
    assert max(counted) <= BATCH_FILES
    assert library.counts(Selection()) == (count // 100, count)
    assert len(library.patients(Selection(), limit=-1)) == count // 100


@pytest.mark.skipif(sys.platform != "linux", reason="counts kilobytes of resident memory")
@pytest.mark.parametrize("count", [2000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path, count: int) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    for folder in (few, many):
        folder.mkdir()
    write_many(few, 2 * BATCH_FILES)
    write_many(many, count)
    arguments = [sys.executable, "-c", MEASURE, str(tmp_path / "index.sqlite3"), str(few), str(many)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    before, after = (1024 * int(line) for line in done.stdout.split())
    assert after - before < 8 * MEGABYTE
