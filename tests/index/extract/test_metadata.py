import datetime
from pathlib import Path

import pytest

from index.datatypes import Block, Span
from index.extract.metadata import best_date, best_title, language_of, shown_name
from index.extract.pieces import Reading

DAY = datetime.date(2025, 10, 12)


def date_of(text="", name="a.txt", language="en", **stated):
    return best_date(Reading(text, (), **stated), Path(name), language)


def title_of(stated, name="a.txt", blocks=(), text=""):
    return best_title(Reading(text, tuple(blocks), title=stated), Path(name))


@pytest.mark.parametrize(
    "line",
    [
        "October 12, 2025",
        "Oct. 12th 2025",
        "12 October 2025",
        "Ankara, 12 Ekim 2025",
        "12 октября 2025 г.",
        "Stand: 12. Oktober 2025",
        "12 de octubre de 2025",
        "12 أكتوبر 2025",
        "2025年10月12日",
        "Date: 2025-10-12",
        "12.10.2025",
        "ANKARA, October 12, 2025 (Agency) — Turkey was asked again whether it wanted to come back to it all.",
    ],
)
def test_a_date_in_the_first_lines(line):
    assert date_of(f"Briefing\n\n{line}\n\nText.") == DAY


@pytest.mark.parametrize(
    "line",
    [
        "31 February 2025",
        "2025-02-31",
        "32.10.2025",
        "03/04/2025",
        "Level 12, 2025",
        "On 12 October 2015 the war began, as the parties of the treaty had long said it would, in the east.",
        "It was signed on 12 October 2015.",
        "Phone 20251012345",
    ],
)
def test_no_date(line):
    assert date_of(f"{line}\n\nText.") is None


@pytest.mark.parametrize(
    "name",
    [
        "2025-10-12-turkey.txt",
        "turkey_20251012.txt",
        "12.10.2025 turkey.txt",
        "turkey 2025_10_12.txt",
        "turkey-12-10-2025.txt",
    ],
)
def test_a_date_in_the_name(name):
    assert date_of(name=name) == DAY


def test_priority():
    every = {"front_date": "2025-01-01", "published": "2025-03-03", "created": datetime.date(2025, 5, 5)}
    name, text = "x-2025-02-02.txt", "4 April 2025"
    assert date_of(text, name, **every) == datetime.date(2025, 1, 1)
    every["front_date"] = "2025-02-31"
    assert date_of(text, name, **every) == datetime.date(2025, 2, 2)
    assert date_of(text, **every) == datetime.date(2025, 3, 3)
    every["published"] = ""
    assert date_of(text, **every) == datetime.date(2025, 4, 4)
    assert date_of("no date", **every) == datetime.date(2025, 5, 5)


def test_an_unheard_of_language_does_not_matter():
    assert date_of("12 Ekim 2025", language="an") == DAY


def test_a_stated_title():
    assert title_of("  Turkey \n and the F-35\u202e ") == "Turkey and the F-35"


@pytest.mark.parametrize(
    "meaningless",
    ["", "untitled", "(anonymous)", "Microsoft Word - x.docx", "PowerPoint Presentation", "Document1", "draft_7.docx"],
)
def test_a_meaningless_title_gives_way_to_the_first_top_heading(meaningless):
    text = "Intro\nTop"
    blocks = [Block(Span(0, 5), "heading", 2), Block(Span(6, 9), "heading", 1)]
    assert title_of(meaningless, blocks=blocks, text=text) == "Top"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("turkey-s400_f35.txt", "Turkey s400 f35"),
        ("2025-10-12-Turkey.txt", "Turkey"),
        ("2025-10-12.txt", "2025 10 12"),
        ("a\nb\u202ec.txt", "A bc"),
    ],
)
def test_the_name_as_title(name, title):
    assert title_of("", name) == title


def test_shown_name():
    assert shown_name(Path("/x/a\nb\u202e\x1b[31m.txt")) == "a b[31m.txt"
    assert shown_name(Path("/x") / ("n" * 300 + ".txt")) == "n" * 60 + "..." + "n" * 11 + ".txt"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Turkey was barred from joining the programme after the purchase of the missiles.", "en"),
        ("Die Türkei wurde nach dem Kauf der Raketen von dem Programm ausgeschlossen.", "de"),
        ("Türkiye, füzeleri satın aldıktan sonra programa katılmaktan men edildi.", "tr"),
        ("Турция была исключена из программы после покупки российских ракет.", "ru"),
        ("تم منع تركيا من الانضمام إلى البرنامج بعد شراء الصواريخ الروسية.", "ar"),
        ("土耳其在购买俄罗斯导弹后被禁止加入该计划，现在它想要回来。", "zh"),
        ("S-400 F-35", ""),
        ("12345 67890", ""),
    ],
)
def test_language(text, language):
    assert language_of(text) == language
