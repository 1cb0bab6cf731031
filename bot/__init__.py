"""The bot: Telegram on one side, the index on the other; no retrieval in it."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # python-telegram-bot warns at every 429 otherwise
