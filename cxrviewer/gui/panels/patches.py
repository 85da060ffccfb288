"""What patches of the lungs say of the film on screen, and the choice of their merged map."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.panels.tables import ResultTable
from cxrviewer.gui.session import Session
from cxrviewer.study import PatchReading, class_title, percent

EXPLANATION = "Patches with their centres in the lungs are classified one by one, then vote."
HEADER = ("Class", "Votes", "Mean", "± SD")
BUTTON_WIDTH = 124


class PatchSection(QWidget):
    """Shows votes, mean probabilities and their spread, and reads patches when it is asked to.

    Signals
    -------
    wanted
        The user presses the button: read, or stop reading.
    """

    wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.words = wrapped_label(self, EXPLANATION, "quiet")
        self.button = QPushButton("Read patches", self)
        self.button.setMinimumWidth(BUTTON_WIDTH)
        self.button.clicked.connect(self.wanted)
        self.table = ResultTable("Votes of the patches", 76, self)
        self.merged = QCheckBox("Show their merged Grad-CAM on the film", self)
        self.merged.setToolTip("In place of the Grad-CAM of the whole film, for the class chosen there.")
        self.merged.toggled.connect(self._choose_map)
        self._provenance = wrapped_label(self, role="quiet")
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        for widget in (self.table, self.merged, self._provenance):
            column.addWidget(widget)
        for signal in (
            session.film_changed,
            session.analysis_changed,
            session.display_changed,
            session.status_changed,
        ):
            signal.connect(self.follow)
        session.patch_readings.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show what the session says."""
        session, key = self._session, self._session.image_key
        reading = session.patch_reading_of(session.film)
        busy = key is not None and session.patch_readings.busy(key)
        self.button.setText("Cancel" if busy else "Read patches")
        self.button.setEnabled(busy or (session.analysis is not None and not session.measuring))
        self.words.setText(_words(reading) if reading is not None else EXPLANATION)
        for widget in (self.table, self.merged, self._provenance):
            widget.setVisible(reading is not None)
        self.merged.blockSignals(True)
        self.merged.setChecked(session.display.patch_map)
        self.merged.blockSignals(False)
        if reading is not None:
            self.table.fill(HEADER, patch_rows(reading))
            self._provenance.setText(_provenance(reading))

    def _choose_map(self, chosen: bool) -> None:
        display = self._session.display
        shown = replace(display.heatmap, visible=True) if chosen else display.heatmap
        self._session.set_display(replace(display, patch_map=chosen, heatmap=shown))


def _words(reading: PatchReading) -> str:
    """Return the decision in a sentence."""
    votes = reading.votes[reading.prediction]
    return (
        f"{class_title(reading.prediction)}: {votes} of {reading.number} patches. "
        f"Entropy of the votes {reading.entropy_bits:.2f} bits (0: all agree)."
    )


def patch_rows(reading: PatchReading) -> list[tuple[str, ...]]:
    """Return one row for each class: votes, mean probability and standard deviation."""
    return [
        (
            class_title(label),
            str(votes),
            percent(reading.probabilities[label]),
            percent(reading.deviations[label]),
        )
        for label, votes in reading.votes.items()
    ]


def _provenance(reading: PatchReading) -> str:
    """Return how the patches were drawn, and by which model."""
    return (
        f"{reading.model.name} {reading.model.version}; patches of {reading.patch_px:.0f} film pixels: "
        f"the lungs {reading.settings.lung_rows} pixels high; the same film gives the same patches."
    )
