"""Services: what the handlers work with; made once, given to each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.access import Access
    from bot.attempts import Attempts
    from bot.operations import Operations
    from bot.settings import BotSettings
    from bot.state.audit import Audit
    from bot.state.chats import Chats
    from bot.state.database import Database
    from bot.state.decisions import Decisions
    from bot.state.files import Files
    from bot.state.ledger import Ledger
    from bot.state.people import People
    from bot.state.prompts import Prompts
    from bot.state.shown import Shown
    from bot.state.uploads import Uploads
    from bot.worker import Worker
    from index import BriefingIndex


@dataclass(frozen=True, slots=True)
class Services:
    """All are ready for use once the application has started."""

    settings: BotSettings
    index: BriefingIndex
    worker: Worker
    database: Database
    people: People
    chats: Chats
    decisions: Decisions
    ledger: Ledger
    shown: Shown
    files: Files
    access: Access
    prompts: Prompts
    operations: Operations
    audit: Audit
    attempts: Attempts
    uploads: Uploads
