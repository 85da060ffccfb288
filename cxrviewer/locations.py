"""Where the files that ship with the program lie, where the user's own go, and how the program is called."""

import os
import sys
from functools import cache
from pathlib import Path

import platformdirs

_INDEX = "index.sqlite3"
_READINGS = "readings.sqlite3"
_TEMPLATE = "report.jinja"
_PROJECT = "deidentification.json"
_MODELS, _RUNS = "models", "runs"
_PACKAGE = Path(__file__).resolve().parent


@cache
def _shipped() -> Path:
    """Return the folder that holds `models` and `resources`: the bundle, the wheel or the source tree."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent


def models_folder() -> Path:
    """Return the folder of the model packages that ship."""
    return _shipped() / "models"


def resources_folder() -> Path:
    """Return the folder of icons, themes and the demo study."""
    return _shipped() / "resources"


def demo_film() -> Path:
    """Return the DICOM file of the demo study."""
    return resources_folder() / "demo" / "demo-chest-pa.dcm"


def guide_page() -> Path:
    """Return the first page of the user guide (a checkout has it once `make guide` has built it)."""
    return resources_folder() / "guide" / "index.html"


def settings_file() -> Path:
    """Return the user's settings file (it need not exist)."""
    return platformdirs.user_config_path("cxrviewer", appauthor=False) / "settings.json"


def report_template(settings: Path | None = None) -> Path:
    """Return the template of the report: `report.jinja` beside the settings, else the one that ships.

    Parameters
    ----------
    settings
        The settings file in use; the user's own if None.
    """
    own = (settings or settings_file()).with_name(_TEMPLATE)
    return own if own.is_file() else resources_folder() / "report" / _TEMPLATE


def index_file(settings: Path | None = None) -> Path:
    """Return the index of the studies that the user has opened (it need not exist).

    Parameters
    ----------
    settings
        The settings file in use; where that is not the user's own, the index lies beside it.
    """
    return _users_file(_INDEX, settings)


def readings_file(settings: Path | None = None) -> Path:
    """Return the file of what the user has drawn and said, and of results (it need not exist).

    Parameters
    ----------
    settings
        As in `index_file`.
    """
    return _users_file(_READINGS, settings)


def own_models_folder(settings: Path | None = None) -> Path:
    """Return the folder of the user's own model packages (it need not exist).

    Parameters
    ----------
    settings
        As in `index_file`.
    """
    return _users_file(_MODELS, settings)


def runs_folder(settings: Path | None = None) -> Path:
    """Return the folder of the user's training runs (it need not exist).

    Parameters
    ----------
    settings
        As in `index_file`.
    """
    return _users_file(_RUNS, settings)


def log_file() -> Path:
    """Return the log of the window (it need not exist)."""
    return platformdirs.user_log_path("cxrviewer", appauthor=False) / "cxrviewer.log"


def cache_folder() -> Path:
    """Return the folder of what can be fetched or computed again (it need not exist)."""
    return platformdirs.user_cache_path("cxrviewer", appauthor=False)


def deidentification_project_file() -> Path:
    """Return the secret that the user's de-identified exports are made with (it need not exist)."""
    return platformdirs.user_data_path("cxrviewer", appauthor=False) / _PROJECT


def own_command() -> list[str]:
    """Return how our command line is called; a folder that the user happens to be in lends it no modules."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "cxrviewer"]


def child_environment() -> dict[str, str]:
    """Return the environment of a child process that runs `own_command`: this package first."""
    path = os.pathsep.join(filter(None, (str(_PACKAGE.parent), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def _users_file(name: str, settings: Path | None) -> Path:
    if settings is not None and settings != settings_file():
        return settings.with_name(name)
    return platformdirs.user_data_path("cxrviewer", appauthor=False) / name
