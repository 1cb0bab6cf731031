from __future__ import annotations

import os

import pytest

from bot.settings import load_bot_settings, load_data_dir
from index import BriefingError

TOKEN = "123456789:AAEaTokenThatIsNone"


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    return monkeypatch


def test_only_the_token_is_needed():
    settings = load_bot_settings()
    assert settings.token.get_secret_value() == TOKEN
    assert (settings.access, settings.mode, settings.admins) == ("approval", "polling", ())
    assert TOKEN not in repr(settings)


def test_lists_of_ids(environment):
    environment.setenv("BOT_ADMINS", " 5000000001, 2,")
    environment.setenv("BOT_ALLOWED", "-1002000000001")
    settings = load_bot_settings()
    assert (settings.admins, settings.allowed) == ((5000000001, 2), (-1002000000001,))


def test_the_token_from_a_file(environment, tmp_path):
    environment.delenv("BOT_TOKEN")
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    environment.setenv("BOT_TOKEN_FILE", str(tmp_path / "token"))
    assert load_bot_settings().token.get_secret_value() == TOKEN


def test_a_file_beside_the_program(environment, tmp_path):
    environment.delenv("BOT_TOKEN")
    (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nBOT_ACCESS=open\nOTHER=1\n")
    assert load_bot_settings().access == "open"
    (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nBOT_ACESS=open\n")
    with pytest.raises(BriefingError, match="BOT_ACESS is not a setting"):
        load_bot_settings()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("BOT_TOKEN", None, "BOT_TOKEN is missing: set it, or BOT_TOKEN_FILE"),
        ("BOT_TOKEN", "secret-nonsense", "BOT_TOKEN has not the form of a token"),
        ("BOT_TOKEN_FIL", "x", "BOT_TOKEN_FIL is not a setting"),
        ("BOT_ADMINS", "ann", "BOT_ADMINS does not fit"),
        ("BOT_ACCESS", "everybody", "BOT_ACCESS does not fit: input should be 'approval', 'open' or 'closed'"),
        ("BOT_API_BASE_URL", "api.telegram.org", "BOT_API_BASE_URL does not fit: it must look like https://"),
        ("BOT_QUEUE_SIZE", "0", "BOT_QUEUE_SIZE does not fit"),
        ("BOT_MODE", "webhook", "BOT_MODE=webhook needs BOT_WEBHOOK_URL"),
        ("BOT_REINDEX_SCHEDULE", "nightly", "BOT_REINDEX_SCHEDULE does not fit: it must be five fields of cron"),
        ("BOT_REINDEX_SCHEDULE", "0 3 * * * Mars", "BOT_REINDEX_SCHEDULE does not fit: there is no time zone Mars"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(environment, name, value, message):
    if value is None:
        environment.delenv(name)
    else:
        environment.setenv(name, value)
    with pytest.raises(BriefingError) as refused:
        load_bot_settings()
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)
    assert "nonsense" not in str(refused.value)


def test_a_token_file_that_is_missing(environment, tmp_path):
    environment.delenv("BOT_TOKEN")
    environment.setenv("BOT_TOKEN_FILE", "nowhere")
    with pytest.raises(BriefingError, match="BOT_TOKEN_FILE=nowhere cannot be read: No such file"):
        load_bot_settings()


def test_an_env_file_that_is_no_text(tmp_path):
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    for load in (load_bot_settings, load_data_dir):
        with pytest.raises(BriefingError, match=r"The file \.env cannot be read: "):
            load()


def test_a_webhook_needs_a_fixed_secret(environment):
    environment.setenv("BOT_MODE", "webhook")
    environment.setenv("BOT_WEBHOOK_URL", "https://example.org/bot")
    with pytest.raises(BriefingError, match="BOT_WEBHOOK_SECRET"):
        load_bot_settings()
    environment.setenv("BOT_WEBHOOK_SECRET", "fixed_secret-1")
    assert load_bot_settings().mode == "webhook"
