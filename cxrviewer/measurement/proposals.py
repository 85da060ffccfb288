"""A cardiothoracic ratio to begin with, proposed from the lung mask and the film."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.measurement.heart_border import Border, heart_border
from cxrviewer.measurement.regions import UnitPicture
from cxrviewer.measurement.scale import scale_of
from cxrviewer.measurement.straightened import FEWEST_ROWS, Labels, Straightened, straighten
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Annotation, AnnotationSet, Image, Kind, Maker

Indices = npt.NDArray[np.intp]

FAINTEST_STEP = 0.55
"""In standard deviations of the density between the lungs' outer borders; no fainter border is believed."""
PLAUSIBLE = (0.25, 0.72)
_BAND = 0.045  # of the thorax's width


@dataclass(frozen=True, slots=True)
class _Search:
    """Where one of the heart's borders may lie.

    Attributes
    ----------
    begin
        Its upper end, of the way down from the lungs' tops to the diaphragm.
    nearest, farthest
        From the midline, of the thorax's width.
    reach
        See `heart_border`.
    """

    begin: float
    nearest: float
    farthest: float
    reach: int


_RIGHT, _LEFT = _Search(0.70, 0.03, 0.30, 1), _Search(0.55, 0.06, 0.46, 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Thorax:
    """The lungs' outer borders in a straightened film.

    Attributes
    ----------
    right, left
        Outermost column edges of the right and the left lung, in the rows that hold both.
    rows
        Those rows.
    """

    right: Indices
    left: Indices
    rows: Indices

    @property
    def widest(self) -> int:
        """Place, in `rows`, of the greatest width."""
        return int(np.argmax(self.left - self.right))

    @property
    def width(self) -> int:
        """The greatest width."""
        return int((self.left - self.right).max())


def propose_cardiothoracic(
    image: Image, labels: Labels, unit_picture: UnitPicture | None = None
) -> Annotation | None:
    """Propose the points of a cardiothoracic ratio; a reader has to check every one.

    The midline runs halfway between the lungs' medial borders where these are closest. The thorax is measured
    where the lungs' outer borders lie farthest apart across the midline. Masks of lungs may or may not hold
    the lung behind the heart, so the heart's borders are looked for in the film: the paths down to the
    diaphragm along which density falls most from the heart to the lung.

    Parameters
    ----------
    image
        A frontal chest radiograph.
    labels
        (rows, columns) uint8: its lung mask.
    unit_picture
        (rows, columns) float32 in [0, 1]: `display.render_unit` of the image; rendered if None.

    Returns
    -------
    None of a CT, and if a lung is missing, the lungs do not lie side by side, a border of the heart is too
    faint, or the ratio would not be plausible.
    """
    if image.text.modality == "CT":
        return None
    picture = render_unit(image) if unit_picture is None else unit_picture
    straight = straighten(picture, labels, scale_of(image, AnnotationSet(image.source.key)))
    if straight is None:
        return None
    thorax = _thorax(straight.labels)
    if thorax.rows.size < FEWEST_ROWS:
        return None
    right, left = _heart(straight, thorax)
    if right is None or left is None or not _is_plausible(straight, thorax, right, left):
        return None
    return _annotation(straight, thorax, right, left)


def _thorax(labels: Labels) -> _Thorax:
    right, left = labels == RIGHT_LUNG, labels == LEFT_LUNG
    rows = np.flatnonzero(right.any(axis=1) & left.any(axis=1))
    ends = labels.shape[1] - np.argmax(left[rows, ::-1], axis=1)
    return _Thorax(np.argmax(right[rows], axis=1), ends, rows)


def _heart(straight: Straightened, thorax: _Thorax) -> tuple[Border | None, Border | None]:
    """Return the heart's right and left border, both in the straightened film."""
    columns = straight.labels.shape[1]
    domes = [_dome(straight.labels == lung) for lung in (RIGHT_LUNG, LEFT_LUNG)]
    mirrored = np.ascontiguousarray(straight.picture[:, ::-1])
    outer, midline = columns - int(thorax.right.min()), columns - straight.midline
    right = _side(mirrored, midline, outer, thorax, domes[0], _RIGHT)
    outer, dome = int(thorax.left.max()), max(domes)  # the left dome is the lower one
    left = _side(straight.picture, straight.midline, outer, thorax, dome, _LEFT)
    return None if right is None else replace(right, x=columns - right.x), left


def _side(
    picture: UnitPicture, midline: float, outer: int, thorax: _Thorax, dome: int, search: _Search
) -> Border | None:
    """Look for the border on the side that is on the right of the picture; `outer` is the lung's far end."""
    top, width = int(thorax.rows[0]), thorax.width
    band = max(3, round(_BAND * width))
    first, last = (round(midline + share * width) for share in (search.nearest, search.farthest))
    rows = slice(round(top + search.begin * (dome - top)), dome)
    columns = slice(max(first, 0), min(last, outer - band // 2))
    return heart_border(picture, rows, columns, band, search.reach)


def _dome(lung: npt.NDArray[np.bool_]) -> int:
    """Return the row of a lung's diaphragm at about its highest, in the middle half of the lung's columns."""
    columns = np.flatnonzero(lung.any(axis=0))
    quarter = len(columns) // 4
    middle = columns[quarter : len(columns) - quarter]
    bottoms = lung.shape[0] - np.argmax(lung[::-1, middle], axis=0)
    return int(np.percentile(bottoms, 15))


def _is_plausible(straight: Straightened, thorax: _Thorax, right: Border, left: Border) -> bool:
    """Tell whether both borders stand out and the heart has a plausible size."""
    box = straight.picture[thorax.rows[0] : thorax.rows[-1], thorax.right.min() : thorax.left.max()]
    faintest = FAINTEST_STEP * float(cv2.meanStdDev(np.ascontiguousarray(box))[1][0, 0])
    is_sized = PLAUSIBLE[0] <= (left.x - right.x) / thorax.width <= PLAUSIBLE[1]
    return is_sized and min(right.step, left.step) >= faintest


def _annotation(straight: Straightened, thorax: _Thorax, right: Border, left: Border) -> Annotation:
    level = thorax.rows[thorax.widest] + 0.5
    points = (
        (straight.midline, float(thorax.rows[0])),
        (straight.midline, float(thorax.rows[-1])),
        (right.x, right.y),
        (left.x, left.y),
        (float(thorax.right[thorax.widest]), level),
        (float(thorax.left[thorax.widest]), level),
    )
    on_film = tuple(straight.on_film(x, y) for x, y in points)
    return Annotation(Kind.CARDIOTHORACIC, on_film, maker=Maker.MODEL)
