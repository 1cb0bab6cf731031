"""The examination: everything in turn, first what the rest depends on; no finding holds a secret."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from bot.doctor.finding import Finding
from bot.doctor.machine import briefings_folder, data_folder, database, disk, store_and_models
from bot.doctor.telegram import CHECKS, examine_telegram
from bot.redaction import RedactingFormatter
from bot.settings import load_bot_settings, load_data_dir
from bot.visible import visible
from index import BriefingError, BriefingIndex, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bot.settings import BotSettings

Loaded = TypeVar("Loaded")

ON_THIS_MACHINE = ("bot-folder", "index-folder", "briefings-folder", "disk", "database", "store", "models")
SETTINGS_FIRST = "Put the settings right first."


def examine(
    *, offline: bool, make_index: Callable[[], BriefingIndex] = lambda: BriefingIndex(load_settings())
) -> Iterator[Finding]:
    """Look at everything -> a finding for each thing, as it comes.

    :param offline: ask nothing of Telegram.
    """
    settings, finding = _loaded("bot-settings", load_bot_settings)
    secrets = [settings.token, settings.webhook_secret] if settings else []
    formatter = RedactingFormatter([secret.get_secret_value() for secret in secrets])
    for each in _all(settings, finding, make_index, offline=offline):
        yield replace(each, says=formatter.hide(visible(" ".join(each.says.split()))))


def _all(
    settings: BotSettings | None, of_settings: Finding, make_index: Callable[[], BriefingIndex], *, offline: bool
) -> Iterator[Finding]:
    yield of_settings
    index, finding = _loaded("index-settings", make_index)
    yield finding
    bots_data, _ = _loaded("bot-settings", load_data_dir)
    if index is None or bots_data is None:
        yield from _skipped(ON_THIS_MACHINE, SETTINGS_FIRST)
    else:
        with closing(index):
            yield from _on_this_machine(bots_data, index)
    if offline:
        yield from _skipped(CHECKS, "Telegram was not asked, since --offline was given.")
    elif settings is None:
        yield from _skipped(CHECKS, SETTINGS_FIRST)
    else:
        yield from examine_telegram(settings)


def _loaded(check: str, load: Callable[[], Loaded]) -> tuple[Loaded | None, Finding]:
    try:
        return load(), Finding(check, "ok", "All that is set fits.")
    except BriefingError as error:
        return None, Finding(check, "failed", str(error))


def _on_this_machine(bots_data: Path, index: BriefingIndex) -> Iterator[Finding]:
    of_index = index.settings
    looks: dict[str, Callable[[], Iterable[Finding]]] = {
        "bot-folder": lambda: [data_folder("bot-folder", bots_data, "BOT_DATA_DIR")],
        "index-folder": lambda: [data_folder("index-folder", of_index.data_dir, "INDEX_DATA_DIR")],
        "briefings-folder": lambda: [briefings_folder(of_index.briefings_dir)],
        "disk": lambda: [disk(bots_data, of_index)],
        "database": lambda: [database(bots_data)],
        "store": lambda: store_and_models(index),
    }
    for check, look in looks.items():
        try:
            yield from look()
        except OSError as error:
            reason = f"{error.filename or ''} cannot be looked at ({error.strerror})"
            yield Finding(check, "failed", f"{reason}: run the doctor as the user that runs the bot.")


def _skipped(checks: Iterable[str], why: str) -> Iterator[Finding]:
    return (Finding(check, "skipped", why) for check in checks)
