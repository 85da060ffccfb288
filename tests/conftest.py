"""Fixtures that every test may use."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from phantoms import PhantomSet, write_phantoms

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

# No test fails for being slow: machines are shared
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let what the program keeps for its user lie apart from what whoever runs the tests has."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("user")))
        yield


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


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lung segmentation and a classifier made in seconds; copy it to change it."""
    import torch
    from tiny_models import write_tiny_models

    torch.set_num_threads(1)
    return write_tiny_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def patch_models(tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a classifier of patches; copy it to change it."""
    from tiny_models import write_tiny_patch_package

    folder = Path(shutil.copytree(tiny_models, tmp_path_factory.mktemp("patch-models") / "models"))
    write_tiny_patch_package(folder)
    return folder


@pytest.fixture(scope="session")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> PhantomSet:
    """Eight drawn films of each class with masks, four patients each; copy it to change it."""
    return write_phantoms(tmp_path_factory.mktemp("phantoms") / "data", per_label=8)
