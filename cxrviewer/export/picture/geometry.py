"""Where a place of the film lies in the picture: stretched to square pixels, mirrored, turned."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.export.request import View
from cxrviewer.study import Grey8, Image

Floats = npt.NDArray[np.float64]

SMALLEST_SIDE = 1000
_SQUARE = 1e-3


@dataclass(frozen=True, slots=True)
class Placing:
    """How the film lies in the picture.

    Attributes
    ----------
    columns, rows
        Of the film.
    width, height
        Of the film in the picture before it is turned.
    view
        How it is mirrored and turned.
    """

    columns: int
    rows: int
    width: int
    height: int
    view: View

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the film in the picture."""
        return (self.height, self.width) if self.view.quarter_turns % 2 else (self.width, self.height)

    def places(self, points: npt.ArrayLike) -> Floats:
        """Return (n, 2) x and y in the picture of points in the film; both count from the top left corner."""
        places = np.asarray(points, np.float64).reshape(-1, 2) * self.scales
        if self.view.mirrored:
            places[:, 0] = self.width - places[:, 0]
        width, height = self.width, self.height
        for _turn in range(self.view.quarter_turns % 4):
            places = np.stack([height - places[:, 1], places[:, 0]], axis=1)
            width, height = height, width
        return places

    @property
    def scales(self) -> tuple[float, float]:
        """Pixels of the picture for a column and for a row of the film."""
        return self.width / self.columns, self.height / self.rows

    def turned(self, picture: Grey8) -> Grey8:
        """Return a picture of `height` rows and `width` columns as it is seen."""
        mirrored = picture[:, ::-1] if self.view.mirrored else picture
        return np.ascontiguousarray(np.rot90(mirrored, -self.view.quarter_turns))

    def scaled(self, picture: Grey8) -> Grey8:
        """Return the film's picture with `height` rows and `width` columns."""
        if (self.width, self.height) == (self.columns, self.rows):
            return picture
        shrinks = self.width < self.columns
        way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(picture, (self.width, self.height), interpolation=way), np.uint8)


def placing(image: Image, view: View, longest_side: int | None) -> Placing:
    """Return how a film lies in a picture.

    Parameters
    ----------
    image
        The film.
    view
        How it is shown.
    longest_side
        Of the film in the picture; if None it is shown pixel by pixel, a small one enlarged by a whole number
        so that words beside it can be read.
    """
    aspect = _aspect(image)
    longest = max(image.columns, image.rows * aspect)
    scale = longest_side / longest if longest_side else float(max(1, -(-SMALLEST_SIDE // round(longest))))
    width, height = (max(1, round(side * scale)) for side in (image.columns, image.rows * aspect))
    return Placing(image.columns, image.rows, width, height, view)


def _aspect(image: Image) -> float:
    """Return height over width of a pixel."""
    spacing = image.spacing
    aspect = spacing.row_mm / spacing.column_mm if spacing is not None else image.pixel_aspect_ratio
    return 1.0 if abs(aspect - 1) < _SQUARE else aspect


_OPPOSITE = str.maketrans("LRAPHF", "RLPAFH")


def turned_orientation(stored: tuple[str, ...], view: View) -> tuple[str, str] | None:
    """Return Patient Orientation (PS3.3 C.7.6.1.1.1) of a view of a film; None where the film has none."""
    if len(stored) != 2 or not all(stored):
        return None
    along, down = stored
    if view.mirrored:
        along = along.translate(_OPPOSITE)
    for _turn in range(view.quarter_turns % 4):
        along, down = down.translate(_OPPOSITE), along
    return along, down
