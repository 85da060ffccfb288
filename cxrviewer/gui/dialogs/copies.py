"""De-identified copies of the open films: what to look at, what to make black, how and where to."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.export.deidentification import Blanking, Options, Outcome
from cxrviewer.gui.copying import Copying, CopyWish, Shown, Subject, summary
from cxrviewer.gui.dialogs.blanking_view import BlankingView
from cxrviewer.gui.viewport.film_item import to_qimage
from cxrviewer.jobs import Progress

HINT = "Drag over everything that names somebody: it is black in the copy. Wheel: zoom. Backspace: take back."
NOTHING_TO_SEE = "No film needs a look: all say of themselves that nothing is burnt in."
CHOICES = (
    ("shift_dates", "Shift &dates", "All dates of a patient move by the same days; else they go."),
    ("keep_patient_characteristics", "Keep &sex, age, size", "And weight and the like; over 89 becomes 90."),
    ("clean_descriptors", "Keep harmless &words", "Of descriptions; else they go whole."),
)


class CopiesDialog(QDialog):
    """Asks, shows how far the work is, and says what became of it.

    Parameters
    ----------
    parent
        The window.
    copying
        Does the work.
    files
        The open films.
    folder
        Where choosing a folder for the copies begins; not beside the films unless the user wants it.
    """

    def __init__(self, parent: QWidget, copying: Copying, files: Sequence[Path], folder: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("De-identified copies of the open films")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._files, self._copying = tuple(files), copying
        self._subjects: tuple[Subject, ...] = ()
        self._blanked: dict[int, Blanking] = {}
        self._confirmed: set[int] = set()
        self._make_picture()
        self._make_choices(folder)
        self._place()
        self._connect()
        self.resize(1080, 820)
        self._work("Reading headers")
        copying.survey(self._files)

    def _make_picture(self) -> None:
        self.subjects = QListWidget(self)
        self.subjects.setAccessibleName("Films to look at")
        self.subjects.setFixedWidth(260)
        self.subjects.setWordWrap(True)
        self.view = BlankingView(self)
        self.frames = QSlider(Qt.Orientation.Horizontal, self)
        self.frames.setAccessibleName("Image of the stack")
        self.place, self.reason, self.hint = QLabel(self), QLabel(self), QLabel(HINT, self)
        self.reason.setProperty("role", "opinion")
        self.hint.setProperty("role", "quiet")
        self.take_back = QPushButton("&Take back", self)
        self.take_back.setAccessibleName("Take back the last rectangle")
        self.looked = QCheckBox("I have &looked; nothing identifying is left", self)
        self.looked.setAccessibleName("I have looked; nothing identifying is left in this film")

    def _make_choices(self, folder: Path) -> None:
        self.choices = {name: QCheckBox(text, self) for name, text, _tip in CHOICES}
        for name, text, tip in CHOICES:
            self.choices[name].setAccessibleName(text.replace("&", ""))
            self.choices[name].setToolTip(tip)
        self._start_folder = folder
        self.folder = QLineEdit(self)
        self.folder.setPlaceholderText("Folder of the copies")
        self.folder.setAccessibleName("Folder of the copies")
        self.browse = QPushButton("&Folder…", self)
        self.browse.setAccessibleName("Choose the folder of the copies")
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.state = QLabel(self)
        self.state.setAccessibleName("State of the work")
        self.state.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Save | standard.Cancel, self)
        self._save, self._cancel = self.buttons.button(standard.Save), self.buttons.button(standard.Cancel)
        self._save.setText("&Write copies")

    def _place(self) -> None:
        under = _row(self.looked, self.take_back)
        under.insertStretch(1)
        right = QVBoxLayout()
        for part in (self.reason, self.view, self.frames, self.place, self.hint):
            right.addWidget(part, int(part is self.view))
        right.addLayout(under)
        middle = QHBoxLayout()
        middle.addWidget(self.subjects)
        middle.addLayout(right, 1)
        choices = _row(QLabel("Basic profile of PS3.15, and:", self), *self.choices.values())
        choices.setSpacing(18)
        choices.addStretch()
        column = QVBoxLayout(self)
        column.addLayout(middle, 1)
        column.addLayout(choices)
        column.addLayout(_row(self.folder, self.browse))
        for below in (self.progress, self.state, self.buttons):
            column.addWidget(below)

    def _connect(self) -> None:
        copying = self._copying
        copying.surveyed.connect(self._list)
        copying.shown.connect(self._show)
        copying.progressed.connect(self._follow_work)
        copying.written.connect(self._end)
        copying.stopped.connect(self._say_stopped)
        copying.failed.connect(self._rest)
        self.subjects.currentRowChanged.connect(self._choose)
        self.frames.valueChanged.connect(self._page)
        self.view.changed.connect(self._keep)
        self.take_back.clicked.connect(self.view.take_back)
        self.looked.toggled.connect(self._confirm)
        self.folder.textChanged.connect(self._follow)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self._leave)

    @property
    def wish(self) -> CopyWish:
        """What is chosen."""
        options = Options(**{name: box.isChecked() for name, box in self.choices.items()})
        looked_at = {
            look.path: self._blanked.get(number, Blanking())
            for number in self._confirmed
            for look in self._subjects[number].looks
        }
        return CopyWish(self._files, Path(self.folder.text()), options, looked_at)

    # What must be looked at

    def _list(self, subjects: tuple[Subject, ...]) -> None:
        self._subjects = subjects
        self.subjects.addItems([subject.name for subject in subjects])
        self._rest("")
        for part in (self.view, self.subjects, self.take_back):
            part.setEnabled(bool(subjects))
        if subjects:
            self.subjects.setCurrentRow(0)
        else:
            self._choose(-1)

    def _choose(self, number: int) -> None:
        """Show another subject, as far as it is blanked and confirmed."""
        subject = self._subjects[number] if number >= 0 else None
        images = subject.images if subject is not None else ()
        self.view.clear_picture()
        self.looked.setEnabled(False)  # until there is something to be seen
        self.view.put(self._blanked.get(number, Blanking()).regions)
        self.looked.setChecked(number in self._confirmed)
        self.reason.setText(f"{subject.name} {subject.reason}." if subject is not None else NOTHING_TO_SEE)
        self.frames.setRange(0, max(0, len(images) - 1))
        self.frames.setValue(0)
        for part in (self.frames, self.place):
            part.setVisible(len(images) > 1)
        if subject is not None:
            self._page(0)

    def _page(self, place: int) -> None:
        """Show another image of the subject."""
        images = self._subjects[self.subjects.currentRow()].images
        self.place.setText(f"Image {place + 1} of {len(images)}: the rectangles are black in all of them.")
        self._copying.show(images[place])

    def _show(self, shown: Shown) -> None:
        images = self._subjects[self.subjects.currentRow()].images
        if shown.key == images[self.frames.value()]:
            self.view.show_picture(to_qimage(shown.picture), shown.rows, shown.columns)
            self.looked.setEnabled(True)

    def _keep(self) -> None:
        """Keep what was drawn; what was confirmed before must be looked at again."""
        self._blanked[self.subjects.currentRow()] = Blanking(self.view.regions)
        self.looked.setChecked(False)

    def _confirm(self, looked: bool) -> None:
        number = self.subjects.currentRow()
        if number < 0:
            return
        (self._confirmed.add if looked else self._confirmed.discard)(number)
        mark = "\N{CHECK MARK} " if looked else ""
        self.subjects.item(number).setText(f"{mark}{self._subjects[number].name}")
        self._follow()

    # Writing

    def _write(self) -> None:
        self._work("Writing")
        self._copying.write(self.wish)

    def _work(self, said: str) -> None:
        self._busy = True
        self.progress.setValue(0)
        self._follow()
        self.state.setText(said)

    def _follow_work(self, progress: Progress) -> None:
        self.progress.setValue(round(progress.fraction * 100))
        self.state.setText(progress.message)

    def _end(self, outcomes: tuple[Outcome, ...]) -> None:
        refusals = [outcome.refusal for outcome in outcomes if outcome.refusal]
        more = [f"and {len(refusals) - 5} more"] if len(refusals) > 5 else []
        self._rest("\n".join([f"{summary(outcomes)}: {self.folder.text()}", *refusals[:5], *more]))

    def _rest(self, said: str) -> None:
        """Wait for the user again."""
        self._busy = False
        self.progress.setValue(0)
        self._follow()
        if said:
            self.state.setText(said)

    def _follow(self) -> None:
        """Say what is not confirmed yet, and allow only what can be done."""
        if not self._busy:
            left = len(self._subjects) - len(self._confirmed)
            said = f"Not confirmed, and hence left out: {left} of {len(self._subjects)}." if left else ""
            self.state.setText(
                said if self._has_folder else f"{said} Choose a folder for the copies.".strip()
            )
        self._save.setEnabled(not self._busy and self._has_folder)
        self._cancel.setText("Cancel" if self._busy else "Close")
        self.progress.setVisible(self._busy)

    @property
    def _has_folder(self) -> bool:
        folder = self.folder.text().strip()
        return bool(folder) and Path(folder).is_dir()

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, "Folder of the copies", self.folder.text() or str(self._start_folder)
        )
        if name:
            self.folder.setText(name)

    def done(self, result: int) -> None:
        """Stop all work and close."""
        self._copying.leave()
        super().done(result)

    def _say_stopped(self) -> None:
        self._rest("Stopped; what is written stays.")

    def _leave(self) -> None:
        """Stop the work, or close where there is none."""
        if self._busy:
            self._copying.stop()
        else:
            self.reject()


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for part in parts:
        row.addWidget(part, int(isinstance(part, QLineEdit)))
    return row
