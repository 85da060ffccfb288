"""The study browser driven by hand: what is opened is listed, found, opened and marked."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from pydicom.uid import EncapsulatedPDFStorage
from PySide6.QtCore import QAbstractItemModel, QDate, QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from small_films import write_ct, write_png
from study_desk import Desk

from cxrviewer.gui.browser.filters import ALL, BETWEEN, OPENED
from cxrviewer.gui.browser.nodes import CHUNK
from cxrviewer.gui.browser.panel import NOTHING_FOUND, NOTHING_YET
from cxrviewer.gui.browser.study_index import ONLY_THIS_RUN
from cxrviewer.jobs import Succeeded

MakeDesk = Callable[[Path], Desk]


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Three patients, the first with two studies."""
    folder = tmp_path / "films"
    for number in (2, 1, 10):
        write_ct(
            folder / f"a{number}.dcm",
            "1",
            "1",
            "1",
            number,
            StudyDate="20200101",
            StudyDescription="Chest PA",
        )
    write_ct(
        folder / "b.dcm", "1", "2", "1", StudyDate="20230601", StudyDescription="Follow-up", Modality="DX"
    )
    write_ct(folder / "c.dcm", "2", PatientName="Zuse^Konrad", StudyDate="20240101", AccessionNumber="ACC-77")
    write_ct(
        folder / "d.dcm", "3", PatientName="Ångström^Åsa", StudyDate=None, SeriesDescription="50%_special"
    )
    return folder


@pytest.fixture
def clinic_desk(desk: Desk, clinic: Path) -> Desk:
    """A browser with the clinic opened."""
    desk.open(clinic)
    return desk


def test_patient_study_series_image(clinic_desk: Desk) -> None:
    assert clinic_desk.rows() == ["Patient, 1", "Zuse, Konrad", "Ångström, Åsa"]
    assert clinic_desk.rows(0) == ["Follow-up", "Chest PA"]
    assert clinic_desk.rows(0, 1) == ["1  ·  CT series"]
    assert clinic_desk.rows(0, 1, 0) == ["Image 1", "Image 2", "Image 10"]
    assert clinic_desk.browser._summary.text() == "4 studies, 6 images"


def test_qts_own_checks_of_a_model_hold(desk: Desk, clinic: Path) -> None:
    tester = QAbstractItemModelTester(
        desk.browser.model, QAbstractItemModelTester.FailureReportingMode.Warning, desk.browser
    )
    tester.setUseFetchMore(False)  # it would fetch while rows are being inserted
    desk.open(clinic)
    desk.rows(0, 1, 0)
    write_ct(clinic / "new.dcm", "1", "1", "1", 5)
    (clinic / "b.dcm").unlink()
    desk.open(clinic)
    assert desk.rows(0, 0, 0) == ["Image 1", "Image 2", "Image 5", "Image 10"]
    desk.browser.sort_bar.setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    desk.browser.filters.scope.setCurrentText(ALL)
    assert tester.model() is desk.browser.model


def test_double_click_and_enter_open_a_series_in_order(clinic_desk: Desk, clinic: Path) -> None:
    tree = clinic_desk.browser.tree
    tree.expand(clinic_desk.at(0, 1))
    series = clinic_desk.at(0, 1, 0)
    tree.scrollTo(series)
    spot = tree.visualRect(series).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert clinic_desk.chosen == []
    QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    in_order = [clinic / f"a{number}.dcm" for number in (1, 2, 10)]
    assert clinic_desk.chosen == [in_order]
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert clinic_desk.chosen == [in_order] * 2


def test_an_image_opens_its_series_from_there(clinic_desk: Desk, clinic: Path) -> None:
    clinic_desk.browser.tree.setCurrentIndex(clinic_desk.at(0, 1, 0, 1))
    QTest.keyClick(clinic_desk.browser.tree, Qt.Key.Key_Return)
    assert clinic_desk.chosen == [[clinic / f"a{number}.dcm" for number in (2, 10, 1)]]


def test_enter_on_a_patient_opens_and_closes_the_row(clinic_desk: Desk) -> None:
    tree = clinic_desk.browser.tree
    tree.setCurrentIndex(clinic_desk.at(0))
    assert tree.isExpanded(clinic_desk.at(0))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert not tree.isExpanded(clinic_desk.at(0))
    assert clinic_desk.chosen == []


def test_a_document_is_named_and_never_opened(desk: Desk, tmp_path: Path) -> None:
    path = write_ct(
        tmp_path / "report.dcm", SOPClassUID=EncapsulatedPDFStorage, Rows=None, Columns=None, PixelData=None
    )
    desk.open(path)
    assert desk.rows(0, 0, 0) == ["Encapsulated PDF Storage"]
    for place in ((0, 0), (0, 0, 0), (0, 0, 0, 0)):
        desk.browser.tree.opened.emit(desk.at(*place))
    assert desk.chosen == []
    assert desk.told[-1] == f"{path}: holds no image but Encapsulated PDF Storage."


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zuse", ["Zuse, Konrad"]),
        ("KONRAD acc-77", ["Zuse, Konrad"]),
        ("ångström", ["Ångström, Åsa"]),
        ("50%_", ["Ångström, Åsa"]),
        ("%", ["Ångström, Åsa"]),
        ("follow dx", ["Patient, 1"]),
        ("zuse chest", []),
        ("  ", ["Patient, 1", "Zuse, Konrad", "Ångström, Åsa"]),
    ],
)
def test_search(clinic_desk: Desk, words: str, found: list[str]) -> None:
    filters = clinic_desk.browser.filters
    with clinic_desk.qtbot.waitSignal(filters.changed):
        filters.search.setText(words)
    assert clinic_desk.rows() == found
    assert clinic_desk.browser._empty.isVisible() is not bool(found)
    if not found:
        assert clinic_desk.browser._empty.text() == NOTHING_FOUND


def test_only_the_studies_that_match_are_counted_and_opened(clinic_desk: Desk, clinic: Path) -> None:
    with clinic_desk.qtbot.waitSignal(clinic_desk.browser.filters.changed):
        clinic_desk.browser.filters.search.setText("follow-up")
    assert clinic_desk.rows(0) == ["Follow-up"]
    assert clinic_desk.browser._summary.text() == "1 study, 1 image"
    clinic_desk.browser.tree.opened.emit(clinic_desk.at(0, 0))
    assert clinic_desk.chosen == [[clinic / "b.dcm"]]


def test_study_dates(desk: Desk, tmp_path: Path) -> None:
    today = QDate.currentDate()
    for number, days in enumerate((0, 6, 7, 29, 30, 400), 1):
        date = today.addDays(-days).toString("yyyyMMdd")
        write_ct(tmp_path / f"{days}.dcm", str(number), PatientName=f"{days:03} days", StudyDate=date)
    write_ct(tmp_path / "undated.dcm", "9", PatientName="undated", StudyDate=None)
    desk.open(tmp_path)
    filters = desk.browser.filters
    expected = {1: 1, 2: 2, 3: 4, 4: 5}
    for place, count in expected.items():
        filters.interval.setCurrentIndex(place)
        assert len(desk.rows()) == count
    filters.interval.setCurrentIndex(BETWEEN)
    assert filters.since.isVisible()
    filters.until.setDate(today.addDays(-7))  # in either order
    filters.since.setDate(today.addDays(-29))
    assert desk.rows() == ["007 days", "029 days"]
    filters.interval.setCurrentIndex(0)
    assert len(desk.rows()) == 7


def test_columns_sort_both_ways(clinic_desk: Desk) -> None:
    header = clinic_desk.browser.sort_bar
    orders = {}
    for column in (1, 3, 0):
        spot = header.sectionViewportPosition(column) + 8
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot, 8))
        orders[column] = clinic_desk.rows()
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot, 8))
        assert clinic_desk.rows() != orders[column]
    by_date = ["Ångström, Åsa", "Patient, 1", "Zuse, Konrad"]
    assert orders[1] in (by_date, by_date[::-1])
    assert orders[3][0] != "Patient, 1" or orders[3][-1] != "Patient, 1"


def test_what_was_opened_before_is_kept_and_listed_on_wish(
    make_desk: MakeDesk, desk: Desk, clinic: Path, tmp_path: Path
) -> None:
    desk.open(clinic)
    again = make_desk(desk.index.path)
    assert len(again.rows()) == 3
    other = write_png(tmp_path / "pictures" / "x.png")
    again.open(other)
    assert again.browser.filters.scope.currentText() == OPENED
    assert again.rows() == ["No patient data"]
    assert again.rows(0) == ["pictures"]
    again.browser.filters.scope.setCurrentText(ALL)
    assert len(again.rows()) == 4


def test_thumbnails_come_from_the_film_and_then_from_the_index(
    make_desk: MakeDesk, desk: Desk, tmp_path: Path
) -> None:
    grey = np.tile(np.repeat(np.array([40, 200], np.uint8), 60), (120, 1))
    path = tmp_path / "pictures" / "halves.png"
    path.parent.mkdir()
    Pillow.fromarray(grey).save(path)
    desk.open(path)

    def sides(view: Desk) -> list[int]:
        picture = (
            view.browser.model.data(view.at(0, 0, 0), Qt.ItemDataRole.DecorationRole)
            .pixmap(112, 112)
            .toImage()
        )
        return [picture.pixelColor(x, 56).red() for x in (20, 92)]

    desk.qtbot.waitUntil(lambda: sides(desk)[1] > 150)
    dark, bright = sides(desk)
    assert dark < 60
    path.unlink()
    later = make_desk(desk.index.path)
    assert sides(later) == [dark, bright]
    assert later.runner.under_way == 0


def test_an_image_that_cannot_be_decoded_gets_a_mark_and_no_second_try(desk: Desk, tmp_path: Path) -> None:
    path = write_ct(tmp_path / "x.dcm", PixelData=b"")
    desk.open(path)
    model, series = desk.browser.model, desk.at(0, 0, 0)
    model.data(series, Qt.ItemDataRole.DecorationRole)
    desk.settle()
    icon = model.data(series, Qt.ItemDataRole.DecorationRole)
    assert icon.cacheKey() == desk.browser.thumbnails.broken.cacheKey()
    assert desk.runner.under_way == 0


def test_the_image_on_screen_is_marked(clinic_desk: Desk, clinic: Path) -> None:
    browser = clinic_desk.browser
    browser.show_on_screen(clinic / "a2.dcm")
    assert browser.tree.currentIndex() == clinic_desk.at(0, 1, 0)
    browser.tree.expand(clinic_desk.at(0, 1, 0))
    browser.show_on_screen(clinic / "a10.dcm")
    assert browser.tree.currentIndex() == clinic_desk.at(0, 1, 0, 2)
    assert browser.tree.visualRect(browser.tree.currentIndex()).isValid()


def test_the_image_on_screen_is_marked_though_its_series_still_grows(desk: Desk, tmp_path: Path) -> None:
    films = [write_png(tmp_path / "few" / f"{number}.png") for number in (1, 2)]
    desk.open(films[0])
    desk.index.scan([films[1]], lambda _batch: None, lambda _outcome: None)
    desk.qtbot.waitUntil(lambda: desk.runner.under_way == 0)
    desk.browser.show_on_screen(films[0])
    model, tree = desk.browser.model, desk.browser.tree
    desk.qtbot.waitUntil(lambda: model.images(tree.currentIndex()) == model.images(desk.at(0, 0, 0, 0)))
    assert [image.path for image in model.images(tree.currentIndex())] == films[:1]
    assert model.rowCount(desk.at(0, 0, 0)) == 2


def test_rows_stay_open_and_marked_while_more_is_found(clinic_desk: Desk, clinic: Path) -> None:
    tree = clinic_desk.browser.tree
    tree.setCurrentIndex(clinic_desk.at(0, 1, 0, 1))
    assert tree.model().data(tree.currentIndex()).startswith("Image 2")
    write_ct(clinic / "before.dcm", "0", PatientName="Aaa^First")
    write_ct(clinic / "between.dcm", "1", "1", "1", 0, StudyDescription="Chest PA", StudyDate="20200101")
    clinic_desk.open(clinic)
    assert clinic_desk.rows()[0] == "Aaa, First"
    assert tree.model().data(tree.currentIndex()).startswith("Image 2")
    assert tree.isExpanded(clinic_desk.at(1, 1, 0))
    assert clinic_desk.rows(1, 1, 0) == ["Image 0", "Image 1", "Image 2", "Image 10"]


def test_the_marked_row_stays_in_sight_while_others_come_above_it(desk: Desk, tmp_path: Path) -> None:
    film = write_ct(tmp_path / "z.dcm", PatientName="Zzz")
    desk.open(film)
    desk.browser.show_on_screen(film)
    for number in range(40):
        write_ct(tmp_path / f"{number}.dcm", str(number), PatientName=f"Aaa^{number}")
    desk.open(tmp_path)
    assert desk.browser.model.rowCount() == 41
    assert desk.browser.tree.is_current_in_sight()
    assert [image.path for image in desk.browser.model.images(desk.browser.tree.currentIndex())] == [film]
    desk.browser.tree.scrollToTop()
    write_ct(tmp_path / "more.dcm", "77", PatientName="Aab")
    desk.open(tmp_path)
    assert not desk.browser.tree.is_current_in_sight()


def test_a_long_series_is_loaded_as_far_as_it_is_looked_at(desk: Desk, tmp_path: Path) -> None:
    for number in range(1, 2 * CHUNK + 51):
        write_png(tmp_path / "many" / f"film {number}.png")
    desk.open(tmp_path / "many")
    model, series = desk.browser.model, desk.at(0, 0, 0)
    model.fetchMore(series)
    assert model.rowCount(series) == CHUNK
    assert model.data(model.index(CHUNK - 1, 0, series)).startswith(f"film {CHUNK}.png")
    way = model.find(tmp_path / "many" / f"film {2 * CHUNK + 50}.png")
    assert [index.row() for index in way] == [0, 0, 0, 2 * CHUNK + 49]
    assert not model.canFetchMore(series)


def test_unreadable_files_are_told_and_not_listed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bad.dcm").write_bytes(b"no film" * 100)
    desk.open(tmp_path / "bad.dcm", tmp_path / "missing.dcm")
    assert sorted(error.path.name for error in desk.refusals) == ["bad.dcm", "missing.dcm"]
    assert isinstance(desk.outcomes[0], Succeeded)
    assert desk.browser._empty.isVisible()
    assert desk.browser._empty.text() == NOTHING_YET


def test_a_damaged_index_is_told_and_replaced(make_desk: MakeDesk, tmp_path: Path, clinic: Path) -> None:
    path = tmp_path / "index.sqlite3"
    path.write_bytes(b"this was an index once" * 100)
    desk = make_desk(path)
    assert "is damaged; it is kept as" in desk.told[0]
    desk.open(clinic)
    assert len(desk.rows()) == 3
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM files").fetchone() == (6,)


def test_without_a_place_for_the_index_films_are_listed_for_this_run(
    make_desk: MakeDesk, tmp_path: Path, clinic: Path
) -> None:
    (tmp_path / "in the way").write_text("no folder")
    desk = make_desk(tmp_path / "in the way" / "index.sqlite3")
    assert "the index of studies cannot be used" in desk.told[0]
    assert desk.told[1] == ONLY_THIS_RUN
    desk.open(clinic)
    assert len(desk.rows()) == 3


def test_what_is_dragged_are_files_in_order(clinic_desk: Desk, clinic: Path) -> None:
    mime = clinic_desk.browser.model.mimeData([clinic_desk.at(0, 1, 0)])
    assert [url.toLocalFile() for url in mime.urls()] == [
        str(clinic / f"a{number}.dcm") for number in (1, 2, 10)
    ]


def test_everything_has_a_name_and_rows_are_spoken(clinic_desk: Desk) -> None:
    widgets = clinic_desk.browser.findChildren(QWidget)
    nameless = [
        widget
        for widget in widgets
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.accessibleName() or widget.objectName().startswith("qt_"))
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []
    spoken = [
        _spoken(clinic_desk.browser.model, clinic_desk.at(*place)) for place in ((0,), (0, 1), (0, 1, 0))
    ]
    assert spoken == [
        "Patient Patient, 1, 4 images",
        "Study Chest PA, 2020-01-01, 3 images",
        "Series 1  ·  CT series, 3 images",
    ]


def _spoken(model: QAbstractItemModel, index: QModelIndex) -> str:
    return model.data(index, Qt.ItemDataRole.AccessibleTextRole)
