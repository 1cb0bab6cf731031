"""What the bot says about briefings, citations, groups and itself, in English, Turkish and Russian."""

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
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class SourceTexts:
    """Templates for str.format; what counts or dates is a function."""

    date: Callable[[datetime.date], str]
    briefings: Callable[[int], str]
    sentences: Callable[[int], str]
    pages: Callable[[int], str]
    languages: Mapping[str, str]
    """ISO 639-1 code -> the language's name; others are shown by their code."""
    commands: Mapping[str, str]
    """Command -> its description in the menu."""

    list_title: str
    page_of: str
    no_briefings: str
    latest_title: str
    no_date: str
    card_date: str
    card_size: str
    card_language: str
    card_tags: str
    button_only: str
    button_file: str
    button_list: str
    button_everything: str
    gone: str
    """Of a button: its briefing was replaced or withdrawn."""

    file_sending: str
    file_missing: str
    file_too_large: str

    focus_set: str
    focus_set_tag: str
    focus_off: str
    focus_none: str
    focus_present: str
    focus_present_tag: str
    focus_unknown: str
    focus_ambiguous: str
    focus_withdrawn: str
    focus_withdrawn_tag: str

    verify_how: str
    verify_nonsense: str
    verify_unchanged: str
    verify_moved: str
    verify_changed: str
    verify_withdrawn: str
    verify_unknown: str
    stands_in: str
    stood_in: str
    in_its_place: str
    page: str
    button_context: str

    start: str
    covers: str
    covers_from_to: str
    examples: str
    start_end: str
    help: str
    about: str
    privacy: str
    forget_ask: str
    button_forget: str
    button_keep: str
    forgotten: str
    not_forgotten: str

    group_hello: str
    group_on: str
    group_off: str
    group_not_approved: str
    group_all: str
    group_tags: str
    group_how: str
    group_only: str
    group_administrators_only: str
    group_no_tag: str
    button_on: str
    button_off: str
    button_all_tags: str


ENGLISH = SourceTexts(
    date=english_date,
    briefings=english_count("briefing", "briefings"),
    sentences=english_count("sentence", "sentences"),
    pages=english_count("page", "pages"),
    languages={
        "ar": "Arabic",
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "it": "Italian",
        "pt": "Portuguese",
        "ru": "Russian",
        "tr": "Turkish",
        "uk": "Ukrainian",
        "zh": "Chinese",
    },
    commands={
        "briefings": "All briefings, newest first",
        "latest": "The newest briefings",
        "focus": "Ask only one briefing or tag",
        "verify": "Check whether a quote still stands",
        "help": "How to ask",
        "about": "What this bot is",
        "privacy": "What is kept about you",
        "forget": "Delete what is kept about you",
        "settings": "Settings of this group",
    },
    list_title="{briefings}, newest first",
    page_of="page {page} of {pages}",
    no_briefings="There are no briefings yet.",
    latest_title="The newest briefings",
    no_date="no date",
    card_date="Date: {date}",
    card_size="Size: {size}",
    card_language="Language: {language}",
    card_tags="Tags: {tags}",
    button_only="Ask only this one",
    button_file="Original file",
    button_list="← All briefings",
    button_everything="Ask all briefings",
    gone="This briefing has been replaced or withdrawn. /briefings shows what is there now.",
    file_sending="The file is on its way.",
    file_missing="The original file of “{title}” is not at hand any more; its text can still be searched.",
    file_too_large="The original file of “{title}” is larger than the 50 MB that a bot may send.",
    focus_set="From now on your questions here are asked only of “{title}”. /focus off ends it.",
    focus_set_tag="From now on your questions here are asked only of the briefings with the tag “{tag}”: {briefings}. "
    "/focus off ends it.",
    focus_off="Your questions here are asked of all briefings again.",
    focus_none="Your questions here are asked of all briefings. /focus and a title or a tag restricts them; "
    "tags: {tags}.",
    focus_present="Your questions here are asked only of “{title}”. /focus off ends it.",
    focus_present_tag="Your questions here are asked only of the briefings with the tag “{tag}”. /focus off ends it.",
    focus_unknown="No briefing and no tag is called “{name}”. /briefings shows them all.",
    focus_ambiguous="Several briefings fit “{name}”. Which one?",
    focus_withdrawn="“{name}”, the only briefing that you wanted to ask, has been withdrawn. "
    "Your questions here are asked of all briefings again.",
    focus_withdrawn_tag="No briefing has the tag “{name}” any more. "
    "Your questions here are asked of all briefings again.",
    verify_how="Send /verify and a citation, for example: /verify 0123456789abcdef-120-284. "
    "“Copy citation” below a quote copies one.",
    verify_nonsense="That is no citation. One looks like 0123456789abcdef-120-284; "
    "“Copy citation” below a quote copies one.",
    verify_unchanged="✅ Unchanged. The quote stands in the briefing word for word:",
    verify_moved="✅ Moved. The briefing has been replaced; the same words stand in its new text:",
    verify_changed="⚠️ Changed. The briefing has been replaced, and these words are no longer in it:",
    verify_withdrawn="⚠️ Withdrawn. The briefing that said this is no longer published:",
    verify_unknown="❌ Unknown. No briefing that this bot has or had contains such a quote.",
    stands_in="Stands in: {place}",
    stood_in="Stood in: {place}",
    in_its_place="Now in its place: {title}",
    page="page {page}",
    button_context="In context",
    start="Ask me something, and I answer with sentences from the briefings: word for word, with title, date, place.",
    covers="I search {briefings}.",
    covers_from_to="I search {briefings}, from {since} to {until}.",
    examples="The newest:",
    start_end="If the briefings do not answer your question, I say so. /help shows what else I can do.",
    help="Write your question as you would ask a person. To ask on, just write on, or reply to my answer; "
    "you can also quote one sentence of it. Several questions in one message are answered one by one.\n\n"
    "Restrict a question in your own words: “since last Monday”, “in October 2025”, “in the Baltic briefing”.\n\n"
    "/briefings – all briefings\n"
    "/latest – the newest\n"
    "/focus – ask only one briefing or tag\n"
    "/verify – check whether a quote still stands\n"
    "/about – what I am\n"
    "/privacy – what is kept about you\n"
    "/forget – delete it\n\n"
    "In a group: /ask and your question, or reply to me. Its administrators find the switch in /settings.",
    about="Briefing Bot {version}\nModel: {model}\n{covers}\nState of the briefings: no. {generation}\n\n"
    "I quote and do not write: every quote is a piece of a briefing’s text, checked before it is sent. "
    "/verify checks it again at any time.",
    privacy="What is kept about you, in the database of whoever runs this bot:\n"
    "• your Telegram id, your name, your language, and whether you may ask\n"
    "• your questions, which quotes you were shown, and your 👍 and 👎\n"
    "• the briefing that you chose with /focus\n"
    "• what you did as an uploader or administrator, or tried without being allowed to, and when\n\n"
    "Administrators of the bot can read questions and ratings, to find out what is missing. "
    "Nothing is passed on; questions are answered on this computer, by no other service than Telegram. "
    "All this is kept until you delete it with /forget; of what you did, /forget deletes only your name.",
    forget_ask="Delete your questions, ratings, focus and name? Buttons below old answers will stop working.",
    button_forget="Yes, delete",
    button_keep="No, keep",
    forgotten="Done: your questions, ratings, focus and name are deleted. "
    "What stays, under your Telegram id, is whether you may ask, so that nobody has to approve you again, "
    "and what you did as an uploader or administrator.",
    not_forgotten="Nothing was deleted.",
    group_hello="Hello! I answer questions with quotes from briefings. "
    "An administrator of this group switches me on with /settings; then ask with /ask and your question.",
    group_on="I am switched on in this group.",
    group_off="I am switched off in this group.",
    group_not_approved="I also need the approval of an administrator of the bot before I answer here.",
    group_all="Searched: all briefings.",
    group_tags="Searched: only briefings with one of the tags {tags}.",
    group_how="Tags can be chosen below or written: /settings followed by tags with commas between them.",
    group_only="/settings is for groups.",
    group_administrators_only="Only administrators of this group can change that.",
    group_no_tag="No briefing has the tag “{tag}”.",
    button_on="Switch on",
    button_off="Switch off",
    button_all_tags="All briefings",
)

TURKISH = SourceTexts(
    date=turkish_date,
    briefings=turkish_count("brifing"),
    sentences=turkish_count("cümle"),
    pages=turkish_count("sayfa"),
    languages={
        "ar": "Arapça",
        "de": "Almanca",
        "en": "İngilizce",
        "es": "İspanyolca",
        "fr": "Fransızca",
        "it": "İtalyanca",
        "pt": "Portekizce",
        "ru": "Rusça",
        "tr": "Türkçe",
        "uk": "Ukraynaca",
        "zh": "Çince",
    },
    commands={
        "briefings": "Bütün brifingler, en yenisi başta",
        "latest": "En yeni brifingler",
        "focus": "Yalnızca bir brifinge veya etikete sor",
        "verify": "Bir alıntının hâlâ geçerli olup olmadığını denetle",
        "help": "Nasıl soru sorulur",
        "about": "Bu bot nedir",
        "privacy": "Hakkınızda ne saklanıyor",
        "forget": "Hakkınızda saklananları sil",
        "settings": "Bu grubun ayarları",
    },
    list_title="{briefings}, en yenisi başta",
    page_of="sayfa {page}/{pages}",
    no_briefings="Henüz hiç brifing yok.",
    latest_title="En yeni brifingler",
    no_date="tarihsiz",
    card_date="Tarih: {date}",
    card_size="Uzunluk: {size}",
    card_language="Dil: {language}",
    card_tags="Etiketler: {tags}",
    button_only="Yalnızca buna sor",
    button_file="Asıl dosya",
    button_list="← Bütün brifingler",
    button_everything="Bütün brifinglere sor",
    gone="Bu brifing değiştirilmiş veya geri çekilmiş. Şu an olanlar: /briefings",
    file_sending="Dosya gönderiliyor.",
    file_missing="“{title}” brifinginin asıl dosyası artık elimde değil; metni yine de aranabiliyor.",
    file_too_large="“{title}” brifinginin asıl dosyası, bir botun gönderebileceği 50 MB sınırından büyük.",
    focus_set="Artık buradaki sorularınız yalnızca “{title}” içinde aranacak. Bitirmek için: /focus off",
    focus_set_tag="Artık buradaki sorularınız yalnızca “{tag}” etiketli brifinglerde aranacak ({briefings}). "
    "Bitirmek için: /focus off",
    focus_off="Buradaki sorularınız yeniden bütün brifinglerde aranıyor.",
    focus_none="Buradaki sorularınız bütün brifinglerde aranıyor. Daraltmak için /focus ve bir başlık veya etiket "
    "yazın; etiketler: {tags}.",
    focus_present="Buradaki sorularınız yalnızca “{title}” içinde aranıyor. Bitirmek için: /focus off",
    focus_present_tag="Buradaki sorularınız yalnızca “{tag}” etiketli brifinglerde aranıyor. Bitirmek için: /focus off",
    focus_unknown="“{name}” adında ne bir brifing ne de bir etiket var. Hepsi: /briefings",
    focus_ambiguous="“{name}” birden çok brifinge uyuyor. Hangisi?",
    focus_withdrawn="Yalnızca ona sormak istediğiniz “{name}” brifingi geri çekildi. "
    "Buradaki sorularınız yeniden bütün brifinglerde aranıyor.",
    focus_withdrawn_tag="Artık “{name}” etiketli brifing yok. "
    "Buradaki sorularınız yeniden bütün brifinglerde aranıyor.",
    verify_how="/verify yazıp yanına bir kaynakça kodu ekleyin, örneğin: /verify 0123456789abcdef-120-284. "
    "Kodu, alıntının altındaki “Alıntıyı kopyala” düğmesi kopyalar.",
    verify_nonsense="Bu bir kaynakça kodu değil. Kod şöyle görünür: 0123456789abcdef-120-284; "
    "alıntının altındaki “Alıntıyı kopyala” düğmesi onu kopyalar.",
    verify_unchanged="✅ Değişmedi. Alıntı brifingde kelimesi kelimesine duruyor:",
    verify_moved="✅ Yeri değişti. Brifing yenilendi; aynı sözler yeni metinde de duruyor:",
    verify_changed="⚠️ Değişti. Brifing yenilendi ve bu sözler artık içinde yok:",
    verify_withdrawn="⚠️ Geri çekildi. Bunu söyleyen brifing artık yayında değil:",
    verify_unknown="❌ Bilinmiyor. Bu botun şimdiki ve eski brifinglerinin hiçbirinde böyle bir alıntı yok.",
    stands_in="Bulunduğu yer: {place}",
    stood_in="Bulunduğu son yer: {place}",
    in_its_place="Şimdi yerinde: {title}",
    page="sayfa {page}",
    button_context="Bağlamı",
    start="Bana bir soru sorun; size brifinglerden cümlelerle yanıt vereyim: kelimesi kelimesine, "
    "başlığı, tarihi ve yeriyle.",
    covers="{briefings} içinde arıyorum.",
    covers_from_to="{briefings} içinde arıyorum; en eskisi {since}, en yenisi {until} tarihli.",
    examples="En yenileri:",
    start_end="Brifinglerde yanıt yoksa bunu söylerim. Başka neler yapabildiğim: /help",
    help="Sorunuzu bir insana sorar gibi yazın. Devam etmek için yazmayı sürdürün veya yanıtımı yanıtlayın; "
    "içinden tek bir cümleyi alıntılayarak da sorabilirsiniz. Bir mesajdaki birkaç soru tek tek yanıtlanır.\n\n"
    "Soruyu kendi sözlerinizle daraltın: “geçen pazartesiden beri”, “Ekim 2025'te”, “in the Baltic briefing”.\n\n"
    "/briefings – bütün brifingler\n"
    "/latest – en yenileri\n"
    "/focus – yalnızca bir brifinge veya etikete sor\n"
    "/verify – bir alıntının hâlâ geçerli olup olmadığını denetle\n"
    "/about – ben neyim\n"
    "/privacy – hakkınızda ne saklanıyor\n"
    "/forget – onları sil\n\n"
    "Grupta: /ask ve sorunuz, ya da bana yanıt yazın. Grup yöneticileri beni /settings ile açar.",
    about="Briefing Bot {version}\nModel: {model}\n{covers}\nBrifinglerin durumu: no. {generation}\n\n"
    "Yazmam, alıntılarım: her alıntı bir brifingin metninden bir parçadır ve gönderilmeden önce denetlenir. "
    "/verify onu istediğiniz zaman yeniden denetler.",
    privacy="Bu botu işletenin veritabanında hakkınızda saklananlar:\n"
    "• Telegram kimlik numaranız, adınız, diliniz ve soru sorma izniniz\n"
    "• sorularınız, size gösterilen alıntılar, 👍 ve 👎 oylarınız\n"
    "• /focus ile seçtiğiniz brifing\n"
    "• yükleyici veya yönetici olarak yaptıklarınız, izniniz olmadan denedikleriniz ve zamanları\n\n"
    "Botun yöneticileri, neyin eksik olduğunu anlamak için soruları ve oyları okuyabilir. "
    "Hiçbir şey başkasına verilmez; sorular bu bilgisayarda yanıtlanır, Telegram dışında bir hizmet kullanılmaz. "
    "Bunların hepsi siz /forget ile silene kadar saklanır; yaptıklarınızdan /forget yalnızca adınızı siler.",
    forget_ask="Sorularınız, oylarınız, odağınız ve adınız silinsin mi? "
    "Eski yanıtların altındaki düğmeler çalışmaz olur.",
    button_forget="Evet, sil",
    button_keep="Hayır, kalsın",
    forgotten="Tamam: sorularınız, oylarınız, odağınız ve adınız silindi. "
    "Telegram kimlik numaranızla birlikte, yeniden onay gerekmesin diye soru sorma izniniz "
    "ve yükleyici veya yönetici olarak yaptıklarınız kalıyor.",
    not_forgotten="Hiçbir şey silinmedi.",
    group_hello="Merhaba! Soruları brifinglerden alıntılarla yanıtlarım. "
    "Bu grubun bir yöneticisi beni /settings ile açar; sonra /ask ve sorunuzu yazın.",
    group_on="Bu grupta açığım.",
    group_off="Bu grupta kapalıyım.",
    group_not_approved="Burada yanıt verebilmem için bir bot yöneticisinin onayı da gerekiyor.",
    group_all="Aranan: bütün brifingler.",
    group_tags="Aranan: yalnızca şu etiketlerden birini taşıyan brifingler: {tags}.",
    group_how="Etiketleri aşağıdan seçebilir veya yazabilirsiniz: /settings ve virgülle ayrılmış etiketler.",
    group_only="/settings gruplar içindir.",
    group_administrators_only="Bunu yalnızca bu grubun yöneticileri değiştirebilir.",
    group_no_tag="“{tag}” etiketli brifing yok.",
    button_on="Aç",
    button_off="Kapat",
    button_all_tags="Bütün brifingler",
)

RUSSIAN = SourceTexts(
    date=russian_date,
    briefings=russian_count("брифинг", "брифинга", "брифингов"),
    sentences=russian_count("предложение", "предложения", "предложений"),
    pages=russian_count("страница", "страницы", "страниц"),
    languages={
        "ar": "арабский",
        "de": "немецкий",
        "en": "английский",
        "es": "испанский",
        "fr": "французский",
        "it": "итальянский",
        "pt": "португальский",
        "ru": "русский",
        "tr": "турецкий",
        "uk": "украинский",
        "zh": "китайский",
    },
    commands={
        "briefings": "Все брифинги, сначала новые",
        "latest": "Самые новые брифинги",
        "focus": "Спрашивать только один брифинг или тег",
        "verify": "Проверить, верна ли ещё цитата",
        "help": "Как спрашивать",
        "about": "Что это за бот",
        "privacy": "Что о вас хранится",
        "forget": "Удалить то, что о вас хранится",
        "settings": "Настройки этой группы",
    },
    list_title="{briefings}, сначала новые",
    page_of="страница {page} из {pages}",
    no_briefings="Брифингов пока нет.",
    latest_title="Самые новые брифинги",
    no_date="без даты",
    card_date="Дата: {date}",
    card_size="Объём: {size}",
    card_language="Язык: {language}",
    card_tags="Теги: {tags}",
    button_only="Спрашивать только этот",
    button_file="Исходный файл",
    button_list="← Все брифинги",
    button_everything="Спрашивать все брифинги",
    gone="Этот брифинг заменён или отозван. Что есть сейчас: /briefings",
    file_sending="Файл отправляется.",
    file_missing="Исходного файла брифинга «{title}» больше нет под рукой; искать по его тексту по-прежнему можно.",
    file_too_large="Исходный файл брифинга «{title}» больше 50 МБ, а больше бот отправить не может.",
    focus_set="Теперь ваши вопросы здесь относятся только к «{title}». Отменить: /focus off",
    focus_set_tag="Теперь ваши вопросы здесь относятся только к брифингам с тегом «{tag}» ({briefings}). "
    "Отменить: /focus off",
    focus_off="Ваши вопросы здесь снова относятся ко всем брифингам.",
    focus_none="Ваши вопросы здесь относятся ко всем брифингам. Чтобы сузить поиск, напишите /focus и название "
    "или тег; теги: {tags}.",
    focus_present="Ваши вопросы здесь относятся только к «{title}». Отменить: /focus off",
    focus_present_tag="Ваши вопросы здесь относятся только к брифингам с тегом «{tag}». Отменить: /focus off",
    focus_unknown="Нет ни брифинга, ни тега «{name}». Все брифинги: /briefings",
    focus_ambiguous="К «{name}» подходит несколько брифингов. Какой из них?",
    focus_withdrawn="Брифинг «{name}», к которому относились ваши вопросы, отозван. "
    "Ваши вопросы здесь снова относятся ко всем брифингам.",
    focus_withdrawn_tag="Брифингов с тегом «{name}» больше нет. Ваши вопросы здесь снова относятся ко всем брифингам.",
    verify_how="Отправьте /verify и ссылку на цитату, например: /verify 0123456789abcdef-120-284. "
    "Её копирует кнопка «Скопировать ссылку» под цитатой.",
    verify_nonsense="Это не ссылка на цитату. Она выглядит так: 0123456789abcdef-120-284; "
    "её копирует кнопка «Скопировать ссылку» под цитатой.",
    verify_unchanged="✅ Без изменений. Цитата стоит в брифинге слово в слово:",
    verify_moved="✅ На другом месте. Брифинг заменён; те же слова есть в новом тексте:",
    verify_changed="⚠️ Изменено. Брифинг заменён, и этих слов в нём больше нет:",
    verify_withdrawn="⚠️ Отозвано. Брифинг, в котором это сказано, больше не опубликован:",
    verify_unknown="❌ Неизвестно. Такой цитаты нет и не было ни в одном брифинге этого бота.",
    stands_in="Где: {place}",
    stood_in="Где было: {place}",
    in_its_place="Теперь на его месте: {title}",
    page="страница {page}",
    button_context="В контексте",
    start="Задайте вопрос, и я отвечу предложениями из брифингов: слово в слово, с названием, датой и местом.",
    covers="Я ищу здесь: {briefings}.",
    covers_from_to="Я ищу здесь: {briefings}, с {since} по {until}.",
    examples="Самые новые:",
    start_end="Если в брифингах нет ответа, я так и скажу. Что ещё я умею: /help",
    help="Пишите вопрос так, как спросили бы человека. Чтобы спросить дальше, просто пишите дальше или ответьте "
    "на моё сообщение; можно и процитировать из него одно предложение. На несколько вопросов в одном сообщении "
    "я отвечаю по очереди.\n\n"
    "Вопрос можно сузить своими словами: «с прошлого понедельника», «в октябре 2025», «in the Baltic briefing».\n\n"
    "/briefings – все брифинги\n"
    "/latest – самые новые\n"
    "/focus – спрашивать только один брифинг или тег\n"
    "/verify – проверить, верна ли ещё цитата\n"
    "/about – что я такое\n"
    "/privacy – что о вас хранится\n"
    "/forget – удалить это\n\n"
    "В группе: /ask и вопрос или ответ на моё сообщение. Администраторы группы включают меня в /settings.",
    about="Briefing Bot {version}\nМодель: {model}\n{covers}\nСостояние брифингов: № {generation}\n\n"
    "Я не сочиняю, а цитирую: каждая цитата — кусок текста брифинга, проверенный перед отправкой. "
    "/verify проверит её снова в любое время.",
    privacy="Что о вас хранится в базе данных того, кто держит этого бота:\n"
    "• ваш id в Telegram, имя, язык и то, можно ли вам спрашивать\n"
    "• ваши вопросы, показанные вам цитаты, ваши 👍 и 👎\n"
    "• брифинг, выбранный через /focus\n"
    "• что вы делали как загружающий или администратор, что пытались сделать без разрешения и когда\n\n"
    "Администраторы бота могут читать вопросы и оценки, чтобы узнать, чего не хватает. "
    "Никому ничего не передаётся; ответы находит этот компьютер, без других служб, кроме Telegram. "
    "Всё это хранится, пока вы не удалите это командой /forget; из записей о ваших действиях она удаляет только имя.",
    forget_ask="Удалить ваши вопросы, оценки, фокус и имя? Кнопки под старыми ответами перестанут работать.",
    button_forget="Да, удалить",
    button_keep="Нет, оставить",
    forgotten="Готово: ваши вопросы, оценки, фокус и имя удалены. "
    "Под вашим id в Telegram остаётся, можно ли вам спрашивать, чтобы не одобрять вас заново, "
    "и что вы делали как загружающий или администратор.",
    not_forgotten="Ничего не удалено.",
    group_hello="Здравствуйте! Я отвечаю на вопросы цитатами из брифингов. "
    "Администратор группы включает меня командой /settings; потом спрашивайте: /ask и вопрос.",
    group_on="В этой группе я включён.",
    group_off="В этой группе я выключен.",
    group_not_approved="Чтобы я здесь отвечал, нужно ещё одобрение администратора бота.",
    group_all="Где ищу: все брифинги.",
    group_tags="Где ищу: только брифинги с одним из тегов: {tags}.",
    group_how="Теги можно выбрать ниже или написать: /settings и теги через запятую.",
    group_only="/settings — для групп.",
    group_administrators_only="Изменить это могут только администраторы группы.",
    group_no_tag="Брифингов с тегом «{tag}» нет.",
    button_on="Включить",
    button_off="Выключить",
    button_all_tags="Все брифинги",
)
