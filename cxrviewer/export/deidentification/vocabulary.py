"""Which words of free text may stay: those of a list that say nothing of a person."""

import re
from collections.abc import Set
from functools import cache

from cxrviewer.export.deidentification.profile import folder

_WORD = re.compile(r"[^\W\d_][^\W_]*")
_FILLERS = frozenset(
    {"and", "at", "by", "for", "from", "in", "no", "not", "of", "old", "new", "on", "or", "the", "to", "with"}
)
_SHORT = 3
_SECTION = re.compile(r"\[(\w+)\]")


@cache
def _words() -> dict[str, frozenset[str]]:
    """Return the words by keyword of the attribute that they are kept in; under "" those for any."""
    found: dict[str, set[str]] = {"": set()}
    section = ""
    for line in (folder() / "vocabulary.txt").read_text(encoding="utf-8").splitlines():
        heading = _SECTION.fullmatch(line.strip())
        if heading:
            section = heading[1]
        elif not line.startswith("#"):
            found.setdefault(section, set()).update(line.casefold().split())
    return {keyword: frozenset(words) for keyword, words in found.items()}


@cache
def _terms() -> frozenset[str]:
    """Return the words of the defined terms of the standard, in capitals."""
    lines = (folder() / "code-strings.txt").read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def is_term(word: str) -> bool:
    """Return whether a word of a code string is one of the standard's, or of the list of harmless words."""
    return len(word) <= _SHORT or word.isdecimal() or word in _terms() or is_known(word)


def is_known(word: str, keyword: str = "") -> bool:
    """Return whether a word may stay in an attribute."""
    words = _words()
    return word.casefold() in words[""] or word.casefold() in words.get(keyword, ())


def known_words(text: str, keyword: str = "", identifiers: Set[str] = frozenset()) -> str:
    """Return the words of a text that may stay, one blank between them; numbers never do, nor "of" alone.

    Parameters
    ----------
    text
        Free text.
    keyword
        Of the attribute, some of which have words of their own.
    identifiers
        Words that name the patient or others, in lower case: they go even if they are in the list.
    """
    words = [match[0] for match in _WORD.finditer(text)]
    kept = [word for word in words if is_known(word, keyword) and word.casefold() not in identifiers]
    return " ".join(kept) if any(word.casefold() not in _FILLERS for word in kept) else ""
