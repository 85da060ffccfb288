"""What stands in the corners: side markers worked out by hand, round scale bars, numbers in words."""

from pathlib import Path

import numpy as np
import pytest

from cxrviewer.gui.display_state import Orientation
from cxrviewer.gui.viewport.texts import (
    SideMarkers,
    describe_voi,
    scale_bar,
    side_markers,
    value_text,
)
from cxrviewer.study import Image, ImageSource, PixelSpacing, SpacingOrigin, VoiFunction, Window

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
    assert bar.label == f"{label}  (at the detector)"


def test_without_calibration_there_is_no_scale_bar() -> None:
    assert scale_bar(_image(None), 1.0, 200) is None


@pytest.mark.parametrize(
    ("voi", "text"),
    [
        (Window(2048, 4096), "C 2048  W 4096"),
        (Window(77.5, 151), "C 77.5  W 151"),
        (Window(0.0123, 0.5), "C 0.0123  W 0.500"),
        (Window(40, 400, VoiFunction.SIGMOID), "C 40.0  W 400  SIGMOID"),
        (None, ""),
    ],
)
def test_windows_in_words(voi: Window | None, text: str) -> None:
    assert describe_voi(voi) == text


def test_values_in_words() -> None:
    assert value_text(-1000.0) == "-1000"
    assert value_text(0.12345678) == "0.12346"
    assert value_text((1, 2, 3)) == "RGB 1, 2, 3"
