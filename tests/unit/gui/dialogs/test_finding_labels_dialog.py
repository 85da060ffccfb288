"""The list of findings as text."""

from cxrviewer.gui.dialogs.finding_labels import MOST_LABELS, MOST_LETTERS, labels_of


def test_lines_become_labels_without_blanks_and_doubles() -> None:
    assert labels_of(" a  b \n\n\tc\na b\r\n") == ("a b", "c")


def test_neither_a_label_nor_the_list_is_endless() -> None:
    assert labels_of("x" * 1000) == ("x" * MOST_LETTERS,)
    assert len(labels_of("\n".join(map(str, range(1000))))) == MOST_LABELS
