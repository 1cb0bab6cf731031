"""Inline: @bot question in any chat gives quotes to post there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import InlineQueryResultsButton
from telegram.constants import InlineQueryLimit
from telegram.error import BadRequest

from bot.messages import texts_for
from bot.questions import Asked, CannotAskError, Questions
from bot.render.inline import inline_result
from index import BriefingError

if TYPE_CHECKING:
    from telegram import InlineQuery, InlineQueryResultArticle, Update
    from telegram.ext import ContextTypes

    from bot.messages.answers import AnswerTexts
    from bot.services import Services
    from index import Answer

RESULTS = 10
MOST_RESULTS = int(InlineQueryLimit.RESULTS)
START_PARAMETER = "inline"

logger = logging.getLogger(__name__)


class InlineHandlers:
    """Results belong to the person: they are kept nowhere, so that nobody is shown another's."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._questions = Questions(services)

    async def on_inline(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The quotes that answer what was typed so far, or a line above the results that says why there are none."""
        query = update.inline_query
        if query is None:
            return
        texts = texts_for(query.from_user.language_code).answers
        results: list[InlineQueryResultArticle] = []
        hint: str | None = texts.inline_hint
        if query.query.strip():
            try:
                asked = Asked(query.query, query.from_user.id, query.from_user.id)
                found = await self._questions.answer(asked, texts, RESULTS)
                results = _results(found.answer, context.bot.username, texts)
                if not found.answer.small_talk:
                    hint = None if results else texts.inline_no_answer
            except (CannotAskError, BriefingError) as error:
                logger.info("an inline query was not answered: %s", error)
                hint = texts.inline_failed
        await _answer(query, results, hint)


def _results(answer: Answer, username: str, texts: AnswerTexts) -> list[InlineQueryResultArticle]:
    """The quotes of an answer, or of its parts, each once: Telegram refuses results with the same id."""
    results: dict[str, InlineQueryResultArticle] = {}
    for part in answer.parts or (answer,):
        for quote in part.quotes:
            results.setdefault(quote.citation.id, inline_result(quote, username, texts, unsure=part.unsure))
    return list(results.values())[:MOST_RESULTS]


async def _answer(query: InlineQuery, results: list[InlineQueryResultArticle], hint: str | None) -> None:
    button = InlineQueryResultsButton(hint, start_parameter=START_PARAMETER) if hint else None
    try:
        await query.answer(results, cache_time=0, is_personal=True, button=button)
    except BadRequest as error:  # typed on meanwhile
        logger.info("an inline query cannot be answered: %s", error)
