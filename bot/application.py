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
from bot.arrivals import Arrivals
from bot.corrections import Corrections
from bot.editing import Editing
from bot.errors import ErrorHandler
from bot.gate import Gate
from bot.handlers.about import AboutHandlers
from bot.handlers.access import AccessHandlers
from bot.handlers.ask import AskHandlers
from bot.handlers.audit import AuditHandlers
from bot.handlers.cards import PROMPT, CardHandlers
from bot.handlers.context import ContextHandlers
from bot.handlers.editing import EditingHandlers
from bot.handlers.feedback import FeedbackHandlers
from bot.handlers.focus import FocusHandlers
from bot.handlers.groups import GroupHandlers
from bot.handlers.history import HistoryHandlers
from bot.handlers.inline import InlineHandlers
from bot.handlers.jobs import JobHandlers
from bot.handlers.operations import OperationHandlers
from bot.handlers.prompts import PromptHandlers
from bot.handlers.sources import SourceHandlers
from bot.handlers.status import StatusHandlers
from bot.handlers.uploads import UploadHandlers
from bot.inbox import Inbox
from bot.jobs import Jobs
from bot.patience import Patience
from bot.turns import Turns
from bot.uploads import UploadWork
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
    corrections: Corrections
    arrivals: Arrivals
    jobs: Jobs


def build(services: Services) -> Bot:
    """Put the bot together; nothing is sent before it is initialized."""
    settings = services.settings
    inbox, patience = Inbox(services.database), Patience(services.chats.migrate)
    turns = Turns(inbox.handled)
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
        .concurrent_updates(turns)
        .job_queue(None)
        .build()
    )
    admission = Admission(services)
    gate, errors = Gate(services, admission, patience.twins), ErrorHandler(services, admission)
    application.add_handler(TypeHandler(Update, gate.on_update), group=-1)
    work = UploadWork(services, application.bot)
    arrivals = Arrivals(services, application.bot, work)
    jobs = Jobs(services)
    add_handlers(application, services, admission, work, arrivals, jobs)
    application.add_error_handler(errors.on_error)
    corrections = Corrections(services, application.bot, turns)
    return Bot(application, inbox, patience, updates_request, gate, errors, corrections, arrivals, jobs)


def add_handlers(
    application: AnyApplication,
    services: Services,
    admission: Admission,
    work: UploadWork,
    arrivals: Arrivals,
    jobs: Jobs,
) -> None:
    """The table: the first line that fits an update has it. The gate (bot/gate.py) has let it through before."""
    about, groups = AboutHandlers(services), GroupHandlers(services)
    ask, contexts = AskHandlers(services), ContextHandlers(services)
    sources, focus = SourceHandlers(services), FocusHandlers(services)
    feedback, inline = FeedbackHandlers(services), InlineHandlers(services)
    access = AccessHandlers(services, admission, on_plain_start=about.on_start, on_citation=sources.on_open_citation)
    prompts = PromptHandlers(services, otherwise=ask.on_question)
    editing, history = EditingHandlers(services, Editing(services)), HistoryHandlers(services)
    editing.register(services.operations, prompts)
    operations, audit = OperationHandlers(services), AuditHandlers(services)
    uploads = UploadHandlers(services, arrivals, on_text=prompts.on_text, on_other=ask.on_other)
    cards = CardHandlers(services, work, on_question=ask.on_question)
    work.register()
    prompts.register(PROMPT, cards.on_value)
    jobs.reindexing.register(services.operations)
    reindex, status = JobHandlers(services, jobs.reindexing), StatusHandlers(services, jobs.reindexing)
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
        "audit": audit.on_audit,
        "history": history.on_history,
        "withdrawn": editing.on_withdrawn,
        "cancel": operations.on_cancel,
        "reindex": reindex.on_reindex,
        "canary": reindex.on_canary,
        "reports": reindex.on_reports,
        "status": status.on_status,
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
        "aud": audit.on_page,
        "op": operations.on_stop,
        "job": reindex.on_button,
        "can": reindex.on_canary_button,
        "pr": prompts.on_button,
        "ed": editing.on_button,
        "up": cards.on_button,
        "his": history.on_button,
    }
    messages = [
        (filters.StatusUpdate.MIGRATE, groups.on_migrate),
        (new & filters.Document.ALL, uploads.on_document),
        (new & filters.FORWARDED & (filters.TEXT | filters.CAPTION), uploads.on_forwarded),
        (new & filters.TEXT, prompts.on_text),
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
