"""Coded entries (PS3.3 8.8): codes of the standard stay with the standard's words, local ones go."""

from functools import cache
from typing import Any

from pydicom.dataset import Dataset
from pydicom.sr._concepts_dict import concepts
from pydicom.sr._snomed_dict import mapping

from cxrviewer.export.deidentification.header_values import text_of

_OLD_SNOMED = ("SRT", "SNM3", "99SDM")


@cache
def _meanings() -> dict[tuple[str, str], str]:
    """Return Code Meaning by scheme and value, for the context groups of PS3.16."""
    schemes: Any = concepts
    found = {
        (scheme, value): meaning
        for scheme, names in schemes.items()
        for entries in names.values()
        for value, (meaning, _) in entries.items()
    }
    old = {("SRT", value): found.get(("SCT", code), "") for value, code in mapping["SRT"].items()}
    return found | {code: meaning for code, meaning in old.items() if meaning}


def standard_meaning(scheme: str, value: str) -> str | None:
    """Return the Code Meaning of a code of PS3.16; None where it is no such code."""
    return _meanings().get(("SRT" if scheme in _OLD_SNOMED else scheme, value))


def restore_code(source: Dataset, cleaned: Dataset) -> None:
    """Give a cleaned item its code again, if it is one of the standard.

    Parameters
    ----------
    source
        The item as it was.
    cleaned
        The item whose texts were cleaned like any other; changed in place.
    """
    scheme = text_of(source, "CodingSchemeDesignator")
    for keyword in ("CodeValue", "LongCodeValue"):
        value = text_of(source, keyword)
        meaning = standard_meaning(scheme, value)
        if meaning is not None:
            setattr(cleaned, keyword, value)
            cleaned.CodingSchemeDesignator = scheme
            if text_of(cleaned, "CodeMeaning") != text_of(source, "CodeMeaning"):
                cleaned.CodeMeaning = meaning[:64]
