"""Fixtures that every test may use."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def film_collection() -> Path:
    """The folder of real films beside the checkout; the test skips where there is none."""
    folder = SHARED / "data"
    if not (folder / "manifest.csv").is_file():
        pytest.skip("no film collection at ../shared/data")
    return folder


@pytest.fixture(scope="session")
def dicom_collection(film_collection: Path) -> Path:
    """The folder of real DICOM files of many transfer syntaxes."""
    return film_collection / "dicom"
