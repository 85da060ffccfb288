"""Films as the analysis gets them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from phantoms import draw_chest

from cxrviewer.analysis import Analyser
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image
from cxrviewer.study import Image, ImageSource, PixelSpacing, SpacingOrigin, StudyText


@pytest.fixture(scope="session")
def drawn_film() -> Image:
    """A drawn chest, (72, 80) uint8, calibrated with pixels of 4.0 x 3.0 mm."""
    pixels, _mask = draw_chest("normal", np.random.default_rng(11))
    return Image(
        ImageSource(Path("drawn.png"), 1, 1, "0" * 64, "PNG"),
        pixels,
        spacing=PixelSpacing(4.0, 3.0, SpacingOrigin.PIXEL_SPACING),
        text=StudyText(modality="DX", view_position="PA"),
    )


@pytest.fixture(scope="session")
def uncalibrated_film(drawn_film: Image) -> Image:
    """The same without millimetres."""
    return replace(drawn_film, spacing=None)


@pytest.fixture(scope="session")
def demo_image() -> Image:
    """The film of the demo study."""
    return read_image(demo_film())


@pytest.fixture(scope="session")
def analyser(tiny_models: Path) -> Analyser:
    """The analysis with the tiny models."""
    return Analyser("cpu", tiny_models, threads=1)
