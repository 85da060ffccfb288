"""The worst films as pictures: Grad-CAM or outlines over the film, and what went wrong under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display.layer_colours import LUNG_COLOURS, heat_colours, rgb
from cxrviewer.export.heatmap_png import heatmap_picture
from cxrviewer.readers import read_image
from cxrviewer.study import HeatMap
from cxrviewer.training.evaluation.film_answers import FilmAnswer, Focus, film_name
from cxrviewer.training.evaluation.judges import Show, Shown
from cxrviewer.training.evaluation.lung_measures import LungFits

HEIGHT = 360
JPEG_QUALITY = 88
HEAT_OPACITY = 0.75
REFERENCE_COLOUR = (255, 176, 0)

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class GalleryPicture:
    """One film of the gallery.

    Attributes
    ----------
    pixels
        (rows, columns, 3) uint8 RGB, `HEIGHT` rows.
    title, lines
        What stands under it.
    """

    pixels: Bytes
    title: str
    lines: tuple[str, ...]


def gallery(
    show: Show, answers: Sequence[FilmAnswer], data: Path, titles: Mapping[str, str]
) -> tuple[GalleryPicture, ...]:
    """Read the films again and draw them.

    Parameters
    ----------
    show
        Of the model.
    answers
        The films, in the order of the gallery; each has been measured.
    data
        The data set.
    titles
        Label of the model -> what people call it, in the order of its outputs.
    """
    return tuple(
        GalleryPicture(
            drawn(show(answer.record, read_image(answer.record.path))),
            film_name(answer.record.path, data),
            _lines(answer, titles),
        )
        for answer in answers
    )


def jpeg(pixels: Bytes) -> bytes:
    """Return (rows, columns, 3) uint8 RGB as a JPEG file."""
    turned = np.ascontiguousarray(pixels[..., ::-1])
    return cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()


def _lines(answer: FilmAnswer, titles: Mapping[str, str]) -> tuple[str, ...]:
    """Say what went wrong."""
    if answer.lungs is not None:
        return _fit_lines(answer.lungs)
    said = answer.probabilities
    if said is None:
        return ()
    labels, truth = list(titles), answer.record.label
    share = () if answer.focus is None else (_share(answer.focus),)
    return (
        f"is {titles[truth]} ({said[labels.index(truth)]:.2f})",
        f"called {titles[labels[int(said.argmax())]]} ({said.max():.2f})",
        *share,
        *((f"{answer.status}",) if answer.reason else ()),
    )


def _fit_lines(fits: LungFits) -> tuple[str, ...]:
    """Say how the outlines fit."""
    px = fits.both.hd95_px
    distance = () if px is None else (f"HD95 {px:.0f} px at 512",)
    swapped = ("right and left are swapped",) if fits.swapped else ()
    dice = f"Dice {fits.both.dice:.3f} (right {fits.right.dice:.3f}, left {fits.left.dice:.3f})"
    return dice, *distance, *swapped


def _share(focus: Focus) -> str:
    """Say how much of the map lies in the lungs."""
    return f"{focus.lung_share:.0%} of the Grad-CAM in the lungs (chance {focus.frame_area:.0%})"


def drawn(shown: Shown) -> Bytes:
    """Return the picture, (rows, columns, 3) uint8 RGB."""
    rows, columns = shown.unit.shape
    scale = HEIGHT / rows
    size = max(1, round(columns * scale)), HEIGHT
    grey = cv2.resize(shown.unit, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    picture = np.repeat(np.rint(np.clip(grey, 0, 1) * 255).astype(np.uint8)[..., None], 3, axis=2)
    if shown.heatmap is not None:
        picture = _heated(picture, shown.heatmap, size[0] / columns, scale)
    for label, colour in LUNG_COLOURS.items():
        _outline(picture, shown.lungs == label, rgb(colour))
        if shown.reference is not None:
            _outline(picture, shown.reference == label, REFERENCE_COLOUR)
    return picture


def _heated(picture: Bytes, heatmap: HeatMap, across: float, down: float) -> Bytes:
    """Lay a heat map over a film at this scale."""
    left, top, right, bottom = heatmap.extent
    scaled = replace(heatmap, extent=(left * across, top * down, right * across, bottom * down))
    values = heatmap_picture(scaled, picture.shape[0], picture.shape[1]) / np.float32(255)
    colours = heat_colours(values.astype(np.float32)).astype(np.float32)
    share = colours[..., 3:] * np.float32(HEAT_OPACITY / 255)
    return np.asarray(np.rint(picture * (1 - share) + colours[..., :3] * share), np.uint8)


def _outline(picture: Bytes, inside: npt.NDArray[np.bool_], colour: tuple[int, int, int]) -> None:
    """Draw the edge of a mask of the film onto its picture."""
    size = picture.shape[1], picture.shape[0]
    mask = cv2.resize(inside.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    contours, _tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(picture, contours, -1, colour, 1, cv2.LINE_AA)
