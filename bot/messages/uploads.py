"""What the bot says about documents that are sent to it, until they are published or discarded. In three languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.wording import english_count, russian_count, turkish_count

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTexts:
    """Names in braces are filled in; a toast is shown in a small window of at most 200 characters."""

    words: Callable[[int], str]
    help: str

    # what is not taken
    may_not: str
    no_pictures: str
    too_large: str
    too_large_way_out: str
    too_large_setting: str
    unknown_format: str
    empty: str
    is_it_a_briefing: str
    button_it_is: str

    # being read
    reading: str
    gone: str
    not_fetched: str
    stopped: str
    button_again: str

    # the card
    card_file: str
    card_post: str
    empty_pages: str
    alike: str
    share: str
    newer_edition: str
    will_replace: str
    twin: str
    unread_date: str
    not_at_once: str
    changed_meanwhile: str
    samples: str
    not_yet: str
    button_publish: str
    button_publish_new: str
    button_replace: str
    button_title: str
    button_discard: str
    button_publish_all: str
    button_discard_all: str

    # decided
    value_set: str
    publishing: str
    added: str
    added_in_place: str
    button_ask: str
    discarded: str
    left_lying: str

    # buttons of the past
    not_yours_toast: str
    being_read_toast: str
    publishing_toast: str
    published_toast: str
    discarded_toast: str
    unknown_toast: str


ENGLISH = UploadTexts(
    words=english_count("word", "words"),
    help="Uploading: send me a document, or forward a post of a channel. I show you what I have read, and you decide. "
    "The caption can say more, in any order:\n"
    "title: New cranes; date: 2026-11-05; tags: ports, grain\n"
    "#now in it publishes at once, if nothing speaks against that. /cancel stops what you have set going.",
    may_not="Only people who may upload briefings can send me documents. I have not kept yours; "
    "ask an administrator of this bot for the right to upload.",
    no_pictures="I cannot read pictures, voices or videos. Send a briefing as a document ({formats}), "
    "and write a question in words.",
    too_large="“{name}” has {size} MB, and I can take {limit} MB at most.",
    too_large_way_out="Telegram gives bots no larger files. The way out: the operator puts it into the bot's folder "
    "of briefings, or runs a local Bot API server (BOT_API_BASE_URL).",
    too_large_setting="The way out: the operator puts it into the bot's folder of briefings, "
    "or raises BOT_MAX_UPLOAD_MEGABYTES.",
    unknown_format="I cannot read “{name}”, its format is none of mine. Convert it to one of these: {formats}",
    empty="“{name}” is empty. Check that it was saved whole, and send it again.",
    is_it_a_briefing="This is long for a question. Is it a briefing? Posts that you forward from a channel "
    "are taken for one without asking.",
    button_it_is="Yes, a briefing",
    reading="Reading “{name}” …",
    gone="Telegram does not have “{name}” any more. Please send it again.",
    not_fetched="“{name}” could not be fetched from Telegram. Try again in a moment.",
    stopped="Stopped. “{name}” was not read.",
    button_again="Try again",
    card_file="File: {name}",
    card_post="Forwarded post: {name}",
    empty_pages="⚠️ Pages without text: {pages}. What is only a picture there will not be found.",
    alike="⚠️ Alike: “{title}”, {date} · {share}",
    share="{share} % alike",
    newer_edition="↻ Probably a newer edition of “{title}”, {date}",
    will_replace="↻ Meant to take the place of “{title}”, {date}",
    twin="⛔ The very same text is published already: “{title}”, {date}. It cannot be published twice.",
    unread_date="⚠️ “{text}” cannot be read as a date, or could be two. Write it like 2026-11-05.",
    not_at_once="Not published at once (#now): first look at what is marked here.",
    changed_meanwhile="⚠️ Nothing was published: something has changed meanwhile. This is how it stands now.",
    samples="From its text:",
    not_yet="Nothing of it is searchable before you publish it.",
    button_publish="Publish",
    button_publish_new="Publish beside it",
    button_replace="Replace “{title}”",
    button_title="Edit title",
    button_discard="Discard",
    button_publish_all="Publish all ({count})",
    button_discard_all="Discard all",
    value_set="✅ The card shows it.",
    publishing="Publishing “{title}” …",
    added="✅ Added “{title}”: {sentences}, searchable now.",
    added_in_place="✅ Added “{title}”: {sentences}, searchable now. It has taken the place of “{old}”.",
    button_ask="Ask it something",
    discarded="Discarded: “{name}”. Nothing of it was published.",
    left_lying="“{name}” was not published for {days} days, so it was discarded. Send it again if it is needed.",
    not_yours_toast="Only whoever sent this document can decide about it.",
    being_read_toast="It is still being read.",
    publishing_toast="It is being published.",
    published_toast="It has been published already.",
    discarded_toast="It was discarded. Send the document again.",
    unknown_toast="This card is too old. Send the document again.",
)

TURKISH = UploadTexts(
    words=turkish_count("sözcük"),
    help="Yükleme: bana bir belge gönderin ya da bir kanal gönderisini iletin. Okuduğumu size gösteririm, "
    "kararı siz verirsiniz. Açıklamada, istediğiniz sırayla, şunlar da yazabilir:\n"
    "başlık: Yeni vinçler; tarih: 2026-11-05; etiketler: liman, tahıl\n"
    "İçinde #now geçerse, bir engel yoksa hemen yayımlanır. /cancel başlattığınız işi durdurur.",
    may_not="Bana yalnızca brifing yükleme yetkisi olanlar belge gönderebilir. Belgenizi saklamadım; "
    "yükleme yetkisini bu botun bir yöneticisinden isteyin.",
    no_pictures="Resim, ses ve video okuyamıyorum. Brifingi belge olarak gönderin ({formats}), "
    "sorunuzu da yazıyla sorun.",
    too_large="“{name}” {size} MB; en çok {limit} MB alabiliyorum.",
    too_large_way_out="Telegram botlara daha büyük dosya vermiyor. Çözüm: botun işletmecisi dosyayı brifing klasörüne "
    "koyar ya da yerel bir Bot API sunucusu çalıştırır (BOT_API_BASE_URL).",
    too_large_setting="Çözüm: botun işletmecisi dosyayı brifing klasörüne koyar ya da "
    "BOT_MAX_UPLOAD_MEGABYTES değerini yükseltir.",
    unknown_format="“{name}” dosyasını okuyamıyorum, biçimi tanıdıklarımdan değil. Şunlardan birine çevirin: {formats}",
    empty="“{name}” boş. Tam kaydedildiğinden emin olup yeniden gönderin.",
    is_it_a_briefing="Bu, soru olmak için uzun. Brifing mi? Bir kanaldan ilettiğiniz gönderiler "
    "sorulmadan brifing sayılır.",
    button_it_is="Evet, brifing",
    reading="“{name}” okunuyor …",
    gone="“{name}” artık Telegram'da yok. Lütfen yeniden gönderin.",
    not_fetched="“{name}” Telegram'dan alınamadı. Biraz sonra yeniden deneyin.",
    stopped="Durduruldu. “{name}” okunmadı.",
    button_again="Yeniden dene",
    card_file="Dosya: {name}",
    card_post="İletilen gönderi: {name}",
    empty_pages="⚠️ Metin bulunmayan sayfalar: {pages}. Orada yalnızca resim olarak duranlar bulunamaz.",
    alike="⚠️ Benzeri: “{title}”, {date} · {share}",
    share="benzerlik %{share}",
    newer_edition="↻ Büyük olasılıkla şunun yeni sürümü: “{title}”, {date}",
    will_replace="↻ Şunun yerini alacak: “{title}”, {date}",
    twin="⛔ Aynı metin zaten yayında: “{title}”, {date}. İki kez yayımlanamaz.",
    unread_date="⚠️ “{text}” tarih olarak okunamıyor ya da iki anlama geliyor. Şöyle yazın: 2026-11-05.",
    not_at_once="Hemen yayımlanmadı (#now): önce burada işaretli olanlara bakın.",
    changed_meanwhile="⚠️ Hiçbir şey yayımlanmadı: bu arada bir şey değişti. Şu anki durum aşağıda.",
    samples="Metninden:",
    not_yet="Siz yayımlayana kadar hiçbir yeri aranmaz.",
    button_publish="Yayımla",
    button_publish_new="Onun yanında yayımla",
    button_replace="Şunun yerine: “{title}”",
    button_title="Başlığı düzelt",
    button_discard="Vazgeç",
    button_publish_all="Tümünü yayımla ({count})",
    button_discard_all="Tümünden vazgeç",
    value_set="✅ Kartta görünüyor.",
    publishing="“{title}” yayımlanıyor …",
    added="✅ “{title}” eklendi: {sentences}, artık aranabilir.",
    added_in_place="✅ “{title}” eklendi: {sentences}, artık aranabilir. Şunun yerini aldı: “{old}”.",
    button_ask="Ona bir şey sor",
    discarded="Vazgeçildi: “{name}”. Hiçbir yeri yayımlanmadı.",
    left_lying="“{name}” {days} gün boyunca yayımlanmadığı için atıldı. Gerekiyorsa yeniden gönderin.",
    not_yours_toast="Buna yalnızca belgeyi gönderen kişi karar verebilir.",
    being_read_toast="Hâlâ okunuyor.",
    publishing_toast="Yayımlanıyor.",
    published_toast="Zaten yayımlandı.",
    discarded_toast="Bundan vazgeçildi. Belgeyi yeniden gönderin.",
    unknown_toast="Bu kart çok eski. Belgeyi yeniden gönderin.",
)

RUSSIAN = UploadTexts(
    words=russian_count("слово", "слова", "слов"),
    help="Загрузка: пришлите мне документ или перешлите пост из канала. Я покажу, что прочитал, а решите вы. "
    "В подписи можно указать, в любом порядке:\n"
    "название: Новые краны; дата: 2026-11-05; теги: порты, зерно\n"
    "С пометкой #now публикация идёт сразу, если ничто не мешает. /cancel останавливает то, что вы запустили.",
    may_not="Документы мне могут присылать только те, кому разрешено загружать брифинги. Ваш я не сохранил; "
    "попросите это право у администратора бота.",
    no_pictures="Я не читаю картинки, голосовые сообщения и видео. Пришлите брифинг документом ({formats}), "
    "а вопрос напишите словами.",
    too_large="В файле «{name}» {size} МБ, а я могу принять не больше {limit} МБ.",
    too_large_way_out="Файлы больше этого Telegram ботам не отдаёт. Выход: владелец бота кладёт файл в папку брифингов "
    "или запускает локальный сервер Bot API (BOT_API_BASE_URL).",
    too_large_setting="Выход: владелец бота кладёт файл в папку брифингов или увеличивает BOT_MAX_UPLOAD_MEGABYTES.",
    unknown_format="Не могу прочитать «{name}»: этот формат мне незнаком. Преобразуйте файл в один из этих: {formats}",
    empty="Файл «{name}» пуст. Проверьте, что он сохранён целиком, и пришлите ещё раз.",
    is_it_a_briefing="Для вопроса это длинно. Это брифинг? Посты, пересланные из канала, "
    "я считаю брифингами без вопросов.",
    button_it_is="Да, это брифинг",
    reading="Читаю «{name}» …",
    gone="Файла «{name}» в Telegram больше нет. Пришлите его ещё раз, пожалуйста.",
    not_fetched="Не удалось получить «{name}» из Telegram. Попробуйте чуть позже.",
    stopped="Остановлено. Файл «{name}» не прочитан.",
    button_again="Попробовать ещё раз",
    card_file="Файл: {name}",
    card_post="Пересланный пост: {name}",
    empty_pages="⚠️ Страницы без текста: {pages}. То, что там есть только на картинке, найти не получится.",
    alike="⚠️ Похож: «{title}», {date} · {share}",
    share="сходство {share} %",
    newer_edition="↻ Вероятно, это новая редакция: «{title}», {date}",
    will_replace="↻ Должен занять место: «{title}», {date}",
    twin="⛔ Точно такой же текст уже опубликован: «{title}», {date}. Дважды опубликовать его нельзя.",
    unread_date="⚠️ «{text}» не читается как дата или читается двояко. Напишите так: 2026-11-05.",
    not_at_once="Сразу (#now) не опубликовано: сначала посмотрите на то, что здесь отмечено.",
    changed_meanwhile="⚠️ Ничего не опубликовано: тем временем что-то изменилось. Вот как обстоят дела сейчас.",
    samples="Из текста:",
    not_yet="Пока вы его не опубликуете, поиск по нему не идёт.",
    button_publish="Опубликовать",
    button_publish_new="Опубликовать рядом",
    button_replace="Заменить «{title}»",
    button_title="Изменить название",
    button_discard="Отбросить",
    button_publish_all="Опубликовать все ({count})",
    button_discard_all="Отбросить все",
    value_set="✅ Карточка это показывает.",
    publishing="Публикую «{title}» …",
    added="✅ Добавлено: «{title}», {sentences}; поиск уже идёт.",
    added_in_place="✅ Добавлено: «{title}», {sentences}; поиск уже идёт. Заменённый брифинг: «{old}».",
    button_ask="Спросить его о чём-нибудь",
    discarded="Отброшено: «{name}». Ничего из него не опубликовано.",
    left_lying="«{name}» не публиковали (дней: {days}), поэтому файл отброшен. Если он нужен, пришлите его ещё раз.",
    not_yours_toast="Решать может только тот, кто прислал этот документ.",
    being_read_toast="Он ещё читается.",
    publishing_toast="Он публикуется.",
    published_toast="Он уже опубликован.",
    discarded_toast="Он отброшен. Пришлите документ ещё раз.",
    unknown_toast="Эта карточка слишком старая. Пришлите документ ещё раз.",
)
