"""The settings file: values are checked when read; what differs is saved, what is not known kept."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, fields
from pathlib import Path
from typing import Any

from cxrviewer.settings.schema import Settings

# what reading a file that holds no settings raises
_SPOILT = (OSError, ValueError, TypeError, RecursionError)


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
    """Read the settings; what is missing or out of its limits takes its default.

    Parameters
    ----------
    path
        The settings file; it need not exist.

    Returns
    -------
    LoadedSettings
        A message names every value, or the whole file, that could not be used.
    """
    try:
        stored = _stored(path)
    except _SPOILT:
        return LoadedSettings(Settings(), (f"{path}: the settings cannot be read; the defaults are used.",))
    return _checked(path, stored)


def _stored(path: Path) -> dict[str, object]:
    """Return what the file holds, unchecked, or raise one of `_SPOILT`; nothing where there is none."""
    if not path.exists():
        return {}
    stored = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(stored, dict):
        raise TypeError
    return stored


def _checked(path: Path, stored: Mapping[str, object]) -> LoadedSettings:
    """Return the stored values that are valid, and a message for each that is not."""
    known = {description.name: description for description in fields(Settings)}
    valid: dict[str, Any] = {}
    messages = []
    for name, value in stored.items():
        if name not in known:
            messages.append(f"{path}: this version knows no setting {name!r}; it is left alone.")
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


def _unknown(path: Path) -> dict[str, object]:
    """Return the settings of the file that this version does not know; of a spoilt file nothing is kept."""
    try:
        stored = _stored(path)
    except _SPOILT:
        return {}
    known = {description.name for description in fields(Settings)}
    return {name: value for name, value in stored.items() if name not in known}


def save_settings(settings: Settings, path: Path) -> None:
    """Write the values that differ from their defaults; the file is whole at every moment.

    Settings in the file that only another version of the program knows stay there as they are.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    defaults = asdict(Settings())
    differing = {name: value for name, value in asdict(settings).items() if value != defaults[name]}
    kept = _unknown(path) | differing
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(kept, stream, indent=2)  # in ASCII: names of files need not be valid UTF-8
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
