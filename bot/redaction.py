"""Redaction: how the bot logs, and that no secret ever stands in a log: not in messages, values or tracebacks."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
ANY_TOKEN = re.compile(r"\b\d{5,20}(:|%3A)[A-Za-z0-9_-]{10,}")
"""What has the form of a bot's token, ours or not."""
HIDDEN = "<hidden>"
TALKATIVE = ("httpx", "httpcore", "apscheduler", "tornado.access", "sentence_transformers", "faiss.loader")
"""These log every request, with its address, at INFO."""


class RedactingFormatter(logging.Formatter):
    """Hides secrets in the finished text, whatever part of the record they came from."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__(FORM)
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """Give the text as it is written."""
        return self.hide(super().format(record))

    def hide(self, text: str) -> str:
        """Take the secrets out of a text."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return ANY_TOKEN.sub(HIDDEN, text)


def set_up_logging(level: str, secrets: Sequence[str], stream: TextIO | None = None) -> RedactingFormatter:
    """Log to standard error, without the secrets."""
    formatter = RedactingFormatter(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    return formatter
