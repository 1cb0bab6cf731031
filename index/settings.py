"""IndexSettings: what an operator can set, by environment variable (prefix INDEX_) or in a .env file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import BriefingError
from index.precision import Precision  # noqa: TC001 - pydantic looks it up

PREFIX = "INDEX_"


class IndexSettings(BaseSettings):
    """Every setting has a default that works; the field's description is the documentation people see."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(default=Path("data"), description="Folder of the store.")
    briefings_dir: Path = Field(default=Path("briefings"), description="Folder of the documents to be searched.")
    embedding_model: str = Field(
        default="packaged",
        min_length=1,
        description="The model that comes with the installation (packaged), or the hub id or path of another "
        "sentence-transformers model. After a change: python -m index rebuild.",
    )
    embedding_query_prompt: str | None = Field(
        default=None,
        description="What the embedding model wants before each question ('query: ' of the E5 models), where it does "
        "not declare it itself.",
    )
    embedding_passage_prompt: str | None = Field(
        default=None, description="The same before each text of the briefings ('passage: ')."
    )
    reranker: str = Field(
        default="packaged",
        min_length=1,
        description="What reads the best sentences together with the question: the reranker that comes with the "
        "installation (packaged; for English), the hub id or path of a sentence-transformers CrossEncoder, or none.",
    )
    precision: Precision = Field(
        default="auto",
        description="In which numbers the models compute: bfloat16, where the CPU has instructions for it (AMX, "
        "AVX512-BF16) and the vectors come out the same, else float32 (auto); or always one of them. No rebuild is "
        "needed after a change.",
    )
    min_confidence: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.06,
        description="Below this probability the answer is: not in the briefings. The default leaves without an "
        "answer 2 to 3 of 100 questions that the training sets' texts answer; at 0.1 more is refused, also wrongly.",
    )
    sure_confidence: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.3, description="Below this probability quotes are shown as ones that may answer."
    )
    ocr: bool = Field(default=True, description="Read PDF pages without text with Tesseract where it is installed.")
    writer_wait_seconds: Annotated[float, Field(ge=0)] = Field(
        default=60, description="How long a command that changes the store waits for another one to end."
    )
    read_seconds: Annotated[float, Field(gt=0)] = Field(
        default=300, description="How long reading one document may take; then it is given up as unreadable."
    )
    read_megabytes: Annotated[int, Field(ge=256)] = Field(
        default=2048, description="How much memory reading one document may take."
    )
    restore_days: Annotated[int, Field(ge=0)] = Field(
        default=30, description="How long a withdrawn briefing can be brought back; then it is deleted."
    )
    threads: Annotated[int, Field(ge=0)] = Field(
        default=0, description="Threads of the embedding model; 0: one less than the machine has cores."
    )


def load_settings() -> IndexSettings:
    """Read the settings from the environment.

    :raises BriefingError: for a value that does not fit, or a variable INDEX_... that is no setting (a typing error).
    """
    known = {PREFIX + name.upper() for name in IndexSettings.model_fields}
    for variable in os.environ:
        if variable.startswith(PREFIX) and variable not in known:
            raise BriefingError(f"{variable} is not a setting; python -m index settings lists them all.")
    try:
        return IndexSettings()
    except (OSError, UnicodeDecodeError) as error:
        raise BriefingError(f"The file .env cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise BriefingError(f"{name}={first['input']!r} does not fit: {first['msg'].lower()}.") from None
