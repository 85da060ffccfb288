"""The user's settings: one frozen schema, a load that checks every value, an atomic save of what differs."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number or a text may be.

    Attributes
    ----------
    low, high
        Smallest and largest number, both allowed.
    choices
        The only texts allowed; empty where any is.
    """

    low: float = float("-inf")
    high: float = float("inf")
    choices: tuple[str, ...] = ()

    def admit(self, value: object) -> bool:
        """Tell whether a value of the right type keeps the limits."""
        if isinstance(value, bool):
            return True
        if isinstance(value, int | float):
            return self.low <= value <= self.high
        return not self.choices or value in self.choices


def _setting(default: Any, description: str, limits: Limits | None = None) -> Any:  # noqa: ANN401
    return field(default=default, metadata={"description": description, "limits": limits or Limits()})


def _table_setting(description: str) -> Any:  # noqa: ANN401
    return field(default_factory=dict, metadata={"description": description, "limits": Limits()})


FINDING_LABELS = (
    "Normal",
    "No acute finding",
    "Consolidation",
    "Ground-glass opacity",
    "Interstitial pattern",
    "Atelectasis",
    "Nodule or mass",
    "Cavity",
    "Hyperinflation",
    "Pulmonary oedema",
    "Pleural effusion",
    "Pleural thickening",
    "Pneumothorax",
    "Cardiomegaly",
    "Mediastinal widening",
    "Hilar enlargement",
    "Fracture",
    "Pneumoperitoneum",
    "Line or tube",
    "Technically limited",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything remembered between two runs; each field carries its description and limits."""

    recent_files: tuple[str, ...] = _setting((), "Files and folders opened last, newest first.")
    recent_limit: int = _setting(10, "How many recent files are remembered.", Limits(0, 50))
    analyse_on_open: bool = _setting(True, "Analyse a film as soon as it is shown.")
    device: str = _setting("auto", "What computes the analysis.", Limits(choices=("auto", "cpu", "cuda")))
    patches: int = _setting(100, "Patches of the lungs that vote when they are asked.", Limits(10, 1000))
    texture_levels: int = _setting(32, "Grey levels of texture.", Limits(8, 256))
    texture_distance: int = _setting(1, "Pixels between the two of a pair.", Limits(1, 16))
    texture_symmetric: bool = _setting(True, "Whether each pair counts both ways.")
    texture_convention: str = _setting(
        "haralick1973", "How features are read off the matrix.", Limits(choices=("haralick1973", "lascu2021"))
    )
    mask_visible: bool = _setting(True, "Show the lung mask.")
    mask_opacity: float = _setting(0.5, "Opacity of the lung mask.", Limits(0.0, 1.0))
    heatmap_visible: bool = _setting(True, "Show the Grad-CAM.")
    heatmap_opacity: float = _setting(0.55, "Opacity of the Grad-CAM.", Limits(0.0, 1.0))
    texts_visible: bool = _setting(True, "Show the corner texts.")
    histogram_visible: bool = _setting(False, "Show the histogram.")
    cine_rate: int = _setting(15, "Images a second when a stack is played.", Limits(1, 60))
    cache_megabytes: int = _setting(1024, "Memory for decoded films, in MB.", Limits(64, 65_536))
    finding_labels: tuple[str, ...] = _setting(FINDING_LABELS, "Findings to choose from, in their order.")
    shortcuts: Mapping[str, str] = _table_setting("Command -> its keys, where they are not the usual ones.")
    brush_share: float = _setting(
        0.015, "Radius of the lung brush over the longer side of a film.", Limits(0.002, 0.05)
    )
    films_visible: bool = _setting(True, "Show the list of studies.")
    panels_visible: bool = _setting(True, "Show the panels of results.")
    last_folder: str = _setting("", "Folder that the next file dialog starts in.")
    last_batch: str = _setting("", "Folder of the batch that the triage window showed last.")
    window_width: int = _setting(1600, "Width of the window in pixels.", Limits(800, 20_000))
    window_height: int = _setting(1000, "Height of the window in pixels.", Limits(600, 20_000))
    window_left: int = _setting(0, "Left edge of the window in pixels.", Limits(-100_000, 100_000))
    window_top: int = _setting(0, "Upper edge of the window in pixels.", Limits(-100_000, 100_000))
    window_screen: str = _setting("", "Name of the screen that the window was on.")
    window_placed: bool = _setting(False, "Whether the place of the window is known.")
    window_maximized: bool = _setting(False, "Whether the window filled its screen.")


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings as read, with one sentence for each value that was replaced by its default."""

    settings: Settings
    messages: tuple[str, ...] = ()


def with_recent(settings: Settings, path: Path) -> tuple[str, ...]:
    """Return the recent files with `path` put first, each once, cut to the limit."""
    first = str(path.absolute())
    others = [recent for recent in settings.recent_files if recent != first]
    return (first, *others)[: settings.recent_limit]


def load_settings(path: Path) -> LoadedSettings:
    """Read the settings; what is missing, unknown or out of its limits takes its default.

    Parameters
    ----------
    path
        The settings file; it need not exist.

    Returns
    -------
    LoadedSettings
        A message names every value, or the whole file, that could not be used.
    """
    if not path.exists():
        return LoadedSettings(Settings())
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return LoadedSettings(Settings(), (f"{path}: the settings cannot be read; the defaults are used.",))
    if not isinstance(stored, dict):
        return LoadedSettings(Settings(), (f"{path}: the settings are no table; the defaults are used.",))
    return _checked(path, stored)


def _checked(path: Path, stored: Mapping[str, object]) -> LoadedSettings:
    """Return the stored values that are valid, and a message for each that is not."""
    known = {description.name: description for description in fields(Settings)}
    valid: dict[str, Any] = {}
    messages = []
    for name, value in stored.items():
        if name not in known:
            messages.append(f"{path}: there is no setting {name!r}; it is left out.")
        elif (read := _converted(known[name], value)) is None:
            messages.append(f"{path}: {name} cannot be {value!r}; its default is used.")
        else:
            valid[name] = read
    return LoadedSettings(Settings(**valid), tuple(messages))


def _converted(description: "Field[Any]", value: object) -> object | None:
    """Return `value` as the field's type within its limits, else None."""
    default = description.default
    if default is MISSING:
        return _converted_table(value)
    if isinstance(default, tuple):
        texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return tuple(value) if texts and isinstance(value, list) else None
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not type(default) or not description.metadata["limits"].admit(value):
        return None
    return value


def _converted_table(value: object) -> dict[str, str] | None:
    """Return a table of texts, else None; JSON's names are texts always."""
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        return dict(value)
    return None


def save_settings(settings: Settings, path: Path) -> None:
    """Write the values that differ from their defaults; the file is whole at every moment.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    defaults = asdict(Settings())
    differing = {name: value for name, value in asdict(settings).items() if value != defaults[name]}
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(differing, stream, indent=2)  # in ASCII: names of files need not be valid UTF-8
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
