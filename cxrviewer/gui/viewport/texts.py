"""What the corners and edges of the viewport say of the film: pure functions of what is shown."""

import math
from dataclasses import dataclass

from cxrviewer.gui.display_state import DisplayState, Orientation
from cxrviewer.gui.film import Film
from cxrviewer.study import Image, LookupTable, SpacingOrigin, StudyText, Voi, VoiFunction

KEY_IMAGE = "\N{BLACK STAR} Key image"
_OPPOSITE = str.maketrans("APRLHF", "PALRFH")
_ORIGINS = {
    SpacingOrigin.IMAGER: "at the detector",
    SpacingOrigin.NOMINAL_SCANNED: "nominal, scanned film",
    SpacingOrigin.PIXEL_SPACING: "Pixel Spacing",
    SpacingOrigin.USER: "calibrated by the user",
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """The pixel under the cursor: zero-based column and row, and its value in words."""

    column: int
    row: int
    value: str


@dataclass(frozen=True, slots=True)
class CornerTexts:
    """Lines for the four corners."""

    top_left: tuple[str, ...]
    top_right: tuple[str, ...]
    bottom_left: tuple[str, ...]
    bottom_right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideMarkers:
    """Directions at the edges as seen (PS3.3 C.7.6.1.1.1); empty where the file does not tell."""

    left: str = ""
    top: str = ""
    right: str = ""
    bottom: str = ""


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A bar of a round length.

    Attributes
    ----------
    length_px
        On the screen, in the units of `zoom`.
    length
        In centimetres or millimetres.
    origin
        Where they come from.
    """

    length_px: float
    length: str
    origin: str


def corner_texts(
    film: Film,
    display: DisplayState,
    zoom: float,
    cursor: Cursor | None,
    place: tuple[int, int] = (1, 1),
    *,
    key_image: bool = False,
) -> CornerTexts:
    """Return patient and study, series and instance, window and pixel, geometry.

    Parameters
    ----------
    film, display
        What is shown, and how.
    zoom
        Screen pixels per column.
    cursor
        The pixel under the cursor, if it is on the film.
    place
        Of the image in its stack, from 1, and how many there are.
    key_image
        Whether the reader has marked it.
    """
    image, text = film.image, film.image.text
    return CornerTexts(
        _present(text.patient_name, text.patient_id, _birth_and_sex(text)),
        _present(
            text.institution,
            _date(text.study_date),
            text.study_description,
            text.accession_number and f"Acc. {text.accession_number}",
            KEY_IMAGE if key_image else "",
        ),
        _present(_cursor_line(cursor, image.units), *_voi_lines(display)),
        _present(
            _series(text),
            pixel_size_text(image),
            _instance(image, place),
            f"{image.columns} \N{MULTIPLICATION SIGN} {image.rows} px",
            f"Zoom {zoom:.0%}",
        ),
    )


def _present(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _birth_and_sex(text: StudyText) -> str:
    birth = text.patient_birth_date and f"* {_date(text.patient_birth_date)}"
    return "  ".join(_present(birth, text.patient_age.lstrip("0"), text.patient_sex))


def _date(stored: str) -> str:
    """Return a DICOM date (YYYYMMDD) as YYYY-MM-DD; anything else as it stands."""
    if len(stored) == 8 and stored.isdigit():
        return f"{stored[:4]}-{stored[4:6]}-{stored[6:]}"
    return stored


def _series(text: StudyText) -> str:
    return "  ".join(
        _present(
            text.modality,
            text.series_description or text.body_part,
            text.view_position,
            _side(text),
        )
    )


def _side(text: StudyText) -> str:
    """Return Image Laterality (0020,0062) where it names a side; "U" is unpaired, "B" both."""
    return text.image_laterality if text.image_laterality in {"L", "R"} else ""


def _instance(image: Image, place: tuple[int, int]) -> str:
    """Return Instance Number (0020,0013) and the image's place in its stack."""
    number = image.text.instance_number and f"Image {image.text.instance_number}"
    kind = "Frame" if image.source.frames > 1 else "Slice"
    of_stack = f"{kind} {place[0]} of {place[1]}" if place[1] > 1 else ""
    return "  ".join(_present(number, of_stack))


def pixel_size_text(image: Image) -> str:
    """Return the size of a pixel with where its millimetres come from, or that there are none."""
    spacing = image.spacing
    if spacing is None:
        ratio = image.pixel_aspect_ratio
        return "Not calibrated" + (f", pixels {ratio:.4g} times as high as wide" if ratio != 1 else "")
    sides = dict.fromkeys((f"{spacing.row_mm:.4g}", f"{spacing.column_mm:.4g}"))
    return " \N{MULTIPLICATION SIGN} ".join(sides) + f" mm/px, {_ORIGINS[spacing.origin]}"


def _cursor_line(cursor: Cursor | None, units: str) -> str:
    if cursor is None:
        return ""
    return f"{cursor.value} {units}".strip() + f"  x {cursor.column}  y {cursor.row}"


def _voi_lines(display: DisplayState) -> tuple[str, ...]:
    return _present(describe_voi(display.voi), getattr(display.voi, "explanation", ""))


def describe_voi(voi: Voi | None) -> str:
    """Return a VOI transform in a few words; LINEAR and LINEAR_EXACT differ by half a value only."""
    if voi is None:
        return ""
    if isinstance(voi, LookupTable):
        return "VOI LUT of the file"
    function = f"  {voi.function.value}" if voi.function is VoiFunction.SIGMOID else ""
    return f"C {number_text(voi.centre)}  W {number_text(voi.width)}{function}"


def number_text(value: float) -> str:
    """Return a number with the digits that matter on a screen."""
    if value == 0 or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def value_text(value: float | tuple[int, int, int]) -> str:
    """Return a modality value, or red, green and blue."""
    if isinstance(value, tuple):
        return "RGB " + ", ".join(str(part) for part in value)
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.5g}"


def side_markers(patient_orientation: tuple[str, ...], orientation: Orientation) -> SideMarkers:
    """Return which way the edges of the picture point, turned and flipped as it is shown.

    Parameters
    ----------
    patient_orientation
        Direction of the rows and of the columns (0020,0020), e.g. ("L", "F").
    orientation
        How the film is shown.
    """
    if len(patient_orientation) != 2 or not all(patient_orientation):
        return SideMarkers()
    row, column = patient_orientation
    left, top, right, bottom = row.translate(_OPPOSITE), column.translate(_OPPOSITE), row, column
    if orientation.mirrored:
        left, right = right, left
    for _ in range(orientation.quarter_turns):
        left, top, right, bottom = bottom, left, top, right
    return SideMarkers(left, top, right, bottom)


def scale_bar(image: Image, zoom: float, longest_px: float) -> ScaleBar | None:
    """Return a horizontal bar of 1, 2 or 5 times a power of ten, at most `longest_px` long.

    Parameters
    ----------
    image
        With its spacing; without one there is no bar.
    zoom
        Screen pixels per column.
    longest_px
        The longest bar that may be drawn.
    """
    if image.spacing is None or zoom <= 0:
        return None
    mm_per_px = image.spacing.column_mm / zoom  # the aspect ratio makes it the same along both axes
    longest_mm = longest_px * mm_per_px
    power = 10.0 ** math.floor(math.log10(longest_mm))
    length_mm = max(factor * power for factor in (1, 2, 5) if factor * power <= longest_mm)
    length = f"{length_mm / 10:g} cm" if length_mm >= 10 else f"{length_mm:g} mm"
    return ScaleBar(length_mm / mm_per_px, length, _ORIGINS[image.spacing.origin])
