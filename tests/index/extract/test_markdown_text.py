import datetime

import pytest

BODY = """# Turkey & the *F-35*

Turkey was **barred**
in [2017](https://example.org).

- one
- two
  - nested

| Year | Event |
|------|-------|
| 2017 | Signed |

## Outlook

    code  here

> A quote.<script>x</script>
"""


def test_structure(read, blocks_of_extract):
    found = read("a.md", BODY)
    assert blocks_of_extract(found) == [
        ("heading 1", "Turkey & the F-35"),
        ("paragraph", "Turkey was barred in 2017."),
        ("item", "one"),
        ("item", "two"),
        ("item", "nested"),
        ("header", "Year | Event"),
        ("row", "2017 | Signed"),
        ("heading 2", "Outlook"),
        ("paragraph", "code  here"),
        ("paragraph", "A quote."),
    ]
    assert found.title == "Turkey & the F-35"
    assert found.text.startswith(
        "Turkey & the F-35\n\nTurkey was barred in 2017.\n\none\ntwo\nnested\n\nYear | Event\n2017"
    )


@pytest.mark.parametrize("tags", ["[turkey, F-35, 2017]", "turkey, F-35,2017, turkey", "\n- turkey\n- F-35\n- 2017"])
def test_front_matter(read, tags):
    found = read("b.markdown", f"---\nTitle: My title\ndate: 2025-10-12\ntags: {tags}\n---\n{BODY}")
    assert found.title == "My title"
    assert found.date == datetime.date(2025, 10, 12)
    assert found.tags == ("turkey", "F-35", "2017")
    assert found.text.startswith("Turkey & the F-35")


def test_an_impossible_date_is_none(read):
    assert read("a.md", "---\ndate: 2025-02-31\n---\nText.").date is None


@pytest.mark.parametrize(
    "front",
    ["---\n[unclosed\n---\n", "---\njust words\n---\n", "---\na: " + "[" * 3000 + "\n---\n"],
    ids=["bad", "words", "deep"],
)
def test_what_is_no_front_matter_stays_text(read, front):
    found = read("a.md", f"{front}Text.")
    assert found.text.endswith("Text.")
    assert len(found.text) > len("Text.")


def test_aliases_do_not_grow(read):
    lines = [
        "a0: &a0 [x, x]",
        *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)),
        "tags: *a59",
        "title: *a59",
    ]
    found = read("a.md", "---\n" + "\n".join(lines) + "\n---\nText.")
    assert found.text == "Text."
    assert found.tags == ()


def test_deep_lists_are_kept(read):
    markdown = "".join("  " * depth + f"- level {depth}\n" for depth in range(20))
    assert read("a.md", markdown).text == "\n".join(f"level {depth}" for depth in range(20))
