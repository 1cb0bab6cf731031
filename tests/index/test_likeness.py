import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.likeness import alike, likeness, word_triples

SENTENCES = [
    f"The {subject} of {place} rose by {number} per cent in the {number}th week, said the {office}."
    for number, (subject, place, office) in enumerate(
        [
            ("price", "Ankara", "ministry"),
            ("output", "Gdansk", "harbour"),
            ("traffic", "Izmail", "customs"),
            ("export", "Dresden", "chamber"),
            ("stock", "Bergen", "company"),
            ("fleet", "Murmansk", "navy"),
            ("yield", "Odesa", "union"),
            ("demand", "Tripoli", "bank"),
        ],
        start=3,
    )
]
OTHER = [f"Nobody knows which of the {number} old lighthouses will be lit again." for number in range(8)]


@pytest.fixture
def found(store, publish, document_of):
    """Publish passages by name, look for what is like others -> [(name, share)]."""

    def found(published, *passages):
        publish(*[document_of(name, *given) for name, given in published.items()])
        with store.reading() as snapshot:
            return [
                (like.briefing.name, round(like.share, 2))
                for like in alike(snapshot, document_of("new.txt", *passages))
            ]

    return found


def test_word_triples():
    assert word_triples("The S-400s were there.") == word_triples("the s-400s  were\nthere!")
    assert word_triples("one two three four") == {("one", "two", "three"), ("two", "three", "four")}
    assert word_triples("one") == {("one", "", "")}


def test_likeness_is_dices_coefficient():
    first, second = word_triples("a b c d e"), word_triples("a b c d f g")
    assert likeness(first, second) == pytest.approx(2 * 2 / (3 + 4))
    assert likeness(first, first) == 1


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_within_bounds(first, second):
    first, second = word_triples(first), word_triples(second)
    assert 0 <= likeness(first, second) == likeness(second, first) <= 1
    assert likeness(first, first) == 1


def test_an_edited_copy_is_found_and_another_text_is_not(found):
    edited = [*SENTENCES[:7], "This sentence is new and has never been there before today."]
    ((name, share),) = found({"a.txt": [SENTENCES], "b.txt": [OTHER]}, edited)
    assert name == "a.txt"
    assert 0.75 < share < 0.95


def test_the_most_alike_comes_first(found):
    published = {"far.txt": [SENTENCES[:4] + OTHER[:4]], "near.txt": [SENTENCES[:7]], "none.txt": [OTHER]}
    assert [name for name, _ in found(published, SENTENCES)] == ["near.txt", "far.txt"]


def test_the_very_same_text_is_not_among_them(found):
    assert found({"a.txt": [SENTENCES]}, SENTENCES) == []


def test_a_copy_of_which_no_sentence_stays_whole_is_found(found):
    edited = [sentence.replace("rose by", "then fell by") for sentence in SENTENCES]
    ((name, share),) = found({"a.txt": [SENTENCES], "b.txt": [OTHER]}, edited)
    assert name == "a.txt"
    assert share > 0.5


def test_among_many_of_one_pattern_the_edited_one_is_found(found):
    def report(number):
        return [[f"Report {number} of the day.", *OTHER, f"The code is {number * 7919}, the sum {number * 104729}."]]

    published = {f"{number}.txt": report(number) for number in range(1, 80)}
    changed = [*report(42)[0][:-1], "The code is 332598, the sum unknown."]
    names = [name for name, _ in found(published, changed)]
    assert names[0] == "42.txt"
    assert len(names) == 5


def test_unspaced_scripts(found):
    text = "能源部周一表示管道已经关闭。管道将于三月重新开放。官员没有解释原因。"
    ((name, share),) = found({"a.txt": [[text]]}, [text.replace("三月", "四月")])
    assert name == "a.txt"
    assert share > 0.6


def test_an_empty_store_has_nothing_alike(found):
    assert found({}, SENTENCES) == []
    assert found({"a.txt": [SENTENCES]}, ["1"]) == []
