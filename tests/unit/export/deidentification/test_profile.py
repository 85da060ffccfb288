"""The table of the standard."""

from collections import Counter

import pytest
from pydicom.datadict import DicomDictionary, dictionary_VR

from cxrviewer.export.deidentification.attribute_types import attribute_type
from cxrviewer.export.deidentification.profile import rule_for, rules

# PS3.15 Table E.1-1, 2026c: attributes and the basic profile
FROM_THE_STANDARD = {
    0x00080050: "Z",  # Accession Number
    0x0008009C: "Z",  # Consulting Physician's Name
    0x00080080: "X/Z/D",  # Institution Name
    0x00080090: "Z",  # Referring Physician's Name
    0x00081010: "X/Z/D",  # Station Name
    0x00081070: "X/Z/D",  # Operators' Name
    0x00081140: "X/Z/U*",  # Referenced Image Sequence
    0x00081155: "U",  # Referenced SOP Instance UID
    0x00082112: "X/Z/U*",  # Source Image Sequence
    0x00100010: "Z",  # Patient's Name
    0x00100020: "Z/D",  # Patient ID
    0x00100030: "Z",  # Patient's Birth Date
    0x00101010: "X",  # Patient's Age
    0x00104000: "X",  # Patient Comments
    0x00181000: "X/Z/D",  # Device Serial Number
    0x0020000D: "U",  # Study Instance UID
    0x00204000: "X",  # Image Comments
    0x00321060: "X/Z",  # Requested Procedure Description
    0x00400275: "X",  # Request Attributes Sequence
    0x0040A123: "D",  # Person Name
    0x0040A730: "D",  # Content Sequence
    0x00880200: "X",  # Icon Image Sequence
    0x04000550: "X",  # Modified Attributes Sequence
    0x04000561: "X",  # Original Attributes Sequence
    0xFFFAFFFA: "X",  # Digital Signatures Sequence
    0xFFFCFFFC: "X",  # Data Set Trailing Padding
    0x50123456: "X",  # a curve
    0x60023000: "X",  # an overlay
    0x60FE4000: "X",  # its comments
    0x00091001: "X",  # private
}


@pytest.mark.parametrize("tag", FROM_THE_STANDARD, ids=lambda tag: f"{tag:08x}")
def test_attributes_have_the_action_of_the_standard(tag: int) -> None:
    rule = rule_for(tag)
    assert rule is not None
    assert rule.basic == FROM_THE_STANDARD[tag]


def test_the_table_is_whole() -> None:
    counts = Counter(rule.basic for rule in rules().values())
    assert len(rules()) == 656  # 652 attributes, three repeating groups, private ones
    assert counts["U"] == 55
    assert set(counts) == {"X", "Z", "D", "U", "X/Z", "X/D", "Z/D", "X/Z/D", "X/Z/U*"}


def test_dates_of_the_table_can_be_modified_except_those_of_birth() -> None:
    # A birth date tells the age, which the option of patient characteristics is about
    dates = {
        tag
        for tag, rule in rules().items()
        if tag.isalnum()
        and int_or_none(tag) in DicomDictionary
        and dictionary_VR(int(tag, 16)) in {"DA", "DT"}
        if not rule.modified_dates
    }
    assert "00100030" in dates
    assert "00080020" not in dates


def int_or_none(tag: str) -> int | None:
    """Return a tag as a number; None for a repeating group."""
    try:
        return int(tag, 16)
    except ValueError:
        return None


def test_types_are_those_of_the_modules() -> None:
    radiograph, enhanced = "1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.2.1"
    assert attribute_type(0x00100010, None, radiograph) == "2"  # Patient's Name
    assert attribute_type(0x00181000, None, radiograph) == "3"  # Device Serial Number
    assert attribute_type(0x00181000, None, enhanced) == "1"  # of Enhanced General Equipment
    assert attribute_type(0x00080080, None, enhanced) == "3"  # Institution Name
    assert attribute_type(0x0040A160, 0x0040A730, radiograph) == "1"  # Text Value of a content item
