from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.newest import asks_for_newest, without_newest


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("what is the latest on the grain corridor?", "the grain corridor?"),
        ("any news about Turkey and the F-35?", "Turkey and the F-35?"),
        ("Are there any updates on the price cap?", "the price cap?"),
        ("News from Lithuania?", "Lithuania?"),
        ("current state of the S-400 dispute", "the S-400 dispute"),
        ("What is the current status of the export controls?", "the export controls?"),
        ("what's new with the tankers?", "the tankers?"),
        ("What's new in the Arctic?", "in the Arctic?"),
        ("what is happening with gas storages right now?", "gas storages?"),
        ("where are the S-400 batteries now?", "where are the S-400 batteries?"),
        ("Who currently buys Russian oil?", "Who buys Russian oil?"),
        ("How much has it cost so far?", "How much has it cost?"),
        ("latest figures on gas storage in Germany", "gas storage in Germany"),
        ("F-35 latest?", "F-35?"),
        ("latest F-35 news", "F-35 news"),
        ("What is the most recent decision of the ECB?", "What is the decision of the ECB?"),
        ("How do things stand with the corridor?", "the corridor?"),
        ("any update on it?", "it?"),
        ("S-400 konusunda son durum nedir?", "S-400?"),
        ("Tahıl koridoru hakkında yeni bir gelişme var mı?", "Tahıl koridoru?"),
        ("S-400'ler şu anda nerede?", "S-400'ler nerede?"),
        ("что нового о зерновом коридоре?", "зерновом коридоре?"),
        ("Каковы последние новости о Турции?", "Турции?"),
        ("Где сейчас находятся С-400?", "Где находятся С-400?"),
    ],
)
def test_who_asks_for_the_newest_searches_for_the_rest(question, searched):
    assert asks_for_newest(question)
    assert without_newest(question) == searched


@pytest.mark.parametrize("question", ["What's the latest?", "any news?", "what is new?", "Какие новости?"])
def test_where_nothing_would_be_left_all_is_searched(question):
    assert asks_for_newest(question)
    assert without_newest(question) == question


@pytest.mark.parametrize(
    "question",
    [
        "who was the last king of Greece?",
        "what is the latest version of the agreement?",
        "Which is the newest building in Ankara?",
        "Is it true that there is news of a deal?",
        "Where did the news break?",
        "What was the state of the economy in 2019?",
        "who sang it must have been love but its over now",
        "how now brown cow",
        "When was the new stadium built?",
        "What is new crust made of?",
        "Son kral kimdi?",
        "Кто был последним царём?",
        "why was Turkey removed?",
    ],
)
def test_ordinary_questions_do_not_ask_for_the_newest(question):
    assert not asks_for_newest(question)
    assert without_newest(question) == question


@given(
    st.lists(
        st.sampled_from(
            ["what is", "the latest", "any", "news", "on", "now", "it", ",", "?", "son durum", "сейчас", "F-35"]
        )
    )
)
def test_something_is_always_left(words):
    question = " ".join(words)
    assert bool(without_newest(question)) == bool(question)


@pytest.mark.parametrize("text", ["what is the latest ", "any news ", "latest x ", "now ", "son durum "])
def test_the_longest_message_takes_no_time(text):
    began = time.process_time()
    without_newest((text * 4096)[:4096].strip())
    assert time.process_time() - began < 0.5
