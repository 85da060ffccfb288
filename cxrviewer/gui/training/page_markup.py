"""Pages of text in the look of the window: titles, tables and sentences as the markup that Qt reads."""

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
body { color: #d5dae1; }
h2 { color: #eef1f5; font-size: 15px; font-weight: 600; margin-top: 16px; margin-bottom: 4px; }
p { margin-top: 4px; margin-bottom: 6px; }
p.quiet, li.quiet { color: #98a2ae; }
p.blocks { color: #ff8f84; font-weight: 600; }
p.warning { color: #ffb454; }
p.good { color: #5fd0a5; }
th { color: #98a2ae; font-weight: normal; text-align: left; padding: 3px 18px 3px 0; }
td { padding: 3px 18px 3px 0; }
td.number { text-align: right; }
"""


def title(text: str) -> str:
    """Return a title."""
    return f"<h2>{escape(text)}</h2>"


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
    """Return a table; numbers are written as they come and stand at the right."""
    head = "".join(f'<th align="{_side(place)}">{escape(text)}</th>' for place, text in enumerate(heads))
    body = "".join(
        "<tr>"
        + "".join(f'<td align="{_side(place)}">{escape(str(cell))}</td>' for place, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return f'<table cellspacing="0" cellpadding="0"><tr>{head}</tr>{body}</table>'


def _side(place: int) -> str:
    return "right" if place else "left"


def page(*parts: str) -> str:
    """Return a whole page."""
    return f"<html><head><style>{STYLE}</style></head><body>{''.join(parts)}</body></html>"
