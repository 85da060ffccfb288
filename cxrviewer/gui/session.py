"""The window's one mutable state: what is open, what is on screen, how, and what is known of it."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.analysis_status import AnalysisStatus, Stage
from cxrviewer.gui.display_state import DisplayState
from cxrviewer.gui.film import Film, FilmKey
from cxrviewer.gui.findings import Findings
from cxrviewer.study import Analysis, HeatMap

FILMS_KEPT = 4


class Session(QObject):
    """Panels read it and listen to its signals; only the controllers edit it.

    Signals
    -------
    files_changed
        The list of open files.
    selection_changed
        What is wanted on screen (it may still be read).
    film_changed
        What is on screen.
    display_changed
        How it is shown.
    status_changed
        How the analysis of the film on screen stands.
    analysis_changed
        The result of the analysis of the film on screen.
    message
        A sentence for the user.
    """

    files_changed = Signal()
    selection_changed = Signal()
    film_changed = Signal()
    display_changed = Signal()
    status_changed = Signal()
    analysis_changed = Signal()
    message = Signal(str)

    def __init__(self, display: DisplayState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.files: tuple[Path, ...] = ()
        self.wanted: FilmKey | None = None
        self.film: Film | None = None
        self.display = display
        self._films: OrderedDict[FilmKey, Film] = OrderedDict()
        self._results: dict[str, Findings] = {}
        self._statuses: dict[str, AnalysisStatus] = {}

    def add_files(self, paths: Iterable[Path]) -> None:
        """Put files at the end of the list; one that is open already stays where it is."""
        known = set(self.files)
        new = tuple(dict.fromkeys(path for path in paths if path not in known))
        if new:
            self.files += new
            self.files_changed.emit()

    def remove_file(self, path: Path) -> None:
        """Take a file off the list."""
        self.files = tuple(other for other in self.files if other != path)
        self.files_changed.emit()

    def want(self, key: FilmKey) -> Film | None:
        """Say what is wanted on screen next; return it if it is at hand."""
        self.wanted = key
        self.selection_changed.emit()
        return self._films.get(key)

    def show(self, film: Film) -> bool:
        """Put a film on screen if it is still the one wanted; a late answer changes nothing on screen."""
        self._keep(film)
        if film.key != self.wanted:
            return False
        same_file = self.film is not None and self.film.key.path == film.key.path
        self.film = film
        if not same_file:
            self.display = replace(self.display.reset(film.voi), heatmap_label=None)
        self.film_changed.emit()
        return True

    def _keep(self, film: Film) -> None:
        self._films[film.key] = film
        self._films.move_to_end(film.key)
        while len(self._films) > FILMS_KEPT:
            self._films.popitem(last=False)

    def set_display(self, display: DisplayState) -> None:
        """Show the film another way."""
        if display != self.display:
            self.display = display
            self.display_changed.emit()

    @property
    def image_key(self) -> str | None:
        """Key of the image on screen."""
        return self.film.image.source.key if self.film is not None else None

    @property
    def findings(self) -> Findings | None:
        """The result for the image on screen."""
        return self._results.get(self.image_key or "")

    @property
    def analysis(self) -> Analysis | None:
        """What the models say of the image on screen."""
        return self.findings.analysis if self.findings is not None else None

    @property
    def status(self) -> AnalysisStatus:
        """How the analysis of the image on screen stands."""
        return self._statuses.get(self.image_key or "", AnalysisStatus())

    def set_status(self, image_key: str, status: AnalysisStatus) -> None:
        """Note how an analysis stands; it is told on only if its image is on screen."""
        self._statuses[image_key] = status
        if image_key == self.image_key:
            self.status_changed.emit()

    def store_result(self, findings: Findings) -> None:
        """Keep a result under its image; it is shown only if that image is on screen."""
        image_key = findings.analysis.image_key
        self._results[image_key] = findings
        self.set_status(image_key, AnalysisStatus(Stage.DONE))
        if image_key == self.image_key:
            self.analysis_changed.emit()

    @property
    def heatmap(self) -> HeatMap | None:
        """The Grad-CAM of the chosen class, or of the predicted one, of the image on screen."""
        analysis = self.analysis
        if analysis is None or analysis.classification is None:
            return None
        label = self.display.heatmap_label or analysis.classification.prediction
        return next((heatmap for heatmap in analysis.heatmaps if heatmap.label == label), None)
