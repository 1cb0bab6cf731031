from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.question import leans_on_previous
from index.several import MAX_QUESTIONS, several_questions


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Why was Turkey removed from the F-35? Who buys Eurofighters?",
            ["Why was Turkey removed from the F-35?", "Who buys Eurofighters?"],
        ),
        ("why was turkey removed? who buys eurofighters", ["why was turkey removed?", "who buys eurofighters"]),
        (
            "Hi! Can you help me? Why was Turkey removed? I wonder. And when does it get back in?",
            ["Why was Turkey removed?", "And when does it get back in?"],
        ),
        (
            "1. Why was Turkey removed? 2. Who buys Eurofighters? 3) When is the summit?",
            ["Why was Turkey removed?", "Who buys Eurofighters?", "When is the summit?"],
        ),
        (
            "i saw something about turkey. can you tell me why it was kicked out of f-35? also who is buying jets now?",
            [
                "i saw something about turkey. can you tell me why it was kicked out of f-35?",
                "who is buying jets now?",
            ],
        ),
        ("Turkey bought the S-400. Why? And when?", ["Turkey bought the S-400. Why?", "And when?"]),
        (
            "How full are the storages? In which country were they full in 2025?",
            ["How full are the storages?", "In which country were they full in 2025?"],
        ),
        (
            "Türkiye neden çıkarıldı? Eurofighter'ları kim alıyor?",
            ["Türkiye neden çıkarıldı?", "Eurofighter'ları kim alıyor?"],
        ),
        (
            "Почему Турцию исключили? Кто покупает истребители?",
            ["Почему Турцию исключили?", "Кто покупает истребители?"],
        ),
    ],
)
def test_sentences_that_ask_are_parted(question, parts):
    assert several_questions(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "why was Turkey removed from F-35 and when does it get back in?",
            ["why was Turkey removed from F-35?", "when does it get back in?"],
        ),
        (
            "Who is the father of genetics and what did he study?",
            ["Who is the father of genetics?", "what did he study?"],
        ),
        (
            "Who invented the first computer game and what was the name of the game?",
            ["Who invented the first computer game?", "and what was the name of the game?"],
        ),
        (
            "Did Turkey pay for the F-35 and did it get the money back?",
            ["Did Turkey pay for the F-35?", "did it get the money back?"],
        ),
        (
            "Could you tell me why Turkey was removed and when it may return?",
            ["Could you tell me why Turkey was removed?", "when it may return?"],
        ),
        (
            "When did Poland join NATO and how many tanks does Lithuania have?",
            ["When did Poland join NATO?", "how many tanks does Lithuania have?"],
        ),
        (
            "Türkiye F-35'ten neden çıkarıldı ve ne zaman geri dönecek?",
            ["Türkiye F-35'ten neden çıkarıldı?", "ve ne zaman geri dönecek?"],
        ),
        (
            "Почему Турцию исключили из программы F-35 и когда она вернётся?",
            ["Почему Турцию исключили из программы F-35?", "когда она вернётся?"],
        ),
    ],
)
def test_two_whole_questions_are_parted_at_their_conjunction(question, parts):
    assert several_questions(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "and when does it get back in?",
        "and what was the name of the game?",
        "ve ne zaman geri dönecek?",
        "когда она вернётся?",
    ],
)
def test_what_leans_on_the_part_before_says_so(question):
    assert leans_on_previous(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who won and when?",
        "When and where was the summit?",
        "Who invented the printing press and in what year?",
        "Which city lies on the Nile and is the capital of Egypt?",
        "What is the river that flows through Vienna and which is the longest?",
        "What is the difference between what was promised and what was paid?",
        "When it rains, who pays for the damage?",
        "What did the ECDC and WHO regional office ask the countries?",
        'Who sang "Who Are You?" and when?',
        "Who starred in Where in the World is Carmen Sandiego? in 1996?",
        "Van Gogh wrote to his brother. Who did he write of?",
        "How are you? What is the price cap?",
        "What does e. coli do to meat?",
        "Turkey, Greece and Poland?",
        "S-400",
        "Кто и когда основал город?",
        "Как называется город, где родился Пушкин?",
        "Kim ve ne zaman kurdu?",
        "I was reading the news about Turkey yesterday and I wondered a lot. Why was it removed from the F-35 program?",
    ],
)
def test_one_question_stays_whole(question):
    assert several_questions(question) == [question]


def test_what_is_too_much_goes_with_the_last():
    question = "What is tea? What is rye? What is oil? What is gas? What is ore? And tin?"
    assert several_questions(question) == [
        "What is tea?",
        "What is rye?",
        "What is oil?",
        "What is gas? What is ore? And tin?",
    ]


@example(["(", "1."])
@given(
    st.lists(
        st.sampled_from(
            ["why was Turkey left", "?", "and", ",", "when did it", ".", "who", "1.", "(", '"', "«", "ve", "и"]
        )
    )
)
def test_nothing_is_invented(words):
    question = " ".join(words)
    parts = several_questions(question)
    assert 1 <= len(parts) <= MAX_QUESTIONS
    assert all(parts) or not question
    if len(parts) == 1:
        assert parts == [question]
    assert set("".join(parts)) <= {*question, "?"}


@pytest.mark.parametrize("text", ["and who is ", "? ", '"', ". A", "why was x, ", "who ", "и кто ", "kim ve "])
def test_the_longest_message_takes_no_time(text):
    began = time.process_time()
    several_questions((text * 4096)[:4096].strip())
    assert time.process_time() - began < 0.5
