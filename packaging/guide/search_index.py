"""Hook of mkdocs: the sections of the guide as `search-index.js`, which needs no server to be read."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

Section = tuple[str, str, str, str]  # address, title of the page, title of the section, text
_HEADINGS = {"h1", "h2", "h3"}
_sections: list[Section] = []


class _Splitter(HTMLParser):
    """Cuts a page at its headings."""

    def __init__(self, url: str, page: str) -> None:
        super().__init__()
        self._url, self._page = url, page
        self._anchor, self._title, self._text = "", page, ""
        self._in_heading = False
        self.sections: list[Section] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            self._finish()
            self._anchor, self._title, self._in_heading = dict(attributes).get("id") or "", "", True
        elif tag in {"td", "p", "li", "pre"}:
            self._text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self._title += data
        else:
            self._text += data

    def _finish(self) -> None:
        text = " ".join(self._text.split())
        if text:
            self.sections.append((f"{self._url}#{self._anchor}", self._page, self._title, text))
        self._text = ""

    def close(self) -> None:
        super().close()
        self._finish()


def sections_of(url: str, page: str, content: str) -> list[Section]:
    """Return the sections of a page's HTML that hold any text."""
    splitter = _Splitter(url, page)
    splitter.feed(content)
    splitter.close()
    return splitter.sections


def on_pre_build(config: "MkDocsConfig") -> None:
    _sections.clear()


def on_page_content(html: str, page: "Page", config: "MkDocsConfig", files: "Files") -> None:
    _sections.extend(sections_of(page.url, page.title, html))


def on_post_build(config: "MkDocsConfig") -> None:
    index = json.dumps(_sections, ensure_ascii=False, separators=(",", ":"))
    script = Path(config["site_dir"], "search-index.js")
    script.write_text(f"window.guideSections={index};", encoding="utf-8")
    for sitemap in Path(config["site_dir"]).glob("sitemap.xml*"):  # for servers, of which there is none
        sitemap.unlink()
