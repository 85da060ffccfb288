"""Outlines of regions: where they cross the columns of pixels, how large they are."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from cxrviewer.measurement.even_odd import EvenOddArea, even_odd_area
from cxrviewer.measurement.scale import Scale
from cxrviewer.study import Annotation, Kind

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


class Outline(Protocol):
    """A closed line in the image's pixel coordinates."""

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom end."""

    def crossings(self, first: int, stop: int) -> tuple[Indices, Floats]:
        """Return where the line crosses the middles of the columns `first` to `stop` - 1.

        Returns
        -------
        Column and y of each crossing; an even number for each column.
        """

    def area_px(self) -> EvenOddArea:
        """Return the enclosed area in pixels."""

    def perimeter(self, scale: Scale) -> float:
        """Return the length of the line, in the scale's unit."""


def outline_of(annotation: Annotation) -> Outline:
    """Return the outline of a region.

    Raises
    ------
    ValueError
        If the annotation is no region.
    """
    points = np.asarray(annotation.points, np.float64)
    match annotation.kind:
        case Kind.RECTANGLE:
            (x0, y0), (x1, y1) = points
            return Polygon(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]))
        case Kind.ELLIPSE:
            return Ellipse(points.mean(axis=0), (points[1] - points[0]) / 2, (points[3] - points[2]) / 2)
        case Kind.POLYGON | Kind.FREEHAND:
            return Polygon(points)
        case _:
            raise ValueError(f"a {annotation.kind} is no region")


@dataclass(frozen=True, slots=True, eq=False)
class Polygon:
    """Straight lines from corner to corner, closed.

    Attributes
    ----------
    corners
        (n, 2) float64 x and y.
    """

    corners: Floats

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom end."""
        (left, top), (right, bottom) = self.corners.min(axis=0), self.corners.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def crossings(self, first: int, stop: int) -> tuple[Indices, Floats]:
        """Return where edges cross columns; an edge reaches from its left end, included, to its right end."""
        begins, ends = self.corners, np.roll(self.corners, -1, axis=0)
        left, right = (
            np.where((begins[:, :1] <= ends[:, :1]) == side, begins, ends) for side in (True, False)
        )
        starts, stops = (
            np.clip(np.ceil(end[:, 0] - 0.5), first, stop).astype(np.intp) for end in (left, right)
        )
        counts = stops - starts
        edges = np.repeat(np.arange(len(counts)), counts)
        columns = starts[edges] + np.arange(len(edges)) - np.repeat(np.cumsum(counts) - counts, counts)
        run, rise = (right[edges] - left[edges]).T
        return columns, left[edges, 1] + rise * ((columns + 0.5 - left[edges, 0]) / run)

    def area_px(self) -> EvenOddArea:
        """Return the area by the even-odd rule."""
        return even_odd_area(self.corners)

    def perimeter(self, scale: Scale) -> float:
        """Return the sum of the edges' lengths."""
        edges = scale.places(np.roll(self.corners, -1, axis=0) - self.corners)
        return float(np.hypot(edges[:, 0], edges[:, 1]).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Ellipse:
    """The points ``centre + first cos t + second sin t``.

    Attributes
    ----------
    centre, first, second
        (2,) float64 x and y: the middle, and the half axes. Half axes that are not at right angles, as a
        file may bring them, are taken as conjugate half diameters; that is an ellipse too.
    """

    centre: Floats
    first: Floats
    second: Floats

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom end."""
        reach = np.hypot(self.first, self.second)
        (left, top), (right, bottom) = self.centre - reach, self.centre + reach
        return float(left), float(top), float(right), float(bottom)

    def crossings(self, first: int, stop: int) -> tuple[Indices, Floats]:
        """Return the upper and the lower crossing of each column that meets the ellipse."""
        (ax, ay), (bx, by) = self.first, self.second
        reach = ax * ax + bx * bx
        columns = np.arange(first, stop)
        offset = columns + 0.5 - self.centre[0]
        meets = offset * offset < reach
        columns, offset = columns[meets], offset[meets]
        middle = self.centre[1] + offset * (ax * ay + bx * by) / max(reach, np.finfo(float).tiny)
        half = abs(ax * by - ay * bx) * np.sqrt(reach - offset * offset) / max(reach, np.finfo(float).tiny)
        return np.concatenate([columns, columns]), np.concatenate([middle - half, middle + half])

    def area_px(self) -> EvenOddArea:
        """Return pi times the half axes' cross product."""
        cross = self.first[0] * self.second[1] - self.first[1] * self.second[0]
        return EvenOddArea(float(np.pi * abs(cross)), crosses_itself=False)

    def perimeter(self, scale: Scale) -> float:
        """Return the circumference, to float64's precision."""
        axes = scale.places(np.stack([self.first, self.second]))
        minor, major = sorted(np.linalg.svd(axes, compute_uv=False))
        return _circumference(float(major), float(minor))


def _circumference(major: float, minor: float) -> float:
    """Return 4 a E(e), computed with the arithmetic-geometric mean (Abramowitz & Stegun 17.6.3, 17.6.4)."""
    if minor <= major * 1e-12:
        return 4 * major
    mean, geometric, square, weight = major, minor, major**2 - (major**2 - minor**2) / 2, 1.0
    while mean - geometric > 1e-15 * mean:
        square -= weight * ((mean - geometric) / 2) ** 2
        mean, geometric, weight = (mean + geometric) / 2, math.sqrt(mean * geometric), 2 * weight
    return 2 * math.pi * square / mean
