"""The texts of the study browser."""

from collections.abc import Callable
from typing import Any

from cxrviewer.study.library import Entry, ImageEntry, PatientEntry, SeriesEntry, SortKey, StudyEntry

# Header and what a click on it sorts by
COLUMNS: tuple[tuple[str, SortKey], ...] = (
    ("Patient", SortKey.NAME),
    ("Date", SortKey.DATE),
    ("Modality", SortKey.MODALITY),
    ("Images", SortKey.IMAGES),
)
NO_PATIENT = "No patient data"
_DOT = "  \N{MIDDLE DOT}  "


def cell(entry: Entry, column: int) -> str:
    """Return the text of one cell."""
    return _cells(entry)[column]


def _cells(entry: Entry) -> tuple[str, str, str, str]:
    match entry:
        case PatientEntry():
            date, modalities = date_text(entry.latest_date), ", ".join(entry.modalities)
            identifier = "" if patient_title(entry) == entry.patient_id else entry.patient_id
            studies = counted(entry.studies, "study")
            title = _two_lines(patient_title(entry), identifier, entry.sex, date, modalities or studies)
            return title, date, modalities, grouped(entry.images)
        case StudyEntry():
            date, modalities = date_text(entry.date), ", ".join(entry.modalities)
            title = _two_lines(study_title(entry), date, modalities, counted(entry.images, "image"))
            return title, date, modalities, grouped(entry.images)
        case SeriesEntry():
            title = _two_lines(series_title(entry), entry.modality, counted(entry.images, "image"))
            return title, "", entry.modality, grouped(entry.images)
        case ImageEntry():
            return _two_lines(image_title(entry), *_image_details(entry)), "", "", ""


def _two_lines(title: str, *details: str) -> str:
    """Return a title and, below it, what else there is to say."""
    return f"{title}\n{_DOT.join(filter(None, details))}".rstrip()


def patient_title(entry: PatientEntry) -> str:
    """Return a patient's name, else the Patient ID."""
    return entry.name or entry.patient_id or NO_PATIENT


def study_title(entry: StudyEntry) -> str:
    """Return what a study is, as far as it says."""
    return entry.description or "Study without description"


def series_title(entry: SeriesEntry) -> str:
    """Return number and description of a series."""
    words = (
        entry.description or entry.body_part or (f"{entry.modality} series" if entry.modality else "Series")
    )
    return words if entry.number is None else f"{entry.number}{_DOT}{words}"


def image_title(entry: ImageEntry) -> str:
    """Return the number of an image, its file's name where it has none, or what else the file holds."""
    if not entry.is_image:
        return entry.description or "Unknown contents"
    if entry.number is None:
        return entry.path.name.encode("utf-8", "replace").decode()
    return f"Image {entry.number}"


def _image_details(entry: ImageEntry) -> tuple[str, str]:
    if not entry.is_image:
        return "not an image", ""
    size = f"{entry.columns} \N{MULTIPLICATION SIGN} {entry.rows}"
    return size, counted(entry.frames, "frame") if entry.frames > 1 else ""


def tool_tip(entry: Entry) -> str:
    """Return what a row says when the pointer rests on it: plain text, a line for each thing."""
    match entry:
        case PatientEntry():
            details = (("Patient ID", entry.patient_id), ("Born", date_text(entry.birth_date)))
            return _lines(patient_title(entry), (*details, ("Sex", entry.sex)))
        case StudyEntry():
            details = (("Accession number", entry.accession_number), ("Institution", entry.institution))
            time = " ".join(filter(None, (date_text(entry.date), time_text(entry.time))))
            return _lines(study_title(entry), (("Date", time), *details))
        case SeriesEntry():
            return _lines(series_title(entry), (("Body part", entry.body_part), ("Modality", entry.modality)))
        case ImageEntry():
            size = f"{entry.columns} \N{MULTIPLICATION SIGN} {entry.rows} pixels" if entry.is_image else ""
            path = str(entry.path).encode("utf-8", "replace").decode()
            return _lines(image_title(entry), (("Size", size), ("Kind", entry.description), ("File", path)))


def _lines(title: str, details: tuple[tuple[str, str], ...]) -> str:
    return "\n".join([title, *(f"{name}: {value}" for name, value in details if value)])


def spoken(entry: Entry) -> str:
    """Return a row as a screen reader says it."""
    names: dict[type, tuple[str, Callable[[Any], str]]] = {
        PatientEntry: ("Patient", patient_title),
        StudyEntry: ("Study", study_title),
        SeriesEntry: ("Series", series_title),
        ImageEntry: ("", image_title),
    }
    kind, title = names[type(entry)]
    count = "" if isinstance(entry, ImageEntry) else counted(entry.images, "image")
    date = date_text(entry.date) if isinstance(entry, StudyEntry) else ""
    return ", ".join(filter(None, (f"{kind} {title(entry)}".strip(), date, count)))


def date_text(date: str) -> str:
    """Return YYYYMMDD as YYYY-MM-DD; anything else as it is."""
    plain = date.replace(".", "")  # ACR-NEMA wrote 1997.04.24
    return f"{plain[:4]}-{plain[4:6]}-{plain[6:]}" if len(plain) == 8 and plain.isdecimal() else date


def time_text(time: str) -> str:
    """Return HHMMSS.FFFFFF as HH:MM; anything else as it is."""
    return f"{time[:2]}:{time[2:4]}" if len(time) >= 4 and time[:4].isdecimal() else time


def counted(number: int, noun: str) -> str:
    """Return "1 study" or "2 studies"."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{grouped(number)} {noun if number == 1 else many}"


def grouped(number: int) -> str:
    """Return a number with its thousands set apart."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
