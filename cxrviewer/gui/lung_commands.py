"""What the actions about lungs do: one method for each name."""

from abc import ABC, abstractmethod
from dataclasses import replace

from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.lung_editing.repairing import Repairing
from cxrviewer.gui.session import Session


class LungCommands(ABC):
    """The methods carry the names of the table in `actions`."""

    _session: Session
    _repairing: Repairing

    @abstractmethod
    def _take_up(self, hand: Hand) -> None:
        """Take up a tool, or put it down if it is in hand."""

    def hand_brush(self) -> None:
        """Paint a lung."""
        self._take_up(Hand.BRUSH)

    def hand_eraser(self) -> None:
        """Erase from the lungs."""
        self._take_up(Hand.ERASER)

    def hand_fill(self) -> None:
        """Fill holes and gaps."""
        self._take_up(Hand.FILL)

    def hand_smooth(self) -> None:
        """Smooth outlines under the brush."""
        self._take_up(Hand.SMOOTH)

    def smooth_lungs(self) -> None:
        """Smooth both lungs."""
        self._repairing.smooth()

    def drop_lung_islands(self) -> None:
        """Keep the largest part of each lung."""
        self._repairing.drop_islands()

    def model_lungs(self) -> None:
        """Go back to the model's lungs."""
        film = self._session.film
        if film is not None:
            self._session.lung_desk.take_back(film)

    def toggle_model_outline(self) -> None:
        """Show or hide the model's own lungs beside corrected ones."""
        display = self._session.display
        self._session.set_display(replace(display, model_outline=not display.model_outline))
