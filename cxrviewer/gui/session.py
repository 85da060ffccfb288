"""The window's one mutable state: what is open, what is on screen, how, and what is known of it."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

from cxrviewer.gui.analysis_status import AnalysisStatus, Stage
from cxrviewer.gui.annotating import Annotating
from cxrviewer.gui.cache import FilmCache
from cxrviewer.gui.cell import Cell
from cxrviewer.gui.display_state import DisplayState, Override
from cxrviewer.gui.film import Film, FilmKey
from cxrviewer.gui.findings import Findings
from cxrviewer.gui.frames import Frames
from cxrviewer.gui.keeping import Keeper
from cxrviewer.gui.layouts import MOST_CELLS, Layout
from cxrviewer.gui.lung_desk import Labels, LungDesk
from cxrviewer.gui.measurements import Measurements
from cxrviewer.gui.patch_readings import PatchReadings
from cxrviewer.gui.reading_desk import ReadingDesk
from cxrviewer.gui.segments import TracedSegments
from cxrviewer.gui.stacks import Stacks
from cxrviewer.gui.texture_maps import TextureMaps
from cxrviewer.readers import FileHeader
from cxrviewer.study import (
    Analysis,
    HeatMap,
    PatchReading,
    TextureMap,
    TextureSettings,
    study_key,
)

DEFAULT_CACHE_BYTES = 1 << 30


class Session(QObject):
    """Panels read it and listen to its signals; only the controllers edit it.

    `film`, `display` and `wanted` are those of the active viewport, and so are the signals about them.

    Attributes
    ----------
    annotating
        What is drawn on the open images.
    reading_desk
        What is said of the open studies.
    lung_desk
        The lungs under the user's hand.
    measurements
        The values that stand beside what is drawn.
    segments
        The outlines of imported masks.
    patch_readings
        What patches of the lungs say.
    texture_maps
        The texture maps that are there.

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
    model_read
        The models have read the image with this key.
    result_stored
        There is a result to show for the image with this key, in whatever viewport it is.
    layout_changed
        How many viewports there are, or whether they are linked.
    active_changed
        Another viewport is the active one.
    stacks_changed
        More is known of which images belong together.
    texture_changed
        Texture is to be measured another way.
    message
        A sentence for the user.
    """

    files_changed = Signal()
    selection_changed = Signal()
    film_changed = Signal()
    display_changed = Signal()
    status_changed = Signal()
    analysis_changed = Signal()
    model_read = Signal(str)
    result_stored = Signal(str)
    layout_changed = Signal()
    active_changed = Signal()
    stacks_changed = Signal()
    texture_changed = Signal()
    message = Signal(str)

    def __init__(
        self,
        display: DisplayState,
        keeper: Keeper,
        parent: QObject | None = None,
        cache_bytes: int = DEFAULT_CACHE_BYTES,
    ) -> None:
        super().__init__(parent)
        self.annotating, self.reading_desk = Annotating(keeper, self), ReadingDesk(keeper, self)
        self.measurements = Measurements(self)
        self.segments = TracedSegments(self)
        self.texture_maps = TextureMaps(self)
        self.patch_readings = PatchReadings(self)
        self.lung_desk = LungDesk(self.annotating, self)
        for failed in (self.annotating.failed, self.reading_desk.failed, self.lung_desk.failed):
            failed.connect(self.message)
        self.files: tuple[Path, ...] = ()
        self.stacks = Stacks()
        self.texture = TextureSettings()
        self.layout, self.linked = Layout.ONE, False
        self.cells = tuple(Cell(display, self) for _ in range(MOST_CELLS))
        self.active = self.cells[0]
        self.cache = FilmCache(cache_bytes)
        self._overrides: dict[str, Override] = {}
        self._model_findings: dict[str, Findings] = {}
        self._findings: dict[str, Findings] = {}
        self._measuring: set[str] = set()
        self._statuses: dict[str, AnalysisStatus] = {}
        for cell in self.cells:
            cell.selection_changed.connect(partial(self._tell_of, cell, self.selection_changed))
            cell.film_changed.connect(partial(self._tell_of, cell, self.film_changed))
            cell.display_changed.connect(partial(self._tell_of, cell, self.display_changed))
        self.film_changed.connect(self._look_again)

    def _look_again(self) -> None:
        """Take up what another window has drawn and said of the film that comes on screen."""
        if self.film is not None:
            self.annotating.look_again(self.film.image.source.key)
            self.reading_desk.look_again(study_key(self.film.image))

    def _tell_of(self, cell: Cell, signal: SignalInstance) -> None:
        if cell is self.active:
            signal.emit()

    # Files

    def add_files(self, paths: Iterable[Path]) -> None:
        """Put files at the end of the list; one that is open already stays where it is."""
        known = set(self.files)
        new = tuple(dict.fromkeys(path for path in paths if path not in known))
        if new:
            self.files += new
            self.files_changed.emit()

    def add_headers(self, headers: Iterable[FileHeader]) -> None:
        """Note what files say of themselves: which are slices of one series, which patient's they are."""
        self.stacks.add(headers)
        self.stacks_changed.emit()

    def remove_file(self, path: Path) -> None:
        """Take a file off the list."""
        self.files = tuple(other for other in self.files if other != path)
        self.stacks.remove(path)
        self.files_changed.emit()

    # Viewports

    @property
    def visible_cells(self) -> tuple[Cell, ...]:
        """The viewports of the layout."""
        return self.cells[: self.layout.cells]

    @property
    def wanted(self) -> FilmKey | None:
        """What is wanted in the active viewport."""
        return self.active.wanted

    @property
    def film(self) -> Film | None:
        """What is in the active viewport."""
        return self.active.film

    @property
    def display(self) -> DisplayState:
        """How it is shown."""
        return self.active.display

    def set_layout(self, layout: Layout) -> None:
        """Show so many viewports; the active film stays in sight."""
        if self.active not in self.cells[: layout.cells]:
            film = self.active.film
            self.layout = layout
            self.activate(self.cells[0])
            if film is not None:
                self.active.want(film.key)
                self.active.show(film, self._override_of(film))
        self.layout = layout
        self.layout_changed.emit()

    def activate(self, cell: Cell) -> None:
        """Make a viewport the one that panels and commands are about."""
        if cell is self.active:
            return
        self.active = cell
        self.active_changed.emit()
        for signal in (self.selection_changed, self.film_changed, self.status_changed, self.analysis_changed):
            signal.emit()

    def set_linked(self, *, linked: bool) -> None:
        """Let zoom, pan, window and inversion of one viewport go for all, or no longer."""
        self.linked = linked
        self.layout_changed.emit()

    def want(self, key: FilmKey, cell: Cell | None = None) -> Film | None:
        """Say what is wanted next in a viewport, the active one if none is named; return it if at hand."""
        (cell or self.active).want(key)
        return self.cache.get(key)

    def show(self, film: Film) -> bool:
        """Put a film where it is still wanted; a late answer changes nothing on screen."""
        self.cache.keep(film)
        waiting = [cell for cell in self.cells if cell.awaits(film.key)]
        for cell in waiting:
            cell.show(film, self._override_of(film))
        return bool(waiting)

    # Display

    def set_display(self, display: DisplayState) -> None:
        """Show the active film another way; layers and texts, and what is linked, go for the others too."""
        active, before = self.active, self.active.display
        if display == before:
            return
        active.set_display(display)
        for cell in self.cells:
            if cell is not active:
                cell.set_display(self._following(cell, before, display))

    def _following(self, cell: Cell, before: DisplayState, after: DisplayState) -> DisplayState:
        display = cell.display.sharing(after)
        if not self.linked or cell.film is None or self.film is None or cell not in self.visible_cells:
            return display
        same_units = cell.film.in_hounsfield_units and self.film.in_hounsfield_units
        return display.following(before, after, same_units=same_units)

    def set_override(self, override: Override) -> None:
        """Set aside what the active film's file says, until this is taken back, on all of its stack."""
        film = self.film
        if film is not None:
            self._overrides[film.stack] = override
            self.set_display(self.display.overridden(override, film.voi, film.base_window))

    def reset_display(self) -> None:
        """Show the active film as its file says, upright."""
        film = self.film
        if film is not None:
            self._overrides[film.stack] = self.display.override.of_analysis
            self.set_display(self.display.reset(film.voi))

    def _override_of(self, film: Film) -> Override:
        return self._overrides.get(film.stack, Override())

    # Stacks

    def stack_of(self, film: Film) -> Sequence[FilmKey]:
        """Return the images that belong together with a film, in their order, the film among them."""
        known = self.stacks.named(film.stack)
        return known if film.key in known else Frames(film.key.path, film.image.source.frames)

    @property
    def stack(self) -> Sequence[FilmKey]:
        """The stack of the active film; empty without one."""
        return self.stack_of(self.film) if self.film is not None else ()

    # Analysis

    @property
    def image_key(self) -> str | None:
        """Key of the image on screen."""
        return _image_key(self.film)

    def findings_of(self, film: Film | None) -> Findings | None:
        """Return what is shown for a film: in the lungs that the user has corrected, where that is so."""
        return self._findings.get(_image_key(film) or "")

    def model_findings_of(self, image_key: str) -> Findings | None:
        """Return what the models gave of an image, whatever the user has corrected."""
        return self._model_findings.get(image_key)

    @property
    def findings(self) -> Findings | None:
        """The result for the image on screen."""
        return self.findings_of(self.film)

    @property
    def analysis(self) -> Analysis | None:
        """What is known of the image on screen."""
        return self.findings.analysis if self.findings is not None else None

    @property
    def status(self) -> AnalysisStatus:
        """How the analysis of the image on screen stands."""
        return self.status_of(self.image_key or "")

    def set_status(self, image_key: str, status: AnalysisStatus) -> None:
        """Note how an analysis stands; it is told on only if its image is on screen."""
        self._statuses[image_key] = status
        if image_key == self.image_key:
            self.status_changed.emit()

    def lungs_of(self, film: Film) -> Labels | None:
        """Return the lungs of a film as they are kept: corrected, else the model's, else none."""
        corrected, model = self.lung_desk.kept(film), self._model_findings.get(film.image.source.key)
        return corrected if corrected is not None or model is None else model.analysis.lungs.labels

    def status_of(self, image_key: str) -> AnalysisStatus:
        """Tell how the analysis of an image stands."""
        return self._statuses.get(image_key, AnalysisStatus())

    def store_result(self, findings: Findings) -> None:
        """Keep what the models gave of an image; where the lungs are corrected, that is not what is shown."""
        image_key = findings.analysis.image_key
        self._model_findings[image_key] = findings
        if self.annotating.of(image_key).lungs is None:
            self.show_findings(image_key, findings)
        self.set_status(image_key, AnalysisStatus(Stage.DONE))  # last: who hears of it finds the result
        self.model_read.emit(image_key)

    def forget_results(self) -> None:
        """Forget what the models gave, for others are in use; what is shown of corrected lungs stays."""
        self._statuses.clear()
        for image_key in [*self._model_findings]:
            del self._model_findings[image_key]
            if self.annotating.of(image_key).lungs is None:
                self.show_findings(image_key, None)
        self.status_changed.emit()

    def show_findings(self, image_key: str, findings: Findings | None) -> None:
        """Show these for an image, or none; the panels change only if it is on screen."""
        if findings is not None:
            self._findings[image_key] = findings
        else:
            self._findings.pop(image_key, None)
        self.result_stored.emit(image_key)
        if image_key == self.image_key:
            self.analysis_changed.emit()

    @property
    def measuring(self) -> bool:
        """Whether the image on screen is being measured again in lungs that the user has just corrected."""
        return self.image_key in self._measuring

    def set_measuring(self, image_key: str, *, measuring: bool) -> None:
        """Note that an image is being measured again, or no longer."""
        (self._measuring.add if measuring else self._measuring.discard)(image_key)
        if image_key == self.image_key:
            self.status_changed.emit()

    def heatmap_of(self, cell: Cell) -> HeatMap | None:
        """Return the Grad-CAM for a viewport: of the patches where chosen and read, else of the film."""
        reading = self.patch_reading_of(cell.film) if cell.display.patch_map else None
        if reading is not None:
            return reading.heatmap(cell.display.heatmap_label)
        findings = self.findings_of(cell.film)
        return None if findings is None else findings.heatmap(cell.display.heatmap_label)

    def patch_reading_of(self, film: Film | None) -> PatchReading | None:
        """Return what patches say of a film in the lungs as they are kept."""
        if film is None:
            return None
        return self.patch_readings.of(film.image.source.key, self.lungs_of(film))

    def texture_map_of(self, cell: Cell) -> TextureMap | None:
        """Return the texture map that a viewport wants, once it is there, in the lungs as they are kept."""
        film = cell.film
        if film is None:
            return None
        feature = cell.display.texture_feature
        return self.texture_maps.of(film.image.source.key, self.lungs_of(film), feature, self.texture)

    def set_texture(self, texture: TextureSettings) -> None:
        """Measure texture so: of the lungs, of regions, and in maps."""
        if texture != self.texture:
            self.texture = texture
            self.texture_changed.emit()

    @property
    def heatmap(self) -> HeatMap | None:
        """The Grad-CAM in the active viewport."""
        return self.heatmap_of(self.active)


def _image_key(film: Film | None) -> str | None:
    return film.image.source.key if film is not None else None
