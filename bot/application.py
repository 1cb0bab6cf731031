"""The application: how the bot talks to Telegram, and the one table of what it answers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from telegram import LinkPreviewOptions, Update
from telegram.constants import UpdateType
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.admission import Admission
from bot.errors import ErrorHandler
from bot.gate import Gate
from bot.handlers.about import AboutHandlers
from bot.handlers.access import AccessHandlers
from bot.handlers.ask import AskHandlers
from bot.handlers.context import ContextHandlers
from bot.handlers.feedback import FeedbackHandlers
from bot.handlers.focus import FocusHandlers
from bot.handlers.groups import GroupHandlers
from bot.handlers.inline import InlineHandlers
from bot.handlers.sources import SourceHandlers
from bot.inbox import Inbox
from bot.patience import Patience
from bot.turns import Turns
from bot.watchdog import UpdatesRequest

if TYPE_CHECKING:
    from bot.services import Services

ALLOWED_UPDATES = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)
CONNECTIONS = 256
UPDATE_CONNECTIONS = 4
"""python-telegram-bot's default of one can be lost for good, and with it all updates."""

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Bot(NamedTuple):
    """The application, and those parts of it that its life depends on."""

    application: AnyApplication
    inbox: Inbox
    patience: Patience
    updates_request: UpdatesRequest
    gate: Gate
    errors: ErrorHandler


def build(services: Services) -> Bot:
    """Put the bot together; nothing is sent before it is initialized."""
    settings = services.settings
    inbox, patience = Inbox(services.database), Patience(services.chats.migrate)
    updates_request = UpdatesRequest(connection_pool_size=UPDATE_CONNECTIONS, read_timeout=15, connect_timeout=10)
    request = HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        read_timeout=15,
        write_timeout=15,
        connect_timeout=10,
        pool_timeout=60,
        media_write_timeout=60,
    )
    application: AnyApplication = (
        Application.builder()
        .token(settings.token.get_secret_value())
        .base_url(settings.api_base_url)
        .base_file_url(settings.api_file_url)
        .request(request)
        .get_updates_request(updates_request)
        .rate_limiter(patience)
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .update_queue(inbox)
        .concurrent_updates(Turns(inbox.handled))
        .job_queue(None)
        .build()
    )
    admission = Admission(services)
    gate, errors = Gate(services, admission, patience.twins), ErrorHandler(services, admission)
    application.add_handler(TypeHandler(Update, gate.on_update), group=-1)
    add_handlers(application, services, admission)
    application.add_error_handler(errors.on_error)
    return Bot(application, inbox, patience, updates_request, gate, errors)


def add_handlers(application: AnyApplication, services: Services, admission: Admission) -> None:
    """The table: the first line that fits an update has it. The gate (bot/gate.py) has let it through before."""
    about, groups = AboutHandlers(services), GroupHandlers(services)
    ask, contexts = AskHandlers(services), ContextHandlers(services)
    sources, focus = SourceHandlers(services), FocusHandlers(services)
    feedback, inline = FeedbackHandlers(services), InlineHandlers(services)
    access = AccessHandlers(services, admission, on_plain_start=about.on_start, on_citation=sources.on_open_citation)
    new = filters.UpdateType.MESSAGE
    commands = {
        "start": access.on_start,
        "help": about.on_help,
        "about": about.on_about,
        "privacy": about.on_privacy,
        "forget": about.on_forget,
        "ask": ask.on_ask_command,
        "briefings": sources.on_briefings,
        "latest": sources.on_latest,
        "verify": sources.on_verify,
        "focus": focus.on_focus,
        "settings": groups.on_settings,
        "users": access.on_users,
        "feedback": feedback.on_feedback_command,
        "unanswered": feedback.on_unanswered_command,
    }
    buttons = {
        "ctx": contexts.on_context,
        "pas": contexts.on_move,
        "more": contexts.on_more,
        "fb": feedback.on_vote,
        "fbp": feedback.on_feedback_page,
        "una": feedback.on_feedback_page,
        "list": sources.on_list,
        "card": sources.on_card,
        "only": sources.on_only,
        "file": sources.on_file,
        "forget": about.on_forget_button,
        "grp": groups.on_settings_button,
        "acc": access.on_decide,
        "usr": access.on_user_button,
    }
    messages = [
        (filters.StatusUpdate.MIGRATE, groups.on_migrate),
        (new & filters.TEXT, ask.on_question),
        (filters.UpdateType.EDITED_MESSAGE & filters.TEXT, ask.on_edited),
        (new & ~filters.StatusUpdate.ALL, ask.on_other),
    ]
    for command, on_command in commands.items():
        application.add_handler(CommandHandler(command, on_command, filters=new))
    for action, on_button in buttons.items():
        application.add_handler(CallbackQueryHandler(on_button, pattern=rf"^{action}(:|$)"))
    application.add_handler(CallbackQueryHandler(contexts.on_unknown))
    for kind, on_message in messages:
        application.add_handler(MessageHandler(kind, on_message))
    application.add_handler(InlineQueryHandler(inline.on_inline))
    application.add_handler(ChatMemberHandler(groups.on_my_chat_member, ChatMemberHandler.MY_CHAT_MEMBER))
