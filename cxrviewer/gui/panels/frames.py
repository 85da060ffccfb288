"""The slider through the frames of a multi-frame file."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from cxrviewer.gui.session import Session


class FrameSlider(QWidget):
    """Hidden while the film on screen has one frame.

    Signals
    -------
    chosen
        The user wants this frame, from 1.
    """

    chosen = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Frame")
        self.slider.setMinimum(1)
        self._label = QLabel(self)
        self._label.setMinimumWidth(110)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 4)
        layout.addWidget(self._label)
        layout.addWidget(self.slider, 1)
        self.slider.valueChanged.connect(self.chosen)
        session.film_changed.connect(self._follow)
        session.selection_changed.connect(self._follow)
        self.hide()

    def _follow(self) -> None:
        film, wanted = self._session.film, self._session.wanted
        if film is None or wanted is None or film.key.path != wanted.path:
            return
        frames = film.image.source.frames
        self.slider.blockSignals(True)
        self.slider.setMaximum(frames)
        self.slider.setValue(wanted.frame)
        self.slider.blockSignals(False)
        self._label.setText(f"Frame {wanted.frame} of {frames}")
        self.setVisible(frames > 1)
