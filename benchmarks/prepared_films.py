"""Memory of a process that goes through prepared films which do not fit into its address space.

The set lies in a file larger than what the process may still allocate; resident memory after the second and
third time through is compared with that after the first. A memory map of the set is tried under the same
limit, which shows that the limit holds.
"""

import json
import resource
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.films import PreparedFilms, label_numbers
from cxrviewer.training.data_set.preparation import Parts, prepare_on_disk
from cxrviewer.training.learning.batches import validation_batches
from cxrviewer.training.presets import find_preset

FILMS, SIDE, TIMES = 12_000, 224, 3
ROOM_MB = 384


def noise(record: FilmRecord) -> Parts:
    """Return one picture that no other film has."""
    pixels = np.random.default_rng(int(record.group)).integers(0, 256, (1, SIDE, SIDE), np.uint8)
    return {"pictures": pixels}


def status_mb(name: str) -> float:
    """Return a figure of this process in MB."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.partition(f"{name}:")[2].split()[0]) / 1024


def _goes_through(folder: str, films: int) -> dict[str, object]:
    import torch

    torch.set_num_threads(1)
    preset = replace(find_preset("shipped-cxr4"), sizes=(SIDE,), epochs=(1,))
    records = [FilmRecord(Path(f"{n}.png"), preset.labels[n % 4], str(n), "", None) for n in range(films)]
    prepared = prepare_on_disk(records, noise, ["pictures"], SIDE, Path(folder), "noise", JobContext())
    set_of = PreparedFilms(
        prepared.stacks["pictures"], label_numbers(prepared.records, preset), prepared.records
    )
    small = PreparedFilms(set_of.pictures[:64], set_of.targets[:64], set_of.records[:64])
    list(validation_batches(small, preset, SIDE, torch.device("cpu")))  # what torch takes once for itself
    limit = int((status_mb("VmSize") + ROOM_MB) * 2**20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resident = []
    for _time in range(TIMES):
        shown = sum(
            len(batch.pictures) for batch in validation_batches(set_of, preset, SIDE, torch.device("cpu"))
        )
        resident.append(status_mb("VmRSS"))
    return {
        "films_shown_each_time": shown,
        "set_mb": films * SIDE * SIDE / 2**20,
        "address_space_left_mb": ROOM_MB,
        "resident_mb": [round(one, 1) for one in resident],
        "growth_mb": round(max(resident) - resident[0], 1),
        "memory_map_under_the_limit": _maps(Path(folder) / "pictures.u8"),
    }


def _maps(file: Path) -> bool:
    try:
        np.memmap(file, np.uint8, "r")
    except (OSError, MemoryError, ValueError):
        return False
    return True


def main(films: int = FILMS) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, get_context("spawn").Pool(1) as pool:
        return {
            "name": "memory while films are gone through that do not fit into the address space",
            **pool.apply(_goes_through, (folder, films)),
        }


def _films(arguments: Sequence[str]) -> int:
    return int(arguments[0]) if arguments else FILMS


if __name__ == "__main__":
    print(json.dumps(main(_films(sys.argv[1:])), indent=1))
