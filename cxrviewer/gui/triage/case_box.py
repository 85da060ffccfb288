"""The selected case: why it stands where it does, and what the reader says of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.training.page_markup import page, paragraph, title
from cxrviewer.gui.triage.columns import marked
from cxrviewer.study import class_words
from cxrviewer.triage.listing import Row
from cxrviewer.triage.policy import Policy
from cxrviewer.triage.reading import Reading, Verdict

NOTHING = "Select a case to see why it stands where it does."
GAP = 8  # to what stands at the left


class CaseBox(QWidget):
    """The film in small and words above, the reader's fields below.

    Parameters
    ----------
    picture_of
        Returns the small picture of a case, a JPEG; empty without.

    Signals
    -------
    said
        A case and what the reader says of it now, a `Row` and a `Reading`.
    """

    said = Signal(object, object)

    def __init__(self, picture_of: Callable[[Row], bytes], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture_of = picture_of
        self.row: Row | None = None
        self._html = ""
        self.picture = QLabel(self)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName("The film in small")
        self.why = QTextBrowser(self)
        self.why.setAccessibleName("Why the case stands where it does")
        self.why.setTabChangesFocus(True)
        self.agree, self.disagree = QPushButton("A&gree", self), QPushButton("&Disagree", self)
        self.clear = QPushButton("&Take back", self)
        self.is_read = QCheckBox("&Read", self)
        self.remark = QLineEdit(self)
        self.remark.setAccessibleName("Remark on the case")
        self.remark.setPlaceholderText("Remark")
        self._place()
        self.agree.clicked.connect(lambda: self._judge(Verdict.AGREE))
        self.disagree.clicked.connect(lambda: self._judge(Verdict.DISAGREE))
        self.clear.clicked.connect(lambda: self._judge(Verdict.NONE))
        self.is_read.clicked.connect(self._mark)
        self.remark.editingFinished.connect(self.flush)
        self.show_case(None, None)

    def _place(self) -> None:
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        for button in (self.agree, self.disagree):
            button.setCheckable(True)
            button.setProperty("role", "verdict")
            self._group.addButton(button)
            row.addWidget(button, 1)
        row.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, 0, 0)
        column.addWidget(self.picture)
        column.addWidget(self.why, 1)
        column.addLayout(row)
        column.addWidget(self.remark)
        column.addWidget(self.is_read)

    def show_case(self, row: Row | None, policy: Policy | None) -> None:
        """Show a case, or none; a remark that is being written for the same case stays."""
        same = row is not None and self.row is not None and row.id == self.row.id
        if not same:
            self.flush()
        self.row = row
        html = page(paragraph(NOTHING, "quiet")) if row is None else _page(row, policy)
        if not same or html != self._html:
            self.why.setHtml(html)
            self._show_picture()
        self._html = html
        self._show_reading(same=same)

    def _show_picture(self) -> None:
        small = QPixmap()
        small.loadFromData(b"" if self.row is None else self._picture_of(self.row))
        self.picture.setPixmap(small)
        self.picture.setHidden(small.isNull())

    def _show_reading(self, *, same: bool) -> None:
        reading = self.row.reading if self.row is not None else Reading()
        self._group.setExclusive(False)
        self.agree.setChecked(reading.verdict is Verdict.AGREE)
        self.disagree.setChecked(reading.verdict is Verdict.DISAGREE)
        self._group.setExclusive(True)
        self.is_read.setChecked(bool(reading.read_at))
        if not (same and self.remark.hasFocus()):
            self.remark.setText(reading.remark)
        judged = self.row is not None and bool(self.row.prediction)
        for button in (self.agree, self.disagree):
            button.setEnabled(judged)
        self.clear.setEnabled(reading.verdict is not Verdict.NONE)
        for field in (self.is_read, self.remark):
            field.setEnabled(self.row is not None)

    def _judge(self, verdict: Verdict) -> None:
        if self.row is None:
            return
        reading = self.row.reading
        judged = self.row.prediction if verdict is not Verdict.NONE else ""
        read_at = reading.read_at or (_now() if verdict is not Verdict.NONE else "")
        self._say(replace(reading, verdict=verdict, judged=judged, read_at=read_at))

    def _mark(self, checked: bool) -> None:
        if self.row is not None:
            self._say(replace(self.row.reading, read_at=_now() if checked else ""))

    def flush(self) -> None:
        """Keep a remark that is written."""
        if self.row is not None and self.remark.text() != self.row.reading.remark:
            self._say(replace(self.row.reading, remark=self.remark.text()))

    def _say(self, reading: Reading) -> None:
        if self.row is not None:
            row, self.row = self.row, replace(self.row, reading=reading)
            self.said.emit(row, reading)
            self._show_reading(same=True)


def _page(row: Row, policy: Policy | None) -> str:
    """Return all that is known of a case."""
    found = f"{class_words(row.prediction)} {row.probability:.2f}" if row.probability is not None else ""
    urgency = f" ({row.urgency:.3f})" if row.urgency is not None else ""
    given = f"Ranked by {policy.name} {policy.version}." if policy is not None else ""
    return page(
        title(f"{marked(row.word, policy)}{urgency}"),
        paragraph(row.why or "Not ranked yet."),
        paragraph(row.path.name),
        paragraph(f"{row.status.capitalize()}{': ' + row.reason.rstrip('.') if row.reason else ''}."),
        paragraph(f"Likeliest: {found}." if found else "No class.", "quiet"),
        paragraph(str(row.path.parent), "quiet"),
        paragraph(given, "quiet"),
    )


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
