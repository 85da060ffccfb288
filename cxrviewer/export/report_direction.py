"""Lines that hold Hebrew or Arabic in the order in which they are seen: a PDF draws letter by letter.

The part of the Unicode bidirectional algorithm (UAX 9) that texts without explicit marks need; the marks
themselves are never obeyed, so that no text can show itself as another.
"""

import unicodedata
from itertools import groupby

from cxrviewer.export.report_arabic import joined

_RIGHT, _LEFT, _NUMBER, _NEUTRAL = "R", "L", "N", "O"
_STRONG = {"R": _RIGHT, "AL": _RIGHT, "L": _LEFT, "EN": _NUMBER, "AN": _NUMBER}
_BETWEEN_NUMBERS = frozenset({"ES", "CS"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def runs_right_to_left(text: str) -> bool:
    """Tell whether a text holds a letter of a script that is written from right to left."""
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def as_seen(line: str) -> str:
    """Return a line with its letters from left to right; one without such scripts as it is."""
    if not runs_right_to_left(line):
        return line
    clusters = _clusters(joined(line))
    kinds = [_STRONG.get(unicodedata.bidirectional(cluster[0]), _NEUTRAL) for cluster in clusters]
    base = next((kind for kind in kinds if kind in {_RIGHT, _LEFT}), _LEFT)
    _settle_numbers(clusters, kinds, base)
    _settle_brackets(clusters, kinds, base)
    _settle_neutrals(kinds, base)
    lowest = 1 if base == _RIGHT else 0
    levels = [_level(kind, lowest) for kind in kinds]
    return "".join(_reordered(clusters, levels))


def _clusters(line: str) -> list[str]:
    """Return letters, each with the marks that stand on it."""
    clusters: list[str] = []
    for letter in line:
        if clusters and unicodedata.bidirectional(letter) == "NSM":
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _settle_numbers(clusters: list[str], kinds: list[str], base: str) -> None:
    """Let a sign between two digits be part of the number (W4), and a number after a left letter too (W7)."""
    for place in range(1, len(kinds) - 1):
        between = kinds[place - 1] == kinds[place + 1] == _NUMBER
        if between and unicodedata.bidirectional(clusters[place][0]) in _BETWEEN_NUMBERS:
            kinds[place] = _NUMBER
    strong = base
    for place, kind in enumerate(kinds):
        if kind in {_RIGHT, _LEFT}:
            strong = kind
        elif kind == _NUMBER and strong == _LEFT:
            kinds[place] = _LEFT


def _settle_brackets(clusters: list[str], kinds: list[str], base: str) -> None:
    """Give both brackets of a pair one direction: the line's if it stands inside, else that around (N0)."""
    opened: list[int] = []
    for place, cluster in enumerate(clusters):
        if kinds[place] != _NEUTRAL:
            continue
        if cluster in _CLOSING:
            opened.append(place)
        elif opened and cluster == _CLOSING[clusters[opened[-1]]]:
            _settle_pair(kinds, opened.pop(), place, base)


def _settle_pair(kinds: list[str], first: int, last: int, base: str) -> None:
    inside = {_direction(kind) for kind in kinds[first:last]} - {_NEUTRAL}
    if inside:
        around = next((_direction(kind) for kind in reversed(kinds[:first]) if kind != _NEUTRAL), base)
        kinds[first] = kinds[last] = base if base in inside else around


def _settle_neutrals(kinds: list[str], base: str) -> None:
    """Give what has no direction that of both its sides, or of the line where they differ (N1, N2)."""
    place = 0
    for kind, run in groupby(tuple(kinds)):
        length = len(tuple(run))
        if kind == _NEUTRAL:
            before = _direction(kinds[place - 1]) if place else base
            end = place + length
            after = _direction(kinds[end]) if end < len(kinds) else base
            kinds[place:end] = [before if before == after else base] * length
        place += length


def _direction(kind: str) -> str:
    return _RIGHT if kind == _NUMBER else kind


def _level(kind: str, lowest: int) -> int:
    """Return the embedding level (I1, I2)."""
    if kind == _NUMBER:
        return 2
    return 1 if kind == _RIGHT else 2 * lowest


def _reordered(clusters: list[str], levels: list[int]) -> list[str]:
    """Reverse runs from the highest level down (L2), with brackets mirrored where they are reversed (L4)."""
    shown = [
        _MIRRORED.get(cluster, cluster) if level % 2 else cluster
        for cluster, level in zip(clusters, levels, strict=True)
    ]
    order = list(range(len(shown)))
    for floor in range(max(levels), 0, -1):
        place = 0
        for high, run in groupby([levels[number] >= floor for number in order]):
            end = place + len(tuple(run))
            if high:
                order[place:end] = order[place:end][::-1]
            place = end
    return [shown[number] for number in order]
