"""What stands in the corners: side markers worked out by hand, round scale bars, numbers in words."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.display import FilmSampler
from cxrviewer.gui.display_state import DisplayState, Orientation
from cxrviewer.gui.film import Film, FilmKey
from cxrviewer.gui.viewport.notices import film_notices
from cxrviewer.gui.viewport.texts import (
    KEY_IMAGE,
    SideMarkers,
    corner_texts,
    describe_voi,
    pixel_size_text,
    scale_bar,
    side_markers,
    value_text,
)
from cxrviewer.study import Image, ImageSource, PixelSpacing, SpacingOrigin, StudyText, VoiFunction, Window

UPRIGHT = Orientation()


@pytest.mark.parametrize(
    ("patient_orientation", "orientation", "expected"),
    [
        (("L", "F"), UPRIGHT, SideMarkers("R", "H", "L", "F")),
        (("L", "F"), UPRIGHT.flipped_horizontally(), SideMarkers("L", "H", "R", "F")),
        (("L", "F"), UPRIGHT.flipped_vertically(), SideMarkers("R", "F", "L", "H")),
        (("L", "F"), UPRIGHT.rotated(1), SideMarkers("F", "R", "H", "L")),
        (("L", "F"), UPRIGHT.rotated(-1), SideMarkers("H", "L", "F", "R")),
        (("L", "F"), UPRIGHT.rotated(1).flipped_horizontally(), SideMarkers("H", "R", "F", "L")),
        (("P", "F"), UPRIGHT, SideMarkers("A", "H", "P", "F")),
        (("LP", "FR"), UPRIGHT, SideMarkers("RA", "HL", "LP", "FR")),
        ((), UPRIGHT, SideMarkers()),
        (("L",), UPRIGHT, SideMarkers()),
        (("", ""), UPRIGHT, SideMarkers()),
    ],
)
def test_side_markers(
    patient_orientation: tuple[str, ...], orientation: Orientation, expected: SideMarkers
) -> None:
    assert side_markers(patient_orientation, orientation) == expected


def _image(spacing: PixelSpacing | None) -> Image:
    return Image(ImageSource(Path("x"), 1, 1, "0", "DICOM"), np.zeros((4, 4), np.uint8), spacing=spacing)


@pytest.mark.parametrize(
    ("mm", "zoom", "longest", "length", "label"),
    [
        (0.2, 1.0, 300, 250, "5 cm"),
        (0.2, 1.0, 240, 100, "2 cm"),
        (0.1, 10.0, 150, 100, "1 mm"),
        (0.143, 0.25, 200, 174.8, "10 cm"),
    ],
)
def test_the_scale_bar_is_round(mm: float, zoom: float, longest: float, length: float, label: str) -> None:
    bar = scale_bar(_image(PixelSpacing(mm, mm, SpacingOrigin.IMAGER)), zoom, longest)
    assert bar.length_px == pytest.approx(length, rel=1e-3)
    assert (bar.length, bar.origin) == (label, "at the detector")


def test_without_calibration_there_is_no_scale_bar() -> None:
    assert scale_bar(_image(None), 1.0, 200) is None


@pytest.mark.parametrize(
    ("voi", "text"),
    [
        (Window(2048, 4096), "C 2048  W 4096"),
        (Window(77.5, 151), "C 77.5  W 151"),
        (Window(0.0123, 0.5), "C 0.0123  W 0.500"),
        (Window(40, 400, VoiFunction.SIGMOID), "C 40.0  W 400  SIGMOID"),
        (Window(40, 400, VoiFunction.LINEAR_EXACT), "C 40.0  W 400"),
        (None, ""),
    ],
)
def test_windows_in_words(voi: Window | None, text: str) -> None:
    assert describe_voi(voi) == text


def test_values_in_words() -> None:
    assert value_text(-1000.0) == "-1000"
    assert value_text(0.12345678) == "0.12346"
    assert value_text((1, 2, 3)) == "RGB 1, 2, 3"


@pytest.mark.parametrize(
    ("spacing", "ratio", "text"),
    [
        (PixelSpacing(0.143, 0.143, SpacingOrigin.IMAGER), 1.0, "0.143 mm/px, at the detector"),
        (
            PixelSpacing(0.5, 0.25, SpacingOrigin.PIXEL_SPACING),
            1.0,
            "0.5 \N{MULTIPLICATION SIGN} 0.25 mm/px, Pixel Spacing",
        ),
        (PixelSpacing(0.2, 0.2, SpacingOrigin.USER), 1.0, "0.2 mm/px, calibrated by the user"),
        (None, 1.0, "Not calibrated"),
        (None, 1.5, "Not calibrated, pixels 1.5 times as high as wide"),
    ],
)
def test_the_size_of_a_pixel_says_where_it_comes_from(
    spacing: PixelSpacing | None, ratio: float, text: str
) -> None:
    assert pixel_size_text(replace(_image(spacing), pixel_aspect_ratio=ratio)) == text


def _text(patient: str, date: str) -> StudyText:
    return StudyText(patient_id=patient, study_date=date)


def _film(text: StudyText) -> Film:
    image = replace(_image(None), text=text)
    return Film(FilmKey(Path("x")), image, FilmSampler(image), Window(1, 2), Window(1, 2), ())


@pytest.mark.parametrize(
    ("text", "other", "notices"),
    [
        (_text("A", "20240101"), _text("A", "20240112"), ("Prior: 11 days earlier",)),
        (_text("A", "20240111"), _text("A", "20240112"), ("Prior: 1 day earlier",)),
        (_text("A", "20230112"), _text("A", "20240112"), ("Prior: 12 months earlier",)),
        (_text("A", "20140112"), _text("A", "20240112"), ("Prior: 10.0 years earlier",)),
        (_text("A", "20240112"), _text("A", "20240101"), ()),
        (_text("A", "20240101"), _text("B", "20240112"), ("Different patients in sight",)),
        (_text("", "20240101"), _text("B", "20240112"), ()),
        (_text("A", "20240230"), _text("A", "20240301"), ("Prior: 20240230",)),
    ],
)
def test_a_prior_and_another_patient_are_told_of(
    text: StudyText, other: StudyText, notices: tuple[str, ...]
) -> None:
    assert film_notices(_film(text), DisplayState(), [_film(other)]) == notices


@pytest.mark.parametrize("marked", [True, False])
def test_a_key_image_is_said_to_be_one(marked: bool) -> None:
    texts = corner_texts(_film(StudyText()), DisplayState(), 1.0, None, key_image=marked)
    assert (KEY_IMAGE in texts.top_right) is marked
