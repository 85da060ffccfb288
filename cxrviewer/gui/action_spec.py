"""One row of the table of commands, and the menus that there are."""

from dataclasses import dataclass
from enum import Enum


class Needs(Enum):
    """What must be there before a command can be given."""

    NOTHING = "nothing"
    IMAGE = "image"
    ANALYSIS = "analysis"
    SEVERAL = "several"
    STACK = "stack"
    UNDO = "undo"
    REDO = "redo"
    SELECTED = "selected"
    LINE = "line"
    PROPOSED = "proposed"
    DRAWN = "drawn"
    CORRECTED = "corrected"
    PRESET = "preset"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command.

    Attributes
    ----------
    name
        Names the action and the method of the workspace's commands that carries it out.
    text
        In the menu, with its mnemonic.
    menu
        The menu that it stands in.
    shortcut
        Key sequence in Qt's portable form; empty for none.
    tip
        One sentence for the tool tip and the status bar.
    needs
        When it is enabled.
    icon
        Name of the picture in resources/icons; with one, the command is in the toolbar too.
    checkable
        Whether it is a switch.
    separated
        Whether a line stands before it.
    submenu
        The menu within its menu, if it stands in one.
    in_hand
        Whether it takes up a tool of the left button: its picture is in the bar at the left then.
    """

    name: str
    text: str
    menu: str
    shortcut: str = ""
    tip: str = ""
    needs: Needs = Needs.IMAGE
    icon: str = ""
    checkable: bool = False
    separated: bool = False
    submenu: str = ""
    in_hand: bool = False


DRAW_MENU = "&Draw"
PRESETS_MENU = "Window &presets"
MENUS = ("&File", "&Edit", "&View", "&Layout", "&Stack", "&Image", DRAW_MENU, "L&ungs", "&Analysis", "&Help")


def hand(
    name: str, text: str, shortcut: str, tip: str, *, separated: bool = False, menu: str = DRAW_MENU
) -> ActionSpec:
    """Return the switch that takes up a tool; its icon has the tool's name."""
    name = f"hand_{name}"
    return ActionSpec(
        name, text, menu, shortcut, tip, icon=name, checkable=True, separated=separated, in_hand=True
    )
