"""On which line of a TOML file a value stands; the standard library's reader does not tell."""

import re
from collections.abc import Sequence

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\s\"'-]+?)\s*=")


def line_of(text: str, place: Sequence[str]) -> int | None:
    """Return the line of a key or, where it is not there, of its table, from 1; None where neither is.

    Parameters
    ----------
    text
        Valid TOML of tables and keys, without texts of several lines.
    place
        Names of the tables and of the key.
    """
    lines = _lines(text)
    return lines.get(tuple(place)) or lines.get(tuple(place[:-1]))


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Return on which line each table and each key begins."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            table = _parts(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    """Return the names of a dotted key, without quotes."""
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
