"""A catalogue whose user has no models yet."""

from pathlib import Path

import pytest

from cxrviewer.inference.catalogue import Catalogue


@pytest.fixture
def catalogue(tiny_models: Path, tmp_path: Path) -> Catalogue:
    return Catalogue(tiny_models, tmp_path / "own")
