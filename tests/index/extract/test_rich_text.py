import datetime

import pytest

from index.errors import UnreadableError

RTF = rb"""{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fnil\fcharset204 Arial;}{\f1\fnil\fcharset162 Arial;}}
{\info{\title \'d2\'f3\'f0\'f6\'e8\'ff}{\creatim\yr2025\mo10\dy12\hr1\min1}}{\header Head of page\par}
\pard\f0\'d2\'f3\'f0\'f6\'e8\'ff \u1082?\u1091?\'ef\'e8\'eb\'e0 \'d1-400.\par \f1 T\'fcrk \'fe \'dd\par
{\pard\trowd\cellx1000\cellx2000 A\cell B\cell\row}{\pict\pngblip 89504e47}{\listtext\'95\tab}Bullet one\par
{\field{\*\fldinst HYPERLINK "http://example.org"}{\fldrslt link}}\par}"""


def test_text_tables_and_metadata(read, blocks_of_extract):
    found = read("a.rtf", RTF)
    assert blocks_of_extract(found) == [
        ("paragraph", "Турция купила С-400."),
        ("paragraph", "Türk ş İ"),
        ("row", "A | B"),
        ("item", "• Bullet one"),
        ("paragraph", "link"),
    ]
    assert found.title == "Турция"
    assert found.date == datetime.date(2025, 10, 12)


def test_an_impossible_day_of_creation_is_none(read):
    assert read("a.rtf", RTF.replace(b"\\dy12", b"\\dy32")).date is None


def test_no_rich_text(read):
    with pytest.raises(UnreadableError, match=r"^a\.rtf is no rich text inside: "):
        read("a.rtf", "only text")
