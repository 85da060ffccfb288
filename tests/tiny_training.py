"""Presets and drawn films that train in seconds; run as a program, a training that tests kill or starve."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
from phantoms import draw_chest

from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.data_set.records import FilmRecord
from cxrviewer.training.presets import FOUR_CLASSES, Preset, find_preset

SIDE = 32
TAKEN = "memory-taken.txt"


def classifying() -> Preset:
    """A recipe for the four drawn classes."""
    return replace(
        find_preset("shipped-cxr4"),
        package="tiny",
        options=MappingProxyType({"widths": (8, 16, 24), "blocks": 1, "dropout": 0}),
        frame="film",
        sizes=(SIDE,),
        epochs=(6,),
        batch=8,
        learning_rate=0.02,
        ema=0.8,
        rotation_deg=2.0,
        shift=0.02,
        zoom=0.02,
        contrast=0.05,
        erase=0.0,
        hide=0.0,
        inside=0.0,
        steady=0.0,
    )


def segmenting() -> Preset:
    """A recipe for the lungs of drawn films."""
    return replace(
        find_preset("shipped-lungs"),
        package="tiny",
        options=MappingProxyType({"width": 4, "depth": 3}),
        sizes=(SIDE,),
        epochs=(15,),
        batch=8,
        learning_rate=0.02,
        ema=0.8,
        flip=0.0,
        rotation_deg=2.0,
        shift=0.02,
        zoom=0.02,
        contrast=0.05,
        erase=0.0,
    )


def without_chance(preset: Preset) -> Preset:
    """The same without any augmentation."""
    return replace(
        preset, flip=0.0, rotation_deg=0.0, shift=0.0, zoom=0.0, contrast=0.0, noise=0.0, erase=0.0
    )


def draw_films(count: int, seed: int, side: int) -> tuple[np.ndarray, np.ndarray, tuple[FilmRecord, ...]]:
    """Return films and masks on the grid and the films' records, `count` of each class."""
    generator = np.random.default_rng(seed)
    films, masks, records = [], [], []
    for number in range(count):
        for label in FOUR_CLASSES:
            film, mask = draw_chest(label, generator)
            films.append(cv2.resize(film, (side, side), interpolation=cv2.INTER_AREA))
            masks.append(cv2.resize(mask, (side, side), interpolation=cv2.INTER_NEAREST))
            name = f"{label}-{number}"
            records.append(FilmRecord(Path(f"{name}.png"), label, name, "drawn", None))
    return np.stack(films), np.stack(masks), tuple(records)


def labelled(count: int, seed: int, side: int = SIDE) -> PreparedFilms:
    """Films with their classes."""
    films, _masks, records = draw_films(count, seed, side)
    labels = np.array([FOUR_CLASSES.index(record.label) for record in records], np.int64)
    return PreparedFilms(films, labels, records)


def masked(count: int, seed: int) -> PreparedFilms:
    """Films with their lungs."""
    films, masks, records = draw_films(count, seed, SIDE)
    return PreparedFilms(films, masks, records)


@contextmanager
def _limited_memory(more_bytes: int, told: Path) -> Iterator[None]:
    """Let this process take no more than so many bytes beside what it has; at the end tell what it took."""
    import resource

    before = _address_space("VmSize")
    resource.setrlimit(resource.RLIMIT_AS, (before + more_bytes,) * 2)
    yield
    told.write_text(str(_address_space("VmPeak") - before))


def _address_space(name: str) -> int:
    """Return how many bytes of addresses this process has (VmSize) or had at most (VmPeak): proc(5)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def train(folder: Path, changes: dict[str, object], memory_bytes: int = 0) -> None:
    """Train on drawn films, or go on with it; the events go to the folder's log."""
    import torch

    from cxrviewer.training.learning.control import Control
    from cxrviewer.training.learning.events import EventLog
    from cxrviewer.training.learning.processes import joined
    from cxrviewer.training.learning.trainer import Course, fit

    torch.set_num_threads(1)
    lists = {key: tuple(value) if isinstance(value, list) else value for key, value in changes.items()}
    preset = replace(without_chance(classifying()) if changes.get("flip") == 0 else classifying(), **lists)
    side = max(preset.sizes)
    with joined("cpu") as processes:
        made = processes.given_by_first(lambda: (preset, labelled(9, 1, side), labelled(3, 2, side)))
        preset, *films = made
        tell = EventLog(folder).write if processes.first else lambda _event: None
        control = Control(folder if processes.first else None, processes.urgent)
        course = Course(*films, preset, folder, tell, control, processes=processes)
        limit = _limited_memory(memory_bytes, folder / TAKEN) if memory_bytes else nullcontext()
        if memory_bytes:
            torch.backends.mkldnn.enabled = False  # its code crashes where it gets no memory
        with control.heeding_signals(), limit:
            fit(course, resume=True)


if __name__ == "__main__":
    train(Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 0)
