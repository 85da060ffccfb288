"""The bar below a stack: where in it one is, a slider through it, and cine."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QSpinBox, QWidget

from cxrviewer.gui.cine import FASTEST, SLOWEST, Cine
from cxrviewer.gui.session import Session

LABEL_WIDTH, BUTTON_WIDTH = 130, 84
RATE_WIDTH, RATE_HEIGHT = 128, 29


class FrameSlider(QWidget):
    """Hidden while the film on screen stands alone.

    Signals
    -------
    chosen
        The user wants the image at this place of the stack, from 1.
    """

    chosen = Signal(int)

    def __init__(self, session: Session, cine: Cine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._cine = session, cine
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Place in the stack")
        self.slider.setMinimum(1)
        self.label = QLabel(self)
        self.label.setMinimumWidth(LABEL_WIDTH)
        self.play = QPushButton("Play", self)
        self.play.setMinimumWidth(BUTTON_WIDTH)
        self.play.setToolTip("Play or pause (K)")
        self.rate = self._rate_box()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 5, 14, 5)
        layout.setSpacing(10)
        layout.addWidget(self.label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.play)
        layout.addWidget(self.rate)
        self.slider.valueChanged.connect(self.chosen)
        self.play.clicked.connect(cine.toggle)
        self.rate.valueChanged.connect(cine.set_rate)
        cine.changed.connect(self._follow_cine)
        for signal in (session.film_changed, session.selection_changed, session.stacks_changed):
            signal.connect(self._follow)
        self._follow_cine()
        self.hide()

    def _rate_box(self) -> QSpinBox:
        box = QSpinBox(self)
        box.setAccessibleName("Images a second")
        box.setRange(SLOWEST, FASTEST)
        box.setSuffix(" images/s")
        box.setToolTip("Images a second: [ slower, ] faster")
        box.setFixedSize(RATE_WIDTH, RATE_HEIGHT)
        box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return box

    def _follow(self) -> None:
        stack, wanted = self._session.stack, self._session.wanted
        if wanted not in stack:
            self.setVisible(False)
            return
        place = stack.index(wanted) + 1
        self.slider.blockSignals(True)
        self.slider.setMaximum(len(stack))
        self.slider.setValue(place)
        self.slider.blockSignals(False)
        film = self._session.film
        kind = "Frame" if film is not None and film.image.source.frames > 1 else "Slice"
        self.label.setText(f"{kind} {place} of {len(stack)}")
        self.setVisible(len(stack) > 1)

    def _follow_cine(self) -> None:
        self.play.setText("Pause" if self._cine.playing else "Play")
        self.rate.blockSignals(True)
        self.rate.setValue(self._cine.rate)
        self.rate.blockSignals(False)
