"""What stands beside an annotation."""

import pytest

from cxrviewer.measurement import describe, describe_calibration, describe_quantity, describe_with_notices
from cxrviewer.study import Annotation, Kind, Measurement, PixelSpacing, Quantity, SpacingOrigin

LINE = Annotation(Kind.LENGTH, ((0, 0), (1, 1)))
BOX = Annotation(Kind.RECTANGLE, ((0, 0), (1, 1)))


def spacing(origin: SpacingOrigin) -> PixelSpacing:
    return PixelSpacing(0.1, 0.1, origin)


def test_length_with_its_calibration() -> None:
    found = Measurement(LINE, (Quantity("length", 12.345, "mm"),), spacing(SpacingOrigin.IMAGER))
    assert describe(found) == ("12.3 mm (ImagerPixelSpacing, at the detector)",)
    bare = Measurement(LINE, (Quantity("length", 1234.56, "px"),))
    assert describe(bare) == ("1234.6 px (not calibrated)",)


def test_every_origin_has_words() -> None:
    said = {describe_calibration(spacing(origin)) for origin in SpacingOrigin}
    assert len(said) == len(SpacingOrigin)
    assert describe_calibration(None) not in said


def test_angles() -> None:
    assert describe(Measurement(LINE, (Quantity("angle", 47.04, "deg"),))) == ("47.0°",)
    assert describe(Measurement(LINE, (Quantity("Cobb angle", 23.46, "deg"),))) == ("Cobb 23.5°",)


def test_region_with_mean_to_two_digits_of_its_deviation() -> None:
    names = ("mean", "standard deviation", "minimum", "maximum")

    def lines(*grey: float, unit: str = "[hnsf'U]") -> tuple[str, ...]:
        quantities = [Quantity(name, value, unit) for name, value in zip(names, grey, strict=True)]
        return describe(
            Measurement(BOX, (Quantity("area", 1234.5, "mm2"), *quantities), spacing(SpacingOrigin.USER))
        )

    assert lines(312.4, 14.2, 270, 355) == (
        "area 1234 mm² (calibrated by the user)",
        "mean 312 HU, SD 14",
        "min 270, max 355 HU",
    )
    assert lines(0.51234, 0.0123, 0.25, 0.75, unit="")[1:] == (
        "mean 0.512, SD 0.012",
        "min 0.2500, max 0.7500",
    )
    assert lines(-824, 0, -824, -824)[1] == "mean -824 HU, SD 0"


def test_region_without_a_pixel() -> None:
    assert describe(Measurement(BOX, (Quantity("area", 12.34, "px2"),))) == (
        "area 12.3 px² (not calibrated)",
    )


def test_notices_follow_unless_they_are_of_a_region() -> None:
    notice = ("A sentence.",)
    angle = (Quantity("Cobb angle", 20.0, "deg"),)
    measured = Measurement(LINE, angle, notices=notice)
    assert describe(measured) == ("Cobb 20.0°",)
    assert describe_with_notices(measured) == ("Cobb 20.0°", "A sentence.")
    assert describe_with_notices(Measurement(LINE, notices=notice)) == notice
    assert describe_with_notices(Measurement(BOX, notices=notice)) == ()


def test_nothing_measured_says_nothing() -> None:
    assert describe(Measurement(LINE)) == ()


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (Quantity("cardiothoracic ratio", 0.468, "1"), "0.47"),
        (Quantity("pixels", 1_000_000.0, "1"), "1000000"),
        (Quantity("mean", 12345.678, ""), "12346"),
        (Quantity("mean", 0.0001234, "OD"), "0.000123 OD"),
        (Quantity("area", 99.96, "mm2"), "100.0 mm²"),
        (Quantity("length", 0.0, "mm"), "0.0 mm"),
    ],
)
def test_decimals_worth_reading(quantity: Quantity, words: str) -> None:
    assert describe_quantity(quantity) == words
