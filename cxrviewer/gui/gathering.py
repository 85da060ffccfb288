"""What is known of the film on screen, gathered for an export."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxrviewer.errors import ReadError
from cxrviewer.export.request import ExportRequest, View
from cxrviewer.gui.display_state import DisplayState
from cxrviewer.gui.film import Film, FilmKey, thumbnail
from cxrviewer.gui.key_films import KeyFilms
from cxrviewer.gui.session import Session
from cxrviewer.jobs import JobContext
from cxrviewer.study import Analysis, AnnotationSet, Grey8, Image, StudyReading, TextureSettings, study_key

KEY_PICTURE_SIDE = 480


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The state of one film, for a worker to make a request of.

    Attributes
    ----------
    image, annotations, analysis, reading, view
        As of `ExportRequest`.
    texture
        How the texture of regions is measured.
    key_films
        Key of a key image -> where it is, as far as that is known.
    """

    image: Image
    annotations: AnnotationSet
    analysis: Analysis | None
    reading: StudyReading
    view: View
    texture: TextureSettings
    key_films: Mapping[str, FilmKey]

    def request(self, context: JobContext) -> ExportRequest:
        """Measure what is drawn, read the key images, and return all of it; to be called by a worker."""
        from pydicom import Dataset

        from cxrviewer.measurement import measure_all

        context.checkpoint()
        return ExportRequest(
            image=self.image,
            source=Dataset(),
            annotations=self.annotations,
            measurements=measure_all(self.image, self.annotations, settings=self.texture),
            analysis=self.analysis,
            reading=self.reading,
            view=self.view,
            key_pictures=_key_pictures(self.key_films, context),
        )


class Gathering:
    """Gathers from the session."""

    def __init__(self, session: Session, key_films: KeyFilms) -> None:
        self._session, self._key_films = session, key_films

    def gather(self) -> Gathered | None:
        """Return what is known of the film on screen; None without one."""
        session, film = self._session, self._session.film
        if film is None:
            return None
        reading = session.reading_desk.of(study_key(film.image))
        found = {key.image_key: self._key_films.find(key) for key in reading.key_images}
        return Gathered(
            film.image,
            session.annotating.of(film.image.source.key),
            self._analysis(film),
            reading,
            view_of(session.display),
            session.texture,
            {image_key: where for image_key, where in found.items() if where is not None},
        )

    def _analysis(self, film: Film) -> Analysis | None:
        """Return the results, with what patches say where they were read."""
        analysis, patches = self._session.analysis, self._session.patch_reading_of(film)
        return analysis if analysis is None or patches is None else replace(analysis, patches=patches)


def view_of(display: DisplayState) -> View:
    """Return how a film is shown, as exports need it."""
    turned = display.orientation
    return View(
        voi=display.voi,
        inverted=display.negative,
        quarter_turns=turned.quarter_turns,
        mirrored=turned.mirrored,
        lungs=display.mask.visible,
        heatmap=display.heatmap.visible,
        heatmap_label=display.heatmap_label,
        heatmap_stretched=display.heat_stretched,
        patch_map=display.patch_map,
    )


def _key_pictures(films: Mapping[str, FilmKey], context: JobContext) -> dict[str, Grey8]:
    """Return small pictures; a file that can no longer be read has none, and the report says so."""
    pictures = {}
    for image_key, film in films.items():
        try:
            pictures[image_key] = thumbnail(film.path, context, film.frame, KEY_PICTURE_SIDE)
        except ReadError:
            continue
    return pictures
