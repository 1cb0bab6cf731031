"""How questions are worded in English, Turkish and Russian: where their sentences end, which ask, which are courtesy.

Rules, not a model: of each kind only what is certain, since what is taken for a question of its own loses the others.
"""

from __future__ import annotations

import itertools
import re

from index.question import ASKING, is_small_talk, leans_on_previous

_FLAGS = re.IGNORECASE

# English
QUESTION_WORD = r"(?:who|whom|whose|what|which|when|where|why|how)"
AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|can't|couldn't|won't|wouldn't)"
)
_PREPOSITION = r"(?:(?:in|on|at|to|for|from|by|with|of|about|since|until|under|after|before|during) )"
_PRONOUN = r"(?:i|we|you|he|she|it|they|this|that|the|a|an|his|her|its|their|my|our|your)"
_NOUNS = rf"(?: (?!{_PRONOUN}\b)[\w'’-]+){{1,3}}?"
INVERTED = (
    rf"{_PREPOSITION}?(?:{QUESTION_WORD}(?:['’]s| {AUXILIARY})\b"
    rf"|(?:what|which|whose|how (?:many|much|long|far|often|old|big|large|high|[a-z]+ly)){_NOUNS} {AUXILIARY}\b"
    rf"|how (?:many|much|long|far|often|old|big|large|high) {AUXILIARY}\b)"
)
"""The beginning of a question of its own: "why was", "which states are"; not "(tell me) why Turkey was"."""
_LINK = r"(?:(?:and|but|so|or|also|then) )"

# Turkish, Russian
TURKISH_QUESTION = (
    r"\b(?:ne(?:dir|ydi|yi|ye|yin|yle|ler\w{0,4})?|neden(?:dir)?|niye|niçin|nasıl(?:d[ıi]r?)?|hangi(?:si|leri)?\w{0,3}"
    r"|kim(?:dir|di|i|e|in|den|ler\w{0,4})?|kaç(?:ta|t[ıi]r?|ıncı)?|nere\w*"
    r"|m[iıuü](?:y[dm]\w*|s[iıuü]n\w*|d[iıuü]r|y[iıuü]z)?)\b"
)
_RUSSIAN_WORDS = (
    r"(?:почему|зачем|когда|кто|кого|кому|кем|что|чего|чему|чем|где|куда|откуда|как|какой|какая|какое|какие|каких|каким"
    r"|какую|какого|каком|какими|сколько|скольких|чей|чья|чьё|чьи|насколько)"
)
_RUSSIAN_PREPOSITION = r"(?:(?:во?|на|со?|из|от|до|для|по|за|к|о|об|при|под|над|у) )"
RUSSIAN_QUESTION = rf"{_RUSSIAN_PREPOSITION}?{_RUSSIAN_WORDS}\b"

_MARKED = re.compile(
    rf"^\W*{_LINK}?(?:{_PREPOSITION}?{QUESTION_WORD}(?:['’]?s)?|{AUXILIARY})\b"
    rf"|(?:^|[\s,:;-])(?:{INVERTED})|^\W*{_LINK}?(?:what|how) about\b|^\W*any (?:news|updates?|idea)\b"
    rf"|{TURKISH_QUESTION}|^\W*(?:(?:и|а|но) )?{RUSSIAN_QUESTION}|[\s,]{RUSSIAN_QUESTION}|\bли\b",
    _FLAGS,
)
_UNMARKED = re.compile(
    rf"^{_LINK}?(?:{INVERTED})(?! a\b)|^(?:(?:и|а) )?{RUSSIAN_QUESTION}(?! (?:я|мы|вы|ты)\b)", _FLAGS
)
_UNPUNCTUATED = re.compile(
    rf"^{_LINK}?{_PREPOSITION}?{QUESTION_WORD}(?:['’]?s)?\b(?! {_PRONOUN}\b)"
    rf"|^{TURKISH_QUESTION}|\bm[iıuü](?:d[iıuü]r|y[dm]\w*)?$",
    _FLAGS,
)

# what stands before or behind what is asked, and asks nothing
_TELL = r"(?:tell|explain|show|inform|let)(?: (?:to )?(?:me|us))?(?: know)?"
LEAD_IN = re.compile(
    r"(?:"
    r"(?:please,? )?(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody|one of you) (?:please |kindly )*"
    rf"{_TELL}"
    rf"|(?:please,? )?(?:tell|inform) (?:me|us)|please,? {_TELL}"
    r"|(?:do|does|would) (?:you|anyone|anybody|someone|somebody)(?: here)? (?:happen to )?know(?: if\b)?"
    r"|i(?:'d|’d| would) (?:really |also )?(?:like|love|want) to (?:know|ask|learn|find out|understand|hear)"
    r"|i(?:'m|’m| am) (?:just |also )?(?:wondering|curious|trying to (?:find out|understand|learn))"
    r"|i (?:also )?(?:(?:want|wanted|need) to (?:know|ask|learn|find out|understand)|wonder|was wondering)"
    r"|(?:may|can|could|might) i (?:please )?(?:ask|know)|(?:do you have )?any idea"
    r"|(?:just )?(?:a |one )?(?:quick |short |small )?question(?=[:,])|(?:[\w'’]+ ){0,5}(?:questions?|know|ask)(?=:)"
    r"|(?:(?:пожалуйста|будьте добры),? )?(?:подскажите|подскажи|скажите|скажи|расскажите|расскажи|объясните|объясни)"
    r"(?: (?:мне|нам))?"
    r"|(?:не )?могли бы вы(?: мне)? (?:сказать|объяснить|рассказать|подсказать)"
    r"|можете(?: ли вы)?(?: мне)? (?:сказать|объяснить|рассказать|подсказать)"
    r"|(?:кто-нибудь|вы не|ты не|не)? ?знаете(?: ли вы)?|кто-нибудь знает"
    r"|(?:я )?(?:хочу|хотел бы|хотела бы|хотелось бы) (?:узнать|знать|спросить|понять)|мне интересно|интересно(?=,)"
    r"|(?:lütfen |acaba |bana )+"
    r")(?:,? (?:please|пожалуйста))?(?: (?:about|of)\b| (?:о том|об этом)(?=,))?[,:]? *(?=\w|[\"“«'])",
    _FLAGS,
)
TAIL = re.compile(
    r"(?:,? (?:bana )?(?:lütfen )?(?:(?:söyler|anlatır|açıklar|söyleyebilir|anlatabilir|açıklayabilir)"
    r" m[iı]s[iı]n(?:[iı]z)?"
    r"|biliyor mus?un(?:uz)?|bilen var mı|(?:öğrenmek|bilmek|sormak) (?:istiyorum|isterim|istiyoruz)|merak ediyorum)"
    r"|,? (?:please|thanks|thank you|thx|lütfen|teşekkürler|пожалуйста|спасибо))(?= ?[?.!]*$)",
    _FLAGS,
)
GREETING = re.compile(
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|dear \w+|greetings|merhaba|selam|iyi (?:günler|akşamlar)"
    r"|günaydın|привет|здравствуйте|добрый (?:день|вечер)|доброе утро)"
    r"(?: (?:there|all|everyone|everybody|bot|бот|herkese))?"
    r"[,!.:]? +",
    _FLAGS,
)
_COURTESY = re.compile(
    r"(?:(?:can|could|would|will) (?:you|someone|anyone|somebody|anybody)(?: please)?"
    r" (?:please )?help(?: me| us)?(?: out)?"
    r"|(?:please )?help(?: me)?|(?:can|could|may) i ask (?:you )?(?:something|a question|some questions)"
    r"|(?:any|some) help (?:is|would be|will be) .*"
    r"|i have (?:a|one|another|two|some|a few)(?: quick| short)? questions?"
    r"|(?:thanks|thank you|thx|many thanks)\b.{0,40}|(?:sorry|excuse me|pardon)\b.{0,40}|how are you\b.{0,20}|please"
    r"|(?:bir )?sorum var|bir şey sorabilir miyim|yardım (?:eder|edebilir) misin(?:iz)?"
    r"|şimdiden teşekkür\w*|kolay gelsin"
    r"|у меня (?:есть )?(?:\w+ )?вопрос\w?|помогите(?:,? пожалуйста)?|можно (?:задать )?вопрос"
    r"|заранее (?:спасибо|благодар\w+)"
    r"|(?:большое )?спасибо\b.{0,40}|извините\b.{0,40}|подскажите(?:,? пожалуйста)?)",
    _FLAGS,
)
_NARRATIVE = re.compile(
    r"\b(?:i|i['’]\w+|we|we['’]\w+|my|me|our|us|я|мы|мне|меня|мой|моя|мою|моей|моего|наш\w*|нам|нас|ben|biz|benim|bizim)\b"
    r"|(?:yorum|yoruz|(?:[dt][iıuü]|[sş]a|se)m|[dt][iıuü]k|[iıuü]m(?: var| yok)?)[.!…]*$",
    _FLAGS,
)

_PRONOUN_OF_A_THING = re.compile(
    r"\b(?:he|him|his|she|her|it|its|they|them|their|this|these|those|on[ua]|onun|onlar\w*|bun[ua]|bunun|он|она|оно|они|его|её|ее|ему"
    r"|ей|им|их|этого|этот|эта|эти)\b",
    re.IGNORECASE,
)

_END = re.compile(r"(?:[?!.…]+(?=\s)|[？؟。！]+\s*)")
_ABBREVIATION = re.compile(
    r"(?:(?<!\w)(?:\w|\d\d?|(?-i:[A-Z][a-z]{1,2})|[bcdfghjklmnpqrstvwxz]+|etc|prof|gen|sen|rep|gov|capt|col|inc|corp|bros|approx|ave|al|no|nos"
    r"|jan|feb|mar|apr|aug|sep|sept|oct|nov|dec|им|ул|др|пр|гг|млн|тыс|проф|sn|örn|doç|alb)|\.\w)$",
    _FLAGS,
)
LONGEST_ABBREVIATION = 8
SELF_CONTAINED_WORDS = 3
"""With so many words of its own a question needs nothing of what was told before it."""
_OPENING, _CLOSING = "“«„", "”»"


def sentences(text: str) -> list[str]:
    """Cut a cleaned message at the ends of its sentences, the punctuation kept; never within a quotation."""
    cuts = [match.end() for match in _END.finditer(text) if _ends(text, match)]
    bounds = [0, *cuts, len(text)]
    pieces = (text[start:end].strip() for start, end in itertools.pairwise(bounds))
    return [piece for piece in pieces if piece]


def _ends(text: str, mark: re.Match[str]) -> bool:
    before, after = text[: mark.start()], text[mark.end() :].lstrip()
    if is_quoted(before) or not after:
        return False
    if mark[0][0] in "?？؟。！":
        return True
    starts = not after[0].islower() or asks(after.split("?")[0])
    return starts and not (mark[0] == "." and _ABBREVIATION.search(before[-LONGEST_ABBREVIATION:]))


def is_quoted(before: str) -> bool:
    """Whether a quotation is open behind these words."""
    opened = sum(before.count(mark) for mark in _OPENING) - sum(before.count(mark) for mark in _CLOSING)
    return opened > 0 or before.count('"') % 2 == 1


def asks(sentence: str) -> bool:
    """Whether a sentence is a question that has the form of one, with or without its mark."""
    rest = without_lead_in(sentence)
    if sentence[-1] in "?？؟":
        return rest != sentence or _MARKED.search(sentence) is not None
    is_led = rest != sentence and re.match(rf"{QUESTION_WORD}\b|if\b|whether\b|{_RUSSIAN_WORDS}\b", rest, _FLAGS)
    is_trailed = TAIL.search(sentence.rstrip(".!… ")) and re.search(TURKISH_QUESTION, sentence, _FLAGS)
    if is_led or is_trailed or _UNMARKED.match(sentence):
        return True
    return sentence[-1].isalnum() and _UNPUNCTUATED.search(sentence) is not None


def without_lead_in(sentence: str) -> str:
    """Drop a greeting with what follows it, and "could you please tell me"; the rest unchanged."""
    greeted = GREETING.match(sentence)
    rest = sentence[greeted.end() :] if greeted else sentence
    led = LEAD_IN.match(rest)
    if led:
        return rest[led.end() :]
    is_apart = greeted is not None and greeted[0].rstrip()[-1] in ",!.:"
    is_asked = _MARKED.search(rest) if is_apart else _MARKED.match(rest)
    return rest if is_asked else sentence


def is_courtesy(sentence: str) -> bool:
    """Whether a sentence greets, thanks or asks for help, and holds nothing to search for."""
    return is_small_talk(sentence) or _COURTESY.fullmatch(sentence.rstrip("?!.… ")) is not None


def is_narrative(sentence: str) -> bool:
    """Whether a sentence tells of the person who writes."""
    return _NARRATIVE.search(sentence) is not None


def needs_what_was_told(sentence: str) -> bool:
    """Whether a question may speak of what the sentences before it tell."""
    refers = _PRONOUN_OF_A_THING.search(sentence) is not None
    return leans_on_previous(sentence) or refers or len(content_words(sentence)) < SELF_CONTAINED_WORDS


def content_words(text: str) -> set[str]:
    """The folded words that say what a question is about, not how it is asked."""
    return {word.casefold() for word in re.findall(r"\w+", text)} - ASKING
