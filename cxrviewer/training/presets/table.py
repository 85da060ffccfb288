"""All recipes by name."""

from collections.abc import Mapping
from types import MappingProxyType

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.presets.paper_a import PAPER_A
from cxrviewer.training.presets.paper_b import PAPER_B
from cxrviewer.training.presets.preset import Preset
from cxrviewer.training.presets.recommended import RECOMMENDED
from cxrviewer.training.presets.shipped import GATE, SHIPPED

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {preset.name: preset for preset in (*RECOMMENDED, *PAPER_A, *PAPER_B, *SHIPPED, GATE)}
)


def find_preset(name: str) -> Preset:
    """Return the preset of that name.

    Raises
    ------
    CxrviewerError
        If there is none.
    """
    if name not in PRESETS:
        raise CxrviewerError(f"no preset is called {name!r} (there are {', '.join(PRESETS)})")
    return PRESETS[name]
