"""The texture maps that are there."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cxrviewer.study import TextureMap, TextureSettings

Labels = npt.NDArray[np.uint8]
MOST_IMAGES = 16


@dataclass(slots=True, eq=False)
class _OfImage:
    """The maps of an image in these lungs."""

    labels: Labels
    maps: dict[str, TextureMap] = field(default_factory=dict)


class TextureMaps(QObject):
    """Keeps the maps of the images that were looked at last; edited by `TextureMapping` only.

    Signals
    -------
    changed
        There is another map for the image with this key.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kept: dict[str, _OfImage] = {}

    def of(
        self, image_key: str, labels: Labels | None, feature: str | None, settings: TextureSettings
    ) -> TextureMap | None:
        """Return the map of a feature in just these lungs, measured just so, if it is there."""
        kept = self._kept.get(image_key)
        if kept is None or kept.labels is not labels or feature is None:
            return None
        found = kept.maps.get(feature)
        return found if found is not None and found.settings.measures_like(settings) else None

    def put(self, image_key: str, labels: Labels, found: TextureMap) -> None:
        """Keep a map; those in other lungs of the image go."""
        kept = self._kept.pop(image_key, None)
        if kept is None or kept.labels is not labels:
            kept = _OfImage(labels)
        kept.maps[found.feature] = found
        self._kept[image_key] = kept
        while len(self._kept) > MOST_IMAGES:
            del self._kept[next(iter(self._kept))]
        self.changed.emit(image_key)
