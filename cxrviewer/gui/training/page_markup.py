"""Pages of text in the look of the window: titles, tables and sentences as the markup that Qt reads."""

from collections.abc import Iterable, Sequence
from html import escape

_NUMERIC = "0123456789+-\N{EN DASH}\N{MINUS SIGN}"
STYLE = """
body { color: #d5dae1; }
p.title { color: #eef1f5; font-size: 15px; font-weight: 600; margin-top: 16px; margin-bottom: 4px; }
p { margin-top: 4px; margin-bottom: 6px; }
p.quiet, li.quiet { color: #98a2ae; }
p.blocks { color: #ff8f84; font-weight: 600; }
p.warning { color: #ffb454; }
p.good { color: #5fd0a5; }
th { color: #98a2ae; font-weight: normal; text-align: left; padding: 3px 18px 3px 0; }
td { padding: 3px 18px 3px 0; }
"""


def title(text: str) -> str:
    """Return a title."""
    return f'<p class="title">{escape(text)}</p>'


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph.

    Parameters
    ----------
    text
        Shown as it stands.
    kind
        "quiet", "blocks", "warning", "good" or nothing.
    """
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def listed(texts: Iterable[str], most: int = 8) -> str:
    """Return a list, and how many more there are."""
    every = list(texts)
    more = [f"and {len(every) - most} more"] if len(every) > most else []
    rows = "".join(f'<li class="quiet">{escape(text)}</li>' for text in [*every[:most], *more])
    return f"<ul>{rows}</ul>" if rows else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; columns of numbers stand at the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    sides = [_side([row[place] for row in cells if place < len(row)]) for place in range(len(heads))]
    head = "".join(f'<th align="{side}">{escape(text)}</th>' for side, text in zip(sides, heads, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f'<td align="{side}">{escape(cell)}</td>' for side, cell in zip(sides, row, strict=True))
        + "</tr>"
        for row in cells
    )
    return f'<table cellspacing="0" cellpadding="0"><tr>{head}</tr>{body}</table>'


def _side(cells: Sequence[str]) -> str:
    numbers = bool(cells) and all(not cell or cell[0] in _NUMERIC for cell in cells)
    return "right" if numbers else "left"


def page(*parts: str) -> str:
    """Return a whole page."""
    return f"<html><head><style>{STYLE}</style></head><body>{''.join(parts)}</body></html>"
