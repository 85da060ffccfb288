"""An analysis with what the viewport draws of it: made by a worker, frozen, free of Qt."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Analysis, Image, LungMask

Polygon = npt.NDArray[np.float64]
Outlines = dict[int, tuple[Polygon, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """An analysis and the outlines of its lungs.

    Attributes
    ----------
    analysis
        As the models gave it, or measured again in the lungs that the user has corrected.
    outlines
        `RIGHT_LUNG` or `LEFT_LUNG` -> closed polygons, holes too, each (n, 2) x and y in the image's
        pixel-edge coordinates.
    model_outlines
        Likewise of the model's own lungs, where `analysis` is of corrected ones; else empty.
    """

    analysis: Analysis
    outlines: Outlines
    model_outlines: Outlines = field(default_factory=dict)


def findings_of(analysis: Analysis) -> Findings:
    """Trace the lungs of an analysis."""
    return Findings(analysis, {label: outline(analysis.lungs, label) for label in (RIGHT_LUNG, LEFT_LUNG)})


def findings_in(image: Image, labels: npt.NDArray[np.uint8], model: Findings | None) -> Findings:
    """Measure and trace the lungs that the user has corrected or drawn.

    Parameters
    ----------
    image
        The film.
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung.
    model
        What the models gave of the film; None where they did not read it.
    """
    from cxrviewer.analysis import read_drawn, reread

    if model is None:
        return findings_of(read_drawn(image, labels))
    return replace(findings_of(reread(model.analysis, image, labels)), model_outlines=model.outlines)


def outline(mask: LungMask, label: int) -> tuple[Polygon, ...]:
    """Return the edges of one lung through the centres of its outermost pixels."""
    region = (mask.labels == label).astype(np.uint8)
    contours, _hierarchy = cv2.findContours(region, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return tuple(contour.reshape(-1, 2) + 0.5 for contour in contours)
