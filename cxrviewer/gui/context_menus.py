"""What stands in the menus of a right click, as rows of names of the table in `actions`."""

from cxrviewer.gui.action_spec import PRESETS_MENU

LINE = ""

FILM_MENU: tuple[str, ...] = (
    *("fit", "one_to_one", "reset", LINE),
    *("invert", "rotate_right", "rotate_left", "flip_horizontal", "flip_vertical", LINE),
    *("override_polarity", "ignore_lut", LINE),
    *("auto_window", PRESETS_MENU, LINE),
    *("compare_prior", "toggle_link", LINE),
    *("toggle_mask", "toggle_heatmap", "stretch_heatmap", "toggle_annotations", "toggle_texts", LINE),
    *("toggle_key_image", "save_picture", "save_report", "export_film"),
)
ANNOTATION_MENU: tuple[str, ...] = (
    *("accept_proposal", LINE, "edit_annotation_text", "calibrate_from_line", "forget_calibration", LINE),
    "delete_annotation",
)
MEASUREMENTS_MENU: tuple[str, ...] = (*ANNOTATION_MENU, "delete_all_annotations", LINE, "undo", "redo")
STUDIES_MENU: tuple[str, ...] = ("open_files", "open_folder", "open_demo", LINE, "toggle_films")
