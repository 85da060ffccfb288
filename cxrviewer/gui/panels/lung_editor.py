"""Whose the lungs of the film on screen are, and the tools to correct them."""

import math
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.icons import icon
from cxrviewer.gui.lung_desk import LARGEST_SHARE, LUNG_HANDS, SMALLEST_SHARE
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.panels.provenance import lungs_text
from cxrviewer.gui.session import Session
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG

TOOLS = (
    (Hand.BRUSH, "Lung brush", "Paint a lung."),
    (Hand.ERASER, "Lung eraser", "Erase from the lungs."),
    (Hand.FILL, "Fill", "Fill the holes of a lung, or a gap that the lungs enclose."),
    (Hand.SMOOTH, "Smoothing brush", "Smooth the outlines under the brush."),
)
LUNGS = (("Nearest lung", None), ("Right lung", RIGHT_LUNG), ("Left lung", LEFT_LUNG))
_STEPS = 100
_SPAN = math.log(LARGEST_SHARE / SMALLEST_SHARE)


class LungEditor(QWidget):
    """Follows the session; edits go to its lung desk."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._desk = session, session.lung_desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.state = wrapped_label(self)
        self._column.addWidget(self.state)
        self._build_tools()
        self._build_size()
        self._build_model()
        session.annotating.hand_changed.connect(self._follow_hand)
        self._desk.brush_changed.connect(self._follow_hand)
        for signal in (session.film_changed, session.analysis_changed, session.status_changed):
            signal.connect(self._follow)
        session.display_changed.connect(self._follow)
        session.annotating.changed.connect(self._follow)
        self._follow_hand()
        self._follow()

    def _build_tools(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.buttons = {hand: self._button(hand, name, tip) for hand, name, tip in TOOLS}
        for button in self.buttons.values():
            row.addWidget(button)
        self.lung = QComboBox(self)
        self.lung.setAccessibleName("Lung to correct")
        self.lung.view().setAccessibleName("Lungs")
        self.lung.setToolTip("Which lung the tools are for; the nearest is taken where a stroke begins.")
        for name, lung in LUNGS:
            self.lung.addItem(name, lung)
        self.lung.activated.connect(self._choose_lung)
        row.addStretch(1)
        row.addWidget(self.lung)
        self._column.addLayout(row)

    def _button(self, hand: Hand, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(f"hand_{hand}"))
        button.setCheckable(True)
        button.setAccessibleName(name)
        button.setToolTip(f"{name}\n{tip}")
        button.clicked.connect(lambda: self._take_up(hand))
        return button

    def _build_size(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.size_slider = QSlider(Qt.Orientation.Horizontal, self)
        self.size_slider.setAccessibleName("Size of the brush")
        self.size_slider.setToolTip("Size of the brush: [ and ], or Shift and the wheel over the film.")
        self.size_slider.setRange(0, _STEPS)
        self.size_slider.valueChanged.connect(self._choose_size)
        self._size_name = QLabel("Brush", self)
        row.addWidget(self._size_name)
        row.addWidget(self.size_slider, 1)
        self._column.addLayout(row)

    def _build_model(self) -> None:
        row = QHBoxLayout()
        self.model_outline = QCheckBox("Model's outline", self)
        self.model_outline.setToolTip("Show the model's own lungs as thin dashes.")
        self.model_outline.toggled.connect(self._show_model)
        self.take_back = QPushButton("Back to the model's", self)
        self.take_back.setAccessibleName("Back to the model's lungs")
        self.take_back.setToolTip("Set the correction aside; Undo brings it back.")
        self.take_back.clicked.connect(self._take_back)
        row.addWidget(self.model_outline, 1)
        row.addWidget(self.take_back)
        self._column.addLayout(row)

    def _take_up(self, hand: Hand) -> None:
        self._desk.take_up(hand)
        self._follow_hand()

    def _choose_lung(self, index: int) -> None:
        self._desk.set_brush(replace(self._desk.brush, lung=self.lung.itemData(index)))

    def _choose_size(self, value: int) -> None:
        share = SMALLEST_SHARE * math.exp(_SPAN * value / _STEPS)
        self._desk.set_brush(replace(self._desk.brush, share=share))

    def _show_model(self, checked: bool) -> None:
        self._session.set_display(replace(self._session.display, model_outline=checked))

    def _take_back(self) -> None:
        if self._session.film is not None:
            self._desk.take_back(self._session.film)

    def _follow_hand(self) -> None:
        """Show the tool in hand, the chosen lung and the size of the brush."""
        hand, brush = self._session.annotating.hand, self._desk.brush
        for tool, button in self.buttons.items():
            button.setChecked(tool is hand)
        self.lung.setCurrentIndex([lung for _name, lung in LUNGS].index(brush.lung))
        self.size_slider.blockSignals(True)
        self.size_slider.setValue(round(_STEPS * math.log(brush.share / SMALLEST_SHARE) / _SPAN))
        self.size_slider.blockSignals(False)
        for widget in (self.size_slider, self._size_name):
            widget.setVisible(hand in LUNG_HANDS)

    def _follow(self) -> None:
        """Show whose the lungs are."""
        session, film = self._session, self._session.film
        corrected = film is not None and session.annotating.of(film.image.source.key).lungs is not None
        self.state.setText(lungs_text(session.analysis, measuring=session.measuring))
        self.model_outline.setVisible(corrected)
        self.take_back.setVisible(corrected)
        self.model_outline.blockSignals(True)
        self.model_outline.setChecked(session.display.model_outline)
        self.model_outline.blockSignals(False)
