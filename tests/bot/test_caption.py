"""What people write with a document about it."""

from __future__ import annotations

import datetime
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.caption import FIRST_LINES, NOTHING, Caption, of_album, parse_caption, read_date, read_tags, read_title
from index import Details

FIFTH = datetime.date(2026, 11, 5)


@pytest.mark.parametrize(
    "caption",
    [
        "title: Gas storage\ndate: 2026-11-05\ntags: gas, energy",
        "tags: gas, energy\n\nDate : 5 November 2026\nTITLE: Gas storage",
        "title: Gas storage; date: 05.11.2026; tags: gas, energy",
        "title: Gas storage | date: 2026-11-05 | tags: gas, energy",
        "For you, as promised!\ntitle = Gas storage\nread it; date: November 5, 2026 ; tags: #gas #energy",
        "başlık: Gas storage\ntarih: 5 Kasım 2026\netiketler: gas; energy",
        "Название: Gas storage\nДата: 5 ноября 2026 г.\nТеги: gas, energy",
    ],
)
def test_the_fields_in_any_form(caption):
    assert parse_caption(caption) == Caption(Details("Gas storage", FIFTH, ("gas", "energy")))


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("", NOTHING),
        ("Please publish this now, the title is good", NOTHING),
        ("see http://x.org/#nowhere and #nowadays", NOTHING),
        ("subtitle: no\nupdate: 2026-11-05", NOTHING),
        ("title:\ntags:", NOTHING),
        ("#now", Caption(now=True)),
        ("#NOW please", Caption(now=True)),
        ("title: Gas; it runs out | soon #now", Caption(Details("Gas; it runs out | soon"), now=True)),
        ("title: A #now date: 2026-11-05", Caption(Details("A", FIFTH), now=True)),
        ("#now; date: 2026-11-05", Caption(Details(date=FIFTH), now=True)),
        ("date: some day", Caption(unread_date="some day")),
        ("date: 31 February 2026; title: A", Caption(Details("A"), unread_date="31 February 2026")),
        ("title: One\ntitle: Two", Caption(Details("One"))),
    ],
)
def test_what_is_said_and_what_is_not(caption, expected):
    assert parse_caption(caption) == expected


def test_the_author_of_a_forwarded_post_does_not_publish():
    assert parse_caption("title: A\n#now", foreign=True) == Caption(Details("A"))
    assert parse_caption("\n" * FIRST_LINES + "title: A", foreign=True) == NOTHING


def test_one_caption_for_an_album():
    captions = ["", "title: Second; date: 2026-11-05; tags: gas #now", ""]
    assert of_album(captions[1], captions) == Caption(Details("Second", FIFTH, ("gas",)), now=True)
    assert of_album("", captions) == Caption(Details(None, FIFTH, ("gas",)), now=True)
    assert of_album("tags: oil", [*captions, "tags: oil"]) == Caption(Details(tags=("oil",)), now=True)
    assert of_album("", ["", "date: never"]) == Caption(unread_date="never")
    assert of_album("", ["", ""]) == NOTHING


@pytest.mark.parametrize(
    "text",
    ["2026-11-05", "2026-11-5", "2026/11/05", "05.11.2026", "5.11.2026.", "05-11-2026", "5 November 2026", "5 nov 2026",
     "5 Nov. 2026", "5th of November 2026", "November 5, 2026", "Nov 5 2026", "2026 November 5", "5 Kasım 2026",
     "5 KASIM 2026", "5 kasim 2026", "5 kas 2026", "5 ноября 2026", "5 ноябрь 2026", "5 ноя. 2026 г."],
)  # fmt: skip
def test_a_date_as_people_type_it(text):
    assert read_date(text) == FIFTH


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("25/12/2026", datetime.date(2026, 12, 25)),
        ("12/25/2026", datetime.date(2026, 12, 25)),
        ("5/5/2026", datetime.date(2026, 5, 5)),
        ("май 9 2025", datetime.date(2025, 5, 9)),
        ("1 Ağustos 2026", datetime.date(2026, 8, 1)),
        ("1 agu 2026", datetime.date(2026, 8, 1)),
        ("3 Sept 2026", datetime.date(2026, 9, 3)),
        ("1 марта 2026", datetime.date(2026, 3, 1)),
        ("29 February 2028", datetime.date(2028, 2, 29)),
    ],
)
def test_other_dates(text, date):
    assert read_date(text) == date


@pytest.mark.parametrize(
    "text",
    ["", "05/11/2026", "31.02.2026", "2026-13-01", "5 Brumaire 2026", "5 Novemberish 2026", "5.11.26", "2026", "today",
     "99.99.2026", "0.0.2026", "5 November 2026 and more", "²026-11-05", "5 j 2026"],
)  # fmt: skip
def test_what_is_no_date_or_could_be_two(text):
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("a, b", ("a", "b")),
        ("#a #b", ("a", "b")),
        ("#air defence, NATO; nato", ("air defence", "NATO")),
        (" , ;", ()),
        ("\u202ea\u0000b", ("ab",)),
        ("x" * 80, ("x" * 50,)),
        (",".join(map(str, range(40))), tuple(map(str, range(20)))),
    ],
)
def test_tags(text, tags):
    assert read_tags(text) == tags


def test_a_title_is_one_line_that_can_be_seen():
    assert read_title(" A\n\u202e title \x00") == "A title"
    assert read_title("\u200b\u202e") is None
    assert len(read_title("x" * 4096)) == 200


@given(st.text(alphabet=string.printable + "ıİğ😀\u202e—·дата#:;|"))
def test_any_caption_can_be_read(text):
    found = parse_caption(text)
    assert found.details.title is None or found.details.title.strip()
    assert parse_caption(text, foreign=True).now is False


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_every_day_can_be_typed(day):
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%d %b %Y"):
        assert read_date(day.strftime(form)) == day
