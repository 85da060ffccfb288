"""What the actions about drawing do: one method for each name."""

from abc import ABC, abstractmethod
from dataclasses import replace

from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.proposing import Proposing
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.film_view import FilmView
from cxrviewer.study import Annotation, Kind, Maker

NO_LINE = "Only a length can calibrate the film; select one."


class DrawingCommands(ABC):
    """The methods carry the names of the table in `actions`."""

    _session: Session
    _proposing: Proposing

    @property
    @abstractmethod
    def _view(self) -> FilmView:
        """The active viewport."""

    # Tools

    def hand_window(self) -> None:
        """Window with the left button."""
        self._take_up(Hand.WINDOW)

    def hand_select(self) -> None:
        """Select with the left button."""
        self._take_up(Hand.SELECT)

    def hand_length(self) -> None:
        """Draw lengths."""
        self._take_up(Hand.LENGTH)

    def hand_angle(self) -> None:
        """Draw angles."""
        self._take_up(Hand.ANGLE)

    def hand_cobb(self) -> None:
        """Draw Cobb angles."""
        self._take_up(Hand.COBB)

    def hand_cardiothoracic(self) -> None:
        """Draw cardiothoracic ratios."""
        self._take_up(Hand.CARDIOTHORACIC)

    def hand_rectangle(self) -> None:
        """Draw rectangles."""
        self._take_up(Hand.RECTANGLE)

    def hand_ellipse(self) -> None:
        """Draw ellipses."""
        self._take_up(Hand.ELLIPSE)

    def hand_polygon(self) -> None:
        """Draw polygons."""
        self._take_up(Hand.POLYGON)

    def hand_freehand(self) -> None:
        """Draw outlines."""
        self._take_up(Hand.FREEHAND)

    def hand_arrow(self) -> None:
        """Draw arrows."""
        self._take_up(Hand.ARROW)

    def hand_text(self) -> None:
        """Write texts."""
        self._take_up(Hand.TEXT)

    def hand_point(self) -> None:
        """Mark points."""
        self._take_up(Hand.POINT)

    def hand_calibrate(self) -> None:
        """Draw a line of known length."""
        self._take_up(Hand.CALIBRATE)

    def _take_up(self, hand: Hand) -> None:
        """Take up a tool, or put it down if it is in hand; the keys go to the film from now on."""
        annotating = self._session.annotating
        annotating.take_up(Hand.WINDOW if hand is annotating.hand else hand)
        self._view.setFocus()

    # Edits

    def undo(self) -> None:
        """Throw away what is in the making, else take back the last edit of the film."""
        image_key = self._session.image_key
        if self._view.hands.busy:
            self._view.hands.cancel()
        elif image_key is not None:
            self._session.annotating.undo(image_key)

    def redo(self) -> None:
        """Make again what was taken back."""
        image_key = self._session.image_key
        if image_key is not None:
            self._session.annotating.redo(image_key)

    def delete_annotation(self) -> None:
        """Remove the selected annotation."""
        item = self._selected
        if item is not None:
            annotating = self._session.annotating
            annotating.edit(annotating.of(self._session.image_key or "").without(item.identifier))
            annotating.select(None)

    def delete_all_annotations(self) -> None:
        """Remove everything drawn on the film; calibration and lung mask stay."""
        image_key = self._session.image_key
        if image_key is not None:
            annotating = self._session.annotating
            annotating.edit(replace(annotating.of(image_key), items=()))
            annotating.select(None)

    def edit_annotation_text(self) -> None:
        """Ask for other words of the selected annotation."""
        item = self._selected
        if item is not None:
            self._view.edit_text(item)

    def calibrate_from_line(self) -> None:
        """Ask for the true length of the selected line."""
        item = self._selected
        if item is not None and item.kind is Kind.LENGTH:
            self._view.calibrate_from(item)
        else:
            self._session.message.emit(NO_LINE)

    def forget_calibration(self) -> None:
        """Let the file's own millimetres hold."""
        image_key = self._session.image_key
        if image_key is not None:
            annotating = self._session.annotating
            annotating.edit(annotating.of(image_key).calibrated(None))

    def propose_cardiothoracic(self) -> None:
        """Propose a cardiothoracic ratio from the lung mask."""
        self._proposing.propose()

    def accept_proposal(self) -> None:
        """Make the selected proposal the reader's own."""
        item = self._selected
        if item is not None and item.maker is Maker.MODEL:
            annotating = self._session.annotating
            drawn = annotating.of(self._session.image_key or "")
            annotating.edit(drawn.adding(replace(item, maker=Maker.USER)))

    def toggle_annotations(self) -> None:
        """Show or hide what is drawn."""
        display = self._session.display
        self._session.set_display(replace(display, annotations_visible=not display.annotations_visible))

    @property
    def _selected(self) -> Annotation | None:
        image_key, annotating = self._session.image_key, self._session.annotating
        return annotating.of(image_key).find(annotating.selected or "") if image_key is not None else None
