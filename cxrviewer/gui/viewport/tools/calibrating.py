"""Two-point calibration: the reader says how long a line is."""

from functools import partial

from cxrviewer.gui.viewport.tools.easel import Easel, Question
from cxrviewer.measurement import calibration_from
from cxrviewer.study import Annotation

NO_LENGTH = "A length in millimetres is a number above 0, such as 25.4."


def ask_length(easel: Easel, line: Annotation) -> None:
    """Ask for the length of a line in millimetres and calibrate the film by it; only Enter does.

    Parameters
    ----------
    easel
        The film.
    line
        A LENGTH.
    """
    easel.ask(
        Question(
            line.points[-1],
            "Length in mm",
            "",
            take=partial(_calibrate, easel, line),
            drop=easel.show,
            on_leaving=False,
        )
    )


def _calibrate(easel: Easel, line: Annotation, text: str) -> None:
    easel.show()
    try:
        length_mm = float(text.replace(",", "."))
    except ValueError:
        easel.session.message.emit(NO_LENGTH)
        return
    try:
        calibration = calibration_from((line.points[0], line.points[1]), length_mm, easel.film.image)
    except ValueError as error:
        easel.session.message.emit(str(error))
        return
    easel.annotating.edit(easel.drawn.calibrated(calibration))
