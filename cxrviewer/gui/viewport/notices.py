"""What must be seen on the film itself, whether or not the texts are shown: pure functions."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cxrviewer.gui.display_state import DisplayState
from cxrviewer.gui.film import Film
from cxrviewer.gui.stacks import is_prior
from cxrviewer.study import HeatMap, ReadAs, StudyText

_READ_AS = {
    ReadAs.AUTO: "",
    ReadAs.CXR: "Analysed as a chest radiograph",
    ReadAs.CT: "Analysed as a CT slice",
}


def film_notices(
    film: Film, display: DisplayState, others: Sequence[Film], heatmap: HeatMap | None = None
) -> tuple[str, ...]:
    """Return the lines that stand over a film.

    Parameters
    ----------
    film, display
        What is shown, and how.
    others
        The films in the other viewports in sight.
    heatmap
        The Grad-CAM that would be shown; None without.
    """
    text = film.image.text
    lines = (
        _polarity(film, display),
        "The file's window is ignored: computed window" if display.override.voi else "",
        _READ_AS[display.override.read_as],
        "Inverted" if display.inverted else "",
        _stretching(display, heatmap),
        _identity(text, [other.image.text for other in others]),
    )
    return tuple(line for line in lines if line)


def _polarity(film: Film, display: DisplayState) -> str:
    if not display.override.polarity:
        return ""
    shape = film.image.presentation_lut
    stated = film.image.photometric.value if shape is None else f"Presentation LUT Shape {shape.value}"
    return f"Polarity overridden: the file says {stated}"


def _stretching(display: DisplayState, heatmap: HeatMap | None) -> str:
    """Return how much a Grad-CAM in sight is exaggerated."""
    if heatmap is None or heatmap.peak <= 0 or not (display.heatmap.visible and display.heat_stretched):
        return ""
    return f"Grad-CAM stretched: its peak is {heatmap.peak:.2g} of the absolute scale"


def _identity(text: StudyText, others: Sequence[StudyText]) -> str:
    """Return whether another patient is in sight, or else how much older this study is."""
    if any(_other_patient(text, other) for other in others):
        return "Different patients in sight"
    newer = [other.study_date for other in others if is_prior(text, other)]
    if not newer:
        return ""
    return f"Prior: {_span(text.study_date, max(newer))}"


def _other_patient(text: StudyText, other: StudyText) -> bool:
    return bool(text.patient_id and other.patient_id) and text.patient_id != other.patient_id


def _span(earlier: str, later: str) -> str:
    """Return the time between two DICOM dates in days, months or years; the date where one is no date."""
    try:
        days = (_day(later) - _day(earlier)).days
    except ValueError:
        return earlier
    if days < 60:
        return f"{days} day{'s' if days != 1 else ''} earlier"
    return f"{days / 30.44:.0f} months earlier" if days < 730 else f"{days / 365.25:.1f} years earlier"


def _day(date: str) -> datetime:
    return datetime.strptime(date, "%Y%m%d").replace(tzinfo=UTC)
