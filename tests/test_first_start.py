"""A new user, no rights, no network: the window works and keeps everything in the user's own folders."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import REPOSITORY

from cxrviewer.locations import demo_film

OF_THE_USERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def told(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the first start has done; its film lies where nothing can be written."""
    folder = tmp_path_factory.mktemp("films")
    film = Path(shutil.copy(demo_film(), folder / "film.dcm"))
    folder.chmod(0o500)
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_USERS}
    environment |= {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "LOCALAPPDATA": str(home)}
    environment["PYTHONPATH"] = os.pathsep.join((str(REPOSITORY), str(REPOSITORY / "tests")))
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    script = REPOSITORY / "tests" / "first_start.py"
    ended = subprocess.run(
        [sys.executable, script, film], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    folder.chmod(0o700)
    assert [entry.name for entry in folder.iterdir()] == ["film.dcm"]
    found: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    return found


def test_the_film_is_analysed_without_a_network(told: dict[str, object]) -> None:
    assert told["analysed"]
    assert told["asked"] == []


def test_everything_is_written_in_the_users_folders(told: dict[str, object], home: Path) -> None:
    allowed = (home, Path(tempfile.gettempdir()).resolve() / "cxrviewer", Path(os.devnull))
    strange = [
        name
        for name in map(Path, told["written"])
        if not any(name.is_relative_to(place) for place in allowed) and not _is_temporary(name)
    ]
    assert told["written"]
    assert strange == []


def _is_temporary(path: Path) -> bool:
    """Whether a file lay in the folder of temporary files and is gone."""
    return path.is_relative_to(tempfile.gettempdir()) and not path.exists()


def test_what_is_kept_is_for_the_user_alone(told: dict[str, object], home: Path) -> None:
    kept = [path for path in home.rglob("*.sqlite3") if path.is_file()]
    assert {path.name for path in kept} == {"index.sqlite3", "readings.sqlite3"}
    if os.name == "posix":
        assert [path.name for path in kept if path.stat().st_mode & 0o077] == []
