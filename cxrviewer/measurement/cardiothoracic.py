"""The cardiothoracic ratio of a frontal film."""

from collections.abc import Iterator, Sequence

import numpy as np

from cxrviewer.measurement.lines import NO_DIRECTION, Findings
from cxrviewer.measurement.scale import Scale
from cxrviewer.study import Annotation, Image, Maker, Point, Quantity

RATIO = "cardiothoracic ratio"


def measure_cardiothoracic(annotation: Annotation, image: Image, scale: Scale) -> Findings:
    """Measure the heart against the thorax (Danzer CS, Am J Med Sci 1919; 157:513-521).

    Across the midline, at right angles to it, the heart reaches the maximal right distance (MRD) to the
    patient's right and the maximal left distance (MLD) to the left; the ratio is (MRD + MLD) / ID with the
    internal diameter ID of the thorax, likewise at right angles to the midline. Only how far the points lie
    across the midline counts, not their height.

    Returns
    -------
    Ratio, MRD, MLD, width of heart and thorax; notices on the view and on points that cannot be right. No
    quantities where the midline has no length or the thorax no width.
    """
    distances = _across(annotation.points, scale)
    if distances is None:
        return (), (NO_DIRECTION,)
    heart_right, heart_left, thorax_right, thorax_left = distances
    thorax, heart = thorax_left - thorax_right, heart_left - heart_right
    if thorax == 0:
        return (), ("The two points of the thorax lie at the same distance from the midline.",)
    quantities = (
        Quantity(RATIO, abs(heart) / thorax, "1"),
        Quantity("maximal right cardiac distance", -heart_right, scale.unit),
        Quantity("maximal left cardiac distance", heart_left, scale.unit),
        Quantity("cardiac width", abs(heart), scale.unit),
        Quantity("thoracic width", thorax, scale.unit),
    )
    proposed = ("Proposed from the lung mask: check every point.",) if annotation.maker is Maker.MODEL else ()
    return quantities, (*proposed, *_view_notices(image.text.view_position), *_point_notices(*distances))


def _across(points: Sequence[Point], scale: Scale) -> tuple[float, float, float, float] | None:
    """Return how far heart (right, left) and thorax (right, left) lie to the patient's left of the midline.

    The side on which the thorax's left point lies against its right one is the patient's left, however the
    film is turned. None if the midline has no length.
    """
    top, bottom, *borders = scale.places(points)
    down = bottom - top
    length = float(np.hypot(*down))
    if length == 0:
        return None
    across = (np.asarray(borders) - top) @ np.array([down[1], -down[0]]) / length
    heart_right, heart_left, thorax_right, thorax_left = (float(one) for one in across)
    if thorax_left < thorax_right:
        return -heart_right, -heart_left, -thorax_right, -thorax_left
    return heart_right, heart_left, thorax_right, thorax_left


def _view_notices(view_position: str) -> Iterator[str]:
    """Tell what the view means for the ratio; nothing of a PA film."""
    view = view_position.strip().upper()
    if not view:
        yield "The view is not stated: AP films overestimate the heart."
    elif view.startswith("AP"):
        yield "AP view: the heart's size is overestimated."
    elif not view.startswith("PA"):
        yield f"The view is {view}: the ratio is meant for PA films."


def _point_notices(
    heart_right: float, heart_left: float, thorax_right: float, thorax_left: float
) -> Iterator[str]:
    """Tell which points cannot be right."""
    if heart_left < heart_right:
        yield "The heart's right and left points are exchanged against the thorax's."
    elif heart_right < thorax_right or heart_left > thorax_left:
        yield "The heart reaches beyond the thorax: check the points."
    elif heart_right > 0 or heart_left < 0:
        yield "The heart lies wholly on one side of the midline: check the points."
