"""Every command of the window in one table: menus, toolbar and the shortcuts dialog derive from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar


class Needs(Enum):
    """What must be there before a command can be given."""

    NOTHING = "nothing"
    IMAGE = "image"
    ANALYSIS = "analysis"
    SEVERAL = "several"


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


MENUS = ("&File", "&View", "&Image", "&Analysis", "&Help")
_FILE, _VIEW, _IMAGE, _ANALYSIS, _HELP = MENUS
_ANYTIME = Needs.NOTHING

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "open_files", "&Open…", _FILE, "Ctrl+O", "Open films: DICOM, PNG, JPEG or TIFF.", _ANYTIME, "open"
    ),
    ActionSpec(
        "open_folder",
        "Open &folder…",
        _FILE,
        "Ctrl+Shift+O",
        "Open every film of a folder.",
        _ANYTIME,
        "folder",
    ),
    ActionSpec(
        "open_demo",
        "Open &demo study",
        _FILE,
        "Ctrl+D",
        "Open the film that ships with the program.",
        _ANYTIME,
    ),
    ActionSpec(
        "save_picture",
        "Save &picture…",
        _FILE,
        "Ctrl+S",
        "Save the film as it is shown, with layers and texts, as PNG.",
        icon="picture",
        separated=True,
    ),
    ActionSpec(
        "save_report",
        "Save &report…",
        _FILE,
        "Ctrl+R",
        "Save a one-page PDF with the picture and the results.",
        Needs.ANALYSIS,
        "report",
    ),
    ActionSpec("quit", "&Quit", _FILE, "Ctrl+Q", "Close the window.", _ANYTIME, separated=True),
    ActionSpec("fit", "&Fit to window", _VIEW, "F", "Show the whole film.", icon="fit"),
    ActionSpec(
        "one_to_one", "&1:1", _VIEW, "Ctrl+1", "One pixel of the film on one pixel of the screen.", icon="one"
    ),
    ActionSpec("zoom_in", "Zoom &in", _VIEW, "+; =", "Magnify about the middle."),
    ActionSpec("zoom_out", "Zoom &out", _VIEW, "-", "Shrink about the middle."),
    ActionSpec(
        "previous_image",
        "&Previous image",
        _VIEW,
        "PgUp",
        "Show the image before this one.",
        Needs.SEVERAL,
        "previous",
        separated=True,
    ),
    ActionSpec(
        "next_image", "&Next image", _VIEW, "PgDown", "Show the image after this one.", Needs.SEVERAL, "next"
    ),
    ActionSpec(
        "toggle_texts",
        "Corner &texts",
        _VIEW,
        "T",
        "Show or hide the texts.",
        _ANYTIME,
        "texts",
        True,
        separated=True,
    ),
    ActionSpec(
        "toggle_mask", "Lung &mask", _VIEW, "M", "Show or hide the lung mask.", _ANYTIME, "mask", True
    ),
    ActionSpec(
        "toggle_heatmap", "&Grad-CAM", _VIEW, "G", "Show or hide the Grad-CAM.", _ANYTIME, "heatmap", True
    ),
    ActionSpec("full_screen", "F&ull screen", _VIEW, "F11", "Fill the screen.", _ANYTIME, separated=True),
    ActionSpec("invert", "&Invert", _IMAGE, "I", "Exchange black and white.", icon="invert"),
    ActionSpec("rotate_right", "Rotate &right", _IMAGE, "R", "Turn by 90° clockwise.", icon="rotate_right"),
    ActionSpec(
        "rotate_left", "Rotate &left", _IMAGE, "L", "Turn by 90° counterclockwise.", icon="rotate_left"
    ),
    ActionSpec(
        "flip_horizontal", "Flip &horizontally", _IMAGE, "H", "Mirror left to right.", icon="flip_horizontal"
    ),
    ActionSpec(
        "flip_vertical", "Flip &vertically", _IMAGE, "V", "Mirror top to bottom.", icon="flip_vertical"
    ),
    ActionSpec(
        "reset", "Re&set", _IMAGE, "Esc", "Back to the film's own window, upright, whole.", icon="reset"
    ),
    ActionSpec(
        "analyse",
        "&Analyse again",
        _ANALYSIS,
        "Ctrl+Return",
        "Run the analysis of this film.",
        icon="analyse",
    ),
    ActionSpec("cancel_analysis", "&Cancel", _ANALYSIS, "Ctrl+.", "Stop the analysis of this film."),
    ActionSpec("show_shortcuts", "&Keyboard shortcuts", _HELP, "?", "List every shortcut.", _ANYTIME),
    ActionSpec("show_about", "&About cxrviewer", _HELP, "", "Version, models and intended use.", _ANYTIME),
)

# Gestures that are no actions; the shortcuts dialog lists them too.
GESTURES: tuple[tuple[str, str], ...] = (
    ("Left drag", "Window: up and down changes the centre, left and right the width."),
    ("Middle drag, Space + left drag", "Move the film."),
    ("Wheel", "Zoom about the cursor; in a stack, scroll through it."),
    ("Ctrl + wheel", "Zoom about the cursor."),
    ("Double click", "Fit to window."),
    ("1 … 9", "Window presets, as listed under Image > Window presets."),
    ("Right click", "Menu of the film."),
)


def build_actions(window: QMainWindow, trigger: Callable[[str], None]) -> dict[str, QAction]:
    """Make the window's actions and menus from the table, and an empty toolbar.

    Parameters
    ----------
    window
        Whose they are.
    trigger
        Called with the name of the action that the user gave.

    Returns
    -------
    dict
        Name -> action; all but those that need nothing are disabled.
    """
    menus = {title: window.menuBar().addMenu(title) for title in MENUS}
    _add_toolbar(window)
    return {spec.name: _build(spec, window, menus[spec.menu], trigger) for spec in ACTIONS}


def _add_toolbar(window: QMainWindow) -> None:
    toolbar = QToolBar("Tools", window)
    toolbar.setObjectName("toolbar")
    toolbar.setMovable(False)
    toolbar.setIconSize(QSize(22, 22))
    toolbar.setMinimumHeight(44)
    toolbar.setAccessibleName("Tools")
    window.addToolBar(toolbar)


def _build(spec: ActionSpec, window: QMainWindow, menu: QMenu, trigger: Callable[[str], None]) -> QAction:
    action = QAction(spec.text, window)
    action.setObjectName(spec.name)
    action.setCheckable(spec.checkable)
    action.setEnabled(spec.needs is Needs.NOTHING)
    action.setShortcuts(QKeySequence.listFromString(spec.shortcut))
    plain = plain_text(spec)
    action.setToolTip(f"{plain} ({spec.shortcut})\n{spec.tip}" if spec.shortcut else f"{plain}\n{spec.tip}")
    action.setStatusTip(spec.tip)
    action.triggered.connect(lambda _checked=False: trigger(spec.name))
    if spec.separated:
        menu.addSeparator()
    menu.addAction(action)
    if spec.icon:
        action.setIconVisibleInMenu(False)
    return action


def fill_toolbar(window: QMainWindow, actions: Mapping[str, QAction]) -> None:
    """Put the commands with a picture into the toolbar; drawing them waits for the first paint."""
    from cxrviewer.gui.icons import icon

    toolbar = window.findChildren(QToolBar, "toolbar")[0]
    menu = ""
    for spec in ACTIONS:
        if not spec.icon:
            continue
        if menu not in {"", spec.menu} or (spec.separated and menu):
            toolbar.addSeparator()
        menu = spec.menu
        actions[spec.name].setIcon(icon(spec.icon))
        toolbar.addAction(actions[spec.name])
        toolbar.widgetForAction(actions[spec.name]).setAccessibleName(plain_text(spec))


def plain_text(spec: ActionSpec) -> str:
    """Return an action's text without its mnemonic and dots."""
    return spec.text.replace("&", "").rstrip("…")
