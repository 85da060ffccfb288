"""All values of one annotation."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cxrviewer.gui.panels.measurement_texts import detail_rows
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.panels.provenance import texture_text
from cxrviewer.gui.panels.tables import ResultTable
from cxrviewer.gui.panels.wording import feature_text, quantity
from cxrviewer.measurement import describe_calibration
from cxrviewer.study import Annotation, Measurement

SELECT_ONE = "Select an annotation to see its values."
MEASURING = "Measuring …"


class MeasurementDetails(QWidget):
    """Quantities, calibration, notices and texture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = wrapped_label(self, role="section")
        self._notices = wrapped_label(self, role="opinion")
        self.quantities = ResultTable("Quantities", 130, self)
        self._calibration = wrapped_label(self, role="quiet")
        self._texture_title = wrapped_label(self, "Texture of the region", "section")
        self.texture = ResultTable("Texture of the region", 130, self)
        self._settings = wrapped_label(self, role="quiet")
        self._origin = wrapped_label(self, role="quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        for widget in (self._title, self._notices, self.quantities, self._calibration):
            column.addWidget(widget)
        for widget in (self._texture_title, self.texture, self._settings, self._origin):
            column.addWidget(widget)
        column.addStretch(1)
        self.show_measurement(None, None)

    def show_measurement(self, selected: Annotation | None, measured: Measurement | None) -> None:
        """Show the values of an annotation, or that there are none yet."""
        self._title.setText(_title(selected))
        _say(self._notices, "\n".join(measured.notices) if measured is not None else "")
        quantities = measured.quantities if measured is not None else ()
        self.quantities.setVisible(bool(quantities))
        if measured is not None and quantities:
            self.quantities.fill(*detail_rows(measured))
        _say(self._calibration, _calibration(selected, measured))
        texture = measured.texture if measured is not None else None
        for widget in (self._texture_title, self.texture):
            widget.setVisible(texture is not None)
        if texture is not None:
            rows = [(feature_text(name), quantity(value)) for name, value in texture.features.items()]
            self.texture.fill(("Feature", "Value"), rows)
        _say(self._settings, texture_text((texture,)) if texture is not None else "")
        _say(self._origin, _origin(selected))


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _title(selected: Annotation | None) -> str:
    if selected is None:
        return SELECT_ONE
    kind = f"{selected.kind[0].upper()}{selected.kind[1:]}"
    return f"{kind}: {selected.text}" if selected.text else kind


def _calibration(selected: Annotation | None, measured: Measurement | None) -> str:
    if selected is None:
        return ""
    if measured is None:
        return MEASURING
    lengths = any(one.unit in {"mm", "mm2", "px", "px2"} for one in measured.quantities)
    return f"Lengths: {describe_calibration(measured.spacing)}." if lengths else ""


def _origin(selected: Annotation | None) -> str:
    """Return who drew it and when."""
    if selected is None:
        return ""
    origin = f" from {selected.origin}" if selected.origin else ""
    when = selected.created.replace("T", " ").removesuffix("+00:00")
    maker = f"{selected.maker[0].upper()}{selected.maker[1:]}"
    return f"{maker}{origin}, {when} UTC."
