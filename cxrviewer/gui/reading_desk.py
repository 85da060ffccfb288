"""What the reader says of the open studies: kept before it is shown."""

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.keeping import Keeper
from cxrviewer.gui.ledger import Ledger
from cxrviewer.study import Image, StudyReading, study_key


class ReadingDesk(QObject):
    """One reading for each study.

    Signals
    -------
    changed
        What is said of the study with this key.
    failed
        A sentence: something could not be kept; it stays on screen and is tried again with the next edit.
    """

    changed = Signal(str)
    failed = Signal(str)

    def __init__(self, keeper: Keeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readings: dict[str, StudyReading] = {}
        self._ledger = Ledger(keeper.reading, keeper.save_reading, keeper.version, self.failed.emit)

    def of(self, study_key: str) -> StudyReading:
        """Return what is said of a study."""
        if study_key not in self._readings:
            self._readings[study_key] = self._ledger.load(study_key, StudyReading(study_key))
        return self._readings[study_key]

    def is_key_image(self, image: Image) -> bool:
        """Tell whether an image is a key image of its study."""
        key = image.source.key
        return any(chosen.image_key == key for chosen in self.of(study_key(image)).key_images)

    def look_again(self, study_key: str) -> None:
        """Take up what another window has changed on a study."""
        found = self._ledger.news(study_key)
        if found is not None and found != self.of(study_key):
            self._readings[study_key] = found
            self.changed.emit(study_key)

    def edit(self, after: StudyReading) -> None:
        """Say something else of a study: it is on the disk when this returns."""
        if after == self.of(after.study_key):
            return
        self._readings[after.study_key] = after
        self._ledger.keep(after.study_key, after)
        self.changed.emit(after.study_key)

    def keep_rest(self) -> bool:
        """Try again to keep what could not be kept; tell whether all is kept now."""
        return self._ledger.keep_rest()
