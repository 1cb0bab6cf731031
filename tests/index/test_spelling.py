from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from three_briefings import GRAIN, TURKEY, write

from index.keywords import keywords
from index.spelling import Speller, mended
from index.store import Store

TEXT = """
why was Turkey banned from the F-35 program after it bought the S-400 missiles from Russia who said that Iran and
Lithuania ordered Eurofighters which sanctions does the European Commission plan and when did Erdogan meet the ministers
is the committee of the grain corridor full
"""


def speller_of(text, *languages):
    words = {}
    for word in text.split():
        for language in languages:
            for token in keywords(word, language):
                words.setdefault(token, set()).add(word)
    return Speller(dict.fromkeys(words, 1), languages, lambda token: words[token])


@pytest.fixture(scope="module")
def speller():
    return speller_of(TEXT, "en")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("wy was turky baned from f35 progam", "why was turkey banned from f35 program"),
        ("Waht did Erdgoan say?", "Waht did Erdogan say?"),
        ("wich sanctons does the comission plan?", "which sanctions does the commission plan?"),
        ("when did lithuana order eurofigters", "when did lithuania order eurofighters"),
        ("did Lithuana order Eurofigthers?", "did Lithuania order Eurofighters?"),
        ("the Europaen Comission", "the European Commission"),
        ("the korridor of grain", "the corridor of grain"),
        ("the orridor of grain", "the corridor of grain"),
        ("the comittee of the goverment", "the committee of the government"),
        ("Turky", "Turkey"),
    ],
)
def test_typing_errors_are_mended(speller, question, expected):
    assert speller.mended(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "why was Turkey banned from the F-35 program?",
        "Did Iraq buy the S-300?",
        "did iraq buy s-300 or f-53?",
        "what did erdogan say in kyiv?",
        "Who is Irak?",
        "Did Irna say so?",
        "what does the hyena eat?",
        "who said Bann?",
        'who wrote "Turky"?',
        "the ministry of Lithuanians",
        "xqzt",
        "was hat Litauen bestellt und wofür",
        "Türkiye neden programdan çıkarıldı?",
        "Почему Турцию исключили из программы?",
        "土耳其为什么被除名？",
        "TURKY",
        "?",
    ],
)
def test_what_is_no_error_or_may_be_another_name_stays(speller, question):
    assert speller.mended(question) == question


def test_forms_of_a_word_are_no_errors():
    speller = speller_of("Türkiye programdan çıkarıldı ve depolar dolduruluyordu", "tr")
    assert speller.mended("programdan depolarımızın çıkarılmışlardı") == "programdan depolarımızın çıkarılmışlardı"
    assert speller.mended("Türkiye progrmadan neden çıkarıldı?") == "Türkiye programdan neden çıkarıldı?"


def test_nothing_is_mended_without_briefings():
    assert Speller({}, [], lambda _: []).mended("wy was turky baned") == "why was turky baned"


@given(st.lists(st.sampled_from(TEXT.split())), st.sampled_from(["", "?", " 2026", "'s"]))
def test_a_question_in_the_words_of_the_briefings_stays(words, end):
    question = " ".join(words) + end
    assert speller_of(TEXT, "en").mended(question) == question


@given(st.text(alphabet="abeturky -'.3İß土", max_size=60))
def test_the_number_of_words_stays(question):
    assert len(speller_of(TEXT, "en").mended(question).split()) == len(question.split())


def test_the_words_come_from_the_store(published, folder):
    write(folder, more="It seemed that the SHIPS were Bulgarian.")
    published.sync()
    store = Store(published.settings.data_dir)
    with store.reading() as snapshot:
        vocabulary = snapshot.vocabulary("sentence")
        assert {"turkey", "remov", "odesa"} <= vocabulary.keys()
        languages = snapshot.languages()

        def mend(question):
            return mended(question, snapshot, vocabulary, languages)

        assert mend("wy was turky remvoed?") == "why was turkey removed?"
        assert mend("Did Bulgaran ships leave?") == "Did Bulgarian ships leave?"
        assert mend(TURKEY) == TURKEY
        assert mend(GRAIN) == GRAIN
    store.close()


def test_a_hundred_thousand_words_take_no_time():
    letters = "abcdefghij"
    words = [
        f"{a}{b}{c}{d}{e}word" for a in letters for b in letters for c in letters for d in letters for e in letters
    ]
    speller = Speller(dict.fromkeys([*words, "turkey"], 1), ["en"], lambda token: [token])
    speller.mended("why was turkye removed?")  # reads the list of ordinary words
    began = time.process_time()
    assert speller.mended("why was turkye removed?") == "why was turkey removed?"
    assert time.process_time() - began < 0.2
    began = time.process_time()
    speller.mended("why is the gas in the storage of the turkey?")
    assert time.process_time() - began < 0.02
