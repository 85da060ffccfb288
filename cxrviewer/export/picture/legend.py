"""The band below the film: what the colours mean, which models spoke, and what it is not for."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from cxrviewer.display.layer_colours import LUNG_COLOURS, SEGMENT_COLOURS, heat_colours, rgb
from cxrviewer.export.picture.lettering import Colour, font, printable
from cxrviewer.export.request import ExportRequest
from cxrviewer.study import (
    LEFT_LUNG,
    NOT_FOR_CLINICAL_USE,
    RIGHT_LUNG,
    Abstention,
    Cause,
    Grey8,
    HeatMap,
    ModelReference,
)

_INK: Colour = (214, 220, 227)
_WARNING: Colour = (255, 180, 84)
_RAMP = 6


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: a text with, before it, a colour or the ramp of the heat map."""

    text: str
    colour: Colour | None = None
    ramp: bool = False
    ink: Colour = _INK


def _shows_patches(request: ExportRequest) -> bool:
    """Tell whether the merged map of the patches is shown."""
    return request.view.patch_map and request.analysis is not None and request.analysis.patches is not None


def shown_heatmap(request: ExportRequest) -> HeatMap | None:
    """Return the heat map that the view shows: of the chosen class, else of the predicted one."""
    analysis = request.analysis
    if analysis is None or analysis.classification is None or not request.view.heatmap:
        return None
    if _shows_patches(request) and analysis.patches is not None:
        return analysis.patches.heatmap(request.view.heatmap_label)
    label = request.view.heatmap_label or analysis.classification.prediction
    return next((one for one in analysis.heatmaps if one.label == label), None)


def legend_band(request: ExportRequest, width: int, size: int) -> Grey8:
    """Return the band, (rows, width, 3) uint8 RGB, in letters of `size` pixels."""
    rows = _wrapped(list(_entries(request)), width, size)
    line = round(1.5 * size)
    canvas = Pillow.new("RGB", (width, line * len(rows) + size))
    for number, row in enumerate(rows):
        _draw_row(canvas, row, size // 2 + number * line, size)
    return np.asarray(canvas, np.uint8)


def _entries(request: ExportRequest) -> Iterator[_Entry]:
    analysis = request.analysis
    abstention = analysis.abstention if analysis is not None else None
    refused = abstention is not None and abstention.cause is Cause.GATE
    if analysis is not None and request.view.lungs and (analysis.lungs.edited or not refused):
        yield _Entry("right lung", rgb(LUNG_COLOURS[RIGHT_LUNG]))
        lungs = analysis.lungs
        by_reader = "drawn by the reader" if lungs.by_hand else "corrected by the reader"
        origin = by_reader if lungs.edited else _name(lungs.model)
        yield _Entry(f"left lung ({origin})", rgb(LUNG_COLOURS[LEFT_LUNG]))
    heatmap = shown_heatmap(request)
    if heatmap is not None and analysis is not None and analysis.classification is not None:
        patches = analysis.patches if _shows_patches(request) else None
        share = (patches or analysis.classification).probabilities[heatmap.label]
        read = f"{patches.number} patches, " if patches is not None else ""
        words = f"Grad-CAM of {heatmap.label}, {read}probability {share:.2f} ({_name(heatmap.model)})"
        if request.view.heatmap_stretched and heatmap.peak > 0:
            words += f", stretched: its peak is {heatmap.peak:.2g} of the absolute scale"
        yield _Entry(words, ramp=True)
    if abstention is not None:
        yield _Entry(f"the models abstain: {_reason(abstention)}", ink=_WARNING)
    for number, segment in enumerate(request.annotations.segments):
        yield _Entry(printable(segment.label), rgb(SEGMENT_COLOURS[number % len(SEGMENT_COLOURS)]))
    yield _Entry(NOT_FOR_CLINICAL_USE, ink=_WARNING)


def _reason(abstention: Abstention) -> str:
    """Return why there is no answer, shortly: the whole reason may be longer than the band."""
    if abstention.cause is Cause.UNCERTAIN:
        return abstention.reason
    return "refused by the checks" if abstention.cause is Cause.GATE else "unlike the films of the training"


def _name(model: ModelReference) -> str:
    return printable(f"{model.name} {model.version}")


def _room(entry: _Entry, size: int) -> int:
    """Return the width of what stands before an entry's text."""
    return round(1.4 * size) if entry.colour is not None else _RAMP * size if entry.ramp else 0


def _wrapped(entries: list[_Entry], width: int, size: int) -> list[list[_Entry]]:
    """Return the entries in rows; the last, the warning, has a row of its own."""
    rows: list[list[_Entry]] = []
    left = 0.0
    for entry in entries:
        wide = _room(entry, size) + font(size).getlength(entry.text) + 2 * size
        if not rows or left + wide > width or entry is entries[-1]:
            rows.append([])
            left = 0.0
        rows[-1].append(entry)
        left += wide
    return rows


def _draw_row(canvas: Pillow.Image, row: list[_Entry], top: int, size: int) -> None:
    pen = ImageDraw.Draw(canvas)
    left = float(size)
    for entry in row:
        room = _room(entry, size)
        if entry.colour is not None:
            pen.rectangle((left, top + 0.2 * size, left + 0.9 * size, top + 1.1 * size), fill=entry.colour)
        elif entry.ramp:
            canvas.paste(_ramp(room - size // 2, round(0.8 * size)), (round(left), round(top + 0.25 * size)))
        pen.text((left + room, top), entry.text, font=font(size), fill=entry.ink)
        left += room + font(size).getlength(entry.text) + 2 * size


def _ramp(width: int, height: int) -> Pillow.Image:
    """Return the heat map's colours from 0 to 1, over black."""
    values = np.linspace(0, 1, width, dtype=np.float32)[None].repeat(height, axis=0)
    colours = heat_colours(values)
    return Pillow.fromarray(np.rint(colours[..., :3] * (colours[..., 3:] / 255.0)).astype(np.uint8))
