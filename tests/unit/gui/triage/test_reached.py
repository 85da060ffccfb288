"""Every field of every page of the triage window is reached by Tab, has a name, and shows its text whole."""

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from reached import cut_texts, missed_by_tab, nameless, walked_by_tab

from cxrviewer.gui.triage.window import Page

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Hand


@pytest.fixture
def filled(hand: "Hand", batch: "Path") -> "Hand":
    """The window over a finished batch."""
    hand.open(batch)
    hand.until(lambda: len(hand.names) > 0)
    return hand


def _show(hand: "Hand", page: Page) -> QWidget:
    hand.window.show_page(page)
    return hand.window.tabs.widget(page)


FIELDS = [page for page in Page if page is not Page.CHARTS]  # charts take no hand


@pytest.mark.parametrize("page", FIELDS)
def test_tab_goes_through_a_page_and_comes_back(filled: "Hand", page: Page) -> None:
    shown = _show(filled, page)
    reached = walked_by_tab(filled.window.tabs.tabBar())
    assert missed_by_tab(shown, reached) == []
    assert len(reached) > 1


@pytest.mark.parametrize("page", FIELDS)
def test_no_button_or_name_of_a_field_is_cut(filled: "Hand", page: Page) -> None:
    assert cut_texts(_show(filled, page)) == []


def test_every_page_says_what_its_fields_are_called(filled: "Hand") -> None:
    for page in Page:
        _show(filled, page)
    assert nameless(filled.window) == []


@pytest.mark.parametrize("page", Page)
def test_no_key_of_a_page_means_two_things(filled: "Hand", page: Page) -> None:
    _show(filled, page)
    texts = [
        widget.text()
        for widget in filled.window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLabel) and widget.isVisible() and "&" in widget.text()
    ]
    keys = Counter(text[text.index("&") + 1].lower() for text in texts)
    assert [key for key, count in keys.items() if count > 1] == []
