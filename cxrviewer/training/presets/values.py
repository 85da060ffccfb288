"""Values of presets as text and back: what is shown reads as the same value."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.presets.setting import Kind, Setting

DATA_LABELS = "data"
_YES = MappingProxyType({"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False})


def parse(setting: Setting, text: str) -> Any:  # noqa: ANN401 - of the kind that the setting names
    """Return the value that a text stands for, within the setting's limits.

    Raises
    ------
    CxrviewerError
        If the text is nothing of the kind, or beyond the limits or choices.
    """
    form = _FORMS[setting.kind]
    try:
        value = form.read(text.strip())
    except (ValueError, KeyError) as error:
        raise CxrviewerError(f"{setting.key}={text} is not {form.words}") from error
    check(setting, value)
    return value


def show(setting: Setting, value: Any) -> str:  # noqa: ANN401 - as of `parse`
    """Return a value as `parse` reads it."""
    return _FORMS[setting.kind].write(value)


def check(setting: Setting, value: Any) -> None:  # noqa: ANN401 - as of `parse`
    """Refuse a value beyond the limits or choices of its setting.

    Raises
    ------
    CxrviewerError
        If it is.
    """
    parts = value if isinstance(value, tuple) else (value,)
    if setting.kind in {Kind.CHOICE, Kind.CHOICES} and not set(parts) <= set(setting.choices):
        raise CxrviewerError(f"{setting.key}={show(setting, value)} is none of {', '.join(setting.choices)}")
    numbers = setting.kind in {Kind.WHOLE, Kind.NUMBER, Kind.WHOLES}
    if numbers and not all(setting.low <= one <= setting.high for one in parts):
        raise CxrviewerError(
            f"{setting.key}={show(setting, value)} is not between {setting.low:.12g} and {setting.high:.12g}"
        )


class _Form:
    """How a kind of value is read and written, and what it is in words."""

    def __init__(self, words: str, read: Callable[[str], Any], write: Callable[[Any], str] = str) -> None:
        self.words, self.read, self.write = words, read, write


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _joined(parts: tuple[object, ...]) -> str:
    return ",".join(str(part) for part in parts)


def _labels(text: str) -> tuple[str, ...]:
    return () if text == DATA_LABELS else _names(text)


def _stages(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(part.strip() for part in stage.split("+")) for stage in _names(text))


def _mapping(text: str) -> Mapping[str, str]:
    pairs = [part.partition("=") for part in _names(text)]
    if not all(key.strip() and value.strip() for key, _equals, value in pairs):
        raise ValueError(text)
    return MappingProxyType({key.strip(): value.strip() for key, _equals, value in pairs})


def _options(text: str) -> Mapping[str, int | tuple[int, ...]]:
    return MappingProxyType({key: _option(value) for key, value in _mapping(text.replace(" ", ",")).items()})


def _option(text: str) -> int | tuple[int, ...]:
    parts = tuple(int(part) for part in text.split("+"))
    return parts[0] if len(parts) == 1 else parts


def _shown_option(value: int | tuple[int, ...]) -> str:
    return "+".join(str(int(part)) for part in (value if isinstance(value, tuple) else (value,)))


_FORMS: Mapping[Kind, _Form] = MappingProxyType(
    {
        Kind.WHOLE: _Form("a whole number", int),
        Kind.NUMBER: _Form("a number", float, lambda value: f"{value:.12g}"),
        Kind.YES_NO: _Form("yes or no", lambda text: _YES[text.lower()], lambda on: "yes" if on else "no"),
        Kind.CHOICE: _Form("a choice", str),
        Kind.CHOICES: _Form("a list of choices", _names, _joined),
        Kind.WHOLES: _Form(
            "one or more whole numbers with commas between them",
            lambda text: tuple(int(part) for part in text.split(",")),
            _joined,
        ),
        Kind.TEXT: _Form("a text", str),
        Kind.NAMES: _Form("a list of names", _labels, lambda names: _joined(names) or DATA_LABELS),
        Kind.STAGES: _Form(
            "names with + between them",
            _stages,
            lambda stages: _joined(tuple("+".join(one) for one in stages)),
        ),
        Kind.OPTIONS: _Form(
            "a list of NAME=NUMBER",
            _options,
            lambda options: ",".join(f"{key}={_shown_option(value)}" for key, value in options.items()),
        ),
        Kind.MAPPING: _Form(
            "a list of NAME=NAME",
            _mapping,
            lambda names: ",".join(f"{key}={value}" for key, value in names.items()),
        ),
    }
)
