"""The form of a recipe, made from the table of settings: what differs from the preset is marked."""

import contextlib
from collections.abc import Mapping
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.panels.sections import add_section
from cxrviewer.gui.training.editors import AnyEditor, editor_for, title_of
from cxrviewer.training.presets import Preset, Setting, limits_in_words, override, settings_of, shown_values
from cxrviewer.training.presets.values import parse, show

HELP = "What a value means stands here when its field has the focus or the pointer is over it."
RESET = "Reset"


class SettingRow(QObject):
    """Name, field, unit and the way back of one setting.

    Signals
    -------
    edited
        The user has changed the value.
    asked
        The user looks at this row.
    """

    edited = Signal()
    asked = Signal(object)

    def __init__(self, setting: Setting, usual: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setting, self.usual = setting, usual
        self.name = QLabel(parent)
        self.editor: AnyEditor = editor_for(setting, parent)
        self.name.setBuddy(self.editor)
        self.unit = QLabel(setting.unit, parent)
        self.unit.setProperty("role", "quiet")
        self.reset = QPushButton(RESET, parent)
        self.reset.setObjectName("dismiss")
        self.reset.setAccessibleName(f"Reset {title_of(setting).lower()}")
        self.reset.setToolTip(f"Back to the preset's {usual or 'nothing'}")
        tip = f"{setting.says}\nTakes {limits_in_words(setting)}."
        for part in (self.name, self.editor):
            part.setToolTip(tip)
            part.installEventFilter(self)
        self.editor.setAccessibleDescription(tip)
        self.put(usual)
        self.editor.edited.connect(self._take)
        self.reset.clicked.connect(self._go_back)

    @property
    def changed(self) -> bool:
        """Whether the value is not that of the preset."""
        return self.editor.value() != self.usual

    def put(self, text: str) -> None:
        """Show a value."""
        self.editor.put(text)
        self._follow()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Tell that the user looks at this row."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.Enter}:
            self.asked.emit(self.setting)
        return False

    def _go_back(self) -> None:
        self.put(self.usual)
        self.editor.setFocus()
        self.edited.emit()

    def _take(self) -> None:
        """Write the value as the table does, if it can be read; the page says if it cannot."""
        with contextlib.suppress(CxrviewerError):
            self.editor.put(show(self.setting, parse(self.setting, self.editor.value())))
        self._follow()
        self.edited.emit()

    def _follow(self) -> None:
        mark = "\N{BULLET} " if self.changed else ""
        self.name.setText(f"{mark}{title_of(self.setting)}")
        self.name.setProperty("role", "changed" if self.changed else "")
        self.name.style().polish(self.name)
        self.reset.setVisible(self.changed)


class SettingsForm(QWidget):
    """All values of a recipe, by group, above a sentence on the one that is looked at.

    Signals
    -------
    edited
        A value has changed.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, SettingRow] = {}
        self._preset: Preset | None = None
        self.area = QScrollArea(self)
        self.area.setAccessibleName("Values of the recipe")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.help = QLabel(HELP, self)
        self.help.setProperty("role", "quiet")
        self.help.setWordWrap(True)
        self.help.setMinimumHeight(52)
        self.help.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area, 1)
        column.addWidget(self.help)

    def show_preset(self, preset: Preset) -> None:
        """Show the values of a preset."""
        self._preset, self.rows = preset, {}
        usual = shown_values(preset)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(2, 2, 14, 2)
        for number, (group, settings) in enumerate(groupby(settings_of(preset), lambda one: one.group)):
            add_section(column, inner, str(group), ruled=number > 0)
            column.addLayout(self._grid(inner, list(settings), usual))
        column.addStretch()
        self.area.setWidget(inner)
        self.help.setText(HELP)

    def _grid(self, inner: QWidget, settings: list[Setting], usual: Mapping[str, str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 150)
        grid.setColumnMinimumWidth(3, 70)
        grid.setColumnStretch(1, 1)
        for number, setting in enumerate(settings):
            row = SettingRow(setting, usual[setting.key], inner)
            row.edited.connect(self.edited)
            row.asked.connect(self._explain)
            for place, part in enumerate((row.name, row.editor, row.unit, row.reset)):
                grid.addWidget(part, number, place)
            self.rows[setting.key] = row
        return grid

    def _explain(self, setting: Setting) -> None:
        self.help.setText(f"{title_of(setting)}: {setting.says} Takes {limits_in_words(setting)}.")

    @property
    def changes(self) -> dict[str, str]:
        """The values that differ from the preset's, as text."""
        return {key: row.editor.value() for key, row in self.rows.items() if row.changed}

    def put(self, changes: Mapping[str, str]) -> None:
        """Show the preset's values but for these."""
        for key, row in self.rows.items():
            row.put(changes.get(key, row.usual))
        self.edited.emit()

    def recipe(self) -> Preset:
        """Return the preset with the values of the form.

        Raises
        ------
        CxrviewerError
            If a value is not within its limits, or does not go with another.
        """
        if self._preset is None:
            raise CxrviewerError("no recipe is chosen")
        return override(self._preset, self.changes)
