"""The settings as they hold in the window at this moment, and the way to change one at once."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.analysis_service import AnalysisService
from cxrviewer.gui.cine import Cine
from cxrviewer.gui.device_desk import DeviceDesk
from cxrviewer.gui.keymap import Keymap
from cxrviewer.gui.remapping import Remapping
from cxrviewer.gui.remembering import SettingsStore, dressed, texture_of
from cxrviewer.gui.session import Session
from cxrviewer.gui.side_panes import SidePanes
from cxrviewer.settings import Settings, with_value


class SettingsInUse(QObject):
    """Reads what is in use, and puts a choice both into use and on the disk.

    Layers, texts, rate of cine and brush are the session's while the window is open: what the panels and keys
    have made of them since the start is what stands here.

    Signals
    -------
    changed
        Something may have another value, whoever changed it.
    """

    changed = Signal()

    def __init__(
        self,
        store: SettingsStore,
        session: Session,
        cine: Cine,
        panes: SidePanes,
        service: AnalysisService,
        device: DeviceDesk,
        remapping: Remapping,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self._session, self._cine = store, session, cine
        self._panes, self._service, self._device = panes, service, device
        self._remapping = remapping
        signals = (store.changed, session.display_changed, cine.changed, session.lung_desk.brush_changed)
        for signal in signals:
            signal.connect(self.changed)

    @property
    def now(self) -> Settings:
        """The settings in use."""
        brush = self._session.lung_desk.brush
        return self._store.with_look(self._session.display, self._cine.rate, brush.share)

    def choose(self, name: str, value: object) -> None:
        """Put a value into use, and keep it.

        Parameters
        ----------
        name
            A field of `Settings` that the dialog shows.
        value
            Within its limits.
        """
        wanted = with_value(self.now, name, value)
        self._apply(wanted)
        self._store.choose(name, value)
        self._device.ask_again()

    def _apply(self, wanted: Settings) -> None:
        """Make it so; what is so already stays untouched."""
        session, desk = self._session, self._session.lung_desk
        session.set_texture(texture_of(wanted))
        session.set_display(dressed(session.display, wanted))
        session.cache.limit_bytes = wanted.cache_megabytes << 20
        desk.set_brush(replace(desk.brush, share=wanted.brush_share))
        self._panes.apply(wanted)
        self._service.use_device(wanted.device)
        if wanted.shortcuts != self._remapping.keymap.chosen:
            self._remapping.use(Keymap(wanted.shortcuts))
        if wanted.cine_rate != self._cine.rate:
            self._cine.set_rate(wanted.cine_rate)
