"""The user guide: what is generated is up to date, and what is built can be read offline, page by page."""

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import REPOSITORY
from packaging_scripts import packaging_script

WARNING = "Not for clinical use"
LARGEST_PICTURE = 200_000
FETCHED = {"src", "data", "srcset", "poster"}  # what a browser loads by itself, beside <link href>


class Page(HTMLParser):
    """What a page links to, loads, and can be pointed at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "id":
                self.anchors.add(value or "")
            elif name in FETCHED or (name == "href" and tag == "link"):
                self.loaded.append(value or "")
            elif name == "href":
                self.links.append(value or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide, built as `make guide` does."""
    folder = tmp_path_factory.mktemp("guide")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


@pytest.mark.parametrize("name", ["shortcuts.md", "commands.md", "settings.md"])
def test_generated_pages_are_those_that_are_kept(name: str) -> None:
    script = packaging_script("write_reference")
    kept = (script.FOLDER / name).read_text(encoding="utf-8")
    assert script.PAGES_OF_FOLDER[name]() == kept, "run `make reference`"


def test_every_page_says_that_it_is_not_for_clinical_use(pages: dict[Path, Page]) -> None:
    assert len(pages) > 30
    assert [path.name for path in pages if WARNING not in path.read_text(encoding="utf-8")] == []


def test_nothing_is_loaded_from_a_network(site: Path, pages: dict[Path, Page]) -> None:
    loaded = {address for page in pages.values() for address in page.loaded}
    assert [address for address in loaded if urlsplit(address).scheme or address.startswith("//")] == []
    for file in (*site.rglob("*.css"), *site.rglob("guide.js")):
        text = file.read_text(encoding="utf-8")
        assert "http" not in text, file.name
        assert "@import" not in text, file.name


def test_no_link_within_the_guide_is_dead(pages: dict[Path, Page]) -> None:
    dead = []
    for path, page in pages.items():
        for address in (*page.links, *page.loaded):
            parts = urlsplit(address)
            if parts.scheme:
                continue
            goal = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            if not goal.is_file() or (anchor and anchor not in pages[goal].anchors):
                dead.append(f"{path.name}: {address}")
    assert dead == []


def test_the_search_index_leads_to_places_that_exist(site: Path, pages: dict[Path, Page]) -> None:
    script = (site / "search-index.js").read_text(encoding="utf-8")
    sections = json.loads(script.removeprefix("window.guideSections=").removesuffix(";"))
    for address, _page, _title, text in sections:
        path, _, anchor = address.partition("#")
        assert anchor in pages[site / path].anchors | {""}, address
        assert text
    calibrating = [title for _, _, title, text in sections if "calibrate" in text.casefold()]
    assert "Measuring and drawing" in calibrating


def test_pictures_are_small_and_shown() -> None:
    docs = REPOSITORY / "docs"
    texts = "".join(path.read_text(encoding="utf-8") for path in docs.rglob("*.md"))
    for picture in (docs / "images").iterdir():
        assert picture.stat().st_size <= LARGEST_PICTURE, picture.name
        assert f"images/{picture.name})" in texts, picture.name
