"""Films trained on in a second against a bare loop over tensors in memory; and memory over epochs.

`python -m benchmarks.training_speed [FILMS] [EPOCHS] [NETWORK] [THREADS]`. JPEG films of `../shared/data`
where they are, else drawn ones. Both train the same network at 224 x 224 with the same optimiser; ours reads
the films from the disk, changes every picture at random and keeps the moving average. Epochs of the two
alternate, so that both meet the same machine; on a busy one CPU time, of one thread, tells more.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import MappingProxyType
from typing import NamedTuple

import cv2
import numpy as np
import torch

from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.films import PreparedFilms, prepare_films
from cxrviewer.training.data_set.records import FilmRecord, read_records
from cxrviewer.training.learning.control import Control
from cxrviewer.training.learning.events import EpochEvent, Event, StartEvent
from cxrviewer.training.learning.optimising import make_optimizer
from cxrviewer.training.learning.processes import Processes
from cxrviewer.training.learning.trainer import Course, fit, new_state
from cxrviewer.training.presets import FOUR_CLASSES, Preset, find_preset

FILMS, EPOCHS, SIDE, NETWORK, THREADS = 4000, 3, 224, "residual", 2
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
BOUND = 1 / 0.95


class Speed(NamedTuple):
    """Of an epoch."""

    films_per_s: float
    cpu_s: float


def films(count: int, folder: Path) -> list[FilmRecord]:
    """Return JPEG films with their labels; drawn noise where no films are at hand."""
    if SHARED.is_dir():
        found = [
            one for one in read_records(SHARED) if one.path.suffix == ".jpg" and one.label in FOUR_CLASSES
        ]
        step = max(1, len(found) // count)
        return found[::step][:count]
    generator = np.random.default_rng(0)
    drawn = []
    for number in range(count):
        label, file = FOUR_CLASSES[number % 4], folder / f"{number}.jpg"
        grey = cv2.GaussianBlur(generator.integers(0, 256, (336, 336), np.uint8), (0, 0), 4 + number % 4)
        cv2.imwrite(str(file), cv2.normalize(grey, None, 0, 255, cv2.NORM_MINMAX))
        drawn.append(FilmRecord(file, label, str(number), "drawn", None))
    return drawn


def recipe(network: str) -> Preset:
    """Return the recommended recipe, for whole films at one size, with the network to measure."""
    own = find_preset("recommended-cxr4")
    return replace(
        own,
        architecture=network,
        options=own.options if network == own.architecture else MappingProxyType({}),
        labels=FOUR_CLASSES,
        start="",
        frame="film",
        geometry="stretch",
        sizes=(SIDE,),
        epochs=(1,),
        patience=0,
        hide=0.0,
        inside=0.0,
        steady=0.0,
    )


def bare_loop(prepared: PreparedFilms, preset: Preset) -> Callable[[], Speed]:
    """Return an epoch of the plainest loop there is."""
    state = new_state(preset, Processes())
    network, optimizer = state.network.train(), make_optimizer(state.network, preset)
    pictures = (
        torch.from_numpy(np.asarray(prepared.pictures))[:, None].float() / 255 - preset.mean
    ) / preset.std
    pictures = pictures.contiguous(memory_format=torch.channels_last)
    targets = torch.from_numpy(np.asarray(prepared.targets, np.int64))

    def epoch() -> Speed:
        began, worked = perf_counter(), process_time()
        for start in range(0, len(pictures), preset.batch):
            logits, _maps = network(pictures[start : start + preset.batch])
            loss = torch.nn.functional.cross_entropy(logits, targets[start : start + preset.batch])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
        return Speed(len(pictures) / (perf_counter() - began), process_time() - worked)

    return epoch


def in_turn(course: Course, bare: Callable[[], Speed]) -> tuple[list[Speed], list[Speed], list[float]]:
    """Train, an epoch of the bare loop after each; return its speeds, ours, and the memory in between."""
    theirs: list[Speed] = []
    ours: list[Speed] = []
    memory: list[float] = []
    worked = process_time()

    def tell(event: Event) -> None:
        nonlocal worked
        if isinstance(event, EpochEvent):
            ours.append(Speed(event.images_per_s, process_time() - worked))
            memory.append(resident_mb())
            theirs.append(bare())
            print(
                f"films a second: bare {theirs[-1].films_per_s:.2f}, ours {ours[-1].films_per_s:.2f}",
                file=sys.stderr,
            )
        if isinstance(event, StartEvent | EpochEvent):
            worked = process_time()

    fit(replace(course, tell=tell))
    return theirs, ours, memory


def resident_mb() -> float:
    """Return the memory of this process that is not a map of a file."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def main(
    count: int = FILMS, epochs: int = EPOCHS, network: str = NETWORK, threads: int = THREADS
) -> dict[str, object]:
    torch.set_num_threads(threads)
    preset = recipe(network)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = films(count, folder)
        began = perf_counter()
        prepared, _refused = prepare_films(records, preset, folder / "films", JobContext())
        prepared_s = perf_counter() - began
        few = replace(
            prepared,
            pictures=prepared.pictures[:2],
            targets=prepared.targets[:2],
            records=prepared.records[:2],
        )
        course = Course(prepared, few, replace(preset, epochs=(epochs,)), folder, print, Control(folder))
        theirs, ours, memory = in_turn(course, bare_loop(prepared, preset))
    pairs = list(zip(theirs, ours, strict=True))[1:]
    return {
        "name": f"training {network} at {SIDE}: bare loop's films a second / ours",
        "ratio": median(plain.films_per_s / our.films_per_s for plain, our in pairs),
        "bound_ratio": BOUND,
        "ratio_of_cpu_time": median(our.cpu_s / plain.cpu_s for plain, our in pairs),
        "threads": threads,
        "films": len(prepared.records),
        "films_per_s": median(our.films_per_s for _plain, our in pairs),
        "films_per_s_of_the_bare_loop": median(plain.films_per_s for plain, _our in pairs),
        "films_per_s_of_preparing_once": len(prepared.records) / prepared_s,
        "memory_mb_after_each_epoch": [round(size) for size in memory],
    }


if __name__ == "__main__":
    given = sys.argv[1:]
    print(
        json.dumps(
            main(*(int(one) for one in given[:2]), *given[2:3], *(int(one) for one in given[3:])), indent=1
        )
    )
