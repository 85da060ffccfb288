"""Images made by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cxrviewer.study import Image, ImageSource


@pytest.fixture
def make_image() -> Callable[..., Image]:
    """Make an image of pixels and any other of its fields."""

    def make(pixels: npt.ArrayLike, dtype: npt.DTypeLike = None, **fields: Any) -> Image:  # noqa: ANN401
        source = ImageSource(Path("film.dcm"), 1, 1, "0" * 64, "DICOM")
        return Image(source, np.asarray(pixels, dtype), **fields)

    return make
