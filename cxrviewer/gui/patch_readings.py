"""The readings by patches that are there."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cxrviewer.study import PatchReading

Labels = npt.NDArray[np.uint8]
MOST_IMAGES = 64


class PatchReadings(QObject):
    """Keeps what patches say of the images that were read last; edited by `Patching` only.

    Signals
    -------
    changed
        The image with this key is being read by patches, has been, or is no longer.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kept: dict[str, tuple[Labels, PatchReading]] = {}
        self._busy: set[str] = set()

    def of(self, image_key: str, labels: Labels | None) -> PatchReading | None:
        """Return what patches of just these lungs say, if they were read."""
        kept = self._kept.get(image_key)
        return kept[1] if kept is not None and kept[0] is labels else None

    def busy(self, image_key: str) -> bool:
        """Tell whether patches of an image are being read."""
        return image_key in self._busy

    def set_busy(self, image_key: str, *, busy: bool) -> None:
        """Note that patches of an image are being read, or no longer."""
        (self._busy.add if busy else self._busy.discard)(image_key)
        self.changed.emit(image_key)

    def forget(self) -> None:
        """Forget every reading: another model is in use."""
        image_keys = [*self._kept]
        self._kept.clear()
        for image_key in image_keys:
            self.changed.emit(image_key)

    def put(self, image_key: str, labels: Labels, reading: PatchReading) -> None:
        """Keep a reading; one in other lungs of the image goes."""
        self._kept.pop(image_key, None)
        self._kept[image_key] = labels, reading
        while len(self._kept) > MOST_IMAGES:
            del self._kept[next(iter(self._kept))]
        self.changed.emit(image_key)
