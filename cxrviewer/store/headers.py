"""A header as one text of the index, so that a file that has not changed need not be opened again."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

from cxrviewer.readers import FileHeader
from cxrviewer.study import StudyText

_OF_THE_FILE = ("path", "size_bytes", "modified_ns")
_HEADER_FIELDS = tuple(field.name for field in fields(FileHeader) if field.name not in _OF_THE_FILE)
_TEXT_FIELDS = tuple(field.name for field in fields(StudyText))


@dataclass(frozen=True, slots=True)
class State:
    """A file on the disk, as far as telling whether it has changed takes."""

    path: Path
    size: int
    modified_ns: int


def header_text(header: FileHeader) -> str:
    """Return a header as JSON, without the state of its file, which has its own columns."""
    values = {name: getattr(header, name) for name in _HEADER_FIELDS}
    values["text"] = {name: getattr(header.text, name) for name in _TEXT_FIELDS}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def stored_header(state: State, text: str) -> FileHeader | None:
    """Return the header of a file from its text; None if it was written by another version of the program."""
    try:
        values = json.loads(text)
        values["text"] = _study_text(values["text"])
        return FileHeader(path=state.path, size_bytes=state.size, modified_ns=state.modified_ns, **values)
    except (ValueError, TypeError, KeyError):
        return None


def _study_text(values: dict[str, str | list[str]]) -> StudyText:
    """Return texts with their lists as tuples again."""
    return StudyText(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}  # type: ignore[arg-type]
    )
