"""What the models say of the film on screen, and the switches of their layers."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.analysis_status import Stage
from cxrviewer.gui.display_state import Layer
from cxrviewer.gui.panels.abstention import AbstentionBox
from cxrviewer.gui.panels.bars import ProbabilityBars
from cxrviewer.gui.panels.layer_controls import HeatLegend, LayerControl, LungLegend
from cxrviewer.gui.panels.lung_editor import LungEditor
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.panels.patches import PatchSection
from cxrviewer.gui.panels.provenance import provenance_text, spacing_text
from cxrviewer.gui.panels.tables import ResultTable, area_rows
from cxrviewer.gui.panels.texture import TextureSection
from cxrviewer.gui.session import Session
from cxrviewer.study import Analysis, Classification, HeatMap, class_title, percent

OPINION = "The opinion of a research model, which may be wrong. It replaces no reading of the film."

MEASURING = "Measuring in the edited lungs …"

BUTTON_WIDTH = 124


class AnalysisPanel(QWidget):
    """Status, probabilities, Grad-CAM, lungs, texture and where all of it comes from.

    Signals
    -------
    analyse_wanted, cancel_wanted
        The user presses the button.
    """

    analyse_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 14, 18, 18)
        self._column.setSpacing(8)
        self._build_status()
        self.abstention = AbstentionBox(self)
        self._add(self.abstention)
        self.results = QWidget(self)
        outer, self._column = self._column, QVBoxLayout(self.results)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._build_classes()
        self._build_heatmap()
        self._build_patches()
        self._build_lungs()
        self._build_texture()
        self._build_provenance()
        outer.addWidget(self.results)
        outer.addStretch(1)
        for signal in (session.film_changed, session.analysis_changed, session.display_changed):
            signal.connect(self._follow)
        session.patch_readings.changed.connect(self._follow)
        session.status_changed.connect(self._follow_status)
        self._shown: Analysis | None = None
        self._follow()

    def _add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._column.addWidget(widget)

    def _section(self, title: str) -> None:
        rule = QFrame(self)
        rule.setObjectName("rule")
        self._column.addSpacing(8)
        self._add(rule)
        self._column.addSpacing(4)
        self._add(wrapped_label(self, title, "section"))

    def _build_status(self) -> None:
        self._add(wrapped_label(self, OPINION, "opinion"))
        self._status = wrapped_label(self)
        self._button = QPushButton("Analyse", self)
        self._button.setMinimumWidth(BUTTON_WIDTH)
        self._button.clicked.connect(self._press)
        row = QHBoxLayout()
        row.addWidget(self._status, 1)
        row.addWidget(self._button)
        self._column.addLayout(row)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName("Progress of the analysis")
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self._notices = wrapped_label(self, role="opinion")
        self._add(self.progress, self._notices)

    def _build_classes(self) -> None:
        self._section("Classification")
        self.bars = ProbabilityBars("Probability of four classes", self)
        self.grouped_title = wrapped_label(self, "Grouped into three classes", "quiet")
        self.grouped_bars = ProbabilityBars("Probability of three classes", self)
        self._no_classes = wrapped_label(self, "No classifier for this kind of film is installed.", "quiet")
        self._add(self._no_classes, self.bars, self.grouped_title, self.grouped_bars)

    def _build_heatmap(self) -> None:
        self._section("Grad-CAM")
        self.labels = QComboBox(self)
        self.labels.setAccessibleName("Class of the Grad-CAM")
        self.labels.view().setAccessibleName("Classes")
        self.labels.activated.connect(self._choose_label)
        row = QHBoxLayout()
        row.addWidget(QLabel("Class", self))
        row.addWidget(self.labels, 1)
        self._column.addLayout(row)
        self.heatmap_control = LayerControl("Grad-CAM", self._edit_heatmap, self)
        self.heat_legend = HeatLegend(self)
        self._share = wrapped_label(self, role="quiet")
        self._add(self.heatmap_control, self.heat_legend, self._share)

    def _build_patches(self) -> None:
        self._section("Patches of the lungs")
        self.patches = PatchSection(self._session, self)
        self._add(self.patches)

    def _build_lungs(self) -> None:
        self._section("Lungs")
        self.mask_control = LayerControl("lung mask", self._edit_mask, self)
        self.areas = ResultTable("Lung areas", 110, self)
        self._spacing = wrapped_label(self, role="quiet")
        self.lung_editor = LungEditor(self._session, self)
        self._add(LungLegend(self), self.mask_control, self.lung_editor, self.areas, self._spacing)

    def _build_texture(self) -> None:
        self._section("Texture of the lungs")
        self.texture = TextureSection(self._session, self)
        self._add(self.texture)

    def _build_provenance(self) -> None:
        self._section("Models and timing")
        self._provenance = wrapped_label(self, role="quiet")
        self._provenance.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._provenance.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._add(self._provenance)

    def _press(self) -> None:
        (self.cancel_wanted if self._session.status.busy else self.analyse_wanted).emit()

    def _choose_label(self, index: int) -> None:
        label = self.labels.itemData(index)
        self._session.set_display(replace(self._session.display, heatmap_label=label))

    def _edit_heatmap(self, layer: Layer) -> None:
        self._session.set_display(replace(self._session.display, heatmap=layer))

    def _edit_mask(self, layer: Layer) -> None:
        self._session.set_display(replace(self._session.display, mask=layer))

    def _follow(self) -> None:
        """Show what the session says."""
        self._follow_status()
        analysis = self._session.analysis
        self.results.setVisible(analysis is not None and not _nothing_said(analysis))
        self.heatmap_control.show_layer(self._session.display.heatmap)
        self.mask_control.show_layer(self._session.display.mask)
        if analysis is not self._shown:
            self.abstention.show_analysis(analysis)
        if analysis is not None and analysis is not self._shown:
            self._show_analysis(analysis)
        self._shown = analysis
        self._show_heatmap(self._session.heatmap)

    def _follow_status(self) -> None:
        status = self._session.status
        self._status.setText(self._status_text())
        self._button.setEnabled(self._session.film is not None)
        done = "Analyse again" if self._session.analysis is not None else "Analyse"
        self._button.setText("Cancel" if status.busy else done)
        self.progress.setVisible(status.busy)
        self.progress.setValue(round(status.progress.fraction * 1000))

    def _status_text(self) -> str:
        status = self._session.status
        if self._session.film is None:
            return "No film is open."
        if self._session.measuring:
            return MEASURING
        doing = status.progress.message if status.stage is Stage.RUNNING else ""
        if doing:
            return f"{doing[0].upper()}{doing[1:]} …"
        analysis = self._session.analysis
        if status.stage is Stage.DONE and analysis is not None and _nothing_said(analysis):
            return "The models abstain."
        return status.reason or status.stage.value

    def _show_analysis(self, analysis: Analysis) -> None:
        self._notices.setText("\n".join(analysis.notices))
        self._notices.setVisible(bool(analysis.notices))
        self._show_classes(analysis.classification)
        self._no_classes.setVisible(analysis.classification is None and analysis.abstention is None)
        QTimer.singleShot(0, self, self._show_tables)

    def _show_tables(self) -> None:
        """Fill the tables in a turn of their own, so that no turn of the event loop is long."""
        analysis = self._session.analysis
        if analysis is None:
            return
        self.areas.fill(*area_rows(analysis.areas))
        self._spacing.setText(spacing_text(analysis))
        self.texture.show_analysis(analysis)
        self._provenance.setText(provenance_text(analysis))

    def _show_classes(self, classification: Classification | None) -> None:
        self.bars.setVisible(classification is not None)
        grouped = classification.grouped if classification is not None else {}
        self.grouped_bars.setVisible(bool(grouped))
        self.grouped_title.setVisible(bool(grouped))
        self.bars.set_probabilities(classification.probabilities if classification is not None else {})
        self.grouped_bars.set_probabilities(grouped)
        self.labels.clear()
        for label in classification.probabilities if classification is not None else ():
            self.labels.addItem(class_title(label), label)

    def _show_heatmap(self, heatmap: HeatMap | None) -> None:
        self.labels.setEnabled(heatmap is not None)
        self.heat_legend.show_scale(heatmap, stretched=self._session.display.heat_stretched)
        if heatmap is None:
            self._share.setText("")
            return
        self.labels.setCurrentIndex(self.labels.findData(heatmap.label))
        inside = heatmap.lung_share
        self._share.setText(
            "Nothing in the film speaks for this class."
            if inside is None
            else f"{percent(inside)} of the map lies inside the lungs."
        )


def _nothing_said(analysis: Analysis) -> bool:
    """Tell whether a check refused the film and the reader has drawn no lungs on it."""
    return analysis.quality is not None and analysis.quality.refused and not analysis.lungs.edited
