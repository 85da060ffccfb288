"""Texts as cells of a table that a spreadsheet will never take for formulas."""

import unicodedata

_TRIGGERS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212")
_SEPARATORS = frozenset(";,|\t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_QUOTES = frozenset("'\"")


def plain_cell(text: str) -> str:
    r"""Return a text that no spreadsheet calculates: an apostrophe stands before what could begin a formula.

    A formula begins a cell with ``=``, ``+``, ``-`` or ``@`` (OWASP, CSV injection), in full width too, after
    blanks, tabs, line breaks and marks that cannot be seen. A program that splits at another separator, or at
    line breaks inside quotes, sees cells where there are none; what follows a separator is treated likewise.
    Numbers are no texts and must not be passed through here.
    """
    shown, begins = [], True
    for letter in text.replace("\x00", ""):
        if begins and letter in _TRIGGERS:
            shown.append("'")
        begins = letter in _SEPARATORS or (begins and _is_passed_over(letter))
        shown.append(letter)
    return "".join(shown)


def _is_passed_over(letter: str) -> bool:
    """Return whether a program may leave out a letter at the beginning of a cell."""
    return letter in _QUOTES or letter.isspace() or unicodedata.category(letter) in {"Cc", "Cf"}
