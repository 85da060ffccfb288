"""How it is to be trained: preset, values, device and name of the run."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.training.settings_form import SettingsForm
from cxrviewer.training.presets import PRESETS, Preset, find_preset

DEVICES = {"auto": "GPU if there is one", "cpu": "CPU", "cuda": "GPU (CUDA)"}
PRESETS_WIDTH = 250
_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the page holds, if it can be trained.

    Attributes
    ----------
    preset
        With every change.
    changes
        What differs from the preset of that name, as text.
    device
        "auto", "cpu" or "cuda".
    run
        Name of the run.
    """

    preset: Preset
    changes: dict[str, str]
    device: str
    run: str


def origin_of(preset: Preset) -> str:
    """Return where a preset comes from."""
    for prefix, origin in (
        ("paper-a", "Paper A"),
        ("paper-b", "Paper B"),
        ("shipped", "Ours, of a model that ships"),
    ):
        if preset.name.startswith(prefix):
            return origin
    return "Ours, recommended"


class RecipePage(QWidget):
    """Presets at the left, the values of the chosen one at the right.

    Signals
    -------
    edited
        Something has changed.
    start_wanted
        The user wants to train.
    """

    edited = Signal()
    start_wanted = Signal()

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime.now(UTC), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._fits: Callable[[Preset], None] = lambda _preset: None
        self._make_presets()
        self._make_fields()
        self._place()
        self.presets.currentItemChanged.connect(self._choose)
        self.form.edited.connect(self._follow)
        self.name.textChanged.connect(self._follow)
        self.device.activated.connect(self._follow)
        self.start.clicked.connect(self.start_wanted)

    def _make_presets(self) -> None:
        self.presets = QListWidget(self)
        self.presets.setAccessibleName("Presets")
        self.presets.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self.presets.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.origin = wrapped_label(self, role="quiet")
        self.description = wrapped_label(self)
        self.description.setAccessibleName("Description of the preset")

    def _make_fields(self) -> None:
        self.name = QLineEdit(self)
        self.name.setAccessibleName("Name of the run")
        self.device = QComboBox(self)
        self.device.setAccessibleName("Device")
        self.device.view().setAccessibleName("Device")
        for key, title in DEVICES.items():
            self.device.addItem(title, key)
        self.form = SettingsForm(self)
        self.problem = wrapped_label(self, role="opinion")
        self.problem.setAccessibleName("What is wrong with the recipe")
        self.estimate = wrapped_label(self, role="quiet")
        self.estimate.setAccessibleName("Estimate of the time")
        self.start = QPushButton("&Start training", self)
        self.start.setProperty("role", "primary")

    def _place(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        for part in (self.presets, self.origin, self.description):
            part.setFixedWidth(PRESETS_WIDTH)
            left.addWidget(part)
        left.addStretch()
        fields = QHBoxLayout()
        fields.setSpacing(10)
        for text, field, share in (("&Name of the run", self.name, 2), ("De&vice", self.device, 1)):
            label = QLabel(text, self)
            label.setBuddy(field)
            fields.addWidget(label)
            fields.addWidget(field, share)
        bottom = QHBoxLayout()
        bottom.addWidget(self.estimate, 1)
        bottom.addWidget(self.start)
        right = QVBoxLayout()
        right.addLayout(fields)
        right.addWidget(self.form, 1)
        right.addWidget(self.problem)
        right.addLayout(bottom)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 12)
        row.setSpacing(18)
        row.addLayout(left)
        row.addLayout(right, 1)

    def show_task(self, task: str) -> None:
        """Show the presets of a task, and choose the first one."""
        self.presets.clear()
        for preset in PRESETS.values():
            if preset.task == task:
                item = QListWidgetItem(preset.name)
                item.setData(_NAME_ROLE, preset.name)
                item.setToolTip(preset.description)
                self.presets.addItem(item)
        self.presets.setCurrentRow(0)

    def choose(self, name: str) -> None:
        """Choose the preset of that name."""
        for row in range(self.presets.count()):
            if self.presets.item(row).data(_NAME_ROLE) == name:
                self.presets.setCurrentRow(row)

    @property
    def chosen(self) -> Preset | None:
        """The preset as it stands in the list, without changes."""
        item = self.presets.currentItem()
        return find_preset(item.data(_NAME_ROLE)) if item is not None else None

    def expect(self, fits: Callable[[Preset], None]) -> None:
        """Take other data; `fits` raises a `CxrviewerError` if a recipe is none for it."""
        self._fits = fits
        if self.chosen is not None:
            self._follow()

    def recipe(self) -> Recipe:
        """Return what is chosen.

        Raises
        ------
        CxrviewerError
            If it cannot be trained.
        """
        run = self.name.text().strip()
        if not run or run in {".", ".."} or _NAME.search(run):
            raise CxrviewerError("the name of the run takes letters, digits, full stops, - and _")
        preset = self.form.recipe()
        self._fits(preset)
        return Recipe(preset, self.form.changes, str(self.device.currentData()), run)

    def say_time(self, sentence: str) -> None:
        """Show how long it will take."""
        self.estimate.setText(sentence)

    def _choose(self) -> None:
        preset = self.chosen
        if preset is None:
            return
        self.origin.setText(f"{origin_of(preset)}: {preset.architecture}")
        self.description.setText(preset.description)
        self.name.setText(f"{preset.name}-{self._now():%Y%m%d-%H%M}")
        self.form.show_preset(preset)
        self._follow()

    def _follow(self) -> None:
        """Say what is wrong, and allow only what can be trained."""
        try:
            self.recipe()
        except CxrviewerError as error:
            self.problem.setText(error.sentence)
        else:
            self.problem.clear()
        self.problem.setVisible(bool(self.problem.text()))
        self.start.setEnabled(not self.problem.text())
        self.edited.emit()
