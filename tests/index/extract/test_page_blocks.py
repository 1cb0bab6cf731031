import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.hypertext import pieces_of_html


def pieces(markup):
    return [(piece.kind, piece.text) for piece in pieces_of_html(markup, "x.html")]


def test_loose_text_and_line_breaks():
    assert pieces("<div>Loose <b>bo</b>ld<div>inner</div>tail<br>line two<br> <br>para</div>") == [
        ("paragraph", "Loose bold"),
        ("paragraph", "inner"),
        ("paragraph", "tail\nline two"),
        ("paragraph", "para"),
    ]


def test_lists():
    assert pieces("<ul><li>one<ul><li><p>two</p></ul><li>three</ul>") == [
        ("item", "one"),
        ("item", "two"),
        ("item", "three"),
    ]


def test_a_list_that_starts_elsewhere_keeps_its_numbers():
    assert pieces("<ol start=12><li>Oktober<li>x</ol><ol><li>a</ol>") == [
        ("item", "12. Oktober"),
        ("item", "13. x"),
        ("item", "a"),
    ]


def test_table_rows():
    assert pieces(
        "<table><caption>T</caption><tr><th>Year<th>Event<tr><td><p>2017</p><td>a<br>b<tr><td>x<td></table>"
    ) == [
        ("paragraph", "T"),
        ("header", "Year | Event"),
        ("row", "2017 | a b"),
        ("paragraph", "x"),
    ]


def test_an_empty_cell_keeps_its_place():
    assert pieces("<table><tr><td>a<td><td>c</table>") == [("row", "a |  | c")]


def test_a_table_for_layout_is_no_row():
    assert pieces("<table><tr><td><h2>Head</h2><p>Long.</p><td><p>Side.</p></table>") == [
        ("heading", "Head"),
        ("paragraph", "Long."),
        ("paragraph", "Side."),
    ]


def test_preformatted_text_keeps_its_lines():
    assert pieces("<pre>\n  a  b\n c\n</pre>") == [("paragraph", "  a  b\n c")]


@pytest.mark.parametrize(
    "markup",
    [
        "<p hidden>no</p>",
        "<p style='display: none'>no</p>",
        "<div role=navigation>no</div>",
        "<svg><text>no</text></svg>",
        "<!-- no -->",
        "<template>no</template>",
        "<select><option>no</select>",
    ],
)
def test_what_is_not_shown_is_dropped(markup):
    assert pieces(f"<p>yes</p>{markup}") == [("paragraph", "yes")]


def test_characters_stay_as_they_are():
    assert pieces("<p>a&nbsp;b &amp; ﬁ ’ S&shy;400 e\u0301</p>") == [("paragraph", "a\u00a0b & ﬁ ’ S\u00ad400 e\u0301")]


def test_elements_of_the_sites_own_stay_in_the_line():
    assert pieces("<p>a <x-y>b</x-y> c</p>") == [("paragraph", "a b c")]


TAGS = "p /p div /div table tr td /table ul li /ul ol h1 /h1 br b /b pre"
tags = st.sampled_from([f"<{tag}>" for tag in TAGS.split()])


@given(st.lists(tags | st.sampled_from(["one", " two ", "\n", "&nbsp;", "|"]), max_size=40))
def test_no_visible_word_is_lost_or_doubled(parts):
    markup = " ".join(parts)
    text = " ".join(text for _, text in pieces(markup))
    assert text.count("one") == markup.count("one")
    assert text.count("two") == markup.count("two")
