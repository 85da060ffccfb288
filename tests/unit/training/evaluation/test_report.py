"""What pages and plots of an evaluation need to be read by people."""

import re

import pytest
from scipy.stats import binomtest

from cxrviewer.training.evaluation.report.charts import COLOURS, WIDTH, Chart
from cxrviewer.training.evaluation.report.html import svg
from cxrviewer.training.evaluation.report.plots import confusion_plot, share_plot, wilson
from cxrviewer.training.evaluation.report.strata_grid import strata_section
from cxrviewer.training.evaluation.schema import CamShares, Confusion, Figure, Stratum

TITLES = ("Normal", "Non-tuberculous mycobacteria", "Pneumonoultramicroscopicsilicovolcanoconiosis")


def texts(drawing: str) -> list[str]:
    return [words.strip() for words in re.findall(r"<text[^>]*>([^<]*)</text>", drawing)]


def test_drawings_of_one_page_share_no_identifier() -> None:
    """A page would take the clip of the first for all of them."""
    chart = Chart((0, 1), (0, 1), "a", "b")
    chart.line([(0, 0), (1, 1)], COLOURS[0], "words")
    drawing = svg(chart.drawn(), "Truth & answer")
    assert " id=" not in drawing
    assert "url(" not in drawing
    assert "<title>Truth &amp; answer</title>" in drawing


def test_a_browser_without_the_font_is_told_how_wide_words_are() -> None:
    drawing = svg(Chart((0, 1), (0, 1), "1 − specificity", "sensitivity").drawn(), "ROC")
    widths = [float(one) for one in re.findall(r'textLength="([0-9.]+)"', drawing)]
    assert len(widths) == len(texts(drawing)) > 10
    assert max(widths) < WIDTH / 2


def test_long_classes_go_on_two_lines_and_are_cut_with_dots_where_they_must_be() -> None:
    counts = ((5, 0, 0), (0, 5, 0), (0, 0, 5))
    said = texts(svg(confusion_plot(Confusion(labels=TITLES, counts=counts), TITLES), "Confusion"))
    assert said.count("Normal") == 2
    assert "Non-tuberculous" in said
    assert "mycobacteria" in said
    assert any(one.startswith("Pneumono") and one.endswith("…") for one in said)
    assert said.count("100%") == 3


@pytest.mark.parametrize(("right", "films"), [(0, 2), (5, 5), (3, 11), (180, 200)])
def test_intervals_of_shares(right: int, films: int) -> None:
    wanted = binomtest(right, films).proportion_ci(method="wilson")
    assert wilson(right / films, films) == pytest.approx((wanted.low, wanted.high), abs=1e-6)


def shares(chance: float | None) -> CamShares:
    median = Figure(name="median share", value=0.9, films=8)
    frame = None if chance is None else Figure(name="frame", value=chance, films=8)
    return CamShares(
        films=8, median=median, quartiles=(0.8, 0.95), histogram=(8,) * 10, by_class={}, frame_area=frame
    )


def test_the_share_by_chance_stands_in_the_histogram() -> None:
    assert "by chance, median: 0.31" in texts(svg(share_plot(shares(0.31)), "Shares"))
    assert not [one for one in texts(svg(share_plot(shares(None)), "Shares")) if "chance" in one]


def test_a_part_of_the_films_says_how_many_classes_it_has() -> None:
    none = Figure(name="macro F1", value=None, films=19)
    part = Stratum(by="source", name="east", films=19, classes=("covid19",), figures=(none,))
    (section,) = strata_section([part], 4)
    (grid,) = section.parts
    assert grid.rows == (("source", "east", "19", "1 of 4", "–"),)
    assert "there is no macro F1" in grid.note
