"""Every command of the window in one table: menus, both toolbars and the shortcuts dialog derive from it."""

from cxrviewer.gui.action_spec import MENUS, PRESETS_MENU, ActionSpec, Needs
from cxrviewer.gui.drawing_actions import DRAW_ACTIONS, EDIT_ACTIONS

__all__ = ["ACTIONS", "MENUS", "PRESET_COUNT", "SPECS", "ActionSpec", "Needs", "plain_text"]

_FILE, _EDIT, _VIEW, _LAYOUT, _STACK, _IMAGE, _DRAW, _LUNGS, _ANALYSIS, _HELP = MENUS
_ANYTIME = Needs.NOTHING
PRESET_COUNT = 9
_PRESETS = tuple(
    ActionSpec(
        f"preset_{number}",
        f"Window preset {number}",
        _IMAGE,
        str(number),
        "Use this window, as listed under Image > Window presets.",
        Needs.PRESET,
        checkable=True,
        submenu=PRESETS_MENU,
    )
    for number in range(1, PRESET_COUNT + 1)
)

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
        "Save a PDF with the picture, findings, measurements and results.",
        icon="report",
    ),
    ActionSpec(
        "export_film",
        "&Export…",
        _FILE,
        "Ctrl+E",
        "Write annotations, measurements and results in other programs' formats.",
    ),
    ActionSpec(
        "export_copies",
        "Export &de-identified copies…",
        _FILE,
        "Ctrl+Shift+E",
        "Copy the open films without what tells who the patient is.",
    ),
    ActionSpec(
        "import_annotations",
        "&Import annotations…",
        _FILE,
        "Ctrl+I",
        "Put annotations and masks of other programs onto the open films.",
    ),
    ActionSpec("quit", "&Quit", _FILE, "Ctrl+Q", "Close the window.", _ANYTIME, separated=True),
    *EDIT_ACTIONS,
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
    ActionSpec(
        "stretch_heatmap",
        "&Stretch heat map",
        _VIEW,
        "Shift+G",
        "Show the Grad-CAM from 0 to its own highest value, no longer comparable between classes and films.",
        _ANYTIME,
        checkable=True,
    ),
    ActionSpec(
        "toggle_annotations",
        "&Annotations",
        _VIEW,
        "Shift+T",
        "Show or hide what is drawn on the films.",
        _ANYTIME,
        "annotations",
        True,
    ),
    ActionSpec(
        "toggle_histogram",
        "&Histogram",
        _VIEW,
        "B",
        "Show or hide the histogram of the film.",
        _ANYTIME,
        checkable=True,
    ),
    ActionSpec(
        "show_studies",
        "Panel: &studies",
        _VIEW,
        "Ctrl+F",
        "Show the list of studies and search in it.",
        _ANYTIME,
        separated=True,
    ),
    ActionSpec("show_analysis", "Panel: &analysis", _VIEW, "F7", "Show what the models say.", _ANYTIME),
    ActionSpec("show_measurements", "Panel: &measurements", _VIEW, "F8", "Show what is measured.", _ANYTIME),
    ActionSpec(
        "show_reading", "Panel: &reading", _VIEW, "F9", "Show findings, comment and verdict.", _ANYTIME
    ),
    ActionSpec(
        "toggle_films",
        "List of &studies",
        _VIEW,
        "F5",
        "Show or hide the list of studies.",
        _ANYTIME,
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "toggle_panels",
        "Panels of &results",
        _VIEW,
        "F10",
        "Show or hide analysis, measurements and reading.",
        _ANYTIME,
        checkable=True,
    ),
    ActionSpec(
        "full_screen",
        "F&ull screen",
        _VIEW,
        "F11",
        "Fill the screen with the films alone.",
        _ANYTIME,
        checkable=True,
    ),
    ActionSpec("layout_one", "&One viewport", _LAYOUT, "F2", "Show one film.", _ANYTIME, "layout_one", True),
    ActionSpec(
        "layout_two",
        "&Two viewports",
        _LAYOUT,
        "F3",
        "Show two films side by side.",
        _ANYTIME,
        "layout_two",
        True,
    ),
    ActionSpec(
        "layout_four", "&Four viewports", _LAYOUT, "F4", "Show four films.", _ANYTIME, "layout_four", True
    ),
    ActionSpec(
        "next_viewport", "&Next viewport", _LAYOUT, "F6", "Make the next viewport the active one.", _ANYTIME
    ),
    ActionSpec(
        "compare_prior",
        "&Compare with prior",
        _LAYOUT,
        "Ctrl+P",
        "Show the patient's latest earlier study beside this one.",
        icon="prior",
        separated=True,
    ),
    ActionSpec(
        "toggle_link",
        "&Link viewports",
        _LAYOUT,
        "Ctrl+L",
        "Let zoom, pan, window and inversion of one viewport go for all.",
        _ANYTIME,
        "link",
        True,
    ),
    ActionSpec("previous_slice", "&Back", _STACK, "Up", "Go back by one in the stack.", Needs.STACK),
    ActionSpec("next_slice", "&On", _STACK, "Down", "Go on by one in the stack.", Needs.STACK),
    ActionSpec("first_slice", "&First", _STACK, "Home", "Show the first image of the stack.", Needs.STACK),
    ActionSpec("last_slice", "&Last", _STACK, "End", "Show the last image of the stack.", Needs.STACK),
    ActionSpec(
        "toggle_cine",
        "&Play or pause",
        _STACK,
        "K",
        "Play the stack, or stop.",
        Needs.STACK,
        checkable=True,
        separated=True,
    ),
    ActionSpec("slower", "&Slower", _STACK, "[", "Play fewer images a second.", Needs.STACK),
    ActionSpec("faster", "F&aster", _STACK, "]", "Play more images a second.", Needs.STACK),
    *_PRESETS,
    ActionSpec(
        "auto_window",
        "&Automatic window",
        _IMAGE,
        "Shift+W",
        "Window between the 0.5th and the 99.5th percentile of the values.",
    ),
    ActionSpec("invert", "&Invert", _IMAGE, "I", "Exchange black and white.", icon="invert", separated=True),
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
        "override_polarity",
        "&Polarity of the file is wrong",
        _IMAGE,
        "P",
        "Set aside what the file says of black and white; a notice stands on the film.",
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "ignore_lut",
        "Ignore the file's &window and LUT",
        _IMAGE,
        "C",
        "Compute a window instead of the file's own; a notice stands on the film.",
        checkable=True,
    ),
    ActionSpec(
        "toggle_key_image",
        "&Key image",
        _IMAGE,
        "Shift+K",
        "Mark this image as a key image of its study, or no longer.",
        icon="key_image",
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "step_back",
        "Put &down, or reset",
        _IMAGE,
        "Esc",
        "Throw away what is being drawn, else put down the tool, else deselect, else reset the film.",
    ),
    ActionSpec(
        "reset",
        "Re&set",
        _IMAGE,
        "Shift+Esc",
        "Back to the film's own window, upright, whole.",
        icon="reset",
    ),
    *DRAW_ACTIONS,
    ActionSpec(
        "analyse",
        "&Analyse again",
        _ANALYSIS,
        "Ctrl+Return",
        "Run the analysis of this film.",
        icon="analyse",
    ),
    ActionSpec(
        "read_as_ct",
        "Analyse as a CT &slice",
        _ANALYSIS,
        "",
        "Say that a picture is an axial CT slice, and analyse it as one; a notice stands on the film.",
        checkable=True,
    ),
    ActionSpec(
        "read_as_cxr",
        "Analyse as a chest &radiograph",
        _ANALYSIS,
        "",
        "Say that a picture is a chest radiograph, and analyse it as one; a notice stands on the film.",
        checkable=True,
    ),
    ActionSpec("cancel_analysis", "&Cancel", _ANALYSIS, "Ctrl+.", "Stop the analysis of this film."),
    ActionSpec(
        "show_models",
        "&Models…",
        _ANALYSIS,
        "",
        "See which models are in use and how good they are; use, import, export and verify models.",
        _ANYTIME,
        separated=True,
    ),
    ActionSpec(
        "train_models",
        "&Train models…",
        _ANALYSIS,
        "Ctrl+Shift+T",
        "Make a model from films of your own: data, recipe, course, result, and all trainings so far.",
        _ANYTIME,
    ),
    ActionSpec(
        "triage_films",
        "Tria&ge of many films…",
        _ANALYSIS,
        "Ctrl+Shift+L",
        "Sort folders of films by urgency, and read them in that order.",
        _ANYTIME,
    ),
    ActionSpec(
        "next_case",
        "Next &case",
        _ANALYSIS,
        "Shift+PgDown",
        "Open the next case of the worklist in the triage window.",
        _ANYTIME,
    ),
    ActionSpec(
        "previous_case",
        "Previous c&ase",
        _ANALYSIS,
        "Shift+PgUp",
        "Open the previous case of the worklist in the triage window.",
        _ANYTIME,
    ),
    ActionSpec(
        "show_guide",
        "&User guide",
        _HELP,
        "Shift+F1",
        "Show the user guide in the browser; it needs no network.",
        _ANYTIME,
    ),
    ActionSpec(
        "show_shortcuts",
        "&Shortcuts and gestures",
        _HELP,
        "?; F1",
        "List every shortcut and gesture, and change shortcuts.",
        _ANYTIME,
    ),
    ActionSpec("show_log", "Show &log", _HELP, "", "Show what went wrong in the program.", _ANYTIME),
    ActionSpec("show_about", "&About cxrviewer", _HELP, "", "Version, models and intended use.", _ANYTIME),
)

SPECS = {spec.name: spec for spec in ACTIONS}


def plain_text(spec: ActionSpec) -> str:
    """Return an action's text without its mnemonic and dots."""
    return spec.text.replace("&", "").rstrip("…")
