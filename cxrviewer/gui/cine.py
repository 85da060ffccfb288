"""Plays the stack on screen, as fast as asked, and never faster than its images can be read."""

from PySide6.QtCore import QObject, QTimer, Signal

from cxrviewer.gui.opening import Opening
from cxrviewer.gui.session import Session

SLOWEST, FASTEST = 1, 60
STEPS = (1, 2, 3, 5, 7, 10, 12, 15, 20, 25, 30, 40, 50, 60)


class Cine(QObject):
    """A timer that steps through the stack and begins again at its end.

    Signals
    -------
    changed
        It plays or has stopped, or has another rate.
    """

    changed = Signal()

    def __init__(self, session: Session, opening: Opening, rate: int, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._opening = session, opening
        self.rate = rate
        self._stack = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        session.film_changed.connect(self._follow_film)

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.stop()
        elif self._session.film is not None and len(self._session.stack) > 1:
            self._stack = self._session.film.stack
            self._timer.start(round(1000 / self.rate))
            self.changed.emit()

    def stop(self) -> None:
        """Pause."""
        self._timer.stop()
        self.changed.emit()

    def set_rate(self, rate: int) -> None:
        """Play at so many images a second."""
        self.rate = min(max(rate, SLOWEST), FASTEST)
        self._timer.setInterval(round(1000 / self.rate))
        self.changed.emit()

    def faster(self) -> None:
        """Take the next faster of the usual rates."""
        self.set_rate(next((step for step in STEPS if step > self.rate), FASTEST))

    def slower(self) -> None:
        """Take the next slower of the usual rates."""
        self.set_rate(next((step for step in reversed(STEPS) if step < self.rate), SLOWEST))

    def _step(self) -> None:
        """Go on, unless the image before is still being read."""
        film = self._session.film
        if film is not None and film.key == self._session.wanted:
            self._opening.step_in_stack(1, around=True)

    def _follow_film(self) -> None:
        """Stop when another stack comes on screen."""
        film = self._session.film
        if self.playing and (film is None or film.stack != self._stack):
            self.stop()
