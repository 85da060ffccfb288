"""Film, heat map, outlines, annotations and legend put together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display import default_voi, render_grey8
from cxrviewer.display.layer_colours import LUNG_COLOURS, SEGMENT_COLOURS, heat_colours, rgb
from cxrviewer.export.heatmap_png import heatmap_picture
from cxrviewer.export.picture.geometry import Floats, Placing, placing, turned_orientation
from cxrviewer.export.picture.labels import draw_labels
from cxrviewer.export.picture.legend import legend_band, shown_heatmap
from cxrviewer.export.picture.lettering import Box, draw_text, text_size
from cxrviewer.export.picture.lines import Pen, draw_annotation, draw_lines
from cxrviewer.export.request import ExportRequest
from cxrviewer.study import Grey8, HeatMap

_HEAT_OPACITY = 0.5
_MARKER = (255, 216, 102)


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A picture of the view.

    Attributes
    ----------
    pixels
        (rows, columns, 3) uint8 RGB.
    mm_per_pixel
        Width and height of a pixel in mm where the film is calibrated, else None.
    """

    pixels: Grey8
    mm_per_pixel: tuple[float, float] | None


def render_picture(request: ExportRequest, longest_side: int | None = None) -> Rendered:
    """Draw the view as a picture: no patient texts, the legend in a band below the film.

    Parameters
    ----------
    request
        The film, how it is shown, and what lies over it.
    longest_side
        Of the film in the picture, in pixels; if None a pixel of the picture is one of the film, and small
        films are enlarged by a whole number.
    """
    place = placing(request.image, request.view, longest_side)
    picture = _film(request, place)
    longest = max(place.size)
    width, letters = max(1, round(longest / 600)), max(11, round(longest / 72))
    _draw_masks(picture, request, place, width)
    for item in request.annotations.items:
        draw_annotation(picture, item, place, width)
    draw_labels(picture, request.annotations.items, request.measurements, place, letters)
    _draw_markers(picture, request, round(1.6 * letters))
    band = legend_band(request, picture.shape[1], letters)
    return Rendered(np.concatenate([picture, band]), _mm_per_pixel(request, place))


def _film(request: ExportRequest, place: Placing) -> Grey8:
    """Return the film with the heat map, in RGB, as it is seen."""
    image, view = request.image, request.view
    voi = default_voi(image) if view.voi is None and not image.is_colour else view.voi
    shown = place.scaled(render_grey8(image, voi, inverted=view.inverted))
    coloured = shown if shown.ndim == 3 else np.repeat(shown[..., None], 3, axis=2)
    heatmap = shown_heatmap(request)
    if heatmap is not None and view.heatmap_stretched:
        heatmap = heatmap.stretched()
    return place.turned(coloured if heatmap is None else _heated(coloured, heatmap, place))


def _heated(film: Grey8, heatmap: HeatMap, place: Placing) -> Grey8:
    """Lay a heat map over a film that is not yet turned."""
    across, down = place.scales
    left, top, right, bottom = heatmap.extent
    scaled = replace(heatmap, extent=(left * across, top * down, right * across, bottom * down))
    values = heatmap_picture(scaled, place.height, place.width)
    table = heat_colours(np.linspace(0, 1, 256, dtype=np.float32)[None])[0]
    colours = cv2.applyColorMap(values, np.ascontiguousarray(table[:, None, :3]))
    share = cv2.LUT(values, table[:, 3].astype(np.float32) * np.float32(_HEAT_OPACITY / 255))
    return np.asarray(cv2.blendLinear(film, colours, 1 - share, share), np.uint8)


def _draw_masks(picture: Grey8, request: ExportRequest, place: Placing, width: int) -> None:
    """Draw the outlines of the lungs, if they are shown, and of imported masks."""
    if request.analysis is not None and request.view.lungs:
        for label, colour in LUNG_COLOURS.items():
            inside = request.analysis.lungs.labels == label
            draw_lines(picture, list(_outlines(inside, place)), Pen(rgb(colour), width))
    for number, segment in enumerate(request.annotations.segments):
        colour = SEGMENT_COLOURS[number % len(SEGMENT_COLOURS)]
        inside = segment.mask.labels() > 0
        draw_lines(picture, list(_outlines(inside, place)), Pen(rgb(colour), width))


def _outlines(inside: npt.NDArray[np.bool_], place: Placing) -> Iterator[Floats]:
    """Yield the closed edges of a mask through the centres of its outermost pixels."""
    contours, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        corners = contour.reshape(-1, 2)
        yield place.places(np.concatenate([corners, corners[:1]]) + 0.5)


def _draw_markers(picture: Grey8, request: ExportRequest, size: int) -> None:
    """Write at both sides where the patient's right and left are, if the film says so."""
    orientation = turned_orientation(request.image.text.patient_orientation, request.view)
    opposite = turned_orientation(
        request.image.text.patient_orientation,
        replace(request.view, quarter_turns=request.view.quarter_turns + 2),
    )
    if orientation is None or opposite is None:
        return
    rows, columns = picture.shape[:2]
    for letters, right in ((opposite[0], False), (orientation[0], True)):
        width, height = text_size([letters], size)
        left = columns - width - size // 3 if right else size // 3
        draw_text(picture, Box(left, (rows - height) // 2, width, height), [letters], size, _MARKER)


def _mm_per_pixel(request: ExportRequest, place: Placing) -> tuple[float, float] | None:
    """Return width and height of a pixel of the picture by the user's calibration, else by the film's."""
    spacing = request.annotations.calibration or request.image.spacing
    if spacing is None:
        return None
    across, down = place.scales
    size = spacing.column_mm / across, spacing.row_mm / down
    return (size[1], size[0]) if request.view.quarter_turns % 2 else size
