"""The settings while the window is open: edited in one place, written when they change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from cxrviewer.gui.display_state import DisplayState, Layer
from cxrviewer.settings import Settings, save_settings, with_recent, with_value
from cxrviewer.study import TextureSettings


def texture_of(settings: Settings) -> TextureSettings:
    """Return how texture is to be measured."""
    return TextureSettings(
        levels=settings.texture_levels,
        distance=settings.texture_distance,
        symmetric=settings.texture_symmetric,
        convention=settings.texture_convention,
    )


def dressed(display: DisplayState, settings: Settings) -> DisplayState:
    """Return a display state with the layers and texts of the settings."""
    return replace(
        display,
        mask=Layer(settings.mask_visible, settings.mask_opacity),
        heatmap=Layer(settings.heatmap_visible, settings.heatmap_opacity),
        texts_visible=settings.texts_visible,
    )


class SettingsStore(QObject):
    """Holds the settings of this run.

    Parameters
    ----------
    settings, path
        As loaded, and where they are kept.
    tell
        Shows a sentence where they cannot be written.

    Signals
    -------
    changed
        A setting has another value.
    """

    changed = Signal()

    def __init__(self, settings: Settings, path: Path, tell: Callable[[str], None]) -> None:
        super().__init__()
        self.settings = settings
        self._path, self._tell = path, tell

    def remember_opened(self, path: Path) -> None:
        """Put a path first among the recent files."""
        folder = path if path.is_dir() else path.parent
        recent = with_recent(self.settings, path)
        self._keep(replace(self.settings, recent_files=recent, last_folder=str(folder.absolute())))

    def remember_batch(self, folder: Path) -> None:
        """Keep which batch the triage window shows."""
        self._keep(replace(self.settings, last_batch=str(folder.absolute())))

    def forget_recent(self) -> None:
        """Empty the recent files."""
        self._keep(replace(self.settings, recent_files=()))

    def remember_place(self, window: QMainWindow) -> None:
        """Keep size, place and screen of the window for the next run, as it is when it fills no screen."""
        place = window.normalGeometry()
        self._keep(
            replace(
                self.settings,
                window_left=place.x(),
                window_top=place.y(),
                window_width=max(place.width(), 800),
                window_height=max(place.height(), 600),
                window_screen=window.screen().name(),
                window_placed=True,
                window_maximized=window.isMaximized(),
            )
        )

    def choose_texture(self, texture: TextureSettings) -> None:
        """Measure texture so from now on."""
        self._keep(
            replace(
                self.settings,
                texture_levels=texture.levels,
                texture_distance=texture.distance,
                texture_symmetric=texture.symmetric,
                texture_convention=texture.convention,
            )
        )

    def choose(self, name: str, value: object) -> None:
        """Keep a setting that the user has chosen; a shorter list of recent files drops the oldest."""
        settings = with_value(self.settings, name, value)
        self._keep(replace(settings, recent_files=settings.recent_files[: settings.recent_limit]))

    def show_histogram(self, *, visible: bool) -> None:
        """Show the histogram, or no longer."""
        self._keep(replace(self.settings, histogram_visible=visible))

    def list_findings(self, labels: tuple[str, ...]) -> None:
        """Offer other findings to choose from."""
        self._keep(replace(self.settings, finding_labels=labels))

    def choose_shortcuts(self, chosen: Mapping[str, str]) -> None:
        """Keep the keys that are not the usual ones."""
        self._keep(replace(self.settings, shortcuts=dict(chosen)))

    def show_films(self, *, visible: bool) -> None:
        """Show the list of studies, or no longer."""
        self._keep(replace(self.settings, films_visible=visible))

    def show_panels(self, *, visible: bool) -> None:
        """Show the panels of results, or no longer."""
        self._keep(replace(self.settings, panels_visible=visible))

    def remember_look(self, display: DisplayState, cine_rate: int, brush_share: float) -> None:
        """Keep layers, texts, the rate of cine and the size of the brush for the next run."""
        self._keep(self.with_look(display, cine_rate, brush_share))

    def with_look(self, display: DisplayState, cine_rate: int, brush_share: float) -> Settings:
        """Return the settings with the layers, texts, rate and brush that are in use now."""
        return replace(
            self.settings,
            cine_rate=cine_rate,
            brush_share=brush_share,
            mask_visible=display.mask.visible,
            mask_opacity=display.mask.opacity,
            heatmap_visible=display.heatmap.visible,
            heatmap_opacity=display.heatmap.opacity,
            texts_visible=display.texts_visible,
        )

    def _keep(self, settings: Settings) -> None:
        if settings == self.settings:
            return
        self.settings = settings
        self.changed.emit()
        try:
            save_settings(settings, self._path)
        except OSError as error:
            self._tell(f"{self._path}: the settings cannot be saved: {error.strerror or error}.")
