"""`python -m bot`: settings, index, and the bot's life; what an operator has to put right is said in one line."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bot.redaction import set_up_logging
from bot.settings import load_bot_settings
from index import BriefingError, BriefingIndex, load_settings

if TYPE_CHECKING:
    from bot.settings import BotSettings

FAILED = 1
LOCK_NAME = "bot.lock"

logger = logging.getLogger("bot")


def main() -> int:
    """Run the bot -> its exit code: 0 stopped, 1 something is to be put right, 75 to be started again."""
    try:
        settings = load_bot_settings()
        set_up_logging(
            settings.log_level, [settings.token.get_secret_value(), settings.webhook_secret.get_secret_value()]
        )
        return _run_alone(settings)
    except BriefingError as error:
        sys.stderr.write(f"{' '.join(str(error).split())}\n")
    except KeyboardInterrupt:
        pass
    except Exception:
        logger.exception("The bot ends because of a defect in it.")
    return FAILED


def _run_alone(settings: BotSettings) -> int:
    """Run the bot, unless another one uses its folder."""
    lock = FileLock(settings.data_dir / LOCK_NAME, timeout=0)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise BriefingError(
            f"Another bot uses the folder {settings.data_dir}: stop it, or set BOT_DATA_DIR to another folder."
        ) from None
    except OSError as error:
        raise BriefingError(
            f"The folder {settings.data_dir} (BOT_DATA_DIR) cannot be used: {error.strerror}."
        ) from error
    try:
        return _run(settings)
    finally:
        lock.release()


def _run(settings: BotSettings) -> int:
    index = BriefingIndex(load_settings())
    from bot.life import live  # what is wrong with the settings is said before all this is loaded

    try:
        return asyncio.run(live(settings, index))
    finally:
        index.close()


def _exit(code: int) -> None:
    """End now: a thread that reads in briefings, which may be killed at any point, is not waited for."""
    logging.shutdown()
    sys.stdout.flush()
    if any(thread is not threading.current_thread() and not thread.daemon for thread in threading.enumerate()):
        os._exit(code)
    sys.exit(code)


def script() -> None:
    """What `briefing-bot` runs."""
    _exit(main())


if __name__ == "__main__":
    script()
