"""Texts in little room: broken between words, never cut within a number."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from cxrviewer.gui.saving import to_rgb
from cxrviewer.gui.viewport.lettering import Look, fitted, lettering

LOOK = Look(14, "#ffffff")


def test_a_line_that_fits_stays_as_it_is(qapp: QApplication) -> None:
    assert fitted(("C 40.0  W 400", "LUNG"), LOOK, 1000) == ("C 40.0  W 400", "LUNG")


def test_a_wide_line_is_broken_and_no_word_is_lost(qapp: QApplication) -> None:
    lines = fitted(("Polarity overridden: the file says MONOCHROME1",), LOOK, 150)
    assert len(lines) > 1
    assert " ".join(lines) == "Polarity overridden: the file says MONOCHROME1"


def test_only_a_single_word_is_shortened(qapp: QApplication) -> None:
    shortened, rest = fitted(("1.2.840.113619.2.5.1762583153 W 400",), LOOK, 100)
    assert "\N{HORIZONTAL ELLIPSIS}" in shortened
    assert rest == "W 400"


def test_letters_are_bright_on_a_dark_edge(qapp: QApplication) -> None:
    picture = lettering("H", LOOK, Qt.AlignmentFlag.AlignLeft, 1.0)
    on_white = picture.copy()
    ground = picture.copy()
    ground.fill(QColor("#ffffff"))
    from PySide6.QtGui import QPainter

    painter = QPainter(ground)
    painter.drawImage(0, 0, on_white)
    painter.end()
    grey = to_rgb(ground)[..., 0]
    assert grey.min() < 60
    stem = grey[grey.shape[0] // 2]
    assert stem[0] == 255
    assert stem.max() == 255
    assert (stem < 60).sum() >= 2


def test_what_belongs_together_stays_together(qapp: QApplication) -> None:
    assert fitted(("C 40.0  W 400",), LOOK, 70) == ("C 40.0", "W 400")
