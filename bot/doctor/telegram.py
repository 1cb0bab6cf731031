"""What the doctor asks Telegram: whether it knows the token, how late it is, where updates go, what the bot is shown.

Asked directly and not by python-telegram-bot, which does not give the header Date of an answer.
https://core.telegram.org/bots/api: getMe, getWebhookInfo, User, WebhookInfo.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from bot.doctor.finding import Finding
from index import BriefingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.settings import BotSettings

CHECKS = ("token", "clock", "privacy", "inline", "webhook")
LONGEST_WAIT = 20.0
"""Seconds."""
MOST_SECONDS_OFF = 30
FRESH = datetime.timedelta(hours=1)
"""A failure of the webhook that is older says nothing of now."""
UNKNOWN_TOKEN = (401, 404)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Telegram says, and when."""

    result: dict[str, Any]
    at: datetime.datetime | None
    """By its clock, to the second; None where the answer has no date."""
    off: datetime.timedelta | None
    """How far this machine's clock is ahead of that."""


def now() -> datetime.datetime:
    """What the clock of the machine says."""
    return datetime.datetime.now(datetime.UTC)


def examine_telegram(
    settings: BotSettings, clock: Callable[[], datetime.datetime] = now, longest_wait: float = LONGEST_WAIT
) -> Iterator[Finding]:
    """Ask Telegram, and yield a finding for each of CHECKS; what was not answered has failed, the rest is skipped."""
    waiting = list(CHECKS)
    try:
        for finding in _answered(settings, clock, longest_wait):
            waiting.remove(finding.check)
            yield finding
    except BriefingError as error:
        unanswered, *rest = waiting
        yield Finding(unanswered, "failed", str(error))
        for check in rest:
            yield Finding(check, "skipped", "Telegram has to answer first.")


def _answered(settings: BotSettings, clock: Callable[[], datetime.datetime], longest_wait: float) -> Iterator[Finding]:
    with _client(longest_wait) as client:
        me = _ask(client, settings, "getMe", clock)
        yield Finding("token", "ok", f"It is that of @{me.result.get('username')}.")
        yield _clock(me)
        yield _privacy(me.result)
        yield _inline(me.result)
        yield _webhook(_ask(client, settings, "getWebhookInfo", clock), settings)


def _client(longest_wait: float) -> httpx.Client:
    try:
        return httpx.Client(timeout=longest_wait)
    except (ValueError, ImportError) as error:  # it takes the proxy from the environment
        raise BriefingError(
            "The proxy of the environment (HTTPS_PROXY, ALL_PROXY) cannot be used: http://HOST:PORT works."
        ) from error


def _ask(client: httpx.Client, settings: BotSettings, method: str, clock: Callable[[], datetime.datetime]) -> Answer:
    """Call a method.

    :raises BriefingError: when Telegram cannot be reached, or says no; without the token, which stands in the address.
    """
    host, began = _host_of_api(settings.api_base_url), clock()
    try:
        response = client.get(f"{settings.api_base_url}{settings.token.get_secret_value()}/{method}")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise BriefingError(
            f"{host} cannot be reached ({reason}): check the network, its proxy and BOT_API_BASE_URL."
        ) from error
    at = _date(response.headers.get("Date", ""))
    return Answer(_result(response, host), at, began + (clock() - began) / 2 - at if at else None)


def _host_of_api(address: str) -> str:
    try:
        return urlsplit(address).netloc.rpartition("@")[2]
    except ValueError:
        raise BriefingError("BOT_API_BASE_URL is no address: https://api.telegram.org/bot is Telegram's own.") from None


def _result(response: httpx.Response, host: str) -> dict[str, Any]:
    """Take what was asked for out of an answer.

    :raises BriefingError: when it is not there.
    """
    status, body = response.status_code, _body(response)
    if body is None and status < httpx.codes.INTERNAL_SERVER_ERROR:
        raise BriefingError(
            f"What answers at {host} is not the Bot API: check BOT_API_BASE_URL, and whether the network has a login "
            "page."
        )
    if status in UNKNOWN_TOKEN:
        raise BriefingError(
            f"{host} does not know this token: take the one that @BotFather shows for the bot, and check "
            "BOT_API_BASE_URL where that is set."
        )
    result = body.get("result") if body else None
    if not isinstance(result, dict):
        reason = (body or {}).get("description") or response.reason_phrase
        raise BriefingError(f"{host} answers {status} {reason}: try again later.")
    return result


def _body(response: httpx.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _date(text: str) -> datetime.datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)


def _clock(answer: Answer) -> Finding:
    if answer.off is None:
        return Finding("clock", "skipped", "The answer has no date to compare the clock with.")
    seconds = answer.off.total_seconds()
    if abs(seconds) <= MOST_SECONDS_OFF:
        return Finding("clock", "ok", f"It differs from Telegram's by less than {MOST_SECONDS_OFF} s.")
    where = "ahead of" if seconds > 0 else "behind"
    return Finding(
        "clock",
        "failed",
        f"It is {abs(seconds):,.0f} s {where} Telegram's, so questions may count as too old: have it set over the "
        "network (timedatectl set-ntp true).",
    )


def _webhook(answer: Answer, settings: BotSettings) -> Finding:
    url, waiting = answer.result.get("url", ""), answer.result.get("pending_update_count", 0)
    waits = f"; {waiting:,} updates wait" if waiting else ""
    another = "if another program has set it, give each a token of its own"
    if settings.mode == "polling":
        if not url:
            return Finding("webhook", "ok", f"None is set, as BOT_MODE=polling needs it{waits}.")
        return Finding(
            "webhook",
            "warning",
            f"Updates go to {_host(url)} although BOT_MODE=polling: start the bot anew, which ends that; {another}.",
        )
    if not url:
        return Finding("webhook", "warning", f"None is set yet: start the bot anew, which sets it{waits}.")
    if url != settings.webhook_url:
        return Finding(
            "webhook",
            "warning",
            f"Updates go to {_host(url)}, another address than BOT_WEBHOOK_URL: start the bot anew, which sets it; "
            f"{another}.",
        )
    return _delivery(answer, settings, waiting)


def _delivery(answer: Answer, settings: BotSettings, waiting: int) -> Finding:
    """Tell whether updates come through the webhook that is set."""
    failed_at, host = answer.result.get("last_error_date"), _host(settings.webhook_url)
    present = answer.at or now()
    if failed_at and waiting and present - datetime.datetime.fromtimestamp(failed_at, datetime.UTC) < FRESH:
        return Finding(
            "webhook",
            "failed",
            f"Telegram cannot deliver {waiting:,} updates to {host} ({answer.result.get('last_error_message')}): check "
            f"that what comes there over HTTPS reaches {settings.webhook_listen}:{settings.webhook_port}.",
        )
    return Finding("webhook", "ok", f"Updates go to {host}, as BOT_WEBHOOK_URL says.")


def _host(url: str) -> str:
    """Where an address leads, without its path: that may be a secret."""
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _privacy(me: dict[str, Any]) -> Finding:
    if not me.get("can_join_groups"):
        return Finding("privacy", "warning", "The bot cannot be added to groups: /setjoingroups of @BotFather lets it.")
    if me.get("can_read_all_group_messages"):
        return Finding(
            "privacy",
            "ok",
            "Privacy mode is off, the bot is shown all messages of its groups: /setprivacy of @BotFather switches it "
            "on; then /ask and replies still reach it.",
        )
    return Finding(
        "privacy",
        "ok",
        "Privacy mode is on, in groups the bot is shown /ask and replies: to have mentions as well, switch it off "
        "with /setprivacy of @BotFather, and add the bot to the group anew.",
    )


def _inline(me: dict[str, Any]) -> Finding:
    if me.get("supports_inline_queries"):
        return Finding("inline", "ok", f"@{me.get('username')} QUESTION can be written in any chat.")
    return Finding(
        "inline",
        "warning",
        f"@{me.get('username')} QUESTION does not work in other chats: /setinline of @BotFather switches it on.",
    )
