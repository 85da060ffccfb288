"""The report between template and page: a small tree of elements, read from text and checked."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# Element -> those that may stand in it; "" is text
_TEXTS = ("h", "p", "finding", "words", "small", "alarm")
_SHOWN = ("film", "bars", "key-images")
_BLOCKS = frozenset({*_TEXTS, *_SHOWN, "fields", "table", "columns"})
CHILDREN: dict[str, frozenset[str]] = {
    "report": _BLOCKS,
    "columns": frozenset({"column"}),
    "column": _BLOCKS - {"columns"},
    "fields": frozenset({"field"}),
    "table": frozenset({"tr"}),
    "tr": frozenset({"th", "td"}),
    **dict.fromkeys((*_TEXTS, "field", "th", "td"), frozenset({""})),
    **dict.fromkeys(_SHOWN, frozenset()),
}
ATTRIBUTES: dict[str, frozenset[str]] = {
    "report": frozenset({"title", "subtitle"}),
    "column": frozenset({"share"}),
    "fields": frozenset({"shares"}),
    "field": frozenset({"label"}),
    "table": frozenset({"shares", "right"}),
    "film": frozenset({"height"}),
    "bars": frozenset({"of"}),
    "key-images": frozenset({"side"}),
}


@dataclass(slots=True)
class Element:
    """One element of a report.

    Attributes
    ----------
    name
        A key of `CHILDREN`.
    attributes
        As written.
    children
        Elements in their order.
    text
        Of an element that holds text: as it is to be read.
    line
        Of the text that it was read from, from 1.
    """

    name: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    text: str = ""


class MarkupError(ValueError):
    """Text that is no report; the message names the line."""


def read_markup(text: str) -> Element:
    """Read the one `<report>` of a text.

    Raises
    ------
    MarkupError
        If an element is unknown, in the wrong place or not closed.
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    """Builds the tree; entities become the letters that they stand for."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self._report: Element | None = None

    def finished(self) -> Element:
        if self._open:
            raise MarkupError(f"line {self._open[-1].line}: <{self._open[-1].name}> is not closed")
        if self._report is None:
            raise MarkupError("there is no <report>")
        return self._report

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check_place(tag)
        attributes = {name: value or "" for name, value in attrs}
        for name in attributes.keys() - ATTRIBUTES.get(tag, frozenset()):
            raise self._error(f"<{tag}> has no {name}")
        element = Element(tag, attributes, self.getpos()[0])
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._report = element
        self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].name != tag:
            raise self._error(f"</{tag}> closes nothing")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and "" in CHILDREN[self._open[-1].name]:
            self._open[-1].text += data
        elif data.strip():
            raise self._error("text stands outside a paragraph")

    def handle_decl(self, decl: str) -> None:
        raise self._error(f"<!{decl.split(' ', maxsplit=1)[0]}> has no place in a report")

    def handle_pi(self, data: str) -> None:
        raise self._error(f"<?{data.split(' ', maxsplit=1)[0]}> has no place in a report")

    def _check_place(self, tag: str) -> None:
        if tag not in CHILDREN:
            raise self._error(f"there is no <{tag}> in a report")
        fits = (
            tag in CHILDREN[self._open[-1].name] if self._open else tag == "report" and self._report is None
        )
        if not fits:
            raise self._error(f"<{tag}> cannot stand here")

    def _error(self, reason: str) -> MarkupError:
        return MarkupError(f"line {self.getpos()[0]}: {reason}")
