"""The tree of the study browser as far as it has been looked at; free of Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from cxrviewer.store import Library
from cxrviewer.study.library import Entry, ImageEntry, Selection, SeriesEntry

CHUNK = 200


class Level(IntEnum):
    """What a node stands for."""

    ROOT = 0
    PATIENT = 1
    STUDY = 2
    SERIES = 3
    IMAGE = 4


_TABLES = {
    Level.PATIENT: "patients",
    Level.STUDY: "studies",
    Level.SERIES: "series",
    Level.IMAGE: "files",
}


@dataclass(slots=True, eq=False)
class Node:
    """One row, and the rows below it that have been loaded.

    Attributes
    ----------
    key
        Names the node to Qt as long as the model lives.
    level, entry
        What it stands for; the root has no entry.
    parent, row
        Where it is.
    children
        Those loaded so far, in order.
    complete
        Whether these are all.
    """

    key: int
    level: Level
    entry: Entry | None
    parent: "Node | None"
    row: int
    children: list["Node"] = field(default_factory=list)
    complete: bool = False

    @property
    def id(self) -> int:
        """Id of the entry in the index; 0 for the root."""
        return self.entry.id if self.entry is not None else 0

    def renumber(self, start: int = 0) -> None:
        """Tell the children from `start` on where they are."""
        for row in range(start, len(self.children)):
            self.children[row].row = row


def load(
    library: Library, selection: Selection, node: Node, offset: int = 0, limit: int = CHUNK
) -> Sequence[Entry]:
    """Return entries below a node, some at a time."""
    match node.level:
        case Level.ROOT:
            return library.patients(selection, offset, limit)
        case Level.PATIENT:
            return library.studies(node.id, selection, offset, limit)
        case Level.STUDY:
            return library.series(node.id, selection, offset, limit)
        case Level.SERIES:
            return library.images(node.id, selection, offset, limit)
        case Level.IMAGE:
            return []


def images_within(library: Library, selection: Selection, node: Node) -> list[ImageEntry]:
    """Return the images that a row stands for, in reading order."""
    if node.level is Level.ROOT:
        return []
    return library.images_within(_TABLES[node.level], node.id, selection)


def picture_of(library: Library, selection: Selection, node: Node) -> ImageEntry | None:
    """Return the image that stands for a series, its middle one, or the image itself; None for a document."""
    entry = node.entry
    if isinstance(entry, SeriesEntry):
        found = library.images(entry.id, selection, entry.images // 2, 1)
        entry = found[0] if found else None
    return entry if isinstance(entry, ImageEntry) and entry.is_image else None
