"""What the bot says about its work with briefings: how far it is, what came of it, who did it. In three languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.wording import english_number, russian_number, turkish_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationTexts:
    """Names in braces are filled in; a toast is shown in a small window of at most 200 characters."""

    commands: Mapping[str, str]
    """Command -> its description in the menu."""
    number: Callable[[int], str]

    # to somebody who may not do what they tried
    uploaders_only_toast: str
    private_only_toast: str
    not_yours_toast: str

    # how far it is
    stages: Mapping[str, str]
    """What the index, or a feature of the bot, calls a stage -> what a person reads; `working` for all others."""
    working: str
    waiting: str
    button_cancel: str
    stopping_toast: str
    ended_toast: str
    stopping: str
    nothing_to_stop: str

    # what came of it
    cancelled: str
    conflict: str
    disk_full: str
    read_only: str
    unreadable: str
    canaries: str
    no_longer_allowed: str
    given_up: str

    # /audit
    audit_title: str
    audit_none: str
    button_newer: str
    button_older: str
    actions: Mapping[str, str]
    """What `Entry.action` may be -> what a person reads."""


ENGLISH = OperationTexts(
    commands={
        "cancel": "Stop what you have set going",
        "audit": "Who did what, and when",
    },
    number=english_number,
    uploaders_only_toast="Only people who may upload briefings to this bot can do that.",
    private_only_toast="Please do that in our private chat.",
    not_yours_toast="Somebody else has set this going. Only they can stop it.",
    stages={
        "downloading": "Downloading: {done} of {total} MB",
        "reading": "Reading: {done} of {total}",
        "embedding": "Embedding: {done} of {total} texts",
    },
    working="Working …",
    waiting="Waiting for its turn; so many are before it: {before}",
    button_cancel="Cancel",
    stopping_toast="Stopping …",
    ended_toast="This has ended already.",
    stopping="Being stopped: {count}",
    nothing_to_stop="There is nothing that could be stopped.",
    cancelled="Cancelled, nothing has changed.",
    conflict="Somebody else was quicker, so nothing has changed. Look at it again, then decide. {reason}",
    disk_full="The disk of the bot is full, so nothing has changed. Make room on it, then try again.",
    read_only="The bot may not write to its disk, so nothing has changed. Its operator has to put that right.",
    unreadable="This cannot be read. {reason}",
    canaries="Nothing was published, since questions would no longer find their briefings:\n{failed}\n"
    "Mend the briefing or take the question out with /canary; /reindex force publishes nevertheless.",
    no_longer_allowed="You may not do that any more, so nothing has changed.",
    given_up="The bot has ended {times} times while it worked on this, so it has been given up. "
    "Tell the operator; the log says more.",
    audit_title="Who did what, newest first (times are in UTC)",
    audit_none="Nothing has been recorded yet.",
    button_newer="← Newer",
    button_older="Older →",
    actions={
        "let_in": "let in",
        "denied": "declined",
        "role_given": "gave a role",
        "role_taken": "ended the access of",
        "invited": "used an invitation",
        "refused": "tried without being allowed to",
        "uploaded": "uploaded",
        "published": "published",
        "replaced": "replaced",
        "discarded": "discarded",
        "withdrawn": "withdrew",
        "restored": "brought back",
        "edited": "changed the details of",
        "renamed": "renamed",
        "deleted": "deleted for good",
        "reindexed": "updated the index",
        "rebuilt": "rebuilt the index",
        "canary_added": "added a canary question for",
        "canary_removed": "removed a canary question for",
        "cancelled": "stopped",
    },
)

TURKISH = OperationTexts(
    commands={
        "cancel": "Başlattığınız işi durdurun",
        "audit": "Kim, ne zaman, ne yaptı",
    },
    number=turkish_number,
    uploaders_only_toast="Bunu yalnızca bu bota brifing yükleyebilen kişiler yapabilir.",
    private_only_toast="Lütfen bunu özel sohbetimizde yapın.",
    not_yours_toast="Bunu başka biri başlattı. Yalnızca o durdurabilir.",
    stages={
        "downloading": "İndiriliyor: {done} / {total} MB",
        "reading": "Okunuyor: {done} / {total}",
        "embedding": "Dizine ekleniyor: {done} / {total} metin",
    },
    working="Çalışıyor …",
    waiting="Sırasını bekliyor; önündeki iş sayısı: {before}",
    button_cancel="İptal",
    stopping_toast="Durduruluyor …",
    ended_toast="Bu iş zaten bitti.",
    stopping="Durdurulan iş sayısı: {count}",
    nothing_to_stop="Durdurulacak bir şey yok.",
    cancelled="İptal edildi, hiçbir şey değişmedi.",
    conflict="Başka biri sizden önce davrandı, bu yüzden hiçbir şey değişmedi. "
    "Yeniden bakıp öyle karar verin. {reason}",
    disk_full="Botun diski dolu, bu yüzden hiçbir şey değişmedi. Diskte yer açıp yeniden deneyin.",
    read_only="Bot kendi diskine yazamıyor, bu yüzden hiçbir şey değişmedi. Bunu işletmecisi düzeltmeli.",
    unreadable="Bu okunamıyor. {reason}",
    canaries="Hiçbir şey yayımlanmadı, çünkü bazı sorular artık brifinglerini bulamayacaktı:\n{failed}\n"
    "Brifingi düzeltin ya da soruyu /canary ile çıkarın; /reindex force yine de yayımlar.",
    no_longer_allowed="Artık bunu yapma yetkiniz yok, bu yüzden hiçbir şey değişmedi.",
    given_up="Bot bu iş üzerindeyken {times} kez kapandı, bu yüzden işten vazgeçildi. "
    "İşletmecisine haber verin; ayrıntılar günlükte.",
    audit_title="Kim ne yaptı, en yenisi başta (saatler UTC)",
    audit_none="Henüz hiçbir kayıt yok.",
    button_newer="← Daha yeni",
    button_older="Daha eski →",
    actions={
        "let_in": "izin verdi",
        "denied": "geri çevirdi",
        "role_given": "rol verdi",
        "role_taken": "erişimini sona erdirdi",
        "invited": "davet kullandı",
        "refused": "izni olmadan denedi",
        "uploaded": "yükledi",
        "published": "yayımladı",
        "replaced": "yenisiyle değiştirdi",
        "discarded": "vazgeçti",
        "withdrawn": "yayından kaldırdı",
        "restored": "geri getirdi",
        "edited": "bilgilerini değiştirdi",
        "renamed": "adını değiştirdi",
        "deleted": "kalıcı olarak sildi",
        "reindexed": "dizini güncelledi",
        "rebuilt": "dizini baştan kurdu",
        "canary_added": "denetim sorusu ekledi",
        "canary_removed": "denetim sorusunu çıkardı",
        "cancelled": "durdurdu",
    },
)

RUSSIAN = OperationTexts(
    commands={
        "cancel": "Остановить то, что вы запустили",
        "audit": "Кто, что и когда сделал",
    },
    number=russian_number,
    uploaders_only_toast="Это могут делать только те, кому разрешено загружать брифинги.",
    private_only_toast="Сделайте это, пожалуйста, в нашем личном чате.",
    not_yours_toast="Это запустил кто-то другой. Остановить может только он.",
    stages={
        "downloading": "Скачивается: {done} из {total} МБ",
        "reading": "Читается: {done} из {total}",
        "embedding": "Индексируется, обработано текстов: {done} из {total}",
    },
    working="Работаю …",
    waiting="Ждёт своей очереди; впереди: {before}",
    button_cancel="Отменить",
    stopping_toast="Останавливаю …",
    ended_toast="Это уже закончилось.",
    stopping="Останавливается: {count}",
    nothing_to_stop="Останавливать нечего.",
    cancelled="Отменено, ничего не изменилось.",
    conflict="Кто-то успел раньше, поэтому ничего не изменилось. Посмотрите ещё раз и решите заново. {reason}",
    disk_full="Диск бота заполнен, поэтому ничего не изменилось. Освободите место и попробуйте ещё раз.",
    read_only="Боту нельзя писать на свой диск, поэтому ничего не изменилось. Исправить это может его владелец.",
    unreadable="Прочитать это не удалось. {reason}",
    canaries="Ничего не опубликовано: некоторые вопросы больше не нашли бы свои брифинги:\n{failed}\n"
    "Исправьте брифинг или уберите вопрос командой /canary; /reindex force опубликует несмотря на это.",
    no_longer_allowed="Вам это больше не разрешено, поэтому ничего не изменилось.",
    given_up="Бот завершился за этой работой несколько раз (всего: {times}), поэтому она прекращена. "
    "Сообщите владельцу бота; подробности в журнале.",
    audit_title="Кто что сделал, сначала новое (время UTC)",
    audit_none="Пока ничего не записано.",
    button_newer="← Новее",
    button_older="Старее →",
    actions={
        "let_in": "открыл(а) доступ",
        "denied": "отказал(а) в доступе",
        "role_given": "назначил(а) роль",
        "role_taken": "закрыл(а) доступ",
        "invited": "пришёл(ла) по приглашению",
        "refused": "попытка без разрешения",
        "uploaded": "загрузил(а)",
        "published": "опубликовал(а)",
        "replaced": "заменил(а)",
        "discarded": "отбросил(а)",
        "withdrawn": "снял(а) с публикации",
        "restored": "вернул(а)",
        "edited": "изменил(а) сведения",
        "renamed": "переименовал(а)",
        "deleted": "удалил(а) навсегда",
        "reindexed": "обновил(а) индекс",
        "rebuilt": "построил(а) индекс заново",
        "canary_added": "добавил(а) контрольный вопрос",
        "canary_removed": "убрал(а) контрольный вопрос",
        "cancelled": "остановил(а)",
    },
)
