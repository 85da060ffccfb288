"""Write the pages of the guide that are made from the program: shortcuts, command line, settings."""

from collections.abc import Iterator
from pathlib import Path

import typer

from cxrviewer.cli.app import Windows, build_app
from cxrviewer.gui.actions import ACTIONS, MENUS, ActionSpec, plain_text
from cxrviewer.gui.gesture_table import GESTURES
from cxrviewer.settings import PAGES, SHOWN, SettingSpec

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
_WRITTEN = "This page is written by `make reference` from the tables of the program."

_MANY = " <list[Path]>"  # that there may be several is told by the dots already

_SHORTCUTS = f"""# Shortcuts and gestures

These are the usual keys. `?` shows yours and changes them: double click on a command, or Enter, then press
its new keys. {_WRITTEN}
"""
_COMMANDS = f"""# Command line

`cxrviewer PATH...` without a command opens the window; all other commands need no screen. {_WRITTEN}

Exit status: 0 all done, 1 some inputs failed (the others are done and written), 2 wrong usage, 130
interrupted. What goes wrong is told on standard error, a sentence for each, with the file and the reason.
"""
_SETTINGS = f"""# Settings

*Edit › Settings…* (`Ctrl+,`) shows them all, with a search. A change holds at once; *Reset* brings the usual
value back. {_WRITTEN}

![The settings](../images/settings.png)

They lie in `settings.json` ([where](../guide/upgrading.md)), which holds only what differs from the usual.
It may be edited while the program is closed: a value that cannot be is named in a message, and the usual one
is taken. What the window remembers by itself, such as its place and the files opened last, is there too.
"""


def _cell(text: str) -> str:
    """Return a text for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _keys(shortcut: str) -> str:
    """Return keys, each as a key."""
    return " or ".join(f"<kbd>{_cell(key)}</kbd>" for key in shortcut.split("; ") if key)


def _commands_of(menu: str) -> Iterator[str]:
    specs: list[ActionSpec] = [spec for spec in ACTIONS if spec.menu == menu]
    for spec in specs:
        yield f"| {_cell(plain_text(spec))} | {_keys(spec.shortcut)} | {_cell(spec.tip)} |"


def shortcuts_page() -> str:
    """Return the page of shortcuts and gestures, Markdown."""
    parts = [_SHORTCUTS]
    for menu in MENUS:
        rows = "\n".join(_commands_of(menu))
        title = menu.replace("&", "")
        parts.append(f"## {title}\n\n| command | keys | what it does |\n|---|---|---|\n{rows}\n")
    for title, gestures in GESTURES.items():
        rows = "\n".join(f"| {_cell(gesture)} | {_cell(does)} |" for gesture, does in gestures)
        parts.append(f"## {title}\n\n| gesture | what it does |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _nothing(*_: object) -> int:
    return 0


def _contexts(within: typer.Context) -> Iterator[typer.Context]:
    """Yield each command of a group as it is called; a group of commands yields its own."""
    for name, command in within.command.commands.items():
        context = typer.Context(command, info_name=name, parent=within)
        if hasattr(command, "commands"):
            yield from _contexts(context)
        else:
            yield context


def _command_section(context: typer.Context) -> str:
    """Return what a command does and takes."""
    command = context.command
    title = context.command_path.partition(" ")[2]
    usage = f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"
    records = [record for one in command.get_params(context) if (record := one.get_help_record(context))]
    rows = "\n".join(f"| `{_cell(name.replace(_MANY, ''))}` | {_cell(does)} |" for name, does in records)
    says = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    return f"## {title}\n\n{says}\n\n```\n{usage}\n```\n\n| argument | what it is |\n|---|---|\n{rows}\n"


def commands_page() -> str:
    """Return the page of the command line, Markdown."""
    root = typer.main.get_command(build_app(Windows(_nothing, _nothing)))
    sections = map(_command_section, _contexts(typer.Context(root, info_name="cxrviewer")))
    return "\n".join([_COMMANDS, *sections])


def _limits(spec: SettingSpec) -> str:
    """Return what a value may be."""
    if spec.limits.choices:
        return ", ".join(f"`{choice}`" for choice in spec.limits.choices)
    if isinstance(spec.default, bool):
        return "`true`, `false`"
    if isinstance(spec.default, int | float):
        return f"{spec.limits.low:g} to {spec.limits.high:g}"
    return "texts"


def _default(spec: SettingSpec) -> str:
    if isinstance(spec.default, bool):
        return f"`{str(spec.default).lower()}`"
    return f"`{spec.default}`" if isinstance(spec.default, str | int | float) else "see the dialog"


def _setting_row(spec: SettingSpec) -> str:
    cells = (spec.title, f"`{spec.name}`", _limits(spec), _default(spec), _cell(spec.description))
    return f"| {' | '.join(cells)} |"


def settings_page() -> str:
    """Return the page of settings, Markdown."""
    head = "| setting | in the file | values | usual | what it is |\n|---|---|---|---|---|"
    parts = [_SETTINGS]
    for page in PAGES:
        rows = "\n".join(_setting_row(spec) for spec in SHOWN if spec.page == page)
        parts.append(f"## {page}\n\n{head}\n{rows}\n")
    return "\n".join(parts)


PAGES_OF_FOLDER = {"shortcuts.md": shortcuts_page, "commands.md": commands_page, "settings.md": settings_page}

if __name__ == "__main__":
    for name, page in PAGES_OF_FOLDER.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
