"""What each action of the table does: one method for each name."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
)

from cxrviewer.gui.analysing import Analysing
from cxrviewer.gui.browser.panel import StudyBrowser
from cxrviewer.gui.cine import Cine
from cxrviewer.gui.comparing import Comparing
from cxrviewer.gui.copying import Copying
from cxrviewer.gui.dialogs.copies import CopiesDialog
from cxrviewer.gui.dialogs.export import ExportDialog
from cxrviewer.gui.dialogs.models import show_models
from cxrviewer.gui.display_state import Orientation
from cxrviewer.gui.drawing_commands import DrawingCommands
from cxrviewer.gui.exporting import Exporting
from cxrviewer.gui.full_screen import FullScreen
from cxrviewer.gui.help_commands import HelpCommands
from cxrviewer.gui.importing import Importing
from cxrviewer.gui.lung_commands import LungCommands
from cxrviewer.gui.lung_editing.repairing import Repairing
from cxrviewer.gui.model_desk import ModelDesk
from cxrviewer.gui.opening import Opening
from cxrviewer.gui.proposing import Proposing
from cxrviewer.gui.reading_commands import ReadingCommands
from cxrviewer.gui.reading_desk_commands import ReadingDeskCommands
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.saving import Saving
from cxrviewer.gui.session import Session
from cxrviewer.gui.training_door import TrainingDoor
from cxrviewer.gui.triage_door import TriageDoor
from cxrviewer.gui.viewport.film_view import FilmView
from cxrviewer.gui.viewport_grid import ViewportGrid
from cxrviewer.locations import demo_film
from cxrviewer.study import ReadAs

FILM_FILTER = "Films (*.dcm *.dicom *.png *.jpg *.jpeg *.tif *.tiff);;All files (*)"
LAYER_FILTER = "Annotations and masks (*.json *.dcm *.dicom);;All files (*)"
ZOOM_STEP = 1.25


class Commands(ReadingCommands, ReadingDeskCommands, DrawingCommands, LungCommands, HelpCommands):
    """The methods carry the names of the table in `actions`."""

    models: ModelDesk
    browser: StudyBrowser
    training: TrainingDoor
    triage: TriageDoor

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        grid: ViewportGrid,
        opening: Opening,
        analysing: Analysing,
        saving: Saving,
        cine: Cine,
        comparing: Comparing,
        full_screen: FullScreen,
        proposing: Proposing,
        store: SettingsStore,
        repairing: Repairing,
        exporting: Exporting,
        importing: Importing,
        copying: Copying,
    ) -> None:
        super().__init__(session, opening, cine, comparing)
        self._window, self._grid = window, grid
        self._analysing, self._saving, self._store = analysing, saving, store
        self._full_screen, self._proposing, self._repairing = full_screen, proposing, repairing
        self._exporting, self._importing, self._copying = exporting, importing, copying

    # File

    def open_files(self) -> None:
        """Ask for films and open them."""
        names, _filter = QFileDialog.getOpenFileNames(self._window, "Open films", self._folder, FILM_FILTER)
        self._open([Path(name) for name in names])

    def open_folder(self) -> None:
        """Ask for a folder and open its films."""
        name = QFileDialog.getExistingDirectory(self._window, "Open a folder of films", self._folder)
        self._open([Path(name)] if name else [])

    def open_demo(self) -> None:
        """Open the film that ships with the program."""
        self._opening.open([demo_film()])

    def save_picture(self) -> None:
        """Ask where, and save the film as it is seen."""
        path = self._ask_where("Save picture", "picture.png", "PNG (*.png)")
        if path is not None:
            self._saving.save_picture(path)

    def save_report(self) -> None:
        """Ask where, and save the report."""
        path = self._ask_where("Save report", "report.pdf", "PDF (*.pdf)")
        if path is not None:
            self._saving.save_report(path)

    def export_film(self) -> None:
        """Ask in which formats and where to, and export the film with all that is known of it."""
        if self._session.film is not None:
            ExportDialog(self._window, Path(self._folder), self._exporting.export).show()

    def export_copies(self) -> None:
        """Show what must be looked at, and write de-identified copies of the open films."""
        files = tuple(self._session.files)
        if files:
            CopiesDialog(self._window, self._copying, files, Path(self._folder)).show()

    def import_annotations(self) -> None:
        """Ask for annotations or masks, and put them onto the open films."""
        title = "Import annotations and masks"
        names, _filter = QFileDialog.getOpenFileNames(self._window, title, self._folder, LAYER_FILTER)
        self._open([Path(name) for name in names])

    def quit(self) -> None:
        """Close the window."""
        self._window.close()

    # View

    def fit(self) -> None:
        """Show the whole film."""
        self._view.fit()

    def one_to_one(self) -> None:
        """Show one pixel of the film on one of the screen."""
        self._view.one_to_one()

    def zoom_in(self) -> None:
        """Magnify."""
        self._view.zoom_to(self._view.zoom * ZOOM_STEP)

    def zoom_out(self) -> None:
        """Shrink."""
        self._view.zoom_to(self._view.zoom / ZOOM_STEP)

    def previous_image(self) -> None:
        """Page back."""
        self._opening.step(-1)

    def next_image(self) -> None:
        """Page on."""
        self._opening.step(1)

    def toggle_texts(self) -> None:
        """Show or hide the texts."""
        display = self._session.display
        self._session.set_display(replace(display, texts_visible=not display.texts_visible))

    def toggle_mask(self) -> None:
        """Show or hide the lung mask."""
        display = self._session.display
        self._session.set_display(
            replace(display, mask=replace(display.mask, visible=not display.mask.visible))
        )

    def toggle_heatmap(self) -> None:
        """Show or hide the Grad-CAM."""
        display, layer = self._session.display, self._session.display.heatmap
        self._session.set_display(replace(display, heatmap=replace(layer, visible=not layer.visible)))

    def stretch_heatmap(self) -> None:
        """Stretch the Grad-CAM to its own highest value, or show it on the scale of its card again."""
        display = self._session.display
        self._session.set_display(replace(display, heat_stretched=not display.heat_stretched))

    def toggle_histogram(self) -> None:
        """Show or hide the histogram."""
        self._store.show_histogram(visible=not self._store.settings.histogram_visible)

    def toggle_films(self) -> None:
        """Show or hide the list of studies."""
        self.panes.toggle_films()

    def toggle_panels(self) -> None:
        """Show or hide the panels of results."""
        self.panes.toggle_panels()

    def show_studies(self) -> None:
        """Show the list of studies and give its field of search the focus."""
        self.panes.show_films()
        self.browser.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.browser.filters.search.selectAll()

    def full_screen(self) -> None:
        """Fill the screen, or no longer."""
        self._full_screen.toggle()

    # Image

    def invert(self) -> None:
        """Exchange black and white."""
        self._session.set_display(self._session.display.toggled_inversion())

    def rotate_right(self) -> None:
        """Turn clockwise."""
        self._turn(self._orientation.rotated(1))

    def rotate_left(self) -> None:
        """Turn counterclockwise."""
        self._turn(self._orientation.rotated(-1))

    def flip_horizontal(self) -> None:
        """Mirror left to right."""
        self._turn(self._orientation.flipped_horizontally())

    def flip_vertical(self) -> None:
        """Mirror top to bottom."""
        self._turn(self._orientation.flipped_vertically())

    def step_back(self) -> None:
        """Put down what is in hand, else leave a field of text, else reset the film."""
        focused = QApplication.focusWidget()
        if self._view.hands.step_back():
            return
        if isinstance(focused, QLineEdit | QPlainTextEdit | QAbstractSpinBox):
            self._view.setFocus()
        else:
            self.reset()

    def reset(self) -> None:
        """Go back to the film's own window, upright and whole."""
        self._session.reset_display()
        self._view.fit()

    # Analysis and help

    def analyse(self) -> None:
        """Run the analysis of the film on screen."""
        self._analysing.start()

    def read_as_ct(self) -> None:
        """Take the picture for a CT slice and analyse it, or let the file decide again."""
        self._read_as(ReadAs.CT)

    def read_as_cxr(self) -> None:
        """Take the picture for a chest radiograph and analyse it, or let the file decide again."""
        self._read_as(ReadAs.CXR)

    def _read_as(self, wanted: ReadAs) -> None:
        override = self._session.display.override
        chosen = ReadAs.AUTO if override.read_as is wanted else wanted
        self._session.set_override(replace(override, read_as=chosen))
        if chosen is wanted:
            self._analysing.start()

    def cancel_analysis(self) -> None:
        """Stop it."""
        self._analysing.cancel()

    def train_models(self) -> None:
        """Open the window in which models are trained, or bring it to the front."""
        self.training.show()

    def triage_films(self) -> None:
        """Open the window in which many films are sorted, or bring it to the front."""
        self.triage.show()

    def next_case(self) -> None:
        """Open the next case of the worklist."""
        self.triage.step(1)

    def previous_case(self) -> None:
        """Open the previous case of the worklist."""
        self.triage.step(-1)

    def show_models(self) -> None:
        """Show the models, and which are in use."""
        show_models(self._window, self.models)

    @property
    def _view(self) -> FilmView:
        return self._grid.active_view

    @property
    def _folder(self) -> str:
        return self._store.settings.last_folder

    @property
    def _orientation(self) -> Orientation:
        return self._session.display.orientation

    def _turn(self, orientation: Orientation) -> None:
        self._session.set_display(self._session.display.turned(orientation))

    def _open(self, paths: Sequence[Path]) -> None:
        if paths:
            self._importing.take(paths, self._opening.open)

    def _ask_where(self, title: str, name: str, kind: str) -> Path | None:
        """Ask for a file to write; the proposed name says nothing of the patient."""
        if self._session.film is None:
            return None
        proposed = str(Path(self._folder) / name)
        chosen, _filter = QFileDialog.getSaveFileName(self._window, title, proposed, kind)
        return Path(chosen) if chosen else None
