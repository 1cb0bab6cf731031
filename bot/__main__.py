"""`python -m bot`: settings, index, and the bot's life; what an operator has to put right is said in one line.

`python -m bot audit` reads instead who did what (audit_command.py), `backup` and `restore` keep everything in one file
(backup_command.py), `doctor` looks whether all is there that the bot needs (doctor_command.py).
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bot import audit_command, backup_command, doctor_command
from bot.redaction import set_up_logging
from bot.settings import load_bot_settings, load_data_dir
from index import BriefingError, BriefingIndex, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.settings import BotSettings

FAILED = 1
LOCK_NAME = "bot.lock"

logger = logging.getLogger("bot")


def main() -> int:
    """Run the bot -> its exit code: 0 stopped, 1 something is to be put right, 75 to be started again."""
    try:
        if len(sys.argv) > 1:
            return _command(sys.argv[1:])
        settings = load_bot_settings()
        set_up_logging(
            settings.log_level, [settings.token.get_secret_value(), settings.webhook_secret.get_secret_value()]
        )
        return _alone(settings.data_dir, partial(_run, settings))
    except BriefingError as error:
        sys.stderr.write(f"{' '.join(str(error).split())}\n")
    except KeyboardInterrupt:
        pass
    except Exception:
        logger.exception("The bot ends because of a defect in it.")
    return FAILED


def _command(arguments: Sequence[str]) -> int:
    """Do something else than to run the bot."""
    if arguments[0] == doctor_command.NAME:
        set_up_logging("WARNING", [])  # what has the form of a token is hidden all the same
        return doctor_command.main(arguments)
    if arguments[0] not in backup_command.NAMES:
        return audit_command.main(arguments)
    work = partial(backup_command.main, arguments)
    return _alone(load_data_dir(), work) if arguments[0] == "restore" else work()


def _alone(folder: Path, work: Callable[[], int]) -> int:
    """Do something with the bot's folder, unless another bot uses it."""
    lock = FileLock(folder / LOCK_NAME, timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise BriefingError(
            f"Another bot uses the folder {folder}: stop it, or set BOT_DATA_DIR to another folder."
        ) from None
    except OSError as error:
        raise BriefingError(f"The folder {folder} (BOT_DATA_DIR) cannot be used: {error.strerror}.") from error
    try:
        return work()
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
