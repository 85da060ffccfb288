"""The settings while the window is open: edited in one place, written when they change."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cxrviewer.gui.display_state import DisplayState, Layer
from cxrviewer.settings import Settings, save_settings, with_recent


class SettingsStore:
    """Holds the settings of this run.

    Parameters
    ----------
    settings, path
        As loaded, and where they are kept.
    tell
        Shows a sentence where they cannot be written.
    """

    def __init__(self, settings: Settings, path: Path, tell: Callable[[str], None]) -> None:
        self.settings = settings
        self._path, self._tell = path, tell

    def remember_opened(self, path: Path) -> None:
        """Put a path first among the recent files."""
        folder = path if path.is_dir() else path.parent
        recent = with_recent(self.settings, path)
        self._keep(replace(self.settings, recent_files=recent, last_folder=str(folder.absolute())))

    def forget_recent(self) -> None:
        """Empty the recent files."""
        self._keep(replace(self.settings, recent_files=()))

    def remember_look(self, display: DisplayState, width: int, height: int) -> None:
        """Keep layers, texts and the size of the window for the next run."""
        self._keep(
            replace(
                self.settings,
                mask_visible=display.mask.visible,
                mask_opacity=display.mask.opacity,
                heatmap_visible=display.heatmap.visible,
                heatmap_opacity=display.heatmap.opacity,
                texts_visible=display.texts_visible,
                window_width=max(width, 800),
                window_height=max(height, 600),
            )
        )

    def first_display(self) -> DisplayState:
        """Return the display state that the last run left."""
        stored = self.settings
        return DisplayState(
            mask=Layer(stored.mask_visible, stored.mask_opacity),
            heatmap=Layer(stored.heatmap_visible, stored.heatmap_opacity),
            texts_visible=stored.texts_visible,
        )

    def _keep(self, settings: Settings) -> None:
        if settings == self.settings:
            return
        self.settings = settings
        try:
            save_settings(settings, self._path)
        except OSError as error:
            self._tell(f"{self._path}: the settings cannot be saved: {error.strerror or error}.")
