"""Running operations as they are shown: what is done, how far it is, and a button that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton

from bot import callbacks
from bot.render.outgoing import Outgoing

if TYPE_CHECKING:
    from bot.messages.operations import OperationTexts

ACTION, STOP = "op", "stop"


def running_message(operation_id: int | None, heading: str, line: str, texts: OperationTexts) -> Outgoing:
    """Show one.

    :param operation_id: None when it cannot be stopped any more.
    """
    text = "\n".join(filter(None, (heading, line)))
    if operation_id is None:
        return Outgoing(text)
    button = InlineKeyboardButton(texts.button_cancel, callback_data=callbacks.make(ACTION, operation_id, STOP))
    return Outgoing(text, (), ((button,),))


def progress_line(latest: tuple[str, int, int] | None, texts: OperationTexts) -> str:
    """Say how far it is, in words with counts; what has no parts is just under way."""
    stage, done, total = latest or ("", 0, 0)
    if stage not in texts.stages or total < 1:
        return texts.working
    return texts.stages[stage].format(done=texts.number(done), total=texts.number(total))
