"""One run as a page: how it stands, how good it is, and what it was started with."""

from collections.abc import Mapping

from cxrviewer.gui.training.page_markup import page, paragraph, table, title
from cxrviewer.gui.training.resuming import changed_values
from cxrviewer.inference.card import CARD_FILE, Card, read_card
from cxrviewer.jobs import JobContext
from cxrviewer.training.runs.settings import run_settings
from cxrviewer.training.runs.summary import RunSummary

_LONGEST = 90


def describe_run(run: RunSummary, context: JobContext) -> str:
    """Read the card of a run's model, if it has one, and return the page.

    Raises
    ------
    CxrviewerError
        If the card is damaged, or the preset is none of this version of the program.
    """
    context.checkpoint()
    package = run.package
    card = read_card(package) if package is not None and (package / CARD_FILE).is_file() else None
    return run_page(run, card)


def run_page(run: RunSummary, card: Card | None) -> str:
    """Return the page."""
    changed = changed_values(run.record)
    stands = f"{run.state.capitalize()}. {run.reason}".strip()
    return page(
        title(run.folder.name),
        paragraph(stands, "warning" if run.reason else "quiet"),
        *_figures(card),
        title("Changed from the preset" if changed else "The preset as it is"),
        _settings(changed) if changed else "",
        title("Everything it was started with"),
        _settings(run_settings(run)),
        paragraph(f"Folder: {run.folder}", "quiet"),
    )


def _settings(values: Mapping[str, object]) -> str:
    return table(("Setting", "Value"), [(_named(key), _short(value)) for key, value in values.items()])


def _figures(card: Card | None) -> list[str]:
    if card is None:
        return []
    rows = [
        (one.name.replace("_", " "), f"{one.value:.3f}", f"{one.low:.3f} to {one.high:.3f}")
        for one in card.metrics
    ]
    return [title(f"{card.name} {card.version}"), table(("Figure", "Value", "95 % interval"), rows)]


def _named(key: str) -> str:
    return key.replace("_", " ").replace(".", ": ")


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
