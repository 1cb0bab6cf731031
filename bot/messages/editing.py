"""What the bot says to administrators about briefings that are published or were. In three languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.wording import english_count, russian_count, turkish_count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class EditingTexts:
    """Names in braces are filled in; a toast is shown in a small window of at most 200 characters."""

    commands: Mapping[str, str]
    """Command -> its description in the menu."""
    days: Callable[[int], str]

    # buttons of a card
    button_rename: str
    button_date: str
    button_tags: str
    button_replace: str
    button_history: str
    button_withdraw: str
    button_card: str

    # asking for a value
    ask_title: str
    ask_date: str
    ask_tags: str
    ask_file: str
    button_clear: str
    button_cancel: str
    prompt_over_toast: str
    nothing_changed: str
    title_empty: str
    date_unreadable: str

    # what was done
    renamed: str
    date_set: str
    date_cleared: str
    tags_set: str
    tags_cleared: str
    changed_meanwhile: str
    changed_meanwhile_toast: str

    # withdrawing and bringing back
    withdraw_ask: str
    button_withdraw_yes: str
    button_keep: str
    withdrawn: str
    withdrawn_canaries: str
    restored: str
    button_restore: str
    cannot_restore: str
    name_taken: str
    withdrawn_list: str
    withdrawn_none: str
    withdrawn_until: str

    # /history
    history_how: str
    history_unknown: str
    history_ambiguous: str
    history_of: str
    history_older: str
    edition_published: str
    edition_replaced: str
    edition_replaced_by: str
    edition_withdrawn: str
    edition_deleted: str
    button_text: str
    button_changes: str
    edition_of: str
    edition_gone_toast: str
    changes_title: str
    changes_none: str
    changes_removed: str
    changes_added: str
    changes_more: str


ENGLISH = EditingTexts(
    commands={
        "history": "Older texts of a briefing",
        "withdrawn": "Withdrawn briefings that can be restored",
    },
    days=english_count("day", "days"),
    button_rename="Rename",
    button_date="Edit date",
    button_tags="Tags",
    button_replace="Replace",
    button_history="History",
    button_withdraw="Withdraw",
    button_card="Show the briefing",
    ask_title="Write the new title of “{title}”.",
    ask_date="Write the date of “{title}”, for example 2026-11-05 or 5 November 2026; - takes the date away.",
    ask_tags="Write the tags of “{title}”, with commas between them; - takes them away. They are now: {tags}",
    ask_file="Send the document that takes the place of “{title}”. You will see a preview before anything changes.",
    button_clear="None",
    button_cancel="Cancel",
    prompt_over_toast="This is over. Press the button once more that had asked.",
    nothing_changed="Nothing was changed.",
    title_empty="A title has at least one letter. Write another one.",
    date_unreadable="I cannot read “{text}” as a date. Write it like 2026-11-05 or 5 November 2026.",
    renamed="✅ Renamed. It was called “{old}”.",
    date_set="✅ The date is {date} now.",
    date_cleared="✅ It has no date now.",
    tags_set="✅ The tags are now: {tags}",
    tags_cleared="✅ It has no tags now.",
    changed_meanwhile="“{title}” was changed by somebody else meanwhile, so this was not done. "
    "/briefings shows it as it is now.",
    changed_meanwhile_toast="It was changed meanwhile. /briefings shows it as it is now.",
    withdraw_ask="Withdraw “{title}”? It can be restored for {days}.",
    button_withdraw_yes="Yes, withdraw",
    button_keep="No, keep it",
    withdrawn="“{title}” has been withdrawn and is not searched any more. It can be restored until {date}.",
    withdrawn_canaries="Canary questions that it was to answer: {count}. /canary shows them.",
    restored="✅ Restored. “{title}” is searchable again.",
    button_restore="Restore",
    cannot_restore="It cannot be restored any more. /withdrawn shows what can be.",
    name_taken="“{title}” was not restored: another briefing has its file name, {name}, or its text now. "
    "Withdraw that one first.",
    withdrawn_list="Withdrawn, and until when each can be restored:",
    withdrawn_none="There is no withdrawn briefing that can be restored.",
    withdrawn_until="until {date}",
    history_how="Send /history and a title or file name, for example: /history grain corridor",
    history_unknown="No briefing is or was called “{name}”. /briefings and /withdrawn show them.",
    history_ambiguous="Several briefings fit “{name}”. Which one?",
    history_of="History of “{title}”",
    history_older="… and {count} older",
    edition_published="since {since}, published",
    edition_replaced="{since} – {until}, then replaced",
    edition_replaced_by="{since} – {until}, then replaced by {name}",
    edition_withdrawn="{since} – {until}, then withdrawn",
    edition_deleted="its text has been deleted",
    button_text="Text {number}",
    button_changes="Changes {old} → {new}",
    edition_of="text {number}, published {since}",
    edition_gone_toast="That text is not kept any more.",
    changes_title="What changed on {date}",
    changes_none="No sentence is gone, and none is new.",
    changes_removed="{sentences} gone:",
    changes_added="{sentences} new:",
    changes_more="… and {count} more",
)

TURKISH = EditingTexts(
    commands={
        "history": "Bir brifingin eski metinleri",
        "withdrawn": "Geri yüklenebilecek brifingler",
    },
    days=turkish_count("gün"),
    button_rename="Yeniden adlandır",
    button_date="Tarihi değiştir",
    button_tags="Etiketler",
    button_replace="Değiştir",
    button_history="Geçmiş",
    button_withdraw="Geri çek",
    button_card="Brifingi göster",
    ask_title="“{title}” için yeni başlığı yazın.",
    ask_date="“{title}” için tarihi yazın, örneğin 2026-11-05 veya 5 Kasım 2026; - tarihi kaldırır.",
    ask_tags="“{title}” için etiketleri aralarına virgül koyarak yazın; - hepsini kaldırır. Şu anki etiketler: {tags}",
    ask_file="“{title}” brifinginin yerini alacak belgeyi gönderin. Bir şey değişmeden önce önizlemesini göreceksiniz.",
    button_clear="Hiçbiri",
    button_cancel="Vazgeç",
    prompt_over_toast="Bunun süresi doldu. Soruyu soran düğmeye yeniden basın.",
    nothing_changed="Hiçbir şey değişmedi.",
    title_empty="Başlıkta en az bir harf olmalı. Başka bir başlık yazın.",
    date_unreadable="“{text}” yazısını tarih olarak okuyamadım. Şöyle yazın: 2026-11-05 veya 5 Kasım 2026.",
    renamed="✅ Yeniden adlandırıldı. Eski adı: “{old}”.",
    date_set="✅ Yeni tarihi: {date}.",
    date_cleared="✅ Artık tarihi yok.",
    tags_set="✅ Yeni etiketleri: {tags}",
    tags_cleared="✅ Artık etiketi yok.",
    changed_meanwhile="“{title}” bu arada başkası tarafından değiştirildi, bu yüzden işlem yapılmadı. "
    "Şu anki hâli: /briefings",
    changed_meanwhile_toast="Bu arada değiştirilmiş. Şu anki hâli: /briefings",
    withdraw_ask="“{title}” geri çekilsin mi? {days} boyunca geri yüklenebilir.",
    button_withdraw_yes="Evet, geri çek",
    button_keep="Hayır, kalsın",
    withdrawn="“{title}” geri çekildi, artık aranmıyor. Geri yüklenebileceği son gün: {date}.",
    withdrawn_canaries="Onun yanıtlaması gereken denetim soruları: {count}. Onları /canary gösterir.",
    restored="✅ Geri yüklendi. “{title}” yeniden aranabiliyor.",
    button_restore="Geri yükle",
    cannot_restore="Artık geri yüklenemez. Yüklenebilecekler: /withdrawn",
    name_taken="“{title}” geri yüklenmedi: dosya adı ({name}) veya metni artık başka bir brifingde. "
    "Önce onu geri çekin.",
    withdrawn_list="Geri çekilenler ve geri yüklenebilecekleri son gün:",
    withdrawn_none="Geri yüklenebilecek brifing yok.",
    withdrawn_until="son gün: {date}",
    history_how="/history yazıp yanına bir başlık veya dosya adı ekleyin, örneğin: /history grain corridor",
    history_unknown="“{name}” adında bir brifing yok, olmamış da. Olanlar: /briefings ve /withdrawn",
    history_ambiguous="“{name}” birden çok brifinge uyuyor. Hangisi?",
    history_of="“{title}” geçmişi",
    history_older="… ve {count} eski metin daha",
    edition_published="{since} tarihinden beri yayında",
    edition_replaced="{since} – {until}, sonra değiştirildi",
    edition_replaced_by="{since} – {until}, sonra yerini {name} aldı",
    edition_withdrawn="{since} – {until}, sonra geri çekildi",
    edition_deleted="metni silindi",
    button_text="Metin {number}",
    button_changes="Farklar {old} → {new}",
    edition_of="metin {number}, yayın tarihi {since}",
    edition_gone_toast="Bu metin artık saklanmıyor.",
    changes_title="{date} tarihinde neler değişti",
    changes_none="Çıkan cümle yok, yeni cümle de yok.",
    changes_removed="Çıkan: {sentences}",
    changes_added="Yeni: {sentences}",
    changes_more="… ve {count} tane daha",
)

RUSSIAN = EditingTexts(
    commands={
        "history": "Прежние тексты брифинга",
        "withdrawn": "Отозванные брифинги, которые можно вернуть",
    },
    days=russian_count("дня", "дней", "дней"),
    button_rename="Переименовать",
    button_date="Изменить дату",
    button_tags="Теги",
    button_replace="Заменить",
    button_history="История",
    button_withdraw="Отозвать",
    button_card="Показать брифинг",
    ask_title="Напишите новое название для «{title}».",
    ask_date="Напишите дату для «{title}», например 2026-11-05 или 5 ноября 2026; - убирает дату.",
    ask_tags="Напишите теги для «{title}» через запятую; - убирает все. Сейчас: {tags}",
    ask_file="Пришлите документ, который займёт место «{title}». Сначала вы увидите, что изменится.",
    button_clear="Без значения",
    button_cancel="Отмена",
    prompt_over_toast="Это уже не действует. Нажмите ту же кнопку ещё раз.",
    nothing_changed="Ничего не изменено.",
    title_empty="В названии должна быть хотя бы одна буква. Напишите другое.",
    date_unreadable="Не могу прочитать «{text}» как дату. Напишите так: 2026-11-05 или 5 ноября 2026.",
    renamed="✅ Переименовано. Прежнее название: «{old}».",
    date_set="✅ Теперь дата: {date}.",
    date_cleared="✅ Теперь без даты.",
    tags_set="✅ Теперь теги: {tags}",
    tags_cleared="✅ Теперь без тегов.",
    changed_meanwhile="«{title}» тем временем изменил кто-то другой, поэтому ничего не сделано. "
    "Как он выглядит сейчас: /briefings",
    changed_meanwhile_toast="Брифинг тем временем изменили. Как он выглядит сейчас: /briefings",
    withdraw_ask="Отозвать «{title}»? Вернуть его можно в течение {days}.",
    button_withdraw_yes="Да, отозвать",
    button_keep="Нет, оставить",
    withdrawn="Брифинг «{title}» отозван, поиск по нему больше не идёт. Вернуть его можно до {date}.",
    withdrawn_canaries="Контрольные вопросы, на которые он должен был отвечать: {count}. Их покажет /canary.",
    restored="✅ Возвращено. По «{title}» снова идёт поиск.",
    button_restore="Вернуть",
    cannot_restore="Вернуть его уже нельзя. Что ещё можно вернуть: /withdrawn",
    name_taken="«{title}» не возвращён: имя его файла ({name}) или его текст теперь у другого брифинга. "
    "Сначала отзовите тот.",
    withdrawn_list="Отозванные брифинги и до какого дня их можно вернуть:",
    withdrawn_none="Отозванных брифингов, которые можно вернуть, нет.",
    withdrawn_until="до {date}",
    history_how="Отправьте /history и название или имя файла, например: /history grain corridor",
    history_unknown="Брифинга «{name}» нет и не было. Какие есть: /briefings и /withdrawn",
    history_ambiguous="Под «{name}» подходит несколько брифингов. Какой из них?",
    history_of="История «{title}»",
    history_older="… и более ранних: {count}",
    edition_published="с {since}, действует",
    edition_replaced="{since} – {until}, затем заменён",
    edition_replaced_by="{since} – {until}, затем его место занял {name}",
    edition_withdrawn="{since} – {until}, затем отозван",
    edition_deleted="текст удалён",
    button_text="Текст {number}",
    button_changes="Отличия {old} → {new}",
    edition_of="текст {number}, опубликован {since}",
    edition_gone_toast="Этот текст больше не хранится.",
    changes_title="Что изменилось {date}",
    changes_none="Ни одно предложение не убрано, новых тоже нет.",
    changes_removed="Убрано {sentences}:",
    changes_added="Добавлено {sentences}:",
    changes_more="… и ещё {count}",
)
