"""What holds the film that a tool draws on: its geometry, what is drawn, and what is in the making."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTransform

from cxrviewer.gui.annotating import Annotating
from cxrviewer.gui.cell import Cell
from cxrviewer.gui.film import Film
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.annotations_item import AnnotationsItem
from cxrviewer.gui.viewport.camera import Camera
from cxrviewer.gui.viewport.tiles import pixel_aspect
from cxrviewer.study import Annotation, AnnotationSet, Point


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A line that the user is asked for on the film itself.

    Attributes
    ----------
    at
        Where on the image.
    hint
        What is asked for.
    text
        What stands there already.
    take
        Called with the answer.
    drop
        Called where there is none.
    on_leaving
        Whether what was typed is taken when the hand goes elsewhere, too; else only with Enter.
    """

    at: Point
    hint: str
    text: str
    take: Callable[[str], None]
    drop: Callable[[], None]
    on_leaving: bool = True


class Easel:
    """One viewport, for its tools; there is a film on it whenever a tool is called.

    Attributes
    ----------
    sketch
        Lines in the making, in image coordinates.
    """

    def __init__(
        self,
        view: Camera,
        session: Session,
        cell: Cell,
        item: AnnotationsItem,
        ask: Callable[[Question], None],
    ) -> None:
        self._view, self.session, self._cell, self._item = view, session, cell, item
        self.ask = ask
        self.sketch: tuple[tuple[Point, ...], ...] = ()

    @property
    def film(self) -> Film:
        """The film."""
        if self._cell.film is None:
            raise RuntimeError("there is no film to draw on")
        return self._cell.film

    @property
    def ready(self) -> bool:
        """Whether there is a film that can be drawn on now: not while its stack is played."""
        return self._cell.film is not None and not self.annotating.locked

    @property
    def annotating(self) -> Annotating:
        """Histories, hand and selection."""
        return self.session.annotating

    @property
    def drawn(self) -> AnnotationSet:
        """What is drawn on the film."""
        return self.annotating.of(self.film.image.source.key)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the film."""
        return self.film.image.columns, self.film.image.rows

    @property
    def aspect(self) -> float:
        """Height over width of a pixel as it is shown."""
        return pixel_aspect(self.film.image)

    @property
    def to_view(self) -> QTransform:
        """Image coordinates -> the viewport."""
        return self._view.viewportTransform()

    @property
    def scale(self) -> float:
        """Units of the viewport per column of the film."""
        return self._view.zoom / self._view.devicePixelRatioF()

    def seen_at(self, point: Point) -> QPointF:
        """Return where a point of the image is in the viewport."""
        return self.to_view.map(QPointF(*point))

    def show(self, draft: Annotation | None = None, sketch: tuple[tuple[Point, ...], ...] = ()) -> None:
        """Show what is in the making, or nothing.

        Parameters
        ----------
        draft
            An annotation, shown above the others and in place of the one with its identifier.
        sketch
            Lines that are no annotation yet.
        """
        self.sketch = sketch
        self._item.set_draft(draft)
        self.repaint()

    def keep(self, annotation: Annotation) -> None:
        """Put a finished annotation on the film, as one edit, and select it."""
        self.show()
        self.annotating.edit(self.drawn.adding(annotation))
        self.annotating.select(annotation.identifier)

    def repaint(self) -> None:
        """Show the viewport anew."""
        self._view.viewport().update()
