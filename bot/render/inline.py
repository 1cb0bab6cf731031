"""Quote -> a result of an inline query, and the message that is posted when it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent
from telegram.helpers import create_deep_linked_url

from bot.render.outgoing import shown_name
from bot.render.quotes import SEPARATOR, citation_line, quotation

if TYPE_CHECKING:
    from bot.messages.answers import AnswerTexts
    from index import Quote

OPEN_CITATION = "q_"
MAX_DESCRIPTION_CHARACTERS = 200


def inline_result(quote: Quote, username: str, texts: AnswerTexts, *, unsure: bool = False) -> InlineQueryResultArticle:
    """Post a quote under its line, with a link that opens its context in the bot.

    :param unsure: to be said to who chooses; what is posted is a quote, whatever it answers.
    """
    message = quotation(quote, texts).build()
    link = create_deep_linked_url(username, OPEN_CITATION + quote.citation.id)
    where = citation_line(quote.citation, texts).build().text
    button = InlineKeyboardButton(texts.open_in_bot, url=link)
    return InlineQueryResultArticle(
        id=quote.citation.id,
        title=" ".join(quote.text.split())[:MAX_DESCRIPTION_CHARACTERS],
        description=shown_name(f"{texts.inline_unsure}{SEPARATOR}{where}" if unsure else where),
        input_message_content=InputTextMessageContent(message.text, entities=message.entities),
        reply_markup=InlineKeyboardMarkup(((button,),)),
    )
