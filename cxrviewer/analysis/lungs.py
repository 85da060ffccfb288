"""Lung mask and its size."""

import numpy as np

from cxrviewer.inference.model import Segmenter
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, LungArea, LungMask, PixelSpacing

LUNG_NAMES = {RIGHT_LUNG: "right", LEFT_LUNG: "left"}

SMALLEST_LUNG_SHARE = 0.015  # of the film; the smallest lung of 4,794 annotated films covers 0.034


def segment_lungs(segmenter: Segmenter, unit: FloatMap) -> LungMask:
    """Return the mask of a film, (rows, columns) float32 in [0, 1], bright = dense."""
    return LungMask(segmenter.segment(unit), segmenter.reference)


def lung_areas(mask: LungMask, spacing: PixelSpacing | None) -> tuple[LungArea, ...]:
    """Measure the right, then the left lung; square millimetres where the film is calibrated."""
    counts = {label: np.count_nonzero(mask.labels == label) for label in LUNG_NAMES}
    pixel_mm2 = spacing.row_mm * spacing.column_mm if spacing else None
    return tuple(
        LungArea(
            lung=name,
            area_px=int(counts[label]),
            area_mm2=None if pixel_mm2 is None else float(counts[label] * pixel_mm2),
            spacing=spacing,
        )
        for label, name in LUNG_NAMES.items()
    )


def lung_notices(mask: LungMask, areas: tuple[LungArea, ...]) -> tuple[str, ...]:
    """Return a sentence for each lung that was not found or is implausibly small."""
    return tuple(
        f"The {area.lung} lung was not found: read the other results with care."
        for area in areas
        if area.area_px < SMALLEST_LUNG_SHARE * mask.labels.size
    )
