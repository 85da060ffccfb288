"""Makes the texture maps that are looked at, in the background."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from cxrviewer.analysis.ct import lung_picture, lung_texture
from cxrviewer.gui.cell import Cell
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.gui.texture_maps import Labels
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import Image, TextureMap, TextureSettings
from cxrviewer.texture import texture_map


@dataclass(slots=True, eq=False)
class _Asked:
    """A map that a viewport wants, and the job that makes it; None once it has ended."""

    image_key: str
    labels: Labels
    feature: str
    settings: TextureSettings
    job: Job | None = None


class TextureMapping(QObject):
    """Follows what the viewports want; work that nobody waits for any more is cancelled."""

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._asked: dict[Cell, _Asked] = {}
        for cell in session.cells:
            for signal in (cell.display_changed, cell.film_changed):
                signal.connect(partial(self._see_to, cell))
        for told in (session.result_stored, session.annotating.changed):
            told.connect(self._look)
        session.texture_changed.connect(self._look_at_all)

    def _look(self, _image_key: str) -> None:
        self._look_at_all()

    def _look_at_all(self) -> None:
        for cell in self._session.cells:
            self._see_to(cell)

    def _see_to(self, cell: Cell) -> None:
        """Make what a viewport wants and lacks, unless that is being made."""
        wanted, asked = self._wanted(cell), self._asked.get(cell)
        if wanted is not None and asked is not None and _same(wanted, asked):
            return
        if asked is not None and asked.job is not None:
            self._runner.cancel(asked.job)
        self._asked.pop(cell, None)
        film = cell.film
        if film is not None and wanted is not None and self._session.texture_map_of(cell) is None:
            self._asked[cell] = wanted
            work = partial(_mapped, film.image, wanted.labels, wanted.feature, wanted.settings)
            wanted.job = self._runner.submit(Lane.READING, work, partial(self._ended, wanted))

    def _wanted(self, cell: Cell) -> _Asked | None:
        film, feature = cell.film, cell.display.texture_feature
        if film is None or feature is None:
            return None
        labels = self._session.lungs_of(film)
        return (
            None if labels is None else _Asked(film.image.source.key, labels, feature, self._session.texture)
        )

    def _ended(self, asked: _Asked, outcome: Outcome[TextureMap]) -> None:
        asked.job = None
        if isinstance(outcome, Succeeded):
            self._session.texture_maps.put(asked.image_key, asked.labels, outcome.value)
        elif isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))


def _same(one: _Asked, other: _Asked) -> bool:
    words = (one.image_key, one.feature, one.settings) == (other.image_key, other.feature, other.settings)
    return words and one.labels is other.labels


def _mapped(
    image: Image, labels: Labels, feature: str, settings: TextureSettings, context: JobContext
) -> TextureMap:
    """Measure a map; to be called by a worker."""
    context.checkpoint()
    chosen = lung_texture(image, settings)
    return texture_map(lung_picture(image), labels > 0, feature, chosen, checkpoint=context.checkpoint)
