"""What mouse and keys do that is no command: listed beside the commands, and never given to one."""

from cxrviewer.gui.action_spec import MENUS

# Title -> (gesture, what it does).
GESTURES: dict[str, tuple[tuple[str, str], ...]] = {
    "Mouse on the film": (
        (
            "Left drag",
            "Window: up and down changes the centre, left and right the width; or the tool in hand",
        ),
        ("Left click on what is drawn", "Select it; drag its line to move it, a handle to reshape it"),
        ("Double click", "Fit to window; on what is drawn, change its words"),
        ("Middle drag, Space + left drag", "Move the film"),
        ("Right click", "Menu of the film, or of what is drawn there"),
        ("Wheel", "Zoom about the cursor; in a stack, scroll through it"),
        ("Ctrl + wheel", "Zoom about the cursor, in a stack too"),
        ("Drag from the list of studies", "Show a film in the viewport that it is dropped on"),
    ),
    "While drawing": (
        ("Shift + drag", "Directions in steps of 45°, squares and circles"),
        ("Enter, double click", "Close the polygon"),
        ("Backspace", "Take back the last point"),
        ("Esc", "Throw away what is being drawn; again: put down the tool; again: deselect; again: reset"),
        ("Arrow keys", "Move what is selected by one pixel of the film"),
        ("[ and ], Shift + wheel", "Size of the lung brush while it is in hand"),
    ),
    "Held keys and moving about": (
        ("Z, held", "Magnifier under the cursor, at 1:1 or twice the zoom"),
        ("Space, held", "The left button moves the film"),
        ("Tab, Shift + Tab", "Go to the next or previous part of the window"),
        ("Alt + letter", "Open the menu in which the letter is underlined"),
        ("Up, Down, Home, End, PgUp, PgDown", "In lists and sliders: move within them"),
    ),
}


def _mnemonics() -> dict[str, str]:
    letters = {title[title.index("&") + 1].upper(): title.replace("&", "") for title in MENUS}
    return {f"Alt+{letter}": f"opens the menu {title}" for letter, title in letters.items()}


# Key in Qt's portable form -> what it does; these are no command's.
RESERVED: dict[str, str] = {
    "Z": "is the magnifier",
    "Space": "moves the film",
    "Tab": "goes to the next part of the window",
    "Shift+Tab": "goes to the previous part of the window",
    "Return": "closes a polygon and presses buttons",
    "Enter": "closes a polygon and presses buttons",
    **_mnemonics(),
}
