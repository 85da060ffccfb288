"""The lungs under the user's hand: brush, lung to paint, and the labels while a stroke goes on."""

from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.annotating import Annotating, Hand
from cxrviewer.gui.film import Film
from cxrviewer.study import AnnotationSet, PackedMask

Labels = npt.NDArray[np.uint8]
Box = tuple[slice, slice]

LUNG_HANDS = frozenset({Hand.BRUSH, Hand.ERASER, Hand.FILL, Hand.SMOOTH})
SMALLEST_SHARE, LARGEST_SHARE = 0.002, 0.05
_UNPACKED = 4  # masks kept at hand, so that undo does not wait for zlib


@dataclass(frozen=True, slots=True)
class Brush:
    """What the lung tools work with.

    Attributes
    ----------
    share
        Radius over the longer side of the film, `SMALLEST_SHARE` to `LARGEST_SHARE`.
    lung
        `RIGHT_LUNG` or `LEFT_LUNG`; None for the one where a stroke begins, or that is nearest to it.
    """

    share: float = 0.015
    lung: int | None = None

    def radius(self, shape: tuple[int, ...]) -> float:
        """Return the radius in pixels of an image of (rows, columns), at least a half."""
        return max(0.5, self.share * max(shape))

    def resized(self, factor: float) -> "Brush":
        """Return it larger or smaller."""
        return replace(self, share=min(max(self.share * factor, SMALLEST_SHARE), LARGEST_SHARE))


@dataclass(slots=True, eq=False)
class _Work:
    """A stroke under way: labels that it may change, and whether it has."""

    film: Film
    labels: Labels
    changed: bool = False


class LungDesk(QObject):
    """One for the window; the session owns it.

    Signals
    -------
    patched
        The lungs of the image with this key are others in this `Box`, or everywhere where it is None.
    brush_changed
        Size of the brush or lung to paint.
    failed
        A sentence: the lungs that were kept of a film cannot be used.
    """

    patched = Signal(str, object)
    brush_changed = Signal()
    failed = Signal(str)

    def __init__(self, annotating: Annotating, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._annotating = annotating
        self.brush = Brush()
        self._work: _Work | None = None
        self._told: set[str] = set()
        self._unpacked: OrderedDict[PackedMask, Labels] = OrderedDict()
        annotating.changed.connect(lambda image_key: self.patched.emit(image_key, None))

    def set_brush(self, brush: Brush) -> None:
        """Work with another brush."""
        if brush != self.brush:
            self.brush = brush
            self.brush_changed.emit()

    def seen(self, film: Film) -> Labels | None:
        """Return the lungs as the user sees them, a stroke under way included; None where not corrected.

        They are to be read only.
        """
        if self._work is not None and self._work.film.image.source.key == film.image.source.key:
            return self._work.labels
        return self.kept(film)

    def kept(self, film: Film) -> Labels | None:
        """Return the lungs as they are kept; None where not corrected. They never change."""
        lungs = self._annotating.of(film.image.source.key).lungs
        if lungs is None:
            return None
        try:
            return self._labels(lungs, film)
        except ValueError as error:
            self._complain(film, error)
            return None

    def _complain(self, film: Film, error: ValueError) -> None:
        """Say, once for each film, that what was kept of it cannot be used."""
        if film.image.source.key not in self._told:
            self._told.add(film.image.source.key)
            self.failed.emit(f"{film.key.path}: the lungs that were kept of it cannot be used: {error}.")

    def take_up(self, hand: Hand) -> None:
        """Take up a lung tool, or put it down if it is in hand."""
        self._annotating.take_up(Hand.WINDOW if hand is self._annotating.hand else hand)

    def begin(self, film: Film, kept: Labels | None) -> Labels:
        """Begin a stroke and return the labels that it may change.

        Parameters
        ----------
        film
            The film.
        kept
            The lungs that it starts from; None where there are none yet.
        """
        empty = (film.image.rows, film.image.columns)
        self._work = _Work(film, np.zeros(empty, np.uint8) if kept is None else kept.copy())
        self.patched.emit(film.image.source.key, None)
        return self._work.labels

    def tell(self, box: Box) -> None:
        """Say that the stroke has changed a box of the labels."""
        if self._work is not None:
            self._work.changed = True
            self.patched.emit(self._work.film.image.source.key, box)

    def keep(self) -> None:
        """End the stroke: it is on the disk, and one step of undo, when this returns."""
        if self._work is None or not self._work.changed:
            self.drop()
            return
        work, self._work = self._work, None
        self.commit(work.film, work.labels, PackedMask.of(work.labels))

    def drop(self) -> None:
        """End the stroke and throw it away."""
        work, self._work = self._work, None
        if work is not None:
            self.patched.emit(work.film.image.source.key, None)

    def commit(self, film: Film, labels: Labels, packed: PackedMask) -> None:
        """Make these labels, which nobody else changes and which are packed already, a film's: one edit."""
        self._remember(packed, labels)
        self._annotating.edit(self._with_lungs(film, packed))

    def take_back(self, film: Film) -> None:
        """Go back to the model's lungs: one edit."""
        self._annotating.edit(self._with_lungs(film, None))

    def _with_lungs(self, film: Film, lungs: PackedMask | None) -> AnnotationSet:
        return self._annotating.of(film.image.source.key).with_lungs(lungs)

    def _labels(self, packed: PackedMask, film: Film) -> Labels:
        """Unpack a mask of a film, or find it at hand.

        Raises
        ------
        ValueError
            If the mask is damaged or of another size.
        """
        if (packed.rows, packed.columns) != (film.image.rows, film.image.columns):
            raise ValueError(f"they have {packed.columns} x {packed.rows} pixels")
        if packed not in self._unpacked:
            self._remember(packed, packed.labels())
        self._unpacked.move_to_end(packed)
        return self._unpacked[packed]

    def _remember(self, packed: PackedMask, labels: Labels) -> None:
        labels.flags.writeable = False
        self._unpacked[packed] = labels
        while len(self._unpacked) > _UNPACKED:
            self._unpacked.popitem(last=False)
