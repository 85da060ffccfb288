"""What is measured of what is drawn: lines at once, regions in the background, each once as it is."""

from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.measurement import describe_calibration, describe_with_notices, measure
from cxrviewer.study import Annotation, AnnotationSet, Image, Measurement, PixelSpacing, TextureSettings

PENDING = " …"
AT_ONCE = 250

Key = tuple[str, Annotation, PixelSpacing | None, TextureSettings | None]
"""What values depend on: image, annotation as it is, the user's calibration, and how texture is measured."""


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What is to be measured: all that a worker needs.

    Attributes
    ----------
    image, drawn, annotation
        As `measurement.measure` takes them.
    texture
        How the texture of a region is measured; None for not at all.
    """

    image: Image
    drawn: AnnotationSet
    annotation: Annotation
    texture: TextureSettings | None = None

    @property
    def key(self) -> Key:
        """What the values depend on."""
        return self.image.source.key, self.annotation, self.drawn.calibration, self.texture


class Measurements(QObject):
    """Keeps the last measurement of each annotation; edited by `Measurer` only.

    Signals
    -------
    wanted
        This `Wish` is to be measured.
    changed
        There are new values.
    failed
        An error: something could not be measured.
    """

    wanted = Signal(object)
    changed = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, tuple[Key, Measurement]] = {}
        self._asked: dict[str, Key] = {}
        self._texture: tuple[Key, Measurement] | None = None
        self._texture_asked: Key | None = None

    def of(self, image: Image, drawn: AnnotationSet, annotation: Annotation) -> Measurement | None:
        """Return what is measured of an annotation as it is; None where that has been asked for only now.

        Parameters
        ----------
        image, drawn, annotation
            As `measurement.measure` takes them.
        """
        if not annotation.is_region:
            return measure(image, drawn, annotation, texture=False)
        wish = Wish(image, drawn, annotation)
        known = self._known.get(annotation.identifier)
        if known is not None and known[0] == wish.key:
            return known[1]
        self._ask(wish)
        return None

    def textured(
        self, image: Image, drawn: AnnotationSet, annotation: Annotation, texture: TextureSettings
    ) -> Measurement | None:
        """Return what is measured of a region with its texture; only the last one is kept.

        None where that has been asked for only now.
        """
        wish = Wish(image, drawn, annotation, texture)
        if self._texture is not None and self._texture[0] == wish.key:
            return self._texture[1]
        if self._texture_asked != wish.key:
            self._texture_asked = wish.key
            self.wanted.emit(wish)
        return None

    def ask_all(self, image: Image, drawn: AnnotationSet) -> None:
        """Have everything measured that is drawn on an image; done at each edit, hence without many calls."""
        known, calibration = self._known, drawn.calibration
        for item in drawn.items:
            found = known.get(item.identifier)
            is_known = found is not None and found[0][1] is item and found[0][2] == calibration
            if not is_known and item.is_region:
                self._ask(Wish(image, drawn, item))

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
        measured = self.of(image, drawn, annotation)
        if measured is not None:
            return _lines(measured, brief=brief)
        earlier = self._known.get(annotation.identifier)
        if earlier is None:
            return (PENDING.strip(),)
        first, *others = _lines(earlier[1], brief=brief)
        return first + PENDING, *others

    def _ask(self, wish: Wish) -> None:
        if self._asked.get(wish.annotation.identifier) != wish.key:
            self._asked[wish.annotation.identifier] = wish.key
            self.wanted.emit(wish)

    def take(self, wish: Wish, measurement: Measurement) -> None:
        """Keep a measurement; one of an earlier shape is shown until the present one is there."""
        if wish.texture is not None:
            self._texture = wish.key, measurement
        else:
            self._known[wish.annotation.identifier] = wish.key, measurement

    def forget(self, wish: Wish) -> None:
        """Show no values of an annotation any more: the present ones could not be had."""
        if wish.texture is None:
            self._known.pop(wish.annotation.identifier, None)


class Measurer(QObject):
    """Measures what is wished for, the latest shape of each annotation, one batch at a time.

    Texture takes longest: that of the region asked for last comes at the end of a batch.
    """

    def __init__(self, measurements: Measurements, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._measurements, self._runner = measurements, runner
        self._waiting: dict[str, Wish] = {}
        self._texture: Wish | None = None
        self._busy = False
        measurements.wanted.connect(self._want)

    def _want(self, wish: Wish) -> None:
        if wish.texture is not None:
            self._texture = wish
        else:
            self._waiting[wish.annotation.identifier] = wish
        self._go_on()

    def _go_on(self) -> None:
        batch = () if self._busy else self._batch()
        if batch:
            self._busy = True
            self._runner.submit(
                Lane.READING,
                lambda context: _measured(batch, context),
                lambda outcome: self._take(batch, outcome),
            )

    def _batch(self) -> tuple[Wish, ...]:
        """Return what is measured next, and no longer wait for it."""
        plain = [self._waiting.pop(name) for name in tuple(islice(self._waiting, AT_ONCE))]
        texture, self._texture = self._texture, None
        return (*plain, *([texture] if texture is not None else []))

    def _take(self, batch: tuple[Wish, ...], outcome: Outcome[tuple[Measurement, ...]]) -> None:
        self._busy = False
        if isinstance(outcome, Succeeded):
            for wish, measurement in zip(batch, outcome.value, strict=True):
                self._measurements.take(wish, measurement)
        elif isinstance(outcome, Failed):
            for wish in batch:
                self._measurements.forget(wish)
            self._measurements.failed.emit(outcome.error)
        self._measurements.changed.emit()
        self._go_on()


def _measured(batch: tuple[Wish, ...], context: JobContext) -> tuple[Measurement, ...]:
    values = []
    for wish in batch:
        context.checkpoint()
        textured = wish.texture is not None
        values.append(
            measure(wish.image, wish.drawn, wish.annotation, texture=textured, settings=wish.texture)
        )
    return tuple(values)


def _lines(measurement: Measurement, *, brief: bool) -> tuple[str, ...]:
    """Return the values and what must stand beside them; the origin of millimetres last or not at all."""
    origin = f"({describe_calibration(measurement.spacing)})"
    lines = tuple(line.removesuffix(origin).rstrip() for line in describe_with_notices(measurement))
    if lines and measurement.spacing is not None and not brief:
        lines = (*lines, origin)
    return lines
