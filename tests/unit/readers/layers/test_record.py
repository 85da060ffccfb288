"""Which layers belong to which frame."""

from pathlib import Path

import numpy as np

from cxrviewer.readers.layers import ImageReference, ImportedLayers
from cxrviewer.study import Annotation, Kind, PackedMask, Segment


def test_layers_are_found_by_instance_and_frame() -> None:
    first = Annotation(Kind.POINT, ((1.0, 2.0),))
    everywhere = Annotation(Kind.POINT, ((3.0, 4.0),))
    mask = Segment("lung", PackedMask.of(np.ones((2, 3), np.uint8)))
    one, all_frames = ImageReference("1.2", 1), ImageReference("1.2")
    layers = ImportedLayers(Path("a"), ((one, first), (all_frames, everywhere)), ((one, mask),))
    assert layers.annotations_of("1.2", 1) == (first, everywhere)
    assert layers.annotations_of("1.2", 2) == (everywhere,)
    assert layers.annotations_of("1.3", 1) == ()
    assert layers.segments_of("1.2", 1) == (mask,)
    assert layers.segments_of("1.2", 2) == ()
    assert list(layers.images()) == [one, all_frames]
