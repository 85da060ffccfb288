"""A reader who draws, corrects, takes back and makes again, the same way for the same seed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

import numpy as np

from cxrviewer.gui.annotating import Annotating
from cxrviewer.store import Readings
from cxrviewer.study import (
    Annotation,
    AnnotationSet,
    Kind,
    PackedMask,
    PixelSpacing,
    Segment,
    SpacingOrigin,
    StudyReading,
)

LONG_COMMITS = 10_000  # points, so that a kill finds many commits half done
IMAGE = "c" * 64 + "#1"


@dataclass
class MemoryKeeper:
    """Keeps nothing beyond itself."""

    sets: dict[str, AnnotationSet] = field(default_factory=dict)

    def load(self, image_key: str) -> AnnotationSet:
        return self.sets.get(image_key, AnnotationSet(image_key))

    def save(self, before: AnnotationSet, after: AnnotationSet) -> None:
        self.sets[after.image_key] = after

    def reading(self, study_key: str) -> StudyReading:
        return StudyReading(study_key)

    def save_reading(self, before: StudyReading, after: StudyReading) -> None:
        pass

    def version(self) -> int:
        return 0

    def close(self) -> None:
        pass


class Reader:
    """Works on one image."""

    def __init__(self, annotating: Annotating, seed: int, longest: int = 1000) -> None:
        self._longest, self._annotating, self._dice = longest, annotating, random.Random(seed)

    def work(self) -> Iterator[AnnotationSet]:
        """Yield what is on screen after each step, without end."""
        while True:
            self._step()
            yield self._present

    @property
    def _present(self) -> AnnotationSet:
        return self._annotating.of(IMAGE)

    def _step(self) -> None:
        steps: list[Callable[[], None]] = [
            self._draw,
            self._draw,
            self._draw,
            self._move,
            self._remove,
            self._calibrate,
            self._correct_lungs,
            self._import,
            lambda: self._annotating.undo(IMAGE),
            lambda: self._annotating.redo(IMAGE),
        ]
        self._dice.choice(steps)()

    def _draw(self) -> None:
        kind, count = self._dice.choice(
            [(Kind.POINT, 1), (Kind.LENGTH, 2), (Kind.ELLIPSE, 4), (Kind.FREEHAND, self._longest)]
        )
        self._annotating.edit(
            self._present.adding(
                Annotation(
                    kind,
                    self._points(count),
                    self._dice.choice(["", "nodule"]),
                    created="2026-01-01T00:00:00+00:00",
                    identifier=str(UUID(int=self._dice.getrandbits(128))),
                )
            )
        )

    def _points(self, count: int) -> tuple[tuple[float, float], ...]:
        return tuple((self._dice.random() * 4280, self._dice.random() * 3520) for _ in range(count))

    def _move(self) -> None:
        if self._present.items:
            item = self._dice.choice(self._present.items)
            self._annotating.edit(self._present.adding(item.moved(self._points(len(item.points)))))

    def _remove(self) -> None:
        gone = self._dice.sample(self._present.items, min(len(self._present.items), self._dice.randrange(3)))
        self._annotating.edit(self._present.without(*(item.identifier for item in gone)))

    def _calibrate(self) -> None:
        spacing = PixelSpacing(self._dice.random(), self._dice.random(), SpacingOrigin.USER)
        self._annotating.edit(self._present.calibrated(self._dice.choice([None, spacing])))

    def _correct_lungs(self) -> None:
        self._annotating.edit(self._present.with_lungs(self._mask()))

    def _import(self) -> None:
        segment = Segment(f"segment {self._dice.random()}", self._mask(), "SEG")
        self._annotating.edit(self._present.with_segments((*self._present.segments[-1:], segment)))

    def _mask(self) -> PackedMask:
        numbers = np.random.default_rng(self._dice.getrandbits(32))
        return PackedMask.of(numbers.integers(0, 3, (60, 50), np.uint8))


def draw_some(path: Path, image_key: str, words: str, count: int) -> None:
    """Draw on an image of a file of readings at which others draw too."""
    annotating = Annotating(Readings(path))
    for number in range(count):
        drawn = Annotation(Kind.POINT, ((number, 0.5),), f"{words} {number}")
        annotating.edit(annotating.of(image_key).adding(drawn))


def work_until_killed(path: Path, seed: int, told: Connection) -> None:
    """Work on a file of readings and tell of each step when it is done; never returns."""
    for _ in Reader(Annotating(Readings(path)), seed, LONG_COMMITS).work():
        told.send_bytes(b"done")
