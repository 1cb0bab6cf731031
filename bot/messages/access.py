"""What the bot says about who may ask, about limits, and when something went wrong. In three languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.wording import english_count, russian_count, turkish_count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTexts:
    """Names in braces are filled in; a toast is shown in a small window of at most 200 characters."""

    commands: Mapping[str, str]
    """Command -> its description in the menu."""

    # to somebody who may not ask (yet)
    request_sent: str
    request_waits: str
    request_first: str
    closed: str
    denied: str
    let_in: str
    may_not_toast: str
    inline_ask: str

    # invitations
    invited: str
    invitation_useless: str

    # to the administrators
    person_asks: str
    group_asks: str
    approve: str
    deny: str
    approved_by: str
    denied_by: str
    decided_toast: str
    done_toast: str
    admins_only: str

    # /users
    users_title: str
    users_none: str
    user_card: str
    role_names: Mapping[str, str]
    fixed_admin: str
    remove: str
    back: str
    role_changed: str
    role_taken: str

    # limits and defects
    seconds: Callable[[int], str]
    too_fast: str
    too_fast_group: str
    went_wrong: str
    defect_notice: str


ENGLISH = AccessTexts(
    commands={
        "ask": "Ask the briefings",
        "users": "Who may use this bot",
        "feedback": "What people thought of the answers",
        "unanswered": "Questions that found no answer",
    },
    request_sent="This bot answers only people whom its administrators let in. I have asked them; "
    "you will get a message here as soon as they have decided.",
    request_waits="The administrators have not decided yet. You will get a message here as soon as they have.",
    request_first="This bot answers only people whom its administrators let in. "
    "Send /start and I will ask them for you.",
    closed="This bot is private. If you should be able to use it, give its operator your Telegram id: {user_id}",
    denied="The administrators of this bot have declined your request.",
    let_in="You have been let in. Just ask me something about the briefings; /help tells you more.",
    may_not_toast="You may not use this bot. Send it /start in a private chat.",
    inline_ask="You need access: tap here to ask for it",
    invited="Welcome! From now on you are here as: {role}.",
    invitation_useless="This invitation was used already, or it is too old. Ask for a new one.",
    person_asks="{name} would like to ask this bot.\nTelegram id: {user_id}",
    group_asks="The group “{title}” would like to ask this bot.\nSwitched on by: {name}\nGroup id: {chat_id}",
    approve="Approve",
    deny="Deny",
    approved_by="✅ Approved by {name}",
    denied_by="⛔ Declined by {name}",
    decided_toast="This has been decided already.",
    done_toast="Done.",
    admins_only="Only administrators of this bot can do that.",
    users_title="People who may use this bot. Tap a name to change what they may do.",
    users_none="Nobody has been let in yet.",
    user_card="{name}\nTelegram id: {user_id}\nNow: {role}",
    role_names={"reader": "reader", "uploader": "uploader", "admin": "administrator"},
    fixed_admin="{name} is an administrator by the setting BOT_ADMINS; it can only be changed there.",
    remove="Remove",
    back="← Back",
    role_changed="An administrator has changed what you may do here. You are now: {role}.",
    role_taken="An administrator has ended your access to this bot.",
    seconds=english_count("second", "seconds"),
    too_fast="That was a lot of questions in a short time. Please go on in {seconds}.",
    too_fast_group="This group has asked a lot in a short time. Please go on in {seconds}.",
    went_wrong="Something went wrong on my side, I am sorry. Please try again. If it happens again, "
    "tell an administrator this reference: {reference}",
    defect_notice="Something went wrong in the bot: {kind}\nReference in the log: {reference}\n"
    "You will hear of the same kind again in an hour at the earliest.",
)

TURKISH = AccessTexts(
    commands={
        "ask": "Brifinglere soru sor",
        "users": "Bu botu kimler kullanabilir",
        "feedback": "Yanıtlar nasıl bulundu",
        "unanswered": "Yanıt bulunamayan sorular",
    },
    request_sent="Bu bot yalnızca yöneticilerinin izin verdiği kişilere yanıt verir. Sizin için izin istedim; "
    "karar verir vermez buraya bir mesaj alacaksınız.",
    request_waits="Yöneticiler henüz karar vermedi. Karar verir vermez buraya bir mesaj alacaksınız.",
    request_first="Bu bot yalnızca yöneticilerinin izin verdiği kişilere yanıt verir. "
    "/start gönderin, sizin için izin isteyeyim.",
    closed="Bu bot özeldir. Kullanabilmeniz gerekiyorsa işletmecisine Telegram kimliğinizi bildirin: {user_id}",
    denied="Bu botun yöneticileri isteğinizi geri çevirdi.",
    let_in="Artık botu kullanabilirsiniz. Brifingler hakkında istediğinizi sorun; ayrıntılar için /help.",
    may_not_toast="Bu botu kullanma izniniz yok. Ona özel sohbette /start gönderin.",
    inline_ask="İzniniz yok: istemek için dokunun",
    invited="Hoş geldiniz! Bundan sonra buradaki rolünüz: {role}.",
    invitation_useless="Bu davet daha önce kullanılmış ya da süresi geçmiş. Yeni bir davet isteyin.",
    person_asks="{name} bu bota soru sormak istiyor.\nTelegram kimliği: {user_id}",
    group_asks="“{title}” grubu bu bota soru sormak istiyor.\nAçan kişi: {name}\nGrup kimliği: {chat_id}",
    approve="Onayla",
    deny="Reddet",
    approved_by="✅ Onaylayan: {name}",
    denied_by="⛔ Reddeden: {name}",
    decided_toast="Bu konuda zaten karar verildi.",
    done_toast="Tamam.",
    admins_only="Bunu yalnızca bu botun yöneticileri yapabilir.",
    users_title="Bu botu kullanabilen kişiler. Yetkisini değiştirmek için bir ada dokunun.",
    users_none="Henüz kimseye izin verilmedi.",
    user_card="{name}\nTelegram kimliği: {user_id}\nŞu anki rolü: {role}",
    role_names={"reader": "okuyucu", "uploader": "yükleyici", "admin": "yönetici"},
    fixed_admin="{name}, BOT_ADMINS ayarı gereği yöneticidir; bu yalnızca orada değiştirilebilir.",
    remove="Çıkar",
    back="← Geri",
    role_changed="Bir yönetici yetkinizi değiştirdi. Yeni rolünüz: {role}.",
    role_taken="Bir yönetici bu bota erişiminizi sona erdirdi.",
    seconds=turkish_count("saniye"),
    too_fast="Kısa sürede çok soru sordunuz. Lütfen {seconds} sonra devam edin.",
    too_fast_group="Bu grup kısa sürede çok soru sordu. Lütfen {seconds} sonra devam edin.",
    went_wrong="Benden kaynaklanan bir sorun oldu, özür dilerim. Lütfen yeniden deneyin. "
    "Yine olursa bir yöneticiye şu kodu bildirin: {reference}",
    defect_notice="Botta bir hata oluştu: {kind}\nGünlükteki kodu: {reference}\n"
    "Aynı türden bir hata için en erken bir saat sonra yeniden haber verilir.",
)

RUSSIAN = AccessTexts(
    commands={
        "ask": "Задать вопрос брифингам",
        "users": "У кого есть доступ к боту",
        "feedback": "Как оценили ответы",
        "unanswered": "Вопросы, на которые не нашлось ответа",
    },
    request_sent="Этот бот отвечает только тем, кого допустили его администраторы. Я передал им вашу просьбу; "
    "как только они решат, вы получите здесь сообщение.",
    request_waits="Администраторы ещё не приняли решение. Как только они решат, вы получите здесь сообщение.",
    request_first="Этот бот отвечает только тем, кого допустили его администраторы. "
    "Отправьте /start, и я передам им вашу просьбу.",
    closed="Это закрытый бот. Если вам нужен доступ, сообщите его владельцу свой идентификатор Telegram: {user_id}",
    denied="Администраторы этого бота отклонили вашу просьбу.",
    let_in="Вам открыт доступ. Спросите меня о чём-нибудь из брифингов; подробнее: /help.",
    may_not_toast="У вас нет доступа к этому боту. Отправьте ему /start в личном чате.",
    inline_ask="Нет доступа: нажмите, чтобы попросить",
    invited="Добро пожаловать! Теперь ваша роль здесь: {role}.",
    invitation_useless="Это приглашение уже использовано или устарело. Попросите новое.",
    person_asks="{name} просит доступ к боту.\nИдентификатор Telegram: {user_id}",
    group_asks="Группа «{title}» просит доступ к боту.\nКто включил: {name}\nИдентификатор группы: {chat_id}",
    approve="Одобрить",
    deny="Отклонить",
    approved_by="✅ Одобрено, решение принял(а): {name}",
    denied_by="⛔ Отклонено, решение принял(а): {name}",
    decided_toast="Решение уже принято.",
    done_toast="Готово.",
    admins_only="Это могут делать только администраторы бота.",
    users_title="У этих людей есть доступ к боту. Нажмите на имя, чтобы изменить права.",
    users_none="Пока ни у кого нет доступа.",
    user_card="{name}\nИдентификатор Telegram: {user_id}\nРоль: {role}",
    role_names={"reader": "читатель", "uploader": "загружающий", "admin": "администратор"},
    fixed_admin="{name} — администратор по настройке BOT_ADMINS; изменить это можно только там.",
    remove="Удалить",
    back="← Назад",
    role_changed="Администратор изменил ваши права. Теперь ваша роль: {role}.",
    role_taken="Администратор закрыл вам доступ к этому боту.",
    seconds=russian_count("секунду", "секунды", "секунд"),
    too_fast="Слишком много вопросов за короткое время. Продолжите, пожалуйста, через {seconds}.",
    too_fast_group="В этой группе слишком много вопросов за короткое время. Продолжите, пожалуйста, через {seconds}.",
    went_wrong="У меня что-то пошло не так, извините. Попробуйте ещё раз. "
    "Если это повторится, сообщите администратору этот код: {reference}",
    defect_notice="В боте произошла ошибка: {kind}\nКод в журнале: {reference}\n"
    "О такой же ошибке сообщу снова не раньше чем через час.",
)
