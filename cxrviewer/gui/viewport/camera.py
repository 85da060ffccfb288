"""Zoom, pan and fit of a graphics view over a film."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from cxrviewer.gui.display_state import Orientation
from cxrviewer.gui.viewport.tiles import film_transform, swaps_axes

SMALLEST_ZOOM, LARGEST_ZOOM = 0.01, 64.0


@dataclass(frozen=True, slots=True)
class Move:
    """What the user has done to a camera, in terms that another camera can follow.

    Attributes
    ----------
    ratio
        Zoom after over zoom before.
    at
        The point that kept its place, as fractions of the viewport's width and height.
    shift
        By which the film was moved, in pixels of the viewport.
    fitted
        Whether the whole film was brought into sight; the rest says nothing then.
    """

    ratio: float = 1.0
    at: tuple[float, float] = (0.5, 0.5)
    shift: tuple[float, float] = (0.0, 0.0)
    fitted: bool = False


class Camera(QGraphicsView):
    """A view whose scene is in image coordinates; it turns, scales and pans without scroll bars.

    Signals
    -------
    moved
        The user has made this `Move`.
    """

    moved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setScene(QGraphicsScene(self))
        self._orientation = Orientation()
        self._zoom, self._aspect = 1.0, 1.0
        self._film = QRectF()
        self.fitted = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)

    @property
    def zoom(self) -> float:
        """Device pixels per column of the film."""
        return self._zoom

    def frame_film(self, rows: int, columns: int, aspect: float) -> None:
        """Take a film of this size, with pixels `aspect` times as high as wide, and fit it."""
        self._film, self._aspect = QRectF(0, 0, columns, rows), aspect
        self.scene().setSceneRect(self._film)
        self._fit()

    def turn(self, orientation: Orientation) -> None:
        """Show the film in another orientation, its middle where it was."""
        if orientation == self._orientation:
            return
        middle = self._middle()
        self._orientation = orientation
        self._apply(self._zoom)
        if self.fitted:
            self._fit()
        else:
            self.centerOn(middle)

    def fit(self) -> None:
        """Show the whole film, as large as it can be."""
        self._fit()
        self.moved.emit(Move(fitted=True))

    def keep_fitted(self) -> None:
        """Show the whole film in a viewport of another size, if the whole was in sight."""
        if self.fitted:
            self._fit()

    def _fit(self) -> None:
        if self._film.isEmpty():
            return
        unit = film_transform(self._orientation, 1.0, self._aspect).mapRect(self._film)
        room = self.viewport().rect()
        scale = min(room.width() / unit.width(), room.height() / unit.height())
        self._apply(scale * self.devicePixelRatioF())
        self.centerOn(self._film.center())
        self.fitted = True

    def one_to_one(self) -> None:
        """Show one column on one pixel of the screen, the middle where it was."""
        self.zoom_to(1.0)

    def zoom_to(self, zoom: float, about: QPointF | None = None) -> None:
        """Scale to `zoom` device pixels per column; the point `about` of the viewport keeps its place."""
        anchor = about if about is not None else QPointF(self.viewport().rect().center())
        before = self._zoom
        self._zoom_to(zoom, anchor)
        room = self.viewport().size()
        at = anchor.x() / max(room.width(), 1), anchor.y() / max(room.height(), 1)
        self.moved.emit(Move(self._zoom / before, at))

    def _zoom_to(self, zoom: float, anchor: QPointF) -> None:
        before = self.position_on_film(anchor)
        self._apply(min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM))
        shift = self.viewportTransform().map(before) - anchor
        self._scroll(shift)
        self.fitted = False

    def pan(self, shift: QPointF) -> None:
        """Move the film with the hand by so many pixels of the viewport."""
        self._pan(shift)
        self.moved.emit(Move(shift=(shift.x(), shift.y())))

    def _pan(self, shift: QPointF) -> None:
        self._scroll(-shift)
        self.fitted = False

    def follow(self, move: Move) -> None:
        """Do what the user has done to another camera; nobody is told of it."""
        if move.fitted:
            self._fit()
        elif move.ratio != 1.0:
            room = self.viewport().size()
            anchor = QPointF(move.at[0] * room.width(), move.at[1] * room.height())
            self._zoom_to(self._zoom * move.ratio, anchor)
        else:
            self._pan(QPointF(*move.shift))

    def position_on_film(self, point: QPointF) -> QPointF:
        """Return the image coordinates of a point of the viewport."""
        inverse, _invertible = self.viewportTransform().inverted()
        return inverse.map(point)

    def _middle(self) -> QPointF:
        return self.position_on_film(QPointF(self.viewport().rect().center()))

    def _scroll(self, shift: QPointF) -> None:
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        horizontal.setValue(horizontal.value() + round(shift.x()))
        vertical.setValue(vertical.value() + round(shift.y()))

    def _apply(self, zoom: float) -> None:
        self._zoom = zoom
        transform = film_transform(self._orientation, zoom / self.devicePixelRatioF(), self._aspect)
        self.setSceneRect(self._room_to_move(swapped=swaps_axes(transform)))
        self.setTransform(transform)

    def _room_to_move(self, *, swapped: bool) -> QRectF:
        """Return the film with a viewport's width around it: every part can be brought to the middle."""
        scale = self._zoom / self.devicePixelRatioF()
        room = self.viewport().size()
        across, down = room.width() / scale, room.height() / scale
        if swapped:
            across, down = down, across
        down /= self._aspect
        return self._film.adjusted(-across, -down, across, down)
