"""Everything in the window that costs time to import: put together here, after the first paint."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from cxrviewer.gui.analysing import Analysing
from cxrviewer.gui.analysis_service import AnalysisService
from cxrviewer.gui.browser.panel import StudyBrowser
from cxrviewer.gui.browser.study_index import StudyIndex
from cxrviewer.gui.cine import Cine
from cxrviewer.gui.commands import Commands
from cxrviewer.gui.comparing import Comparing
from cxrviewer.gui.context_menus import MEASUREMENTS_MENU, STUDIES_MENU
from cxrviewer.gui.copying import Copying
from cxrviewer.gui.device_desk import DeviceDesk, show_in_status_bar
from cxrviewer.gui.dialogs.finding_labels import edit_finding_labels
from cxrviewer.gui.dialogs.unsaved import ask_to_lose
from cxrviewer.gui.display_state import DisplayState
from cxrviewer.gui.exporting import Exporting
from cxrviewer.gui.full_screen import FullScreen
from cxrviewer.gui.gathering import Gathering
from cxrviewer.gui.hint import Hint
from cxrviewer.gui.importing import Importing
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.keeping import open_readings
from cxrviewer.gui.key_films import KeyFilms
from cxrviewer.gui.lung_desk import Brush
from cxrviewer.gui.lung_editing.repairing import Repairing
from cxrviewer.gui.lung_editing.reproposing import Reproposing
from cxrviewer.gui.lung_editing.rereading import Rereading
from cxrviewer.gui.measurements import Measurer
from cxrviewer.gui.measuring import Measuring
from cxrviewer.gui.menus import Menus
from cxrviewer.gui.model_desk import ModelDesk
from cxrviewer.gui.navigation_keys import NavigationKeys
from cxrviewer.gui.opening import Opening
from cxrviewer.gui.panels.analysis import AnalysisPanel
from cxrviewer.gui.panels.frames import FrameSlider
from cxrviewer.gui.panels.histogram import HistogramPanel
from cxrviewer.gui.panels.measurements import MeasurementsPanel
from cxrviewer.gui.panels.messages import MessageArea, NoticeBanner
from cxrviewer.gui.panels.reading import ReadingPanel
from cxrviewer.gui.panels.side_tabs import SideTabs
from cxrviewer.gui.patching import Patching
from cxrviewer.gui.prereading import Prereading
from cxrviewer.gui.proposing import Proposing
from cxrviewer.gui.remapping import Remapping
from cxrviewer.gui.remembering import SettingsStore, dressed, texture_of
from cxrviewer.gui.retexturing import Retexturing
from cxrviewer.gui.saving import Saving
from cxrviewer.gui.segment_tracing import SegmentTracing
from cxrviewer.gui.session import Session
from cxrviewer.gui.settings_in_use import SettingsInUse
from cxrviewer.gui.shell import HANDLE_WIDTH, Shell
from cxrviewer.gui.side_panes import SidePanes
from cxrviewer.gui.texture_mapping import TextureMapping
from cxrviewer.gui.training_door import TrainingDoor
from cxrviewer.gui.triage_door import TriageDoor
from cxrviewer.gui.viewport.film_view import FilmView
from cxrviewer.gui.viewport_grid import ViewportGrid
from cxrviewer.locations import index_file, readings_file, report_template

STATUS_MS = 8000


class Workspace(QObject):
    """Session, controllers, viewport and panels of one window."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.window)
        self._shell = shell
        self.stopped_cleanly = True
        self.messages = MessageArea()
        self.store = SettingsStore(shell.loaded.settings, shell.settings_path, self.messages.tell)
        cache_bytes = self.store.settings.cache_megabytes << 20
        kept = self._kept = open_readings(readings_file(shell.settings_path), self.messages.tell)
        self.session = Session(dressed(DisplayState(), self.store.settings), kept.keeper, self, cache_bytes)
        self.session.set_texture(texture_of(self.store.settings))
        self.session.lung_desk.set_brush(Brush(self.store.settings.brush_share))
        self.runner = JobRunner(self)
        self.grid = ViewportGrid(self.session)
        self.index = StudyIndex(self.runner, index_file(shell.settings_path), self)
        self.opening = Opening(self.session, self.runner, self.index, self)
        self.measurer = Measurer(self.session.measurements, self.runner, self)
        self.prereading = Prereading(self.session, self.runner, self)
        self.cine = Cine(self.session, self.opening, self.store.settings.cine_rate, self)
        device, kept_at = self.store.settings.device, (kept.results, kept.overrules, kept.patches)
        self.service = AnalysisService(device, *kept_at, settings=shell.settings_path)
        self.analysing = Analysing(self.session, self.runner, self.service, self)
        self.patching = Patching(self.session, self.runner, self.service, self)
        self.device = DeviceDesk(self.runner, lambda: self.store.settings.device, self)
        Rereading(self.session, self.runner, self)
        Retexturing(self.session, self.runner, self)
        Reproposing(self.session, self.runner, self)
        self.key_films = KeyFilms(self.session, self.runner, self)
        gathering = Gathering(self.session, self.key_films)
        template = partial(report_template, shell.settings_path)
        self.saving = Saving(gathering, self.runner, self.grid, template, self)
        self.exporting = Exporting(gathering, self.runner, self)
        self.importing = Importing(self.session, self.runner, self)
        SegmentTracing(self.session, self.runner, self)
        TextureMapping(self.session, self.runner, self)
        self.models = ModelDesk(self.runner, shell.settings_path, self)
        self.commands = self._make_commands()
        self.frames = FrameSlider(self.session, self.cine)
        self.histogram = HistogramPanel(self.session, self.runner)
        self.browser = StudyBrowser(self.index, self.runner)
        self.panel = AnalysisPanel(self.session)
        self.measuring = Measuring(self.session, self)
        self.measurements = MeasurementsPanel(self.session, self.measuring)
        self.reading = ReadingPanel(self.session, self.store, self.key_films)
        self._place()
        self._complete_commands()
        self.menus = Menus(
            shell,
            self.session,
            self.store,
            lambda path: self.opening.open([path]),
            self.commands.apply_preset,
        )
        self._connect()
        NavigationKeys(self).watch(shell.window)
        for message in shell.loaded.messages:
            self.messages.tell(message)

    def _make_commands(self) -> Commands:
        commands = Commands(
            self._shell.window,
            self.session,
            self.grid,
            self.opening,
            self.analysing,
            self.saving,
            self.cine,
            Comparing(self.session, self.opening, self.index, self.runner, self),
            FullScreen(self._shell),
            Proposing(self.session, self.runner, self),
            self.store,
            Repairing(self.session, self.runner, self),
            self.exporting,
            self.importing,
            Copying(self.runner, self),
        )
        commands.models = self.models
        commands.training = TrainingDoor(
            self._shell,
            self.runner,
            self.store,
            self.models,
            lambda film: self.opening.open([film]),
            self.messages.tell,
        )
        commands.triage = TriageDoor(self._shell, self.runner, self.store, self._open_case)
        return commands

    def _complete_commands(self) -> None:
        """Give the commands what is made after them."""
        commands, panes = self.commands, SidePanes(self._shell, self.store)
        commands.side, commands.browser, commands.panes = self.side, self.browser, panes
        commands.remapping = Remapping(self._shell.actions, self._shell.keymap, self.store)
        commands.remapping.changed.connect(self._say_keys)
        commands.device, commands.edit_findings = self.device, self._edit_finding_labels
        commands.settings = SettingsInUse(
            self.store, self.session, self.cine, panes, self.service, self.device, commands.remapping, self
        )

    def _open_case(self, film: Path, around: tuple[Path, ...]) -> None:
        """Open a case of a worklist, and read those around it meanwhile."""
        self.prereading.follow_cases(around)
        self.opening.open_dropped([film])

    @property
    def view(self) -> FilmView:
        """The active viewport."""
        return self.grid.active_view

    @property
    def notices(self) -> NoticeBanner:
        """What must be seen beside the film in the active viewport."""
        return self.grid.active.notices

    def _place(self) -> None:
        """Fill the shell, from the outside in: what is moved is styled anew with all that is in it."""
        self._make_resizable()
        middle = QWidget(self._shell.centre)
        self._shell.centre.addWidget(middle)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._centre_at_film = middle
        column.addWidget(self.grid, 1)
        column.addWidget(self.frames)
        self._shell.message_row.addWidget(self.messages)
        self._shell.films.fill(self.browser)
        side = QWidget(self._shell.analysis)
        self._shell.analysis.fill(side, titled=False)
        rows = QVBoxLayout(side)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.histogram)
        self.side = SideTabs(self.panel, self.measurements, self.reading, side)
        rows.addWidget(self.side, 1)

    def _make_resizable(self) -> None:
        """Put the shell's three parts into a splitter: the hand may move their borders."""
        shell = self._shell
        parts = (shell.films, shell.middle, shell.analysis)
        widths = [part.width() for part in parts]
        splitter = QSplitter(Qt.Orientation.Horizontal, shell.window)
        splitter.setHandleWidth(HANDLE_WIDTH)
        splitter.setChildrenCollapsible(False)
        for number, part in enumerate(parts):
            splitter.addWidget(part)
            splitter.setStretchFactor(number, int(part is shell.middle))
        shell.window.setCentralWidget(splitter)
        splitter.show()
        splitter.setSizes(widths)

    def _connect(self) -> None:
        session = self.session
        session.message.connect(self.messages.tell)
        session.texture_changed.connect(lambda: self.store.choose_texture(session.texture))
        session.film_changed.connect(self._show_film)
        self.grid.menu_wanted.connect(self.menus.show_film_menu)
        self.grid.annotation_menu_wanted.connect(self.menus.show_annotation_menu)
        self.menus.serve(self.measurements.table, MEASUREMENTS_MENU)
        self.menus.serve(self.browser.tree, STUDIES_MENU)
        self.grid.frames_scrolled.connect(self.opening.step_in_stack)
        self.grid.dropped.connect(lambda paths: self.importing.take(paths, self.opening.open_dropped))
        self.frames.chosen.connect(self.opening.show_place)
        self.cine.changed.connect(self._follow_cine)
        session.layout_changed.connect(self._show_grid)
        session.model_read.connect(lambda _key: self.device.ask())
        show_in_status_bar(self.device, self._shell.window)
        self.store.changed.connect(self._follow_settings)
        self._follow_settings()
        self._connect_browser()
        self._connect_reading()
        self._connect_models()
        self.panel.analyse_wanted.connect(self.analysing.start)
        self.panel.cancel_wanted.connect(self.analysing.cancel)
        self.panel.patches.wanted.connect(lambda: self.patching.start(self.store.settings.patches))
        self.panel.abstention.overruled.connect(self.analysing.start_anyway)
        self.opening.opened.connect(self.store.remember_opened)
        for failed in (self.saving.failed, self.exporting.failed, self.importing.told):
            failed.connect(self.session.message)
        self.importing.imported.connect(self.say)
        self.exporting.about_to_export.connect(self.reading.flush)
        self.exporting.exported.connect(self._say_exported)
        self.saving.about_to_save.connect(self.reading.flush)
        self.saving.saved.connect(lambda path: self.say(f"Saved {path}."))

    def _say_keys(self) -> None:
        for hint in self._shell.centre.findChildren(Hint):
            hint.say_keys(self.commands.remapping.keymap)

    def _connect_reading(self) -> None:
        self.reading.key_images.opened.connect(self.opening.show)
        self.reading.key_images.told.connect(self.messages.tell)
        self.reading.labels_wanted.connect(self._edit_finding_labels)

    def _connect_models(self) -> None:
        for renew in (self.analysing.renew, self.patching.renew):
            self.models.switched.connect(renew)
        self.models.told.connect(self.messages.tell)
        self.models.look_over()

    def _edit_finding_labels(self) -> None:
        labels = self.store.settings.finding_labels
        edit_finding_labels(self._shell.window, labels, self.store.list_findings)

    def _connect_browser(self) -> None:
        for signal in (self.index.message, self.browser.told):
            signal.connect(self.messages.tell)
        self.index.failed.connect(self.opening.tell)
        self.browser.chosen.connect(self.opening.open_listed)
        self.session.selection_changed.connect(self._mark_in_browser)

    def _mark_in_browser(self) -> None:
        wanted = self.session.wanted
        self.browser.show_on_screen(wanted.path if wanted is not None else None)

    def _show_film(self) -> None:
        film = self.session.film
        if film is None:
            return
        self._show_grid()
        self._shell.window.setWindowTitle(f"{film.key.path.name} \N{EN DASH} cxrviewer")
        self.analysing.start_unasked(compute=self.store.settings.analyse_on_open)

    def _show_grid(self) -> None:
        """Put the viewports into the middle of the window, once there is something to see in them."""
        if self._shell.centre.currentWidget() is not self._centre_at_film:
            self._shell.centre.setCurrentWidget(self._centre_at_film)
            self.view.setFocus()

    def _follow_cine(self) -> None:
        self._shell.actions["toggle_cine"].setChecked(self.cine.playing)
        self.session.annotating.lock(locked=self.cine.playing)

    def _follow_settings(self) -> None:
        visible = self.store.settings.histogram_visible
        self.histogram.setVisible(visible)
        self._shell.actions["toggle_histogram"].setChecked(visible)

    def _say_exported(self, files: tuple[Path, ...]) -> None:
        self.say(f"Exported {len(files)} files to {files[0].parent}.")

    def say(self, sentence: str) -> None:
        """Show a sentence for some seconds in the status bar."""
        self._shell.window.statusBar().showMessage(sentence, STATUS_MS)

    def may_close(self) -> bool:
        """Tell whether nothing is lost by closing, or the user has been asked and wants it so."""
        self.reading.flush()
        desks = (self.session.annotating, self.session.reading_desk)
        kept = [desk.keep_rest() for desk in desks]
        return all(kept) or ask_to_lose(self._shell.window)

    def close(self) -> None:
        """Stop all work, for a bounded time, and remember how the window looks."""
        window = self._shell.window
        self.cine.stop()
        self.grid.leave_fields()
        self.store.remember_look(self.session.display, self.cine.rate, self.session.lung_desk.brush.share)
        self.store.remember_place(window)
        self.stopped_cleanly = self.runner.shutdown()
        self.index.close()
        self._kept.keeper.close()
