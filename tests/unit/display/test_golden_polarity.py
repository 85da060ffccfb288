"""Which end is white: five stored values of a file as grey levels that were worked out by hand."""

from pathlib import Path

import numpy as np
import pytest
from conformance.making import dataset_of, table

from cxrviewer.cli.render import render
from cxrviewer.display import is_inverted, render_grey8, render_unit
from cxrviewer.readers import read_image

STORED = np.array([[0, 1024, 2048, 3072, 4095]], np.uint16)
WINDOW = {"WindowCenter": 2048, "WindowWidth": 4096}
# 255 x / 4095; 255 x / 4096; 255 / (1 + exp((2048 - x) / 1024)); 255 e / 4095 with e the table's entry; all
# rounded down but for the last, which is rounded to the nearest; for the inverse, 255 minus them, rounded so
GOLDEN = {
    "LINEAR": (WINDOW, [0, 63, 127, 191, 255], [255, 191, 127, 63, 0]),
    "LINEAR_EXACT": (
        WINDOW | {"VOILUTFunction": "LINEAR_EXACT"},
        [0, 63, 127, 191, 254],
        [255, 191, 127, 63, 0],
    ),
    "SIGMOID": (WINDOW | {"VOILUTFunction": "SIGMOID"}, [30, 68, 127, 186, 224], [224, 186, 127, 68, 30]),
    "VOI LUT": (
        {
            "VOILUTSequence": [
                table([0] * 1024 + [500] * 1024 + [1000] * 1024 + [3000] * 1023 + [4095], bits=12)
            ]
        },
        [0, 31, 62, 187, 255],
        [255, 224, 193, 68, 0],
    ),
    "minimum to maximum": ({}, [0, 63, 127, 191, 255], [255, 191, 127, 63, 0]),
    "slope -1": (
        WINDOW | {"RescaleSlope": -1, "RescaleIntercept": 4095},
        [255, 191, 127, 63, 0],
        [0, 63, 127, 191, 255],
    ),
}
POLARITIES = [
    ("MONOCHROME2", None, False),
    ("MONOCHROME2", "IDENTITY", False),
    ("MONOCHROME2", "INVERSE", True),
    ("MONOCHROME1", None, True),
    ("MONOCHROME1", "INVERSE", True),  # once, not twice
    ("MONOCHROME1", "IDENTITY", False),  # P-Values
]


def write(folder: Path, photometric: str, shape: str | None, attributes: dict[str, object]) -> Path:
    given = {"BitsStored": 12, "PhotometricInterpretation": photometric, "PresentationLUTShape": shape}
    path = folder / "film.dcm"
    dataset_of(STORED, **(given | attributes)).save_as(path, enforce_file_format=True)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("voi", GOLDEN)
@pytest.mark.parametrize(("photometric", "shape", "inverse"), POLARITIES)
def test_golden_grey_levels(
    tmp_path: Path, voi: str, photometric: str, shape: str | None, inverse: bool
) -> None:
    attributes, straight, inverted = GOLDEN[voi]
    image = read_image(write(tmp_path, photometric, shape, attributes))
    shown, turned = (inverted, straight) if inverse else (straight, inverted)
    assert is_inverted(image) is inverse
    assert render_grey8(image).tolist() == [shown]
    assert render_grey8(image, inverted=True).tolist() == [turned]
    assert np.abs(render_unit(image) * 255 - shown).max() < 1


def test_render_does_not_scale_pixels_that_are_no_squares(tmp_path: Path) -> None:
    from PIL import Image as Pillow

    path = write(tmp_path, "MONOCHROME2", None, WINDOW | {"PixelAspectRatio": [3, 1]})
    assert read_image(path).pixel_aspect_ratio == 3
    render(path, tmp_path / "film.png")
    assert np.asarray(Pillow.open(tmp_path / "film.png")).tolist() == [[0, 63, 127, 191, 255]]
