"""Memory of a triage, all of its processes together, with few and with many small files.

`python -m benchmarks.triage_memory 1000 20000` for the full size.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import psutil

from cxrviewer.locations import models_folder

FEW, MANY = 300, 1500
BOUND_MB = 100
_LOOK_S = 0.1


def write_films(folder: Path, count: int) -> None:
    """Write small pictures, no two alike."""
    folder.mkdir()
    grain = np.random.default_rng(0)
    for number in range(count):
        cv2.imwrite(str(folder / f"{number:06}.png"), grain.integers(0, 256, (24, 24), np.uint8))


def peak_mb(films: Path, output: Path) -> dict[str, float]:
    """Return the most that a triage with its children, and its first process alone, held at a moment."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "cxrviewer", "triage", str(films), "-o", str(output), "--device", "cpu",
         "--models", str(models_folder())],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    seen, most, own = psutil.Process(process.pid), 0, 0
    while process.poll() is None:
        own = max(own, _resident(seen))
        most = max(most, sum(map(_resident, [seen, *_children(seen)])))
        time.sleep(_LOOK_S)
    return {"all": most / 2**20, "writer": own / 2**20, "s": time.perf_counter() - began}


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    """Return the bytes of a process; 0 of one that has ended."""
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


def main(few: int = FEW, many: int = MANY) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        found = {}
        for count in (few, many):
            films, output = Path(name, f"films-{count}"), Path(name, f"out-{count}")
            write_films(films, count)
            found[count] = peak_mb(films, output)
    growth = found[many]["all"] - found[few]["all"]
    return {
        "name": f"memory of a triage of {many} files above that of {few} (MB / {BOUND_MB} MB)",
        "ratio": max(growth, 0) / BOUND_MB,
        "bound_ratio": 1.0,
        "peak_mb": found,
        "growth_mb": growth,
    }


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=1))
