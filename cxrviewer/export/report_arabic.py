"""Arabic letters in the shapes that they take beside each other (Arabic Presentation Forms A and B)."""

import unicodedata
from functools import cache

_FORMS_A, _FORMS_B = range(0xFB50, 0xFDFC), range(0xFE70, 0xFEFD)
_SHAPES = frozenset({"<isolated>", "<final>", "<initial>", "<medial>"})
_ALONE, _END, _BEGIN, _MIDDLE = "<isolated>", "<final>", "<initial>", "<medial>"
_LAM_ALEF = frozenset(f"\u0644{alef}" for alef in "\u0622\u0623\u0625\u0627")  # the only ones that must be


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Return letter, or lam and alef -> shape -> the character that has it."""
    forms: dict[str, dict[str, str]] = {}
    for number in (*_FORMS_A, *_FORMS_B):
        shape, *plain = unicodedata.decomposition(chr(number)).split() or [""]
        letters = "".join(chr(int(code, 16)) for code in plain)
        if shape in _SHAPES and (len(letters) == 1 or letters in _LAM_ALEF):
            forms.setdefault(letters, {}).setdefault(shape, chr(number))
    return forms


def joined(line: str) -> str:
    """Return a line with its Arabic letters joined; all others, and marks on letters, stay."""
    shown: list[str] = []
    place, reaches = 0, False  # whether the letter before joins this one
    while place < len(line):
        letters = line[place : place + 2] if line[place : place + 2] in _ligatures() else line[place]
        forms = _forms().get(letters)
        if forms is not None:
            on = _BEGIN in forms and _joins(line, place + len(letters))
            shown.append(forms.get(_shape(before=reaches, after=on), letters))
            reaches = on
        else:
            shown.append(letters)
            reaches = reaches and _is_mark(letters)
        place += len(letters)
    return "".join(shown)


@cache
def _ligatures() -> frozenset[str]:
    return frozenset(letters for letters in _forms() if len(letters) == 2)


def _shape(*, before: bool, after: bool) -> str:
    if before:
        return _MIDDLE if after else _END
    return _BEGIN if after else _ALONE


def _joins(line: str, place: int) -> bool:
    """Tell whether the next letter, marks left aside, can be joined to the one before."""
    following = next((letter for letter in line[place:] if not _is_mark(letter)), "")
    return _END in _forms().get(following, {})


def _is_mark(letter: str) -> bool:
    return unicodedata.bidirectional(letter) == "NSM"
