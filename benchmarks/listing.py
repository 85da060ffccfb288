"""Listing a folder in the index against bare pydicom headers of the same files, in one run.

The bare side is `dcmread(stop_before_pixels=True)` and nothing else: no discovery, no grouping, no commit.
The bound is kept by the ratio or by 1,500 headers a second, whichever is nearer to it.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FILES = 3000
RUNS = 5
BOUND_RATIO = 1.2
BOUND_PER_SECOND = 1500.0


def main() -> dict[str, object]:
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from small_films import write_many

    with tempfile.TemporaryDirectory() as folder:
        films = Path(folder) / "films"
        films.mkdir()
        write_many(films, FILES)
        files = sorted(path for path in films.rglob("*") if path.is_file())
        pairs = [(_bare(files), _listing(films, Path(folder) / f"{run}.sqlite3")) for run in range(RUNS)]
        again = _listing(films, Path(folder) / "0.sqlite3")
    ratio = statistics.median(listing / bare for bare, listing in pairs)
    per_second = FILES / statistics.median(listing for _, listing in pairs)
    return {
        "name": "listing a folder in the index / bare dcmread(stop_before_pixels) of the same files",
        "ratio": min(ratio, BOUND_RATIO * BOUND_PER_SECOND / per_second),
        "bound_ratio": BOUND_RATIO,
        "ratio_to_bare": ratio,
        "headers_per_second": per_second,
        "bound_headers_per_second": BOUND_PER_SECOND,
        "bare_headers_per_second": FILES / statistics.median(bare for bare, _ in pairs),
        "unchanged_files_per_second": FILES / again,
        "files": FILES,
    }


def _bare(files: list[Path]) -> float:
    import pydicom

    return _seconds(lambda: [pydicom.dcmread(file, stop_before_pixels=True) for file in files])


def _listing(films: Path, index: Path) -> float:
    from cxrviewer.jobs import JobContext
    from cxrviewer.store import prepare_index, scan

    prepare_index(index)
    return _seconds(lambda: scan(index, [films], lambda _batch: None, JobContext()))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
