"""Sentences for the user, above the film and never in the way."""

from collections import deque

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

SHOWN = 4


class MessageArea(QFrame):
    """The latest sentences, until they are dismissed; how many older ones there are stands below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.sentences: deque[str] = deque(maxlen=1000)
        self._label = wrapped_label(self)
        self._label.setAccessibleName("Messages")
        dismiss = QPushButton("Dismiss", self)
        dismiss.setObjectName("dismiss")
        dismiss.setAccessibleName("Dismiss the messages")
        dismiss.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 10, 8)
        layout.addWidget(self._label, 1)
        layout.addWidget(dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Show a sentence."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)
        latest = list(self.sentences)[-SHOWN:]
        older = len(self.sentences) - len(latest)
        self._label.setText("\n".join([*latest, f"… and {older} more."] if older else latest))
        self.show()

    def clear(self) -> None:
        """Take all sentences away."""
        self.sentences.clear()
        self._label.clear()
        self.hide()


class NoticeBanner(QFrame):
    """What must be visible beside the film on screen, as long as it is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._label = wrapped_label(self)
        self._label.setAccessibleName("Notices of this film")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 7, 14, 7)
        layout.addWidget(self._label)
        self.hide()

    def show_notices(self, notices: tuple[str, ...]) -> None:
        """Show these sentences, or nothing."""
        self._label.setText("\n".join(notices))
        self.setVisible(bool(notices))


def wrapped_label(parent: QWidget, text: str = "", role: str = "") -> QLabel:
    """Return a label of plain text that wraps.

    Parameters
    ----------
    parent
        Whose it is.
    text
        Shown as it stands, never as markup.
    role
        "section", "quiet" or "opinion": its look in the theme.
    """
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
