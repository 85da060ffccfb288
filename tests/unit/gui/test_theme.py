"""Texts can be read in a dark room: contrast of every colour of the theme, by WCAG 2.2."""

import re
from itertools import product

import pytest

from cxrviewer.gui.browser import two_lines
from cxrviewer.gui.theme import COLOURS
from cxrviewer.locations import resources_folder

TEXT, RING = 4.5, 3.0  # success criteria 1.4.3 and 1.4.11
PALETTE = {role.name: colour for role, colour in COLOURS}
SURFACES = ("#16181c", "#1b1e23", "#1a1d22", "#1f2329")


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rules() -> list[tuple[str, dict[str, str]]]:
    sheet = (resources_folder() / "themes" / "reading_room.qss").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    pairs = re.compile(r"([\w-]+)\s*:\s*(#[0-9a-f]{6})")
    return [(selector.strip(), dict(pairs.findall(body))) for selector, body in rules]


def test_the_measure_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("WindowText", "Window"),
        ("Text", "Base"),
        ("Text", "AlternateBase"),
        ("ButtonText", "Button"),
        ("HighlightedText", "Highlight"),
        ("Link", "Window"),
        ("ToolTipText", "ToolTipBase"),
        ("PlaceholderText", "Base"),
    ],
)
def test_texts_of_the_palette_stand_out(text: str, ground: str) -> None:
    assert contrast(PALETTE[text], PALETTE[ground]) >= TEXT


def test_every_text_of_the_sheet_stands_out_from_its_ground() -> None:
    checked = 0
    for selector, colours in _rules():
        if "color" not in colours or ":disabled" in selector:  # what cannot be used may be faint
            continue
        for ground in [colours["background"]] if "background" in colours else SURFACES:
            assert contrast(colours["color"], ground) >= TEXT, f"{selector} on {ground}"
            checked += 1
    assert checked > 10


def test_plain_texts_stand_out_from_every_ground_of_the_sheet() -> None:
    plain = PALETTE["WindowText"], PALETTE["PlaceholderText"]
    fields = [colours.get("background") for selector, colours in _rules() if selector.startswith("QLineEdit")]
    for text, ground in product(plain, [ground for ground in fields if ground]):
        assert contrast(text, ground) >= TEXT


def test_the_second_line_of_the_list_of_studies_stands_out_when_chosen_too() -> None:
    for ground in ("#16181c", "#20252b", "#1f3547"):
        assert contrast(two_lines._DETAILS.name(), ground) >= TEXT


def test_the_ring_of_the_focus_stands_out() -> None:
    rings = [(selector, colours) for selector, colours in _rules() if ":focus" in selector]
    drawn = [next(iter(colours.values())) for _selector, colours in rings if colours]
    assert len(drawn) > 8
    for selector, colours in rings:
        for name, colour in colours.items():
            if name.startswith("border"):
                assert contrast(colour, "#16181c") >= RING, selector
