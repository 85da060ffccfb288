"""What a report holds, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.graphics.shapes import Drawing

from cxrviewer.training.evaluation.gallery import GalleryPicture


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; an alarm stands out."""

    text: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its head, its rows, a line under it, and how many of its columns from the left are text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    texts: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """A drawing and what it shows."""

    drawing: Drawing
    caption: str


@dataclass(frozen=True, slots=True, eq=False)
class Plots:
    """Drawings side by side, two in a row."""

    plots: tuple[Plot, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """Pictures side by side, three in a row."""

    pictures: tuple[GalleryPicture, ...]


Part = Words | Grid | Plots | Gallery


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Parts under a heading."""

    heading: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A report.

    Attributes
    ----------
    title, subtitle
        At its head.
    warning
        What it must not be used for.
    origin
        What wrote it, and when.
    sections
        In order.
    """

    title: str
    subtitle: str
    warning: str
    origin: str
    sections: Sequence[Section] = field(default_factory=tuple)
