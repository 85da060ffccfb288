"""The shape of a lung mask in numbers that do not depend on the film's size."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG

SIDE = 256

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class LungShape:
    """One lung on the film; lengths are shares of the film's height or width.

    Attributes
    ----------
    area
        Share of the film.
    x, y
        Centre from the left and from the top.
    height, width
        Of the box around it.
    solidity
        Share of its convex hull.
    cut
        Share of its box's height and width that touches the film's border, the larger of the sides.
    """

    area: float
    x: float
    y: float
    height: float
    width: float
    solidity: float
    cut: float


def lung_shapes(labels: Bytes) -> tuple[LungShape | None, LungShape | None]:
    """Return the shape of the right, then of the left lung; None of one that is not there.

    Parameters
    ----------
    labels
        (rows, columns) uint8: 0 background, 1 the patient's right lung, 2 the left.
    """
    small = cv2.resize(labels, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    right, left = (_shape((small == label).astype(np.uint8)) for label in (RIGHT_LUNG, LEFT_LUNG))
    return right, left


def _shape(lung: Bytes) -> LungShape | None:
    """Describe one lung on the square grid."""
    area = int(lung.sum())
    if area == 0:
        return None
    _left, _top, width, height = cv2.boundingRect(lung)
    moments = cv2.moments(lung, binaryImage=True)
    outlines, _tree = cv2.findContours(lung, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.fillConvexPoly(np.zeros_like(lung), cv2.convexHull(np.vstack(outlines)), 1)
    return LungShape(
        area=area / SIDE**2,
        x=moments["m10"] / area / SIDE,
        y=moments["m01"] / area / SIDE,
        height=height / SIDE,
        width=width / SIDE,
        solidity=area / int(hull.sum()),
        cut=_cut(lung, width, height),
    )


def _cut(lung: Bytes, width: int, height: int) -> float:
    """Return the largest share of the box's sides that lies on the border of the film."""
    across = max(int(lung[0].sum()), int(lung[-1].sum())) / width
    down = max(int(lung[:, 0].sum()), int(lung[:, -1].sum())) / height
    return max(across, down)
