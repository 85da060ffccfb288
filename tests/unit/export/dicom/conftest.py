"""A film of each kind that objects are made of."""

from pathlib import Path

import pytest
from export_films import KINDS, write_film


@pytest.fixture(params=KINDS)
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A film of each kind."""
    return write_film(tmp_path, request.param)
