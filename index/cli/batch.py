"""`ask --jsonl`: questions, one JSON object a line -> one answer a line, in the same order, each as it comes."""

from __future__ import annotations

import json
import math
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from index.cli.arguments import STANDARD_INPUT, date
from index.cli.machine import answer_document, write
from index.datatypes import Filters, Question
from index.errors import BriefingError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from index.briefing_index import BriefingIndex

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def answer_lines(index: BriefingIndex, file: str, k: int, filters: Filters) -> bool:
    """Answer each line of a file as it comes -> whether all of them could be.

    :param file: a path, or "-" for standard input.
    :param k, filters: for lines that do not set their own.
    :raises BriefingError: when the file cannot be read.
    """
    all_answered = True
    for line in _lines(file):
        fields: dict[str, Any] = {}
        try:
            fields = _fields(line)
            question = _question(fields, k, filters)
            document = answer_document(index.ask(question.text, question.k, question.filters))
        except BriefingError as error:
            document = {"error": str(error)}
            all_answered = False
        write({"id": fields.get("id"), **document})
    return all_answered


def _lines(file: str) -> Iterator[bytes]:
    """The lines that are not empty, each as soon as it is there."""
    try:
        with _opened(file) as stream:
            for number, line in enumerate(stream):
                content = line.removeprefix(BYTE_ORDER_MARK) if number == 0 else line
                if content.strip():
                    yield content
    except OSError as error:
        raise BriefingError(f"{file!r} cannot be read: {error.strerror}.") from error


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == STANDARD_INPUT else Path(file).open("rb")


def _fields(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode(), parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BriefingError('The line is no JSON; one looks like {"id": 1, "question": "..."}.') from None
    if not isinstance(fields, dict):
        raise BriefingError('The line is no JSON object; one looks like {"id": 1, "question": "..."}.')
    return fields


def _finite(number: str) -> float:
    """Refuse what the answer could not carry over: JSON has no infinity and no "not a number"."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _question(fields: dict[str, Any], k: int, filters: Filters) -> Question:
    text = fields.get("question")
    if not isinstance(text, str):
        raise BriefingError("The line has no question: write it as text under the key question.")
    since, until = _date(fields, "since") or filters.since, _date(fields, "until") or filters.until
    if since and until and since > until:
        raise BriefingError(f"since {since} is later than until {until}.")
    briefings, tags = _texts(fields, "briefings") or filters.briefings, _texts(fields, "tags") or filters.tags
    return Question(text, _number(fields, "k") or k, Filters(briefings, since, until, tags))


def _date(fields: dict[str, Any], key: str) -> datetime.date | None:
    value = fields.get(key)
    if value is None:
        return None
    try:
        return date(str(value))
    except ValueError as error:
        raise BriefingError(f"{key}: {error}.") from None


def _texts(fields: dict[str, Any], key: str) -> tuple[str, ...]:
    value = fields.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise BriefingError(f"{key} must be a list of texts.")
    return tuple(value)


def _number(fields: dict[str, Any], key: str) -> int | None:
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BriefingError(f"{key} must be a number from 1 on.")
    return value
