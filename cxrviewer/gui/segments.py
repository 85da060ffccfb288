"""The outlines of imported masks, as far as they are traced."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.findings import Polygon


@dataclass(frozen=True, slots=True, eq=False)
class TracedSegment:
    """A mask as the viewport draws it.

    Attributes
    ----------
    label
        Its name.
    polygons
        Closed, holes too, each (n, 2) x and y in the image's pixel-edge coordinates.
    """

    label: str
    polygons: tuple[Polygon, ...]


class TracedSegments(QObject):
    """Keeps the outlines of each image's masks; edited by `SegmentTracing` only.

    Signals
    -------
    changed
        There are other outlines for the image with this key.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kept: dict[str, tuple[TracedSegment, ...]] = {}

    def of(self, image_key: str) -> tuple[TracedSegment, ...]:
        """Return the outlines of an image's masks; nothing until they are traced."""
        return self._kept.get(image_key, ())

    def put(self, image_key: str, traced: tuple[TracedSegment, ...]) -> None:
        """Keep other outlines."""
        self._kept[image_key] = traced
        self.changed.emit(image_key)
