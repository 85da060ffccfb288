"""An analysis with what the viewport draws of it: made by a worker, frozen, free of Qt."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Analysis, LungMask

Polygon = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """An analysis and the outlines of its lungs.

    Attributes
    ----------
    analysis
        As the models gave it.
    outlines
        `RIGHT_LUNG` or `LEFT_LUNG` -> closed polygons, holes too, each (n, 2) x and y in the image's
        pixel-edge coordinates.
    """

    analysis: Analysis
    outlines: dict[int, tuple[Polygon, ...]]


def findings_of(analysis: Analysis) -> Findings:
    """Trace the lungs of an analysis."""
    return Findings(analysis, {label: outline(analysis.lungs, label) for label in (RIGHT_LUNG, LEFT_LUNG)})


def outline(mask: LungMask, label: int) -> tuple[Polygon, ...]:
    """Return the edges of one lung through the centres of its outermost pixels."""
    region = (mask.labels == label).astype(np.uint8)
    contours, _hierarchy = cv2.findContours(region, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return tuple(contour.reshape(-1, 2) + 0.5 for contour in contours)
