"""What the bot says about answers: quotes, their context, no answer, feedback, inline. In three languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.wording import (
    english_count,
    english_date,
    russian_count,
    russian_date,
    turkish_count,
    turkish_date,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTexts:
    """Names in braces are filled in; a toast is shown in a small window of at most 200 characters."""

    date: Callable[[datetime.date], str]
    briefings: Callable[[int], str]
    questions: Callable[[int], str]

    # under a quote
    no_date: str
    page: str
    in_context: str
    in_context_of: str
    more: str
    copy_citation: str
    original_file: str
    reading_before: str
    reading_after: str

    # an answer
    unsure: str
    searched_for: str
    newest_first: str
    follow_up: str
    only: str
    only_since: str
    only_until: str
    only_tag: str
    more_quotes: str
    no_more_toast: str
    no_answer: str
    searched: str
    searched_one_date: str
    searched_without_dates: str
    nearest: str
    no_briefings: str
    nothing_matches: str
    small_talk: str

    # several questions in one message
    part_without_room: str

    # what cannot be answered
    how_to_ask: str
    no_words: str
    only_text: str
    unknown_command: str
    focus_gone: str
    cannot_search: str
    no_such_date: str
    widened: str
    busy: str

    # buttons of the past
    not_understood_toast: str
    stale_toast: str
    moved_toast: str
    changed_toast: str
    withdrawn_toast: str
    unknown_toast: str

    # feedback
    voted_up_toast: str
    voted_down_toast: str
    vote_taken_back_toast: str
    feedback_title: str
    no_feedback: str
    unanswered_title: str
    no_unanswered: str
    last_asked: str
    newer: str
    older: str

    # inline
    inline_hint: str
    inline_unsure: str
    inline_no_answer: str
    inline_failed: str
    open_in_bot: str


ENGLISH = AnswerTexts(
    date=english_date,
    briefings=english_count("briefing", "briefings"),
    questions=english_count("time", "times"),
    no_date="no date",
    page="page {page}",
    in_context="In context",
    in_context_of="In context {number}",
    more="More",
    copy_citation="Copy citation",
    original_file="Original file",
    reading_before="before the quote",
    reading_after="after the quote",
    unsure="This may answer it, I am not sure:",
    searched_for="Searched for: {question}",
    newest_first="Newest first; the newest is of {date}.",
    follow_up="Together with your question before: {question}",
    only="Searched only: {restrictions}",
    only_since="since {date}",
    only_until="until {date}",
    only_tag="tag {tag}",
    more_quotes="More about: {question}",
    no_more_toast="There is nothing more that fits this question.",
    no_answer="The briefings do not answer this.",
    searched="Searched: {briefings}, from {since} to {until}.",
    searched_one_date="Searched: {briefings} of {since}.",
    searched_without_dates="Searched: {briefings}.",
    nearest="Closest, but they do not answer it:",
    no_briefings="There are no briefings yet, so there is nothing I could quote. "
    "Please ask again when some have been added.",
    nothing_matches="No briefing fits this restriction, so nothing was searched. "
    "Ask again without it; /briefings shows what there is.",
    small_talk="At your service! Ask me something about the briefings, for example: why was Turkey removed "
    "from the F-35?",
    part_without_room="There is an answer, but no room for it here: please ask this by itself.",
    how_to_ask="Write your question behind the command, for example:\n/ask why was Turkey removed from the F-35?",
    no_words="I see no words in this. Please ask in words, for example: why was Turkey removed from the F-35?",
    unknown_command="I do not know this command; /help shows what I can do.",
    only_text="I can only read text. Please write your question in words.",
    focus_gone="The briefing that you were focused on is no longer there. "
    "From now on all briefings are asked: please ask again.",
    widened="The briefings from {since} to {until} do not answer this, so all were searched.",
    no_such_date="There is no such date as “{date}”. Please correct it and ask again.",
    cannot_search="A briefing that was to be searched is no longer there. /briefings shows those that are.",
    busy="Many people are asking just now. Please ask again in a minute.",
    not_understood_toast="This button does not work here.",
    stale_toast="This button is too old. Please ask your question again.",
    moved_toast="The briefing was replaced since; the same words still stand in it. This is where they stand now.",
    changed_toast="The briefing was replaced since, and these words are no longer in it. Please ask again.",
    withdrawn_toast="The briefing has been withdrawn since; it is no longer published.",
    unknown_toast="I do not know this quote any more. Please ask again.",
    voted_up_toast="Thank you!",
    voted_down_toast="Thank you. The administrators will look at it.",
    vote_taken_back_toast="Your vote is taken back.",
    feedback_title="What people thought of the answers",
    no_feedback="Nobody has judged an answer yet.",
    unanswered_title="Questions that the briefings did not answer",
    no_unanswered="All questions so far were answered.",
    last_asked="last on {date}",
    newer="← Back",
    older="Next →",
    inline_hint="Type a question about the briefings",
    inline_unsure="may answer it",
    inline_no_answer="The briefings do not answer this",
    inline_failed="That did not work; try again",
    open_in_bot="Read in context",
)

TURKISH = AnswerTexts(
    date=turkish_date,
    briefings=turkish_count("brifing"),
    questions=turkish_count("kez"),
    no_date="tarihsiz",
    page="sayfa {page}",
    in_context="Bağlamı",
    in_context_of="Bağlamı {number}",
    more="Daha fazla",
    copy_citation="Alıntıyı kopyala",
    original_file="Asıl dosya",
    reading_before="alıntıdan önce",
    reading_after="alıntıdan sonra",
    unsure="Bu yanıt olabilir, emin değilim:",
    searched_for="Şu arandı: {question}",
    newest_first="En yeniden eskiye; en yenisi {date} tarihli.",
    follow_up="Önceki sorunuzla birlikte arandı: {question}",
    only="Yalnızca şurada arandı: {restrictions}",
    only_since="{date} ve sonrası",
    only_until="{date} ve öncesi",
    only_tag="{tag} etiketi",
    more_quotes="Şu soru için devamı: {question}",
    no_more_toast="Bu soruya uyan başka bir şey yok.",
    no_answer="Brifingler bu soruyu yanıtlamıyor.",
    searched="Aranan: {briefings}; ilki {since}, sonuncusu {until}.",
    searched_one_date="Aranan: {since} tarihli {briefings}.",
    searched_without_dates="Aranan: {briefings}.",
    nearest="En yakın bölümler, ama soruyu yanıtlamıyorlar:",
    no_briefings="Henüz hiç brifing yok, bu yüzden alıntılayabileceğim bir şey de yok. "
    "Eklendiğinde lütfen yeniden sorun.",
    nothing_matches="Bu kısıtlamaya uyan brifing yok, bu yüzden arama yapılmadı. "
    "Kısıtlamasız yeniden sorun; /briefings olanları gösterir.",
    small_talk="Buyurun! Bana brifingler hakkında bir soru sorun, örneğin: why was Turkey removed from the F-35?",
    part_without_room="Yanıtı var, ama buraya sığmadı: lütfen bunu tek başına sorun.",
    how_to_ask="Sorunuzu komutun ardına yazın, örneğin:\n/ask why was Turkey removed from the F-35?",
    no_words="Bunda bir sözcük göremiyorum. Lütfen sözcüklerle sorun, örneğin: why was Turkey removed from the F-35?",
    unknown_command="Bu komutu bilmiyorum; /help neler yapabildiğimi gösterir.",
    only_text="Yalnızca metin okuyabiliyorum. Lütfen sorunuzu yazarak sorun.",
    focus_gone="Odaklandığınız brifing artık yok. Yeniden bütün brifinglerde aranıyor: lütfen sorunuzu tekrarlayın.",
    widened="{since} – {until} tarihli brifinglerde yanıt yok; bu yüzden hepsinde arandı.",
    no_such_date="“{date}” diye bir tarih yok. Lütfen düzeltip yeniden sorun.",
    cannot_search="Aranacak brifinglerden biri artık yok. Olanları /briefings gösterir.",
    busy="Şu anda çok kişi soru soruyor. Lütfen bir dakika sonra yeniden sorun.",
    not_understood_toast="Bu düğme burada çalışmıyor.",
    stale_toast="Bu düğme artık çok eski. Lütfen sorunuzu yeniden sorun.",
    moved_toast="Brifing bu arada değiştirildi; aynı sözler hâlâ içinde. Şimdi bulundukları yer bu.",
    changed_toast="Brifing bu arada değiştirildi ve bu sözler artık içinde yok. Lütfen yeniden sorun.",
    withdrawn_toast="Brifing bu arada geri çekildi; artık yayında değil.",
    unknown_toast="Bu alıntıyı artık tanımıyorum. Lütfen yeniden sorun.",
    voted_up_toast="Teşekkürler!",
    voted_down_toast="Teşekkürler. Yöneticiler buna bakacak.",
    vote_taken_back_toast="Oyunuz geri alındı.",
    feedback_title="Yanıtlar hakkında ne düşünüldü",
    no_feedback="Henüz kimse bir yanıtı değerlendirmedi.",
    unanswered_title="Brifinglerin yanıtlamadığı sorular",
    no_unanswered="Şimdiye kadar bütün sorular yanıtlandı.",
    last_asked="son soruluş {date}",
    newer="← Geri",
    older="İleri →",
    inline_hint="Brifingler hakkında bir soru yazın",
    inline_unsure="yanıt olabilir",
    inline_no_answer="Brifingler bunu yanıtlamıyor",
    inline_failed="Olmadı, yeniden deneyin",
    open_in_bot="Bağlamında oku",
)

RUSSIAN = AnswerTexts(
    date=russian_date,
    briefings=russian_count("брифинг", "брифинга", "брифингов"),
    questions=russian_count("раз", "раза", "раз"),
    no_date="без даты",
    page="стр. {page}",
    in_context="В контексте",
    in_context_of="В контексте {number}",
    more="Ещё",
    copy_citation="Скопировать ссылку",
    original_file="Исходный файл",
    reading_before="до цитаты",
    reading_after="после цитаты",
    unsure="Возможно, это ответ, но я не уверен:",
    searched_for="Поиск по запросу: {question}",
    newest_first="Сначала новое; самое новое — от {date}.",
    follow_up="Вместе с вашим предыдущим вопросом: {question}",
    only="Поиск ограничен: {restrictions}",
    only_since="с {date}",
    only_until="до {date} включительно",
    only_tag="метка {tag}",
    more_quotes="Ещё по вопросу: {question}",
    no_more_toast="Больше ничего подходящего к этому вопросу нет.",
    no_answer="В брифингах нет ответа на этот вопрос.",
    searched="Просмотрено: {briefings}, с {since} по {until}.",
    searched_one_date="Просмотрено: {briefings} за {since}.",
    searched_without_dates="Просмотрено: {briefings}.",
    nearest="Ближе всего, но это не ответ:",
    no_briefings="Брифингов пока нет, и цитировать нечего. Спросите, пожалуйста, снова, когда их добавят.",
    nothing_matches="Под это ограничение не подходит ни один брифинг, поэтому поиска не было. "
    "Спросите без него; /briefings покажет, что есть.",
    small_talk="К вашим услугам! Спросите что-нибудь о брифингах, например: why was Turkey removed from the F-35?",
    part_without_room="Ответ есть, но здесь он не поместился: задайте, пожалуйста, этот вопрос отдельно.",
    how_to_ask="Напишите вопрос после команды, например:\n/ask why was Turkey removed from the F-35?",
    no_words="Здесь нет ни одного слова. "
    "Спросите, пожалуйста, словами, например: why was Turkey removed from the F-35?",
    unknown_command="Такой команды я не знаю; /help покажет, что я умею.",
    only_text="Я умею читать только текст. Напишите, пожалуйста, вопрос словами.",
    focus_gone="Брифинга, который вы выбрали, больше нет. Поиск снова идёт по всем: повторите, пожалуйста, вопрос.",
    widened="В брифингах с {since} по {until} ответа нет, поэтому поиск шёл по всем.",
    no_such_date="Даты «{date}» не бывает. Исправьте её, пожалуйста, и спросите снова.",
    cannot_search="Одного из брифингов, в которых надо искать, больше нет. Какие есть, покажет /briefings.",
    busy="Сейчас спрашивают многие. Пожалуйста, повторите вопрос через минуту.",
    not_understood_toast="Эта кнопка здесь не работает.",
    stale_toast="Эта кнопка слишком старая. Пожалуйста, задайте вопрос снова.",
    moved_toast="Брифинг с тех пор заменён; эти слова в нём остались. Вот где они стоят теперь.",
    changed_toast="Брифинг с тех пор заменён, и этих слов в нём больше нет. Пожалуйста, спросите снова.",
    withdrawn_toast="Брифинг с тех пор отозван и больше не опубликован.",
    unknown_toast="Я больше не знаю этой цитаты. Пожалуйста, спросите снова.",
    voted_up_toast="Спасибо!",
    voted_down_toast="Спасибо. Администраторы это посмотрят.",
    vote_taken_back_toast="Ваша оценка отозвана.",
    feedback_title="Что люди думают об ответах",
    no_feedback="Пока никто не оценил ни одного ответа.",
    unanswered_title="Вопросы, на которые в брифингах нет ответа",
    no_unanswered="Пока на все вопросы нашёлся ответ.",
    last_asked="последний раз {date}",
    newer="← Назад",
    older="Дальше →",
    inline_hint="Напишите вопрос о брифингах",
    inline_unsure="возможно, ответ",
    inline_no_answer="В брифингах нет ответа на это",
    inline_failed="Не получилось, попробуйте ещё раз",
    open_in_bot="Читать в контексте",
)
