"""Lung masks as they come: one picture of both lungs, told apart or not, or one picture of each lung."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.errors import DataError
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG
from cxrviewer.training.data_set.film_record import FilmRecord

IGNORED_LABEL = 3

_SAME_ASPECT = 0.01
_SMALLEST_LUNG = 0.2  # of the larger one's area
_APART = 0.15  # of the film's width, between the middles of two lungs
_CLEANED = 0.01  # side of what is closed and opened, as a share of the mask's side

Bytes = npt.NDArray[np.uint8]


def read_mask(record: FilmRecord, size: tuple[int, int] | None = None) -> Bytes:
    """Read the lung mask of a film.

    A mask in two files, or one that does not tell the lungs apart, is cleaned by closing and opening and
    freed of small parts (paper A, row A2); the lung on the picture's left is the patient's right one.

    Parameters
    ----------
    record
        The film.
    size
        Rows and columns of the film. A mask of another size but the same shape is brought to it.

    Returns
    -------
    (rows, columns) uint8
        0 background, 1 right lung, 2 left lung, 3 left open by the annotators.

    Raises
    ------
    DataError
        If the film has no mask, it cannot be read, is of another shape than the film, or does not tell the
        lungs apart.
    """
    first = _picture(record.mask, record)
    if record.left_mask is not None:
        other = _picture(record.left_mask, record)
        if other.shape != first.shape:
            raise DataError(f"{record.left_mask}: has another size than {first.shape[1]} x {first.shape[0]}")
        labels = _two_lungs(_cleaned(_whole(first)), _cleaned(_whole(other)), record)
    else:
        labels = first if _tells_lungs_apart(first) else _divided(first, record)
    return labels if size is None else _on_film(labels, size, record)


def _picture(file: Path | None, record: FilmRecord) -> Bytes:
    """Read a grey picture of 8 bits."""
    if file is None or not file.is_file():
        raise DataError(f"{file or record.path}: there is no such mask")
    picture = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    if picture is not None and picture.ndim == 3 and (picture[..., :3] == picture[..., :1]).all():
        picture = picture[..., 0]
    if picture is None or picture.ndim != 2 or picture.dtype != np.uint8:
        raise DataError(f"{file}: is not a grey picture of 8 bits")
    return np.asarray(picture, np.uint8)


def _tells_lungs_apart(mask: Bytes) -> bool:
    """Return whether a mask has our labels for both lungs."""
    return bool((mask == RIGHT_LUNG).any() and (mask == LEFT_LUNG).any() and mask.max() <= IGNORED_LABEL)


def _whole(mask: Bytes) -> Bytes:
    """Return 1 where a mask of our labels has a lung; of other values, where it has the higher half."""
    if mask.max() <= IGNORED_LABEL:
        return np.asarray((mask == RIGHT_LUNG) | (mask == LEFT_LUNG), np.uint8)
    return np.asarray(mask > mask.max() / 2, np.uint8)


def _cleaned(mask: Bytes) -> Bytes:
    """Close gaps, then open bridges, of about a hundredth of the mask's side."""
    side = 2 * round(_CLEANED * min(mask.shape) / 2) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, disc)
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, disc), np.uint8)


def _largest_parts(mask: Bytes, count: int) -> list[tuple[Bytes, int, float]]:
    """Return the largest connected parts of a mask with their areas and the columns of their middles."""
    _count, parts, statistics, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    by_size = 1 + np.argsort(-statistics[1:, cv2.CC_STAT_AREA], kind="stable")
    return [
        ((parts == part).astype(np.uint8), int(statistics[part, cv2.CC_STAT_AREA]), float(centres[part, 0]))
        for part in by_size[:count]
    ]


def _divided(mask: Bytes, record: FilmRecord) -> Bytes:
    """Tell the lungs of a mask apart by its two largest parts; what was left open stays open."""
    parts = _largest_parts(_cleaned(_whole(mask)), 2)
    if len(parts) < 2:
        raise DataError(f"{record.mask}: does not tell the right lung from the left, and they are one part")
    labels = _labelled(parts[0], parts[1], record)
    if mask.max() == IGNORED_LABEL:
        labels[(mask == IGNORED_LABEL) & (labels == 0)] = IGNORED_LABEL
    return labels


def _two_lungs(one: Bytes, other: Bytes, record: FilmRecord) -> Bytes:
    """Join the masks of two lungs."""
    parts = [*_largest_parts(one, 1), *_largest_parts(other, 1)]
    if len(parts) < 2:
        raise DataError(f"{record.mask}: this mask or that of the other lung is empty")
    return _labelled(parts[0], parts[1], record)


def _labelled(one: tuple[Bytes, int, float], other: tuple[Bytes, int, float], record: FilmRecord) -> Bytes:
    """Return the labels of two parts, the one on the left of the picture as the patient's right lung."""
    (right, right_area, right_column), (left, left_area, left_column) = sorted(
        (one, other), key=lambda part: part[2]
    )
    if min(right_area, left_area) < _SMALLEST_LUNG * max(right_area, left_area):
        raise DataError(f"{record.mask}: does not tell the right lung from the left, and one part is small")
    if left_column - right_column < _APART * right.shape[1]:
        raise DataError(
            f"{record.mask}: does not tell the right lung from the left; they are not side by side"
        )
    labels = right * np.uint8(RIGHT_LUNG)
    labels[left > 0] = LEFT_LUNG
    return np.asarray(labels, np.uint8)


def _on_film(labels: Bytes, size: tuple[int, int], record: FilmRecord) -> Bytes:
    """Bring labels to the size of their film, which has the same shape."""
    rows, columns = size
    if labels.shape == size:
        return labels
    if abs(labels.shape[1] / labels.shape[0] / (columns / rows) - 1) > _SAME_ASPECT:
        raise DataError(f"{record.mask}: has another shape than its film {record.path.name}")
    return np.asarray(cv2.resize(labels, (columns, rows), interpolation=cv2.INTER_NEAREST_EXACT), np.uint8)
