"""Measures what is drawn on the film on screen, in the background, some annotations at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import Annotation, AnnotationSet, Image, Measurement, PixelSpacing

AT_ONCE = 250


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A measurement and what it holds for."""

    calibration: PixelSpacing | None
    textured: bool
    measurement: Measurement


class Measuring(QObject):
    """Values of the annotations of the active film; each is measured once for as long as it stays as it is.

    Signals
    -------
    measured
        There are new values for annotations of the image with this key.
    """

    measured = Signal(str)

    def __init__(self, session: Session, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._image_key: str | None = None
        self._kept: dict[str, _Kept] = {}
        self._wanted: Annotation | None = None
        self._at_work = False
        session.film_changed.connect(self._follow_film)
        session.annotating.changed.connect(self._follow_edit)

    @property
    def drawn(self) -> AnnotationSet | None:
        """What is drawn on the active film."""
        return self._session.annotating.of(self._image_key) if self._image_key is not None else None

    def of(self, annotation: Annotation) -> Measurement | None:
        """Return the values of an annotation of the active film; None until they are measured."""
        drawn = self.drawn
        holds = drawn is not None and self._holds(annotation, drawn.calibration)
        return self._kept[annotation.identifier].measurement if holds else None

    def ask_texture(self, annotation: Annotation | None) -> None:
        """Measure the texture of one region too; `measured` tells when it is there."""
        self._wanted = annotation if annotation is not None and annotation.is_region else None
        self._start()

    def _holds(self, annotation: Annotation, calibration: PixelSpacing | None) -> bool:
        """Tell whether values of an annotation, as it is, are kept."""
        kept = self._kept.get(annotation.identifier)
        return (
            kept is not None and kept.measurement.annotation is annotation and kept.calibration == calibration
        )

    def _follow_film(self) -> None:
        if self._session.image_key != self._image_key:
            self._image_key, self._wanted = self._session.image_key, None
            self._kept.clear()
            self._start()

    def _follow_edit(self, image_key: str) -> None:
        if image_key == self._image_key:
            self._wanted = self._as_it_is(self._wanted)
            self._start()

    def _as_it_is(self, annotation: Annotation | None) -> Annotation | None:
        """Return an annotation as it is drawn now; None if it is gone."""
        drawn = self.drawn
        return drawn.find(annotation.identifier) if drawn is not None and annotation is not None else None

    def _start(self) -> None:
        """Measure what has no values yet, unless that is under way."""
        film, drawn = self._session.film, self.drawn
        if self._at_work or film is None or drawn is None:
            return
        textured = self._texture_lacks(drawn.calibration)
        items = (self._wanted,) if textured and self._wanted is not None else self._lacking(drawn)
        if items:
            self._at_work = True
            work = partial(_measured, film.image, drawn, items, textured)
            self._runner.submit(Lane.READING, work, partial(self._take, drawn, textured))

    def _texture_lacks(self, calibration: PixelSpacing | None) -> bool:
        """Tell whether the texture that is asked for is not there."""
        wanted = self._wanted
        if wanted is None:
            return False
        return not self._holds(wanted, calibration) or not self._kept[wanted.identifier].textured

    def _lacking(self, drawn: AnnotationSet) -> tuple[Annotation, ...]:
        """Return some annotations without values; looked for at each edit, hence without a call for each."""
        kept, calibration = self._kept, drawn.calibration
        lacking = (
            item
            for item in drawn.items
            if (known := kept.get(item.identifier)) is None
            or known.measurement.annotation is not item
            or (known.calibration is not calibration and known.calibration != calibration)
        )
        return tuple(islice(lacking, AT_ONCE))

    def _take(
        self,
        drawn: AnnotationSet,
        textured: bool,
        outcome: Outcome[tuple[Measurement, ...]],
    ) -> None:
        """Keep values; those of another film, or of annotations that have changed since, are not shown."""
        self._at_work = False
        if isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
            return
        if isinstance(outcome, Succeeded) and drawn.image_key == self._image_key:
            for measurement in outcome.value:
                kept = _Kept(drawn.calibration, textured, measurement)
                self._kept[measurement.annotation.identifier] = kept
            self.measured.emit(drawn.image_key)
        self._start()


def _measured(
    image: Image,
    drawn: AnnotationSet,
    items: Sequence[Annotation],
    textured: bool,
    context: JobContext,
) -> tuple[Measurement, ...]:
    from cxrviewer.measurement import measure

    measurements = []
    for item in items:
        context.checkpoint()
        measurements.append(measure(image, drawn, item, texture=textured))
    return tuple(measurements)
