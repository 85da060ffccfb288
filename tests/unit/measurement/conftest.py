"""Films to measure on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cxrviewer.study import AnnotationSet, Image, ImageSource, StudyText

SOURCE = ImageSource(Path("film.dcm"), 1, 1, "0" * 64, "DICOM")
NOTHING_DRAWN = AnnotationSet(SOURCE.key)


@pytest.fixture(scope="session")
def make_film() -> Callable[..., Image]:
    """Make an image of pixels and any other of its fields; `view` is its View Position."""

    def make(
        pixels: npt.ArrayLike | None = None,
        view: str = "PA",
        **fields: Any,  # noqa: ANN401
    ) -> Image:
        stored = np.zeros((40, 50), np.uint16) if pixels is None else np.asarray(pixels)
        return Image(SOURCE, stored, text=StudyText(view_position=view), **fields)

    return make


@pytest.fixture(scope="session")
def nothing_drawn() -> AnnotationSet:
    """An empty set of the film that `make_film` makes."""
    return NOTHING_DRAWN
