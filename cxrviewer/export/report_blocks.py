"""The parts of the report, each as things that reportlab lays out."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table
from reportlab.platypus import Image as Picture

from cxrviewer.export.report_style import (
    ACCENT,
    BODY,
    HEADING,
    INK,
    LINE,
    QUIET,
    RIGHT,
    SMALL,
    SMALL_RIGHT,
    TRACK,
    labelled,
    paragraph,
)
from cxrviewer.study import (
    Analysis,
    Classification,
    Grey8,
    Image,
    LungArea,
    ModelReference,
    SpacingOrigin,
    TextureReadout,
)

_PRINT_DPI = 300
_BAR_ROW = 6.2 * mm
_NAMES = {"covid19": "COVID-19"}
_PLAIN = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
_TIGHT = [*_PLAIN, ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
_RULED = [*_PLAIN, ("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE)]


def heading(text: str) -> list[Flowable]:
    """Return the title of a section with the space above it."""
    return [Spacer(1, 2.5 * mm), paragraph(text, HEADING)]


def remark(text: str) -> list[Flowable]:
    """Return a small line under a table or bars."""
    return [Spacer(1, 1 * mm), paragraph(text, SMALL)]


def study_header(image: Image, width: float) -> list[Flowable]:
    """Return what the file says of patient and study, in three columns."""
    text = image.text
    name = f"{image.source.path.name}, frame {image.source.frame} of {image.source.frames}"
    entries = [
        ("Patient", text.patient_name),
        ("Study date", _date(text.study_date)),
        ("View", text.view_position),
        ("Patient ID", text.patient_id),
        ("Study", text.study_description),
        ("Modality", text.modality),
        ("Born", _date(text.patient_birth_date)),
        ("Series", text.series_description),
        ("Accession no.", text.accession_number),
        ("Sex, age", ", ".join(filter(None, (text.patient_sex, text.patient_age)))),
        ("Institution", text.institution),
        ("Pixels", f"{image.columns} × {image.rows}"),
    ]
    cells = [labelled(label, value or "–") for label, value in entries]
    rows = [cells[start : start + 3] for start in range(0, len(cells), 3)]
    shares = [0.36 * width, 0.38 * width, 0.26 * width]
    return [Table(rows, shares, style=_PLAIN), Table([[labelled("File", name)]], [width], style=_PLAIN)]


def film(picture: Grey8, width: float, height: float) -> Picture:
    """Return the picture, fitted into a box, at no more than the resolution of print."""
    rows, columns = picture.shape[:2]
    scale = min(width / columns, height / rows)
    printed = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    dots = tuple(round(side / 72 * _PRINT_DPI) for side in printed)
    if dots[0] < columns:
        picture = cv2.resize(picture, dots, interpolation=cv2.INTER_AREA).astype(np.uint8)
    stream = io.BytesIO()
    Pillow.fromarray(picture).save(stream, "PNG")
    stream.seek(0)
    return Picture(stream, *printed)


class Bars(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Probabilities as bars with their numbers; the highest is accented."""

    def __init__(self, probabilities: Mapping[str, float], width: float) -> None:
        super().__init__()
        self.probabilities = probabilities
        self.width, self.height = width, _BAR_ROW * len(probabilities)

    def draw(self) -> None:
        """Draw one row for each label, from the top."""
        highest = max(self.probabilities.values())
        for row, (label, share) in enumerate(self.probabilities.items()):
            self._draw_row(self.height - (row + 1) * _BAR_ROW, label, share, share == highest)

    def _draw_row(self, y: float, label: str, share: float, accented: bool) -> None:
        canvas, start, room = self.canv, 29 * mm, self.width - 44 * mm
        canvas.setFillColor(INK)
        canvas.setFont("Helvetica-Bold" if accented else "Helvetica", 8)
        canvas.drawString(0, y + 2, label_name(label))
        canvas.drawRightString(self.width, y + 2, f"{100 * share:.1f} %")
        canvas.setFillColor(TRACK)
        canvas.rect(start, y + 1, room, 3.2 * mm, stroke=0, fill=1)
        canvas.setFillColor(ACCENT if accented else QUIET)
        canvas.rect(start, y + 1, room * share, 3.2 * mm, stroke=0, fill=1)


def label_name(label: str) -> str:
    """Return a label as people write it."""
    return _NAMES.get(label, label.replace("_", " ").capitalize())


def probabilities(found: Classification | None, width: float) -> list[Flowable]:
    """Return the bars of all classes and of the coarser ones."""
    if found is None:
        return [*heading("Classes"), paragraph("No classifier for this kind of image is installed.")]
    blocks = [*heading("Probability by class"), Bars(found.probabilities, width)]
    if found.grouped:
        blocks += [*heading("The same, in three classes"), Bars(found.grouped, width)]
    return [*blocks, *remark("A research model's opinion; not calibrated for any clinic.")]


def lung_areas(areas: Sequence[LungArea], width: float) -> list[Flowable]:
    """Return the size of each lung with its unit, and where millimetres come from."""
    head = [paragraph("Lung", SMALL), paragraph("Pixels", SMALL_RIGHT), paragraph("Area", SMALL_RIGHT)]
    rows = [[area.lung.capitalize(), _right(f"{area.area_px:,}"), _right(_square_mm(area))] for area in areas]
    table = Table([head, *rows], [0.3 * width, 0.3 * width, 0.4 * width], style=_text(_RULED))
    return [*heading("Lung area in the picture"), table, *remark(_calibration(areas))]


def _square_mm(area: LungArea) -> str:
    return "–" if area.area_mm2 is None else f"{area.area_mm2:,.0f} mm²"


def _calibration(areas: Iterable[LungArea]) -> str:
    spacing = next((area.spacing for area in areas if area.spacing), None)
    if spacing is None:
        return "The file tells no pixel spacing: areas are in pixels only."
    plane = (
        " at the detector, where the lungs are magnified" if spacing.origin is SpacingOrigin.IMAGER else ""
    )
    return f"Calibration: {spacing.origin.value} {spacing.row_mm:.4g} × {spacing.column_mm:.4g} mm{plane}."


def texture(readouts: Sequence[TextureReadout], width: float) -> list[Flowable]:
    """Return the features of every region in two tables side by side, and how they were measured."""
    if not readouts:
        return [*heading("Texture"), paragraph("No lung is large enough to measure texture on.")]
    names = list(readouts[0].features)
    half = (len(names) + 1) // 2
    side = width / 2 - 3 * mm
    halves = [_texture_table(part, readouts, side) for part in (names[:half], names[half:])]
    both = Table([[halves[0], "", halves[1]]], [side, width - 2 * side, side], style=_TIGHT)
    return [*heading("Texture of the lungs"), both, *remark(texture_settings(readouts[0]))]


def _texture_table(names: Sequence[str], readouts: Sequence[TextureReadout], width: float) -> Table:
    regions = [
        readout.region.removesuffix(" lung").removesuffix(" lungs").capitalize() for readout in readouts
    ]
    head = [paragraph("Feature", SMALL), *(paragraph(region, SMALL_RIGHT) for region in regions)]
    rows = [
        [_feature_name(name), *(_right(f"{readout.features[name]:.4g}") for readout in readouts)]
        for name in names
    ]
    column = 0.57 * width / len(readouts)
    return Table([head, *rows], [0.43 * width, *[column] * len(readouts)], style=_text(_RULED))


def texture_settings(readout: TextureReadout) -> str:
    """Return how texture was measured, in one sentence."""
    how = readout.settings
    angles = ", ".join(f"{angle}°" for angle in how.angles_deg)
    return (
        f"Grey-level co-occurrence inside the mask only; {how.levels} levels ({how.quantisation}), distance"
        f" {how.distance} px, mean over {angles}, {'' if how.symmetric else 'not '}symmetric, convention"
        f" {how.convention}, natural logarithms."
    )


def _feature_name(name: str) -> str:
    return name if name.isupper() else name.replace("_", " ").capitalize()


def models(analysis: Analysis, width: float) -> list[Flowable]:
    """Return which model said what, with version, hash and runtime."""
    used = [("Lungs", analysis.lungs.model)]
    if analysis.classification:
        used.append(("Classes", analysis.classification.model))
    table = Table(
        [_model_row(task, model) for task, model in used],
        [0.1 * width, 0.34 * width, 0.22 * width, 0.34 * width],
        style=_text(_RULED),
    )
    return [*heading("Models"), table]


def _model_row(task: str, model: ModelReference) -> list[Any]:
    hashed = f"SHA-256 {model.sha256[:12]}…"
    return [task, paragraph(f"{model.name} {model.version}"), hashed, paragraph(model.runtime)]


def notices(sentences: Sequence[str]) -> list[Flowable]:
    """Return what must be read beside the result; nothing if there is nothing."""
    return [*heading("Notices"), *(paragraph(sentence) for sentence in sentences)] if sentences else []


def _right(text: str) -> Any:  # noqa: ANN401 - reportlab has no types
    return paragraph(text, RIGHT)


def _text(style: list[Any]) -> list[Any]:
    return [
        *style,
        ("FONT", (0, 0), (-1, -1), BODY.fontName, BODY.fontSize),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
    ]


def _date(stored: str) -> str:
    """Return a DICOM date (YYYYMMDD) as YYYY-MM-DD, anything else as it stands."""
    return f"{stored[:4]}-{stored[4:6]}-{stored[6:]}" if len(stored) == 8 and stored.isdigit() else stored
