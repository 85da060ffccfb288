"""What is measured on the film on screen, for the table: all that is drawn, and the texture of one region."""

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.study import Annotation, AnnotationSet, Measurement


class Measuring(QObject):
    """Reads the session's measurements, and asks for those of the active film that are not there yet.

    Signals
    -------
    measured
        There are new values for annotations of the image with this key.
    """

    measured = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._measurements = session, session.measurements
        self._image_key: str | None = None
        self._wanted: str | None = None
        session.film_changed.connect(self._follow_film)
        session.annotating.changed.connect(self._follow_edit)
        session.texture_changed.connect(self._ask)
        self._measurements.changed.connect(self._tell)
        self._measurements.failed.connect(lambda error: session.message.emit(sentence(error)))

    @property
    def drawn(self) -> AnnotationSet | None:
        """What is drawn on the active film."""
        return self._session.annotating.of(self._image_key) if self._image_key is not None else None

    def of(self, annotation: Annotation) -> Measurement | None:
        """Return the values of an annotation of the active film; None until they are measured."""
        film, drawn = self._session.film, self.drawn
        if film is None or drawn is None:
            return None
        found = None
        if annotation.identifier == self._wanted and annotation.is_region:
            found = self._measurements.textured(film.image, drawn, annotation, self._session.texture)
        return found or self._measurements.of(film.image, drawn, annotation)

    def ask_texture(self, annotation: Annotation | None) -> None:
        """Measure the texture of one region too, also after edits; `measured` tells when it is there."""
        self._wanted = annotation.identifier if annotation is not None else None
        self._ask()

    def _follow_film(self) -> None:
        if self._session.image_key != self._image_key:
            self._image_key, self._wanted = self._session.image_key, None
            self._ask()

    def _follow_edit(self, image_key: str) -> None:
        if image_key == self._image_key:
            self._ask()

    def _ask(self) -> None:
        """Have all measured that has no values yet."""
        film, drawn = self._session.film, self.drawn
        if film is None or drawn is None:
            return
        self._measurements.ask_all(film.image, drawn)
        wanted = drawn.find(self._wanted or "")
        if wanted is not None:
            self.of(wanted)

    def _tell(self) -> None:
        if self._image_key is not None:
            self.measured.emit(self._image_key)
