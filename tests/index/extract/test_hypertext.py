import datetime

import pytest

from index.errors import UnreadableError

PAGE = """<!DOCTYPE html><html><head><title>Head - Site</title><style>p {}</style>{head}</head>
<body><nav>Home</nav><header><h1>Turkey</h1></header>
<p>Turkey was <b>barred</b>
   in 2017.</p><script>alert(1)</script><footer>Imprint</footer></body></html>"""


def page(head=""):
    return PAGE.replace("{head}", head)


def test_content_without_scripts_navigation_and_page_footer(read, blocks_of_extract):
    found = read("a.html", page())
    assert blocks_of_extract(found) == [("heading 1", "Turkey"), ("paragraph", "Turkey was barred in 2017.")]
    assert found.text == "Turkey\n\nTurkey was barred in 2017."
    assert found.title == "Head - Site"
    assert found.date is None


def test_only_the_main_part_is_read(read):
    assert read("a.htm", "<body><div>Cookies</div><main><p>News.</p></main><aside>More</aside>").text == "News."


def test_the_shared_title_is_without_the_name_of_the_site(read):
    assert read("a.html", page("<meta property='og:title' content='Head'>")).title == "Head"


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:published_time' content='2025-10-12T23:00:00Z'>",
        "<meta name='Date' content='12.10.2025'>",
        "<meta itemprop='datePublished' content='October 12, 2025'>",
    ],
)
def test_publication_date(read, head):
    assert read("a.html", page(head)).date == datetime.date(2025, 10, 12)


def test_time_element(read):
    assert read("a.html", "<p><time datetime='2025-10-12'>on Sunday</time> it was.").date == datetime.date(2025, 10, 12)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=windows-1254>", "cp1254"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>", "koi8-r"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_encoding(read, head, encoding):
    word = "Привет" if encoding != "cp1254" else "Şişli’de"
    assert read("a.html", f"{head}<p>{word}</p>".encode(encoding)).text == word


def test_xml_declaration(read):
    markup = "<?xml version='1.0' encoding='windows-1251'?><html><body><p>Привет</p></body></html>"
    assert read("a.html", markup.encode("cp1251")).text == "Привет"


def test_deep_nesting_is_refused_at_once(read):
    with pytest.raises(UnreadableError, match=r"^a\.html nests more than 4000 elements"):
        read("a.html", "<div>" * 100_000 + "x")


def test_a_page_of_scripts_has_no_text(read):
    with pytest.raises(UnreadableError, match=r"^a\.html holds no text"):
        read("a.html", "<script>document.write('x')</script><nav>Home</nav>")
