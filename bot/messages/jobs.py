"""What the bot says about its own work with the folder of briefings, and about its state. In three languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.wording import english_number, russian_number, turkish_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTexts:
    """Names in braces are filled in; a toast is shown in a small window of at most 200 characters."""

    commands: Mapping[str, str]
    """Command -> its description in the menu."""
    number: Callable[[int], str]
    seconds: Callable[[float], str]
    triggers: Mapping[str, str]
    """The name of a job's actor -> what set it going; for a person stands their name."""

    headings: Mapping[str, str]
    """Kind of operation -> what stands above how far it is."""

    # what came of it
    titles: Mapping[str, str]
    """Kind of operation -> the first line of its report."""
    nothing_new: str
    added: str
    changed: str
    removed: str
    deleted: str
    unreadable: str
    duplicates: str
    empty_pages: str
    half_written: str
    canaries: str
    failed_canaries: str
    same_as: str
    pages_of: str
    and_more: str
    report_end: str
    still_written: str

    # to all administrators
    failed: str
    recovered: str
    other_model: str

    # /reindex
    under_way: str
    unknown_name: str
    ambiguous_name: str
    gone_toast: str
    ask_rebuild: str
    ask_rebuild_other_model: str
    button_rebuild: str
    button_keep: str
    not_rebuilt: str

    # /canary
    canary_usage: str
    canary_unknown: str
    canary_ambiguous: str
    canary_added: str
    canary_misses: str
    canary_list: str
    canary_marked: str
    canary_none: str
    canary_removed: str
    canary_gone: str

    # /reports
    reports_on: str
    reports_off: str

    # /status
    status_title: str
    status_briefings: str
    status_withdrawn: str
    status_last: str
    status_last_none: str
    status_next: str
    status_next_never: str
    status_watched: str
    status_not_watched: str
    status_queue: str
    status_at_work: str
    status_memory: str
    status_model: str
    status_other_model: str
    status_version: str
    status_uptime: str
    status_mode: str
    status_reads_all: str
    status_reads_addressed: str
    status_errors: str
    did: str
    did_nothing: str
    did_fail: str


ENGLISH = JobTexts(
    commands={
        "reindex": "Bring the briefings up to date with their folder",
        "canary": "Questions that must go on finding their briefing",
        "reports": "Hear what the bot has changed by itself, or not",
        "status": "How the bot is doing",
    },
    number=english_number,
    seconds=lambda seconds: f"{seconds:,.1f} s",
    triggers={
        "schedule": "by schedule",
        "folder": "after a change in the folder",
        "start": "at the bot’s start",
        "retry": "another try",
    },
    headings={
        "sync": "Bringing the briefings up to date with their folder",
        "rebuild": "Rebuilding the index",
        "read_again": "Reading a briefing again",
    },
    titles={
        "sync": "The briefings are up to date with their folder ({trigger})",
        "rebuild": "The index has been rebuilt ({trigger})",
        "read_again": "The briefing has been read again ({trigger})",
    },
    nothing_new="Nothing had changed.",
    added="Added: {count}",
    changed="Changed: {count}",
    removed="Withdrawn: {count}",
    deleted="Deleted for good, as they were withdrawn long ago: {count}",
    unreadable="Could not be read: {count}",
    duplicates="Left out, as another briefing has the same text: {count}",
    empty_pages="With pages that hold no text: {count}",
    half_written="Left out for now, as they are still being written: {count}",
    canaries="Canary questions asked: {count}",
    failed_canaries="Canary questions that do not find their briefing: {count}",
    same_as="{name} = {other}",
    pages_of="{name}: {pages}",
    and_more="… and {count} more",
    report_end="Unchanged: {unchanged} · {seconds} · state no. {generation}",
    still_written="Nothing was done, as this is still being written: {names}. Try again when it is complete.",
    failed="The briefings could not be brought up to date ({trigger}); they stay as they were.\n\n{reason}\n\n"
    "You will hear of it again when it has gone well.",
    recovered="The briefings could be brought up to date again ({trigger}).",
    other_model="The settings name another model than the one of the index, which goes on answering.\n"
    "Settings: {wanted}\nIndex: {model}\n/reindex rebuild makes the index anew with the model of the settings.",
    under_way="This is under way already; /status shows how far it is.",
    unknown_name="There is no briefing {name}; /briefings shows all.",
    ambiguous_name="{name} could be several. Which one is to be read again?",
    gone_toast="This briefing is no longer published as it was. Look at /briefings.",
    ask_rebuild="Read and embed everything anew? That is {briefings} with {sentences}, and may take long. "
    "Until it is done the index answers as it is now.",
    ask_rebuild_other_model="Read and embed everything anew, with the model {model}? That is {briefings} with "
    "{sentences}, and may take long. Until it is done the old model answers.",
    button_rebuild="Rebuild",
    button_keep="Leave it",
    not_rebuilt="The index stays as it is.",
    canary_usage="/canary add QUESTION => NAME – this question must go on finding this briefing\n"
    "/canary – all such questions\n/canary remove NUMBER – takes one out",
    canary_unknown="There is no briefing {name}, so the question was not added; /briefings shows all.",
    canary_ambiguous="{name} could be several, so the question was not added. Use one of these names:",
    canary_added="From now on nothing is published by which this question no longer finds its briefing:",
    canary_misses="At present it does not find it. It guards nothing until it does.",
    canary_list="Canary questions. A change by which one no longer finds its briefing is not published.",
    canary_marked="✗ does not find its briefing at present, and so guards nothing.",
    canary_none="There are no canary questions yet.",
    canary_removed="This is no canary question any more:",
    canary_gone="There is no such canary question (any more).",
    reports_on="You will be told what the bot has changed by itself. /reports off ends that.",
    reports_off="You will not be told any more what the bot has changed by itself, only when that fails. "
    "/reports on changes it back.",
    status_title="State of the bot",
    status_briefings="State no. {generation}: {briefings}, {sentences}",
    status_withdrawn="Withdrawn, can be brought back: {count}",
    status_last="Last run: {when}, {trigger}: {what}",
    status_last_none="Last run: none yet",
    status_next="Next run: {when}",
    status_next_never="Next run: never (BOT_REINDEX_SCHEDULE=off)",
    status_watched="The folder is watched for changes.",
    status_not_watched="The folder is not watched for changes (BOT_WATCH).",
    status_queue="Waiting: questions {questions}, work with briefings {operations}",
    status_at_work="At work now: {kind} ({trigger})",
    status_memory="Memory: {memory} MB; index on disk: {disk} MB",
    status_model="Model: {model}",
    status_other_model="The settings name another model: {model}. /reindex rebuild changes to it.",
    status_version="Briefing Bot {version}, Python {python}",
    status_uptime="Running for: {days} d {hours} h {minutes} min",
    status_mode="Updates by: {mode}",
    status_reads_all="In groups the bot is shown all messages (privacy mode off).",
    status_reads_addressed="In groups the bot is shown commands and replies to it only (privacy mode on); "
    "a mention may not reach it.",
    status_errors="Failed requests to Telegram in the last hour: {count}",
    did="added {added}, changed {changed}, withdrawn {removed}, unreadable {unreadable}, {seconds}",
    did_nothing="nothing had changed, {seconds}",
    did_fail="failed. {reason}",
)

TURKISH = JobTexts(
    commands={
        "reindex": "Brifingleri klasörüyle eşitle",
        "canary": "Brifingini bulmaya devam etmesi gereken sorular",
        "reports": "Botun kendiliğinden yaptığı değişiklikler bildirilsin mi",
        "status": "Botun durumu",
    },
    number=turkish_number,
    seconds=lambda seconds: f"{seconds:.1f} sn".replace(".", ","),
    triggers={
        "schedule": "zamanlanmış",
        "folder": "klasördeki bir değişiklik üzerine",
        "start": "bot açılırken",
        "retry": "yeniden deneme",
    },
    headings={
        "sync": "Brifingler klasörüyle eşitleniyor",
        "rebuild": "Dizin baştan oluşturuluyor",
        "read_again": "Bir brifing yeniden okunuyor",
    },
    titles={
        "sync": "Brifingler klasörüyle eşitlendi ({trigger})",
        "rebuild": "Dizin baştan oluşturuldu ({trigger})",
        "read_again": "Brifing yeniden okundu ({trigger})",
    },
    nothing_new="Değişen bir şey yoktu.",
    added="Eklenen: {count}",
    changed="Değişen: {count}",
    removed="Geri çekilen: {count}",
    deleted="Uzun süre önce geri çekildiği için tamamen silinen: {count}",
    unreadable="Okunamayan: {count}",
    duplicates="Metni başka bir brifingle aynı olduğu için alınmayan: {count}",
    empty_pages="Metinsiz sayfaları olan: {count}",
    half_written="Hâlâ yazıldığı için şimdilik alınmayan: {count}",
    canaries="Sorulan denetim soruları: {count}",
    failed_canaries="Brifingini bulamayan denetim soruları: {count}",
    same_as="{name} = {other}",
    pages_of="{name}: {pages}",
    and_more="… ve {count} tane daha",
    report_end="Değişmeyen: {unchanged} · {seconds} · durum no. {generation}",
    still_written="Şunlar hâlâ yazıldığı için hiçbir şey yapılmadı: {names}. Tamamlanınca yeniden deneyin.",
    failed="Brifingler klasörüyle eşitlenemedi ({trigger}); oldukları gibi kaldılar.\n\n{reason}\n\n"
    "Yeniden başarılı olunca haber verilecek.",
    recovered="Brifingler yeniden eşitlenebildi ({trigger}).",
    other_model="Ayarlardaki model dizininkinden farklı; yanıtları şimdilik dizinin modeli veriyor.\n"
    "Ayarlar: {wanted}\nDizin: {model}\n/reindex rebuild, dizini ayarlardaki modelle baştan oluşturur.",
    under_way="Bu zaten sürüyor; ne durumda olduğunu /status gösterir.",
    unknown_name="{name} adında bir brifing yok; hepsini /briefings gösterir.",
    ambiguous_name="{name} birden çok brifing olabilir. Hangisi yeniden okunsun?",
    gone_toast="Bu brifing artık o haliyle yayımda değil. /briefings ile bakın.",
    ask_rebuild="Her şey baştan okunup dizine eklensin mi? {briefings}, {sentences}; uzun sürebilir. "
    "Bitene kadar dizin şimdiki haliyle yanıt verir.",
    ask_rebuild_other_model="Her şey {model} modeliyle baştan okunup dizine eklensin mi? {briefings}, {sentences}; "
    "uzun sürebilir. Bitene kadar eski model yanıt verir.",
    button_rebuild="Baştan oluştur",
    button_keep="Olduğu gibi kalsın",
    not_rebuilt="Dizin olduğu gibi kalıyor.",
    canary_usage="/canary add SORU => AD – bu soru bu brifingi bulmaya devam etmeli\n"
    "/canary – bu tür soruların hepsi\n/canary remove NUMARA – birini çıkarır",
    canary_unknown="{name} adında bir brifing yok, bu yüzden soru eklenmedi; hepsini /briefings gösterir.",
    canary_ambiguous="{name} birden çok brifing olabilir, bu yüzden soru eklenmedi. Şu adlardan birini kullanın:",
    canary_added="Bundan sonra şu sorunun brifingini bulamamasına yol açan hiçbir şey yayımlanmaz:",
    canary_misses="Şu anda brifingini bulmuyor. Bulana kadar bir şeyi engellemez.",
    canary_list="Denetim soruları. Birinin brifingini bulamamasına yol açan değişiklik yayımlanmaz.",
    canary_marked="✗ şu anda brifingini bulmuyor, bu yüzden bir şeyi engellemiyor.",
    canary_none="Henüz denetim sorusu yok.",
    canary_removed="Bu artık bir denetim sorusu değil:",
    canary_gone="Böyle bir denetim sorusu yok (ya da artık yok).",
    reports_on="Botun kendiliğinden yaptığı değişiklikler size bildirilecek. Bitirmek için: /reports off.",
    reports_off="Botun kendiliğinden yaptığı değişiklikler artık bildirilmeyecek, yalnızca başarısız olursa "
    "haber verilecek. Geri almak için: /reports on.",
    status_title="Botun durumu",
    status_briefings="Durum no. {generation}: {briefings}, {sentences}",
    status_withdrawn="Geri çekilmiş, geri getirilebilir: {count}",
    status_last="Son çalışma: {when}, {trigger}: {what}",
    status_last_none="Son çalışma: henüz yok",
    status_next="Sonraki çalışma: {when}",
    status_next_never="Sonraki çalışma: yok (BOT_REINDEX_SCHEDULE=off)",
    status_watched="Klasördeki değişiklikler izleniyor.",
    status_not_watched="Klasördeki değişiklikler izlenmiyor (BOT_WATCH).",
    status_queue="Bekleyen: soru {questions}, brifing işi {operations}",
    status_at_work="Şu an yapılan: {kind} ({trigger})",
    status_memory="Bellek: {memory} MB; diskteki dizin: {disk} MB",
    status_model="Model: {model}",
    status_other_model="Ayarlarda başka bir model var: {model}. /reindex rebuild ona geçer.",
    status_version="Briefing Bot {version}, Python {python}",
    status_uptime="Çalışma süresi: {days} g {hours} sa {minutes} dk",
    status_mode="Güncellemelerin geliş yolu: {mode}",
    status_reads_all="Gruplarda bota bütün mesajlar gösteriliyor (gizlilik modu kapalı).",
    status_reads_addressed="Gruplarda bota yalnızca komutlar ve kendisine verilen yanıtlar gösteriliyor "
    "(gizlilik modu açık); adı anıldığında mesaj ulaşmayabilir.",
    status_errors="Son bir saatte Telegram'a giden başarısız istekler: {count}",
    did="eklenen {added}, değişen {changed}, geri çekilen {removed}, okunamayan {unreadable}, {seconds}",
    did_nothing="değişen bir şey yoktu, {seconds}",
    did_fail="başarısız. {reason}",
)

RUSSIAN = JobTexts(
    commands={
        "reindex": "Привести брифинги в соответствие с папкой",
        "canary": "Вопросы, которые должны и дальше находить свой брифинг",
        "reports": "Сообщать ли, что бот изменил сам",
        "status": "Как дела у бота",
    },
    number=russian_number,
    seconds=lambda seconds: f"{seconds:.1f} с".replace(".", ","),
    triggers={
        "schedule": "по расписанию",
        "folder": "после изменений в папке",
        "start": "при запуске бота",
        "retry": "новая попытка",
    },
    headings={
        "sync": "Привожу брифинги в соответствие с папкой",
        "rebuild": "Строю индекс заново",
        "read_again": "Читаю брифинг заново",
    },
    titles={
        "sync": "Брифинги приведены в соответствие с папкой ({trigger})",
        "rebuild": "Индекс построен заново ({trigger})",
        "read_again": "Брифинг прочитан заново ({trigger})",
    },
    nothing_new="Ничего не изменилось.",
    added="Добавлено: {count}",
    changed="Изменено: {count}",
    removed="Отозвано: {count}",
    deleted="Удалено насовсем, так как отозвано давно: {count}",
    unreadable="Не удалось прочитать: {count}",
    duplicates="Не взято, так как тот же текст уже есть в другом брифинге: {count}",
    empty_pages="Со страницами без текста: {count}",
    half_written="Пока не взято, так как файлы ещё записываются: {count}",
    canaries="Задано контрольных вопросов: {count}",
    failed_canaries="Контрольные вопросы, не нашедшие своего брифинга: {count}",
    same_as="{name} = {other}",
    pages_of="{name}: {pages}",
    and_more="… и ещё {count}",
    report_end="Без изменений: {unchanged} · {seconds} · состояние № {generation}",
    still_written="Ничего не сделано, так как файлы ещё записываются: {names}. Повторите, когда запись закончится.",
    failed="Не удалось привести брифинги в соответствие с папкой ({trigger}); они остались прежними.\n\n{reason}\n\n"
    "Когда снова получится, я сообщу.",
    recovered="Брифинги снова удалось привести в соответствие с папкой ({trigger}).",
    other_model="В настройках указана не та модель, с которой построен индекс; пока отвечает прежняя.\n"
    "Настройки: {wanted}\nИндекс: {model}\n/reindex rebuild построит индекс заново с моделью из настроек.",
    under_way="Это уже выполняется; ход работы показывает /status.",
    unknown_name="Брифинга {name} нет; все показывает /briefings.",
    ambiguous_name="{name} — это может быть несколько брифингов. Какой прочитать заново?",
    gone_toast="Этот брифинг больше не опубликован в прежнем виде. Посмотрите /briefings.",
    ask_rebuild="Прочитать и проиндексировать всё заново? Это {briefings}, {sentences}; может занять много времени. "
    "До конца работы отвечает нынешний индекс.",
    ask_rebuild_other_model="Прочитать и проиндексировать всё заново с моделью {model}? Это {briefings}, "
    "{sentences}; может занять много времени. До конца работы отвечает прежняя модель.",
    button_rebuild="Построить заново",
    button_keep="Оставить как есть",
    not_rebuilt="Индекс остаётся прежним.",
    canary_usage="/canary add ВОПРОС => ИМЯ – этот вопрос должен и дальше находить этот брифинг\n"
    "/canary – все такие вопросы\n/canary remove НОМЕР – убрать один",
    canary_unknown="Брифинга {name} нет, поэтому вопрос не добавлен; все показывает /briefings.",
    canary_ambiguous="{name} — это может быть несколько брифингов, поэтому вопрос не добавлен. "
    "Укажите одно из этих имён:",
    canary_added="Теперь не будет опубликовано ничего, из-за чего этот вопрос перестанет находить свой брифинг:",
    canary_misses="Сейчас он его не находит. Пока это так, вопрос ничему не мешает.",
    canary_list="Контрольные вопросы. Изменение, из-за которого вопрос перестаёт находить свой брифинг, "
    "не публикуется.",
    canary_marked="✗ сейчас не находит своего брифинга и потому ничему не мешает.",
    canary_none="Контрольных вопросов пока нет.",
    canary_removed="Это больше не контрольный вопрос:",
    canary_gone="Такого контрольного вопроса нет (или уже нет).",
    reports_on="Вам будут сообщать, что бот изменил сам. Отключить: /reports off.",
    reports_off="Вам больше не будут сообщать, что бот изменил сам, — только если у него не получилось. "
    "Вернуть: /reports on.",
    status_title="Состояние бота",
    status_briefings="Состояние № {generation}: {briefings}, {sentences}",
    status_withdrawn="Отозвано, можно вернуть: {count}",
    status_last="Последний запуск: {when}, {trigger}: {what}",
    status_last_none="Последний запуск: ещё не было",
    status_next="Следующий запуск: {when}",
    status_next_never="Следующий запуск: нет (BOT_REINDEX_SCHEDULE=off)",
    status_watched="За изменениями в папке ведётся наблюдение.",
    status_not_watched="За изменениями в папке наблюдения нет (BOT_WATCH).",
    status_queue="В очереди: вопросы {questions}, работа с брифингами {operations}",
    status_at_work="Сейчас выполняется: {kind} ({trigger})",
    status_memory="Память: {memory} МБ; индекс на диске: {disk} МБ",
    status_model="Модель: {model}",
    status_other_model="В настройках другая модель: {model}. Перейти на неё: /reindex rebuild.",
    status_version="Briefing Bot {version}, Python {python}",
    status_uptime="Работает: {days} д {hours} ч {minutes} мин",
    status_mode="Способ получения обновлений: {mode}",
    status_reads_all="В группах боту видны все сообщения (режим приватности выключен).",
    status_reads_addressed="В группах боту видны только команды и ответы ему (режим приватности включён); "
    "упоминание может до него не дойти.",
    status_errors="Неудачных запросов к Telegram за последний час: {count}",
    did="добавлено {added}, изменено {changed}, отозвано {removed}, не прочитано {unreadable}, {seconds}",
    did_nothing="ничего не изменилось, {seconds}",
    did_fail="неудача. {reason}",
)
