"""Texture of the lungs: readouts by each convention, maps over the film, and the published domains."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cxrviewer.gui.display_state import Layer
from cxrviewer.gui.panels.domain_bars import DomainBars
from cxrviewer.gui.panels.layer_controls import LayerControl
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.panels.provenance import texture_text
from cxrviewer.gui.panels.tables import ResultTable, texture_rows
from cxrviewer.gui.panels.texture_choice import TextureChoice
from cxrviewer.gui.panels.texture_legend import TextureLegend
from cxrviewer.gui.session import Session
from cxrviewer.study import Analysis, TextureReadout
from cxrviewer.texture import DOMAINS_CAVEAT, MAP_FEATURES, lung_domains, normal_reference

MEANS, RANGES, LASCU = "Mean over the angles", "Range over the angles", "As published by Lascu (2021)"
NO_LUNGS = "A map needs the lungs: analyse the film or draw them."
MAKING = "Measuring the map …"


class TextureSection(QWidget):
    """Shows the texture of the active film and chooses its map."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._analysis: Analysis | None = None
        self.choice = TextureChoice(session, self)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("Which texture features")
        self.kind.view().setAccessibleName("Which texture features")
        self.kind.addItems([MEANS, RANGES, LASCU])
        self.kind.currentIndexChanged.connect(self._fill)
        self.table = ResultTable("Texture", 76, self)
        self._settings = wrapped_label(self, role="quiet")
        self.domains = DomainBars(self)
        films = normal_reference().count
        self._domains_title = wrapped_label(
            self,
            f"Published domains (Lascu 2021), both lungs, {films} normal films; V, SV not centred",
            "quiet",
        )
        self._caveat = wrapped_label(self, DOMAINS_CAVEAT, "opinion")
        self.map = QComboBox(self)
        self.map.setAccessibleName("Texture map over the film")
        self.map.view().setAccessibleName("Texture map over the film")
        self.map.addItem("None", None)
        for feature in MAP_FEATURES:
            self.map.addItem(feature.capitalize(), feature)
        self.map.activated.connect(self._choose_map)
        self.map_control = LayerControl("texture map", self._edit_map, self)
        self.legend = TextureLegend(self)
        self._map_text = wrapped_label(self, role="quiet")
        self._arrange()
        for signal in (session.display_changed, session.film_changed, session.analysis_changed):
            signal.connect(self._follow_map)
        for signal in (session.texture_maps.changed, session.texture_changed):
            signal.connect(self._follow_map)
        self._follow_map()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(QLabel("Map", self))
        row.addWidget(self.map, 1)
        column.addWidget(self.choice)
        column.addWidget(self.kind)
        column.addWidget(self.table)
        column.addWidget(self._settings)
        column.addLayout(row)
        widgets: tuple[QWidget, ...] = (self.map_control, self.legend, self._map_text)
        for widget in (*widgets, self._domains_title, self.domains, self._caveat):
            column.addWidget(widget)

    def show_analysis(self, analysis: Analysis) -> None:
        """Show what was measured of a film."""
        self._analysis = analysis
        self._fill()
        places = lung_domains(analysis)
        for widget in (self._domains_title, self.domains, self._caveat):
            widget.setVisible(bool(places))
        self.domains.set_places(places)

    def _fill(self) -> None:
        readouts = self._readouts()
        self.table.fill(*texture_rows(readouts))
        self._settings.setText(texture_text(readouts))

    def _readouts(self) -> tuple[TextureReadout, ...]:
        """Return what the table shows."""
        if self._analysis is None:
            return ()
        kind = self.kind.currentText()
        if kind == LASCU:
            return self._analysis.texture_lascu2021
        if kind == RANGES:
            return tuple(replace(one, features=one.ranges) for one in self._analysis.texture)
        return self._analysis.texture

    def _choose_map(self, index: int) -> None:
        display, feature = self._session.display, self.map.itemData(index)
        layer = replace(display.texture, visible=True)
        self._session.set_display(replace(display, texture_feature=feature, texture=layer))

    def _edit_map(self, layer: Layer) -> None:
        self._session.set_display(replace(self._session.display, texture=layer))

    def _follow_map(self) -> None:
        display = self._session.display
        feature = display.texture_feature
        self.map.setCurrentIndex(self.map.findData(feature))
        self.map_control.show_layer(display.texture)
        for widget in (self.map_control, self.legend, self._map_text):
            widget.setVisible(feature is not None)
        self.legend.set_feature(feature, self._session.texture.levels)
        self._map_text.setText(self._map_words())

    def _map_words(self) -> str:
        film, found = self._session.film, self._session.texture_map_of(self._session.active)
        if found is not None:
            how = found.settings
            return (
                f"Window {found.window} px, step {found.step} px; {how.levels} levels, distance "
                f"{how.distance} px, {'' if how.symmetric else 'not '}symmetric, mean over "
                f"{len(how.angles_deg)} angles."
            )
        return NO_LUNGS if film is None or self._session.lungs_of(film) is None else MAKING
