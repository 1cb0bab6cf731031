from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BriefingError
from index.question import clean_question, is_small_talk, leans_on_previous, with_previous

LEANING = """
and when?
Why not?
when was that?
when did it happen?
What about Greece?
how about the S-400?
but why did they agree?
How much did it cost?
How many of them were delivered?
what did he say about it?
Who paid for it?
Where is it stored?
did they sign?
what happened then?
what else did she propose?
until when?
How long will that take?
tell me more
can you explain that?
And what did Erdogan answer?
What was his reaction?
what were the consequences of this?
Is that still true?
which ones?
who exactly?
were these decisions reversed?
so what happened next?
what did its neighbours do?
who signed it?
what about next year?
Did that change anything?
Where did they meet?
how did Moscow react to that?
Who is he?
What did she announce in May?
When will it be finished?
But is it legal?
Why is that a problem for Germany?
Do they have enough of them?
What is its capacity?
who opposed this plan?
does it cover tankers too?
in which year?
Which of these were delivered late?
how does Greece see it?
was the deadline extended again?
What was decided there?
also in Lithuania?
what did the minister say about it?
Who replaced him?
by how much?
Which ministers met in Ankara then?
""".strip().splitlines()

STANDING_ALONE = """
why was Turkey removed from F-35?
Which countries bought the S-400 missiles from Russia?
When does the grain corridor agreement end?
How many Patriot batteries did Lithuania order?
How full are the German gas storages?
What did Erdoğan say about the F-35 in Ankara?
Did Greece ask the alliance for help?
What does the alliance say about its eastern flank?
Why did Turkey buy the S-400 although its allies warned it?
How did Egypt change its wheat imports after the corridor closed?
What is the role of the Netherlands in the export controls on chips?
Is there a summit in July?
Are there sanctions against tankers?
Was there an agreement on migration?
How much grain did Ukraine export in 2025?
Andorra: what is its tax rate?
Where was the NATO summit held?
Who said that Turkey would be removed from the F-35 programme?
Is it true that Turkey was removed from the F-35 programme?
Does Poland want more air defence?
Sosnovka air base: how long is the runway?
What happened to the tankers that carried Russian oil?
Butter prices in Denmark
What are the interest rates of the Federal Reserve?
Which countries opposed that the Arctic Council meets in Moscow?
what are the consequences of the chip export controls?
How do central banks see inflation?
S-400
Which companies deliver liquefied gas to Germany?
What did Ankara pay for the S-400?
who is the secretary general of the alliance?
How long does Romania's corridor stay open?
Does the price cap still hold?
When did Turkey apply to return to the F-35 programme?
How many migrants crossed the Mediterranean in 2026?
why are gas storages emptier this year?
what do the sanctions say about that shipping insurance?
Who buys Russian oil?
Explain the export controls
What did the Dutch government tell its chip makers?
list of countries in the Arctic Council
How much did wheat prices rise after the corridor closed?
Are there any new sanctions on Iran?
What is the position of Hungary on sanctions?
where are the S-400 batteries stored now?
did the alliance agree on spending 5 percent?
When is the next alliance summit?
Does Germany fill its gas storage before winter?
How is the F-35 different from the F-16?
What are the terms of the migration pact?
""".strip().splitlines()

MISJUDGED = {
    "in which year?",
    "was the deadline extended again?",
    "what do the sanctions say about that shipping insurance?",
}


def test_follow_ups_are_told_from_questions_that_stand_alone():
    assert len(LEANING) >= 25
    assert len(STANDING_ALONE) >= 25
    judged_wrong = [question for question in LEANING if not leans_on_previous(question)]
    judged_wrong += [question for question in STANDING_ALONE if leans_on_previous(question)]
    assert set(judged_wrong) == MISJUDGED


def test_a_follow_up_is_searched_with_the_question_before():
    assert with_previous("and when?", "why was Turkey removed?") == "why was Turkey removed? and when?"
    assert with_previous("and when?", " why\x00was\nit? ") == "why was it? and when?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("why was Turkey removed?", "why was Turkey removed?"),
        ("  why\n\twas   Turkey\r\nremoved?  ", "why was Turkey removed?"),
        ("why\x00was\x1bTurkey\x85removed", "why was Turkey removed"),
        ("why\u2028was\u2029Turkey\u00a0removed", "why was Turkey removed"),
        ("why \udcff Turkey \ud800", "why Turkey"),
        ("Erdoğan’ın “S-400” kararı", "Erdoğan’ın “S-400” kararı"),
        ("می‌خواهم 👨‍👩‍👧", "می‌خواهم 👨‍👩‍👧"),
        ("5", "5"),
        ("为什么？", "为什么？"),
    ],
)
def test_what_cannot_be_searched_is_dropped(text, expected):
    assert clean_question(text) == expected


@pytest.mark.parametrize("text", ["", "   ", "\n", "?", "?!...", "\x00\x01", "👍", "--", "\udcff", "( * )"])
def test_a_question_without_a_word_is_refused(text):
    with pytest.raises(BriefingError) as error:
        clean_question(text)
    assert str(error.value) == "There is no word in the question; ask in words, for example: why was Turkey removed?"


def test_a_question_may_be_as_long_as_a_message():
    assert len(clean_question("why " * 1024 + " ")) == 4095
    assert len(clean_question("x" * 4096)) == 4096
    with pytest.raises(BriefingError) as error:
        clean_question("x" * 10_000)
    assert str(error.value) == "The question has 10,000 characters; ask in at most 4,096."


@given(st.text())
def test_a_cleaned_question_is_clean(text):
    try:
        cleaned = clean_question(text)
    except BriefingError:
        assert not any(character.isalnum() for character in text)
        return
    assert clean_question(cleaned) == cleaned
    assert cleaned.encode()
    assert cleaned.split() == cleaned.split(" ")
    assert [c for c in cleaned if c.isalnum()] == [c for c in text if c.isalnum()]
    is_small_talk(cleaned)
    leans_on_previous(cleaned)


@pytest.mark.parametrize(
    "text",
    ["hi", "Hello!", "hello, bot", "Thanks.", "THANK YOU VERY MUCH!!!", "Good morning", "ok 👍", "how are you?", "Bye"],
)
def test_small_talk(text):
    assert is_small_talk(clean_question(text))


@pytest.mark.parametrize(
    "text",
    [
        "Hello, why was Turkey removed?",
        "Hi-Fi exports",
        "thanks to whom?",
        "good",
        "great powers",
        "okay, and when?",
        "S-400",
    ],
)
def test_no_small_talk(text):
    assert not is_small_talk(clean_question(text))


@pytest.mark.parametrize(
    "question",
    [
        "peki ne zaman?",
        "Ve nerede?",
        "Bunu kim söyledi?",
        "o ne zaman geri döndü?",
        "neden?",
        "а когда?",
        "И почему?",
        "Кто его подписал?",
        "когда она вернётся?",
        "Что насчёт Греции?",
    ],
)
def test_follow_ups_in_turkish_and_russian(question):
    assert leans_on_previous(question)


@pytest.mark.parametrize(
    "question",
    [
        "Türkiye F-35 programından neden çıkarıldı?",
        "Kim Jong-un kimdir?",
        "Bu yıl Almanya'nın gaz depoları ne kadar dolu?",
        "who is Kim?",
        "O Globo",
        "Почему Турцию исключили из программы F-35?",
        "Кто такой Путин?",
        "Сколько зерна вывезла Украина в 2025 году?",
    ],
)
def test_what_stands_alone_in_turkish_and_russian(question):
    assert not leans_on_previous(question)
