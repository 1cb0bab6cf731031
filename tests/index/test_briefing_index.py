from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from fake_reranker import FakeReranker

from index import BriefingError, BriefingIndex, Filters, Searched
from index.datatypes import Question

TURKEY = """---
title: Turkey and the F-35
date: 2025-11-18
tags: [defence]
---

# Why Turkey was removed

Turkey was removed from the F-35 programme in 2019. It had bought S-400 missiles from Russia.

# Outlook

Talks go on in Ankara.
"""
GRAIN = """---
title: Grain corridor
date: 2026-03-26
tags: [trade]
---

Ships with wheat left Odesa. Turkey was removed from the F-35 programme in 2019.
"""
GAS = "The storages are full of gas.\n"
MARCH = datetime.date(2026, 3, 1)


@pytest.fixture
def published(index, settings):
    for name, text in {"turkey.md": TURKEY, "grain.md": GRAIN, "gas.txt": GAS}.items():
        (settings.briefings_dir / name).write_text(text)
    index.sync()
    return index


def texts(quotes):
    return [quote.text for quote in quotes]


def test_an_answer_quotes_the_sentence_with_its_citation(published):
    answer = published.ask("Why was Turkey removed from the F-35?")
    quote = answer.quotes[0]
    text = published.text("turkey.md")
    assert quote.text.startswith("Turkey was removed from the F-35 programme in 2019.")
    assert quote.text == text[quote.citation.span.start : quote.citation.span.end]
    assert (quote.citation.briefing, quote.citation.title) == ("turkey.md", "Turkey and the F-35")
    assert (quote.citation.date, quote.citation.section) == (datetime.date(2025, 11, 18), "Why Turkey was removed")
    assert (answer.question, answer.answered, answer.nearest) == ("Why was Turkey removed from the F-35?", True, ())
    assert (answer.generation, answer.small_talk) == (1, False)
    assert answer.searched == Searched(3, datetime.date(2025, 11, 18), datetime.date(2026, 3, 26))
    assert 0 <= answer.confidence <= 1
    assert 0 < answer.seconds < 60


def test_below_the_threshold_the_quotes_are_only_the_nearest(published, settings, embedder):
    strict = BriefingIndex(settings.model_copy(update={"min_confidence": 1}), embedder)
    question = "Why was Turkey removed from the F-35?"
    answer = strict.ask(question)
    assert (answer.answered, answer.quotes, answer.nearest) == (False, (), published.ask(question).quotes)
    strict.close()


def test_what_several_briefings_say_is_quoted_once(published):
    quoted = texts(published.ask("Turkey was removed from the F-35 programme in 2019", k=5).quotes)
    assert sum("Turkey was removed" in text for text in quoted) == 1


def test_a_heading_is_never_quoted(published):
    quoted = texts(published.ask("Why Turkey was removed Outlook", k=9).quotes)
    assert quoted
    assert not any("Why Turkey was removed" in text or "Outlook" in text for text in quoted)


def test_there_are_at_most_k_quotes(published):
    for k in (1, 2, 3, 100):
        assert 1 <= len(published.ask("Turkey gas wheat", k).quotes) <= min(k, 6)
    for k in (0, -1):
        with pytest.raises(BriefingError, match=f"^Ask for at least one quote, not for {k}\\.$"):
            published.ask("Turkey", k)


def test_filters_restrict_what_is_searched(published):
    answer = published.ask("Turkey", filters=Filters(since=MARCH))
    assert {quote.citation.briefing for quote in answer.quotes} == {"grain.md"}
    assert answer.searched == Searched(1, datetime.date(2026, 3, 26), datetime.date(2026, 3, 26))
    assert published.ask("Turkey", filters=Filters(tags=("nothing",))).quotes == ()


def test_a_filter_with_an_unknown_briefing_is_refused(published):
    with pytest.raises(BriefingError) as error:
        published.ask("Turkey", filters=Filters(briefings=("turkey.md", "none.md")))
    assert str(error.value) == "There is no briefing 'none.md': python -m index list shows the names."


def test_small_talk_is_not_searched_and_wakes_no_model(published, embedder):
    embedder.embed_questions = None
    answer = published.ask("Hello!")
    assert (answer.small_talk, answer.answered, answer.nearest, answer.confidence) == (True, False, (), 0.0)
    assert answer.searched.briefings == 3


def test_an_empty_store_answers_with_nothing(index):
    answer = index.ask("Turkey?")
    assert (answer.quotes, answer.nearest, answer.confidence) == ((), (), 0.0)
    assert (answer.generation, answer.searched) == (0, Searched(0, None, None))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("?!", "There is no word in the question; ask in words, for example: why was Turkey removed?"),
        ("x" * 10_000, "The question has 10,000 characters; ask in at most 4,096."),
    ],
)
def test_what_is_no_question_is_refused(published, text, message):
    for use in (published.ask, lambda text: published.search(text, 3)):
        with pytest.raises(BriefingError) as error:
            use(text)
        assert str(error.value) == message


@pytest.mark.parametrize(
    "question",
    ['" Turkey', "Turkey\0 removed", "Turkey AND NOT removed", "NEAR(Turkey removed)", 'tokens:"Turkey', "Turkey*",
     "^Turkey -", "'); -- Turkey", "Turkey \udcff", "Turkey " * 500, "Turkey {", "😀 Turkey"],
)  # fmt: skip
def test_odd_questions_are_answered(published, question):
    assert "Turkey" in published.ask(question).quotes[0].text


def test_a_follow_up_is_searched_with_the_topic_before(published):
    alone = published.ask("and when exactly?", k=1)
    follow_up = published.ask("and when exactly?", k=1, follows="Which ships with wheat left Odesa?")
    assert "Odesa" in follow_up.quotes[0].text
    assert follow_up.question == alone.question == "and when exactly?"
    assert follow_up.topic == "Which ships with wheat left Odesa?"
    new = published.ask("How full are the storages of gas?", k=1, follows="Which ships with wheat left Odesa?")
    assert (texts(new.quotes), new.topic) == ([GAS.strip()], "How full are the storages of gas?")


def test_thanks_do_not_change_the_topic(published):
    assert published.ask("Thanks!", follows="Which ships left?").topic == "Which ships left?"


def test_questions_that_come_together_are_answered_each_for_itself(published):
    asked = ["How full are the storages?", "hello", "?", "Which ships left Odesa?"]
    questions = [Question(text, k=1) for text in asked] + [Question("Turkey", filters=Filters(briefings=("none.md",)))]
    first, greeting, nothing, last, unknown = published.ask_all(questions)
    assert texts(first.quotes) == [GAS.strip()]
    assert greeting.small_talk
    assert str(nothing).startswith("There is no word in the question")
    assert "Odesa" in last.quotes[0].text
    assert str(unknown).startswith("There is no briefing 'none.md'")
    assert published.ask_all([]) == []


def test_a_search_gives_single_sentences_best_first(published):
    quotes = published.search("Which ships with wheat left Odesa?", 2)
    assert (len(quotes), quotes[0].text) == (2, "Ships with wheat left Odesa.")
    assert quotes[0].score > quotes[1].score


def test_a_text_is_given_by_name(published):
    assert published.text("gas.txt").strip() == GAS.strip()
    with pytest.raises(BriefingError, match=r"^There is no briefing 'gas': python -m index list shows the names\.$"):
        published.text("gas")


def test_what_is_published_is_found_at_once_and_what_is_withdrawn_no_longer(published, settings):
    (settings.briefings_dir / "gas.txt").write_text("The storages are empty.")
    published.sync()
    answer = published.ask("storages", k=9)
    assert (answer.generation, texts(answer.quotes)[0]) == (2, "The storages are empty.")
    published.remove(["gas.txt"])
    assert "storages" not in " ".join(texts(published.ask("storages", k=9).quotes))


def test_an_index_is_closed_even_when_it_was_never_used(settings):
    index = BriefingIndex(settings)
    index.close()
    assert not settings.data_dir.exists()


def test_questions_in_many_threads_while_another_process_publishes(published, settings, embedder):
    other = BriefingIndex(settings, embedder)

    def ask(_):
        answer = published.ask("How full are the storages?", k=1)
        return answer.generation, texts(answer.quotes)[0]

    def publish(number):
        (settings.briefings_dir / "gas.txt").write_text(f"The storages are full of gas {number}.")
        return other.sync().generation, f"The storages are full of gas {number}."

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(ask, range(60))
        generations = {1: GAS.strip(), **dict(map(publish, range(10)))}
        assert set(answers) <= set(generations.items())
    assert ask(0) == (11, "The storages are full of gas 9.")
    other.close()


def test_a_store_is_looked_at_without_making_one(index, settings):
    assert index.examine() is None
    assert not settings.data_dir.exists()


def test_what_is_published_can_be_looked_at(published):
    found = published.examine()
    assert (found.is_older, found.briefings, found.model) == (False, 3, "hashed words")


def test_both_models_are_tried(settings, embedder):
    reranker = FakeReranker({"briefing": 1.0})
    index = BriefingIndex(settings, embedder, reranker=reranker)
    index.try_models()
    assert len(reranker.calls) == 1
    assert not settings.data_dir.exists()


def test_a_model_that_cannot_be_loaded_is_told_when_it_is_tried(settings):
    index = BriefingIndex(settings, NoEmbedder())
    with pytest.raises(BriefingError, match="cannot be loaded"):
        index.try_models()


class NoEmbedder:
    name = "none"

    def embed_questions(self, questions):
        raise BriefingError("It cannot be loaded.")
