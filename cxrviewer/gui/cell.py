"""One viewport's part of the session: what is wanted in it, what is shown, and how."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.display_state import DisplayState, Override
from cxrviewer.gui.film import Film, FilmKey
from cxrviewer.study import Voi


class Cell(QObject):
    """Edited by the session only.

    Signals
    -------
    selection_changed
        What is wanted here (it may still be read).
    film_changed
        What is shown here.
    display_changed
        How it is shown.
    """

    selection_changed = Signal()
    film_changed = Signal()
    display_changed = Signal()

    def __init__(self, display: DisplayState, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted: FilmKey | None = None
        self.film: Film | None = None
        self.display = display

    def want(self, key: FilmKey | None) -> None:
        """Say what is wanted here."""
        self.wanted = key
        self.selection_changed.emit()

    def awaits(self, key: FilmKey) -> bool:
        """Tell whether a film is wanted here and not yet shown."""
        return self.wanted == key and (self.film is None or self.film.key != key)

    def show(self, film: Film, override: Override) -> None:
        """Put a film here; within a stack it is shown as the one before."""
        before, self.film = self.film, film
        if before is not None and before.stack == film.stack:
            self.display = self.display.with_voi(_voi_within_stack(self.display, before, film))
        else:
            fresh = replace(self.display.reset(film.voi), heatmap_label=None)
            self.display = fresh.overridden(override, film.voi, film.base_window)
        self.film_changed.emit()

    def clear(self) -> None:
        """Show nothing."""
        self.wanted = self.film = None
        self.film_changed.emit()

    def set_display(self, display: DisplayState) -> None:
        """Show the film another way."""
        if display != self.display:
            self.display = display
            self.display_changed.emit()


def _voi_within_stack(display: DisplayState, before: Film, film: Film) -> Voi | None:
    """Return the next image's own transform if that of the one before is in use, else the one in use.

    Where the file brings none, the one in use stays too: a range of its own for each image would flicker.
    """
    coloured = display.voi is None or film.voi is None
    own = coloured or (display.voi is before.voi and bool(film.image.vois))
    return film.voi if own else display.voi
