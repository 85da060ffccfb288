"""Which films belong together: the slices of a series in their order, and earlier studies of a patient."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cxrviewer.gui.film import FilmKey, stack_name
from cxrviewer.gui.frames import Frames
from cxrviewer.readers import FileHeader, natural_key
from cxrviewer.study import StudyText


class Stacks:
    """What is known of the open files, and which of them belong together.

    Attributes
    ----------
    headers
        By file, as far as they have been read.
    """

    def __init__(self) -> None:
        self.headers: dict[Path, FileHeader] = {}
        self._members: dict[str, dict[Path, FileHeader]] = {}
        self._ordered: dict[str, Sequence[FilmKey]] = {}

    def add(self, headers: Iterable[FileHeader]) -> None:
        """Note what files say of themselves."""
        for header in headers:
            self.headers[header.path] = header
            if header.is_image:
                name = _name(header)
                self._members.setdefault(name, {})[header.path] = header
                self._ordered.pop(name, None)

    def remove(self, path: Path) -> None:
        """Forget a file."""
        header = self.headers.pop(path, None)
        if header is not None and header.is_image:
            del self._members[_name(header)][path]
            self._ordered.pop(_name(header), None)

    def named(self, name: str) -> Sequence[FilmKey]:
        """Return a stack in the order of Instance Number (0020,0013), then of the files' names."""
        if name not in self._ordered:
            self._ordered[name] = _in_order(list(self._members.get(name, {}).values()))
        return self._ordered[name]


def _name(header: FileHeader) -> str:
    return stack_name(header.path, header.frames, header.text)


def _in_order(headers: Sequence[FileHeader]) -> Sequence[FilmKey]:
    if len(headers) == 1:
        return Frames(headers[0].path, headers[0].frames)
    return tuple(FilmKey(header.path) for header in sorted(headers, key=_place))


def _place(header: FileHeader) -> tuple[float, list[tuple[int, int, str]]]:
    return instance_number(header.text), natural_key(header.path.name)


def instance_number(text: StudyText) -> float:
    """Return Instance Number; infinity, hence last, where there is none."""
    try:
        return float(int(text.instance_number))
    except ValueError:
        return float("inf")


def latest_prior(text: StudyText, headers: Iterable[FileHeader]) -> FileHeader | None:
    """Return the film to compare with: same patient, earlier study, same modality before any other.

    Parameters
    ----------
    text
        Of the film on screen.
    headers
        Of all open files.

    Returns
    -------
    FileHeader or None
        Of the latest earlier study; within it the same body part and view where there is one.
    """
    earlier = [header for header in headers if header.is_image and is_prior(header.text, text)]
    return max(earlier, key=lambda header: _likeness(header.text, text), default=None)


def is_prior(text: StudyText, current: StudyText) -> bool:
    """Tell whether a film is of the same patient and of an earlier study date than the current one."""
    same_patient = bool(text.patient_id) and text.patient_id == current.patient_id
    return same_patient and len(text.study_date) == 8 and text.study_date < current.study_date


def _likeness(text: StudyText, current: StudyText) -> tuple[bool, str, bool, bool, float]:
    return (
        _kind(text.modality) == _kind(current.modality),
        text.study_date,
        text.view_position == current.view_position,
        text.body_part == current.body_part,
        -instance_number(text),
    )


def _kind(modality: str) -> str:
    """Return one name for the modalities of plain films."""
    return "plain film" if modality in {"CR", "DX", "RG"} else modality
