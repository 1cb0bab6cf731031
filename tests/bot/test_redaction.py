from __future__ import annotations

import io
import logging
import warnings

import pytest

from bot.redaction import HIDDEN, set_up_logging

TOKEN = "1234567:test-token"
SECRET = "webhook-secret"


@pytest.fixture
def log():
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logging("DEBUG", [TOKEN, SECRET, ""], stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = before


def test_no_secret_in_message_values_or_traceback(log):
    logger = logging.getLogger("anything")
    logger.info("http://host/bot%s/getMe", TOKEN)
    logger.warning("said %s", {"secret": SECRET})
    try:
        raise ValueError(f"for url http://host/bot{TOKEN}/getMe")
    except ValueError:
        logger.exception("failed")
    text = log.getvalue()
    assert TOKEN not in text
    assert SECRET not in text
    assert text.count(HIDDEN) == 3
    assert "ValueError" in text


def test_tokens_of_others_and_escaped_ones(log):
    logging.getLogger().error("987654321:AAFabcdefghijklmnopqrstuvwxyz0123456 and 987654321%3AAAFabcdefghijklmnopqrs")
    assert "AAF" not in log.getvalue()


def test_times_and_citations_stay(log):
    logging.getLogger().error("at 12:30:00, quote 0123456789abcdef-120-284, port 127.0.0.1:8080")
    assert HIDDEN not in log.getvalue()


def test_addresses_of_requests_are_not_logged_at_all(log):
    logging.getLogger("httpx").info("HTTP Request: POST")
    assert log.getvalue() == ""


def test_warnings_are_logged(log):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"deprecated {TOKEN}", stacklevel=1)
    assert "deprecated" in log.getvalue()
    assert TOKEN not in log.getvalue()
