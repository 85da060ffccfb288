"""What is drawn on the open images: kept before it is shown, undone and redone image by image."""

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.keeping import Keeper
from cxrviewer.gui.ledger import Ledger
from cxrviewer.study import AnnotationSet, History


class Hand(StrEnum):
    """What the left button does on the film."""

    WINDOW = "window"
    SELECT = "select"
    LENGTH = "length"
    ANGLE = "angle"
    COBB = "cobb"
    CARDIOTHORACIC = "cardiothoracic"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"
    FREEHAND = "freehand"
    ARROW = "arrow"
    TEXT = "text"
    POINT = "point"
    CALIBRATE = "calibrate"
    BRUSH = "brush"
    ERASER = "eraser"
    FILL = "fill"
    SMOOTH = "smooth"


class Annotating(QObject):
    """One history for each image, the hand in use and what is selected.

    Signals
    -------
    changed
        What is drawn on the image with this key.
    hand_changed
        What the left button does; also told where the same was chosen again.
    selection_changed
        Which annotation is selected.
    failed
        A sentence: something could not be kept; it stays on screen and is tried again with the next edit.
    """

    changed = Signal(str)
    hand_changed = Signal()
    selection_changed = Signal()
    failed = Signal(str)

    def __init__(self, keeper: Keeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._histories: dict[str, History[AnnotationSet]] = {}
        self._ledger = Ledger(keeper.load, keeper.save, keeper.version, self.failed.emit)
        self.hand = Hand.WINDOW
        self.selected: str | None = None
        self.locked = False

    def of(self, image_key: str) -> AnnotationSet:
        """Return what is drawn on an image."""
        return self._history(image_key).present

    def look_again(self, image_key: str) -> None:
        """Take up what another window has changed on an image; its history begins anew then."""
        found = self._ledger.news(image_key)
        if found is not None and found != self.of(image_key):
            self._histories[image_key] = History(found)
            self.changed.emit(image_key)

    def edit(self, after: AnnotationSet) -> None:
        """Make one finished edit: it is on the disk when this returns, and one step of undo."""
        if after != self.of(after.image_key):
            self._take(self._history(after.image_key).doing(after))

    def amend(self, after: AnnotationSet) -> None:
        """Complete the last edit by what follows from it; it is on the disk when this returns."""
        if after != self.of(after.image_key):
            self._take(self._history(after.image_key).amending(after))

    def undo(self, image_key: str) -> None:
        """Take back the last edit of an image."""
        if self.can_undo(image_key):
            self._take(self._history(image_key).undoing())

    def redo(self, image_key: str) -> None:
        """Make again what was taken back."""
        if self.can_redo(image_key):
            self._take(self._history(image_key).redoing())

    def can_undo(self, image_key: str) -> bool:
        """Tell whether there is anything to take back."""
        return bool(self._history(image_key).past)

    def can_redo(self, image_key: str) -> bool:
        """Tell whether anything was taken back."""
        return bool(self._history(image_key).future)

    def keep_rest(self) -> bool:
        """Try again to keep what could not be kept; tell whether all is kept now."""
        return self._ledger.keep_rest()

    def take_up(self, hand: Hand) -> None:
        """Let the left button do something else."""
        self.hand = hand
        self.hand_changed.emit()

    def lock(self, *, locked: bool) -> None:
        """Let the hand change nothing that is drawn, while a stack is played, or let it again."""
        self.locked = locked

    def select(self, identifier: str | None) -> None:
        """Select an annotation of the film on screen, or none."""
        if identifier != self.selected:
            self.selected = identifier
            self.selection_changed.emit()

    def _history(self, image_key: str) -> History[AnnotationSet]:
        if image_key not in self._histories:
            self._histories[image_key] = History(self._ledger.load(image_key, AnnotationSet(image_key)))
        return self._histories[image_key]

    def _take(self, history: History[AnnotationSet]) -> None:
        """Keep a history's present on the disk, then show it."""
        after = history.present
        self._histories[after.image_key] = history
        self._ledger.keep(after.image_key, after)
        self.changed.emit(after.image_key)
