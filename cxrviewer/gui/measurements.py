"""The values that stand beside what is drawn: lines at once, regions from the background."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.measurement import describe_calibration, describe_with_notices, measure
from cxrviewer.study import Annotation, AnnotationSet, Image, Measurement, PixelSpacing

PENDING = " …"


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What is to be measured: all that a worker needs.

    Attributes
    ----------
    image, drawn, annotation
        As `measurement.measure` takes them.
    """

    image: Image
    drawn: AnnotationSet
    annotation: Annotation

    @property
    def key(self) -> tuple[str, Annotation, PixelSpacing | None]:
        """What the values depend on."""
        return self.image.source.key, self.annotation, self.drawn.calibration


class Measurements(QObject):
    """Keeps the last measurement of each annotation, without texture; edited by `Labelling` only.

    Signals
    -------
    wanted
        This `Wish` is to be measured.
    changed
        There are new values.
    """

    wanted = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, tuple[Wish, Measurement]] = {}
        self._asked: dict[str, Wish] = {}

    def lines(
        self, image: Image, drawn: AnnotationSet, annotation: Annotation, *, brief: bool = False
    ) -> tuple[str, ...]:
        """Return what stands beside an annotation; values that are of an earlier shape end in dots.

        Parameters
        ----------
        image, drawn, annotation
            As `measurement.measure` takes them.
        brief
            Whether the origin of the millimetres is left out: the corner of the film tells it, too.
        """
        wish = Wish(image, drawn, annotation)
        if not annotation.is_region:
            return _lines(measure(image, drawn, annotation, texture=False), brief=brief)
        known = self._known.get(annotation.identifier)
        if known is not None and known[0].key == wish.key:
            return _lines(known[1], brief=brief)
        self._ask(wish)
        if known is None:
            return (PENDING.strip(),)
        first, *others = _lines(known[1], brief=brief)
        return first + PENDING, *others

    def _ask(self, wish: Wish) -> None:
        asked = self._asked.get(wish.annotation.identifier)
        if asked is None or asked.key != wish.key:
            self._asked[wish.annotation.identifier] = wish
            self.wanted.emit(wish)

    def take(self, wish: Wish, measurement: Measurement) -> None:
        """Keep a measurement; one of an earlier shape is shown until the present one is there."""
        self._known[wish.annotation.identifier] = wish, measurement

    def forget(self, wish: Wish) -> None:
        """Show no values of an annotation any more: the present ones could not be had."""
        self._known.pop(wish.annotation.identifier, None)


class Labelling(QObject):
    """Measures what is wished for, the latest shape of each annotation, one batch at a time."""

    def __init__(self, measurements: Measurements, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._measurements, self._runner = measurements, runner
        self._waiting: dict[str, Wish] = {}
        self._busy = False
        measurements.wanted.connect(self._want)

    def _want(self, wish: Wish) -> None:
        self._waiting[wish.annotation.identifier] = wish
        self._go_on()

    def _go_on(self) -> None:
        if self._busy or not self._waiting:
            return
        batch, self._waiting, self._busy = tuple(self._waiting.values()), {}, True

        def work(context: JobContext) -> tuple[Measurement, ...]:
            return _measured(batch, context)

        self._runner.submit(Lane.READING, work, lambda outcome: self._take(batch, outcome))

    def _take(self, batch: tuple[Wish, ...], outcome: Outcome[tuple[Measurement, ...]]) -> None:
        self._busy = False
        if isinstance(outcome, Succeeded):
            for wish, measurement in zip(batch, outcome.value, strict=True):
                self._measurements.take(wish, measurement)
        elif isinstance(outcome, Failed):
            for wish in batch:
                self._measurements.forget(wish)
        self._measurements.changed.emit()
        self._go_on()


def _measured(batch: tuple[Wish, ...], context: JobContext) -> tuple[Measurement, ...]:
    values = []
    for wish in batch:
        context.checkpoint()
        values.append(measure(wish.image, wish.drawn, wish.annotation, texture=False))
    return tuple(values)


def _lines(measurement: Measurement, *, brief: bool) -> tuple[str, ...]:
    """Return the values and what must stand beside them; the origin of millimetres last or not at all."""
    origin = f"({describe_calibration(measurement.spacing)})"
    lines = tuple(line.removesuffix(origin).rstrip() for line in describe_with_notices(measurement))
    if lines and measurement.spacing is not None and not brief:
        lines = (*lines, origin)
    return lines
