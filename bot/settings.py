"""BotSettings: what an operator can set for the bot, by environment variable (prefix BOT_) or in a .env file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.schedule import read_schedule
from index import BriefingError

PREFIX = "BOT_"
TOKEN_FORM = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{3,100}")
SECRET_FORM = re.compile(r"[A-Za-z0-9_-]{1,256}")
WHERE_TOKENS_COME_FROM = "@BotFather gives one for each bot, it looks like 123456789:AAF..."


def _numbers(value: object) -> object:
    """Take "1, 2" for (1, 2)."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Ids = Annotated[tuple[int, ...], NoDecode]


class BotSettings(BaseSettings):
    """Only the token has no default."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    token: SecretStr = Field(description="The token that @BotFather gives. Or BOT_TOKEN_FILE: the file that holds it.")
    token_file: Path | None = Field(default=None, description="A file with the token, such as a Docker secret.")
    api_base_url: str = Field(
        default="https://api.telegram.org/bot", description="Where the Bot API is, without the token."
    )
    api_file_url: str = Field(
        default="https://api.telegram.org/file/bot", description="Where the Bot API's files are, without the token."
    )
    data_dir: Path = Field(default=Path("data"), description="Folder of the bot's own database.")
    admins: Ids = Field(default=(), description="The ids of the first administrators, with commas between them.")
    access: Literal["approval", "open", "closed"] = Field(
        default="approval",
        description="Who may ask: whom an administrator approves (approval), everybody (open), "
        "only BOT_ALLOWED and the administrators (closed).",
    )
    allowed: Ids = Field(default=(), description="The ids of people and groups that may ask without approval.")
    mode: Literal["polling", "webhook"] = Field(default="polling", description="How updates come.")
    webhook_url: str = Field(default="", description="The public address of the webhook, https://...")
    webhook_listen: str = Field(default="127.0.0.1", description="The address that the webhook listens on.")
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = Field(default=8080, description="Its port.")
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="What Telegram must say in each webhook request: 1-256 of A-Z a-z 0-9 _ -."
    )
    follow_up_minutes: Annotated[float, Field(ge=0)] = Field(
        default=10, description="How long a next question in a private chat may lean on the one before."
    )
    max_question_age_minutes: Annotated[float, Field(gt=0)] = Field(
        default=15, description="Questions that waited longer, while the bot was down, are not answered."
    )
    questions_per_minute: Annotated[int, Field(ge=1)] = Field(default=30, description="How many one person may ask.")
    chat_questions_per_minute: Annotated[int, Field(ge=1)] = Field(
        default=20, description="How many may be asked in one group."
    )
    queue_size: Annotated[int, Field(ge=1)] = Field(default=200, description="How many questions may wait.")
    watchdog_minutes: Annotated[float, Field(gt=0)] = Field(
        default=10, description="Ends the bot when no update could be fetched for so long although Telegram answers."
    )
    max_upload_megabytes: Annotated[float, Field(gt=0)] = Field(
        default=20,
        description="The largest document taken in the chat. Telegram's own server gives no more than 20; "
        "a local Bot API server (BOT_API_BASE_URL) gives 2000.",
    )
    reindex_schedule: str = Field(
        default="0 3 * * *",
        description="When the index is made equal to the folder of briefings: cron syntax, then a time zone if it is "
        "not UTC (0 3 * * * Europe/Istanbul); off for never.",
    )
    watch: bool = Field(default=True, description="Also whenever something in the folder changes.")
    correction_days: Annotated[float, Field(ge=0)] = Field(
        default=14, description="Answers of so many days are corrected when a briefing is withdrawn or replaced."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="What is logged.")

    @field_validator("admins", "allowed", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _numbers(value)

    @field_validator("reindex_schedule")
    @classmethod
    def _is_schedule(cls, value: str) -> str:
        read_schedule(value)
        return value

    @field_validator("api_base_url", "api_file_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not re.match(r"https?://[^/]+/", value):
            raise ValueError("it must look like https://api.telegram.org/bot, without the token")
        return value.rstrip("/")

    @model_validator(mode="before")
    @classmethod
    def _read_token_file(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take the token from its file, when it is not given itself."""
        path = values.get("token_file")
        if path and not values.get("token"):
            return values | {"token": Path(path).read_text("utf-8", "replace").strip()}
        return values


class _Folder(BaseSettings):
    """The one setting that is needed where nothing is asked of Telegram."""

    model_config = BotSettings.model_config

    data_dir: Path = BotSettings.model_fields["data_dir"].default


def load_data_dir() -> Path:
    """Read the folder of the bot's database from the environment, or from .env where the environment is silent.

    :raises BriefingError: when .env cannot be read.
    """
    try:
        return _Folder().data_dir
    except (OSError, UnicodeDecodeError) as error:
        raise BriefingError(f"The file .env cannot be read: {error}.") from error


def load_bot_settings() -> BotSettings:
    """Read the settings from the environment, and from .env where the environment is silent.

    :raises BriefingError: for a missing token, a value that does not fit, or a variable BOT_... that is no setting.
    """
    known = {PREFIX + name.upper() for name in BotSettings.model_fields}
    try:
        in_file = dotenv_values(".env") if Path(".env").is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise BriefingError(f"The file .env cannot be read: {error}.") from error
    for variable in sorted({*os.environ, *in_file}):
        if variable.startswith(PREFIX) and variable not in known:
            raise BriefingError(f"{variable} is not a setting; README lists them all.")
    return _checked(_settings())


def _settings() -> BotSettings:
    try:
        return BotSettings()  # type: ignore[call-arg]  # the environment gives the token
    except OSError as error:
        raise BriefingError(f"BOT_TOKEN_FILE={error.filename} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]  # the input could be the token
        name = PREFIX + str(first["loc"][0]).upper()
        if first["type"] == "missing":
            raise BriefingError(
                f"{name} is missing: set it, or BOT_TOKEN_FILE to a file that holds it. {WHERE_TOKENS_COME_FROM}."
            ) from None
        reason = first["msg"].removeprefix("Value error, ")
        raise BriefingError(f"{name} does not fit: {reason[:1].lower()}{reason[1:]}.") from None


def _checked(settings: BotSettings) -> BotSettings:
    """Check what hangs together, and the secrets, which must not stand in an error."""
    if not TOKEN_FORM.fullmatch(settings.token.get_secret_value()):
        raise BriefingError(f"BOT_TOKEN has not the form of a token: {WHERE_TOKENS_COME_FROM}.")
    if settings.mode == "polling":
        return settings
    if not settings.webhook_url.startswith(("https://", "http://")):
        raise BriefingError("BOT_MODE=webhook needs BOT_WEBHOOK_URL, the public address: https://...")
    if not SECRET_FORM.fullmatch(settings.webhook_secret.get_secret_value()):
        raise BriefingError("BOT_MODE=webhook needs BOT_WEBHOOK_SECRET: 1-256 of A-Z a-z 0-9 _ -.")
    return settings
