"""How long a training will take, from how fast an earlier one like it was on this computer."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.learning.events import EpochEvent, read_events
from cxrviewer.training.presets import Preset
from cxrviewer.training.runs.record import RunRecord, read_record


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a network was trained.

    Attributes
    ----------
    architecture, device
        What was trained, and on what.
    side
        Of the pictures.
    images_per_s
        Films in a second, in the last epoch of that size.
    """

    architecture: str
    device: str
    side: int
    images_per_s: float


def measured_paces(folders: Iterable[Path]) -> tuple[Pace, ...]:
    """Return how fast the runs in these folders were, the latest last; what cannot be read is left out."""
    found: list[tuple[RunRecord, Pace]] = []
    for folder in folders:
        try:
            record, events = read_record(folder), read_events(folder)
        except CxrviewerError:
            continue  # the list of runs says what is wrong with it
        epochs = {event.side: event for event in events if isinstance(event, EpochEvent)}
        architecture = str(record.preset.values.get("architecture"))
        found += [
            (record, Pace(architecture, record.device, side, epoch.images_per_s))
            for side, epoch in epochs.items()
        ]
    return tuple(pace for _record, pace in sorted(found, key=lambda pair: pair[0].created))


def pictures_seen(preset: Preset, films: int) -> tuple[tuple[int, int], ...]:
    """Return the side and the number of pictures that are trained on, for each size."""
    trained = round(films * (1 - preset.validation_share)) * max(1, preset.patches_per_film)
    stages = 1 + len(preset.stages)
    return tuple(
        (side, trained * count * stages) for side, count in zip(preset.sizes, preset.epochs, strict=True)
    )


def expected_s(preset: Preset, films: int, device: str, paces: Iterable[Pace]) -> float | None:
    """Return how many seconds all epochs will take at most; None where nothing like it was ever measured.

    A size that was not measured is taken to be as fast, by pixels, as the nearest one that was.
    """
    measured = {
        pace.side: pace.images_per_s
        for pace in paces
        if pace.architecture == preset.architecture and pace.device == device and pace.images_per_s > 0
    }
    if not measured:
        return None
    seconds = 0.0
    for side, pictures in pictures_seen(preset, films):
        nearest = min(measured, key=lambda known: abs(known - side))
        seconds += pictures / (measured[nearest] * (nearest / side) ** 2)
    return seconds


def duration(seconds: float) -> str:
    """Return a time in words that are as exact as they need be."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d} min"
