"""What the reader says of the study on screen: findings, comment, verdict on the models, key images."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cxrviewer.gui.key_films import KeyFilms
from cxrviewer.gui.panels.comment_field import CommentField
from cxrviewer.gui.panels.finding_labels import FindingLabels
from cxrviewer.gui.panels.key_images import KeyImageStrip
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.panels.sections import add_section
from cxrviewer.gui.panels.verdict import VerdictBox
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.session import Session
from cxrviewer.study import StudyReading, Verdict, study_key

NORMAL = "normal"
NO_STUDY = "No study is open."
KEPT = "Kept as you write."
CONTRADICTION = "“{}” is checked together with findings."


class ReadingPanel(QWidget):
    """Shows and edits the reading of the study in the active viewport; every edit is kept at once.

    Nothing is filled in that the reader has not said.

    Signals
    -------
    labels_wanted
        The user wants to change the list of findings.
    """

    labels_wanted = Signal()

    def __init__(
        self, session: Session, store: SettingsStore, key_films: KeyFilms, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._store = session, store
        self._study: str | None = None
        self.labels = FindingLabels(self)
        self.comment = CommentField("Comment", "Comment on the study", self)
        self.verdict = VerdictBox(self)
        self.key_images = KeyImageStrip(key_films, self)
        self._lay_out()
        self.setFocusProxy(self.labels)
        self._connect()
        self._follow_film()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 18)
        column.setSpacing(8)
        self._subject = wrapped_label(self, role="quiet")
        column.addWidget(self._subject)
        add_section(column, self, "Findings", ruled=False)
        column.addWidget(self.labels)
        self._contradiction = wrapped_label(self, role="opinion")
        column.addWidget(self._contradiction)
        edit = QPushButton("Edit the list…", self)
        edit.setAccessibleName("Edit the list of findings")
        edit.clicked.connect(self.labels_wanted)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(edit)
        column.addLayout(row)
        add_section(column, self, "Comment")
        column.addWidget(self.comment)
        column.addWidget(wrapped_label(self, KEPT, "quiet"))
        add_section(column, self, "Verdict on the AI, for this film")
        column.addWidget(self.verdict)
        add_section(column, self, "Key images")
        column.addWidget(self.key_images)
        column.addStretch(1)

    def _connect(self) -> None:
        session = self._session
        session.film_changed.connect(self._follow_film)
        session.analysis_changed.connect(self._follow_film)
        session.reading_desk.changed.connect(self._follow_reading)
        self._store.changed.connect(self._show)
        self.labels.chosen.connect(lambda: self._edit(lambda said: replace(said, labels=self.labels.checked)))
        self.comment.written.connect(lambda text: self._edit(lambda said: replace(said, comment=text)))
        self.verdict.judged.connect(self._judge)
        self.key_images.edited.connect(lambda key: self._edit(lambda said: said.with_key_image(key)))
        self.key_images.removed.connect(lambda key: self._edit(lambda said: said.without_key_image(key)))

    def flush(self) -> None:
        """Keep what is being written."""
        self.comment.flush()
        self.verdict.reason.flush()
        self.key_images.flush()

    def _edit(self, change: Callable[[StudyReading], StudyReading]) -> None:
        """Say something else of the study that the panel shows."""
        if self._study is not None:
            desk = self._session.reading_desk
            desk.edit(change(desk.of(self._study)))

    def _judge(self, verdict: Verdict | None) -> None:
        key = self._image_key
        if verdict is not None:
            self._edit(lambda said: said.judging(verdict))
        elif key is not None:
            self._edit(lambda said: said.without_verdict(key))

    def _follow_film(self) -> None:
        """Show the study of the film on screen; what was being written belongs to the one before."""
        self.flush()
        film = self._session.film
        self._study = study_key(film.image) if film is not None else None
        self._image_key = self._session.image_key
        self._show()

    def _follow_reading(self, study: str) -> None:
        if study == self._study:
            self._show()

    def _show(self) -> None:
        self.flush()
        film, study = self._session.film, self._study
        self.setEnabled(study is not None)
        said = self._session.reading_desk.of(study) if study is not None else StudyReading("")
        text = film.image.text if film is not None else None
        words = (text.patient_name, text.study_description) if text is not None else (NO_STUDY,)
        self._subject.setText("  ·  ".join(filter(None, words)))
        self._subject.setVisible(bool(self._subject.text()))
        self.labels.show_labels(self._store.settings.finding_labels, said.labels)
        contradicted = next((label for label in said.labels if label.casefold() == NORMAL), "")
        self._contradiction.setVisible(bool(contradicted) and len(said.labels) > 1)
        self._contradiction.setText(CONTRADICTION.format(contradicted))
        self.comment.show_text(said.comment)
        verdict = said.verdict_on(self._image_key) if self._image_key is not None else None
        self.verdict.show_verdict(self._image_key or "", self._session.analysis, verdict)
        self.key_images.show_images(said.key_images, self._image_key)
