"""The frozen program in an environment that knows nothing of this checkout."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder of the bundle: what CXRVIEWER_BUNDLE_FOLDER names, else dist/cxrviewer."""
    folder = Path(os.environ.get("CXRVIEWER_BUNDLE_FOLDER", REPOSITORY / "dist" / "cxrviewer"))
    if not (folder / "cxrviewer").is_file():
        pytest.skip(f"no bundle at {folder}: make bundle")
    return folder.absolute()


@pytest.fixture(scope="session")
def whole(bundle: Path) -> bool:
    """Whether it is the whole program, not the viewer."""
    return (bundle / "_internal" / "torch").is_dir()


@pytest.fixture
def frozen(bundle: Path, tmp_path: Path) -> Run:
    """Run the frozen program: `env -i`, an empty home, a folder of its own."""

    def run(
        *arguments: object, before: tuple[str, ...] = (), **environment: str
    ) -> subprocess.CompletedProcess[str]:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        return subprocess.run(
            [*before, str(bundle / "cxrviewer"), *map(str, arguments)],
            env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | environment,
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
            timeout=1200,
        )

    return run
