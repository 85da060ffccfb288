"""The commands about drawing and about what is drawn, as rows of the table in `actions`."""

from cxrviewer.gui.action_spec import MENUS, ActionSpec, Needs, hand

_FILE, _EDIT, _VIEW, _LAYOUT, _STACK, _IMAGE, _DRAW, _LUNGS, _ANALYSIS, _HELP = MENUS

EDIT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("undo", "&Undo", _EDIT, "Ctrl+Z", "Take back the last edit of this film.", Needs.UNDO, "undo"),
    ActionSpec(
        "redo", "&Redo", _EDIT, "Ctrl+Shift+Z; Ctrl+Y", "Make again what was taken back.", Needs.REDO, "redo"
    ),
    ActionSpec(
        "delete_annotation",
        "&Delete",
        _EDIT,
        "Del",
        "Remove the selected annotation.",
        Needs.SELECTED,
        separated=True,
    ),
    ActionSpec(
        "delete_all_annotations",
        "Delete &all annotations",
        _EDIT,
        "Shift+Del",
        "Remove everything drawn on this film; Undo brings it back.",
        Needs.DRAWN,
    ),
    ActionSpec(
        "edit_annotation_text",
        "Edit &text",
        _EDIT,
        "Ctrl+T",
        "Change the words of the selected annotation.",
        Needs.SELECTED,
        separated=True,
    ),
    ActionSpec(
        "show_settings",
        "&Settings…",
        _EDIT,
        "Ctrl+,",
        "See and change every setting.",
        Needs.NOTHING,
        separated=True,
    ),
)

DRAW_ACTIONS: tuple[ActionSpec, ...] = (
    hand("window", "&Window", "W", "The left button windows the film."),
    hand("select", "&Select", "S", "Select, move and reshape what is drawn."),
    hand("length", "&Length", "D", "Measure a distance: drag, or click at both ends.", separated=True),
    hand("angle", "&Angle", "A", "Measure an angle: click at one end, the vertex and the other end."),
    hand("cobb", "&Cobb angle", "Shift+A", "Draw a line along each of two end plates."),
    hand(
        "cardiothoracic",
        "Cardiothoracic &ratio",
        "Shift+C",
        "Draw a line across the heart, then one across the thorax.",
    ),
    hand("rectangle", "Rectan&gle", "Shift+R", "Measure a rectangle; with Shift a square.", separated=True),
    hand("ellipse", "&Ellipse", "E", "Measure an ellipse; with Shift a circle."),
    hand("polygon", "&Polygon", "Y", "Click at each corner; double click or Enter closes."),
    hand("freehand", "&Freehand", "Shift+F", "Draw an outline in one drag."),
    hand("arrow", "Arr&ow", "N", "Point at something: drag from it, then type.", separated=True),
    hand("text", "&Text", "X", "Click, then type."),
    hand("point", "P&oint", "Shift+P", "Mark a point."),
    hand(
        "calibrate",
        "Cali&brate",
        "Shift+D",
        "Draw a line whose length you know, and say how long it is.",
        separated=True,
    ),
    ActionSpec(
        "propose_cardiothoracic",
        "Propose cardiothoracic rat&io",
        _DRAW,
        "",
        "Put a cardiothoracic ratio on the film by its lung mask, for you to check.",
        Needs.ANALYSIS,
        separated=True,
    ),
    ActionSpec(
        "accept_proposal",
        "Accept the &proposal",
        _DRAW,
        "",
        "Take the selected proposal over as your own.",
        Needs.PROPOSED,
    ),
    ActionSpec(
        "calibrate_from_line",
        "Calibrate &from the selected line…",
        _DRAW,
        "",
        "Say how long the selected length is.",
        Needs.LINE,
        separated=True,
    ),
    ActionSpec(
        "forget_calibration",
        "Calibration of the &file",
        _DRAW,
        "",
        "Set the calibration by hand aside: the file's own millimetres hold.",
    ),
    hand("brush", "Lung &brush", "Shift+B", "Paint a lung.", menu=_LUNGS),
    hand("eraser", "Lung &eraser", "Shift+E", "Erase from the lungs.", menu=_LUNGS),
    hand("fill", "&Fill", "Shift+H", "Fill the holes of a lung, or a gap that lungs enclose.", menu=_LUNGS),
    hand("smooth", "S&moothing brush", "Shift+S", "Smooth the outlines under the brush.", menu=_LUNGS),
    ActionSpec(
        "smooth_lungs", "&Smooth both lungs", _LUNGS, "", "Smooth the outlines of both lungs.", separated=True
    ),
    ActionSpec(
        "drop_lung_islands", "&Remove islands", _LUNGS, "", "Keep the largest part of each lung alone."
    ),
    ActionSpec(
        "model_lungs",
        "Back to the model's &lungs",
        _LUNGS,
        "",
        "Set the correction of the lungs aside; Undo brings it back.",
        Needs.CORRECTED,
        separated=True,
    ),
    ActionSpec(
        "toggle_model_outline",
        "Model's &outline",
        _LUNGS,
        "Shift+M",
        "Show the model's own lungs as thin dashes beside the corrected ones.",
        Needs.NOTHING,
        checkable=True,
    ),
)
