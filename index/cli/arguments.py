"""The grammar of the command line: which commands there are and what each takes; `python -m index --help` shows it."""

from __future__ import annotations

import argparse
import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from index.briefing_index import DEFAULT_K
from index.datatypes import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    Commands: TypeAlias = "argparse._SubParsersAction[Parser]"

PROGRAM = "python -m index"
DEBUG_HELP = "show log messages, and the traceback of an error"
STANDARD_INPUT = "-"
EXIT_CODES = (
    "exit codes: 0 done, an answer 'not in the briefings' too; 1 a failure that is the input's; 2 wrong usage. "
    "Names and questions that begin with a dash go after --, for example: remove -- -draft.md"
)
JSONL_HELP = (
    "answer a file of questions (- is standard input): in each line one object with question and, if wanted, id, "
    "briefings, since, until, tags, k; one answer a line comes out, in the same order; empty lines are passed over"
)
LIMIT_HELP = (
    "only N questions of each file, evenly spaced; else one file is asked whole, of several most are asked 300 each"
)


class UsageError(Exception):
    """A command line that cannot be understood."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.usage = usage


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that leaves to `main` how a wrong usage is reported."""

    def error(self, message: str) -> NoReturn:
        """:raises UsageError: always."""
        raise UsageError(message, self.format_usage())


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read a command line; `command` names what is to be done.

    :raises UsageError: when it cannot be understood, a date or a span among it included.
    :raises SystemExit: after --help.
    """
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.command == "ask" and bool(arguments.question) == bool(arguments.jsonl):
        parser.error("ask takes either a question or --jsonl FILE")
    if "since" in arguments and arguments.since and arguments.until and arguments.since > arguments.until:
        parser.error(f"--since {arguments.since} is later than --until {arguments.until}")
    return arguments


def wants_json(argv: Sequence[str]) -> bool:
    """Whether a machine reads the output; also of a command line that cannot be understood."""
    options = argv[: argv.index("--")] if "--" in argv else argv
    return any(option == "--json" or option.split("=")[0] == "--jsonl" for option in options)


def date(text: str) -> datetime.date:
    """Read a date written as YYYY-MM-DD.

    :raises ValueError: for another form, or a day that the calendar has not; with a message for the user.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"{text!r} is no date: write it as YYYY-MM-DD, for example 2026-01-31")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar: there is no such day") from None


def _date(text: str) -> datetime.date:
    try:
        return date(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _span(text: str) -> Span:
    parts = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", text)
    if parts is None or int(parts[1]) >= int(parts[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no span: write START-END, for example 120-284")
    return Span(int(parts[1]), int(parts[2]))


def _positive(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _parser() -> Parser:
    parser = Parser(
        prog=PROGRAM,
        description="Ask briefing documents, and get the sentences that answer, word for word.",
        epilog=EXIT_CODES,
        allow_abbrev=False,
    )
    parser.add_argument("--debug", action="store_true", help=DEBUG_HELP)
    # what the command is followed by must not undo what it follows
    debug = Parser(add_help=False)
    debug.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=DEBUG_HELP)
    output = Parser(add_help=False, parents=[debug])
    output.add_argument("--json", action="store_true", help="write one JSON document and nothing else")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_writing_commands(commands, output)
    _add_asking_commands(commands, debug, output)
    _add_reading_commands(commands, output)
    return parser


def _command(commands: Commands, name: str, summary: str, *parents: Parser) -> Parser:
    description = summary[0].upper() + summary[1:] + "."
    return commands.add_parser(name, help=summary, description=description, parents=parents, allow_abbrev=False)


def _add_writing_commands(commands: Commands, output: Parser) -> None:
    add = _command(commands, "add", "copy documents into the folder of briefings and make them searchable", output)
    add.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a document")
    add.add_argument("--replace", action="store_true", help="put it in the place of the briefing of the same name")
    remove = _command(
        commands, "remove", "withdraw briefings; their files move to the archive beside the store", output
    )
    remove.add_argument("names", nargs="+", metavar="NAME", help="as list shows it")
    reinstate = _command(commands, "reinstate", "bring a withdrawn briefing back, as it was", output)
    reinstate.add_argument("edition", metavar="NAME_OR_SHA", help="its name, or the hash of its text, of withdrawn")
    sync = _command(
        commands, "sync", "make the store equal to the folder of briefings; only what changed is embedded", output
    )
    rebuild = _command(commands, "rebuild", "read and embed all briefings anew, with the model of the settings", output)
    for command in (sync, rebuild):
        command.add_argument("--force", action="store_true", help="also when canary questions fail by it")
    _add_canary_commands(commands, output)
    backup = _command(
        commands, "backup", "write one file with all that is needed to have these briefings again", output
    )
    backup.add_argument("file", metavar="FILE", type=Path, help="the zip file; one that is there is replaced")
    restore = _command(
        commands, "restore", "make the store and the folder what they were; a bot may be running", output
    )
    restore.add_argument("file", metavar="FILE", type=Path, help="what backup has written")
    restore.add_argument("--yes", action="store_true", help="do not ask")


def _add_canary_commands(commands: Commands, output: Parser) -> None:
    canary = _command(commands, "canary", "look after the questions that must go on finding their briefings")
    actions = canary.add_subparsers(dest="action", required=True, metavar="ACTION")
    _command(actions, "list", "ask them all, and show which find their briefings", output)
    add = _command(actions, "add", "add one; the exit code is 1 when it does not find its briefing now", output)
    add.add_argument("question", metavar="QUESTION", help="in words, in quotation marks")
    add.add_argument("name", metavar="NAME", help="of the briefing, as list shows it, or words of its title")
    remove = _command(actions, "remove", "take one out", output)
    remove.add_argument("question", metavar="QUESTION", help="as list shows it")


def _add_asking_commands(commands: Commands, debug: Parser, output: Parser) -> None:
    search = Parser(add_help=False)
    search.add_argument("--k", type=_positive, default=DEFAULT_K, metavar="N", help=f"quotes at most ({DEFAULT_K})")
    search.add_argument("--briefing", action="append", default=[], metavar="NAME", help="only this one; repeatable")
    search.add_argument("--since", type=_date, metavar="DATE", help="only briefings of this day (YYYY-MM-DD) or later")
    search.add_argument("--until", type=_date, metavar="DATE", help="only briefings of this day or earlier")
    search.add_argument("--tag", action="append", default=[], metavar="TAG", help="only with this tag; repeatable")
    ask = _command(commands, "ask", "answer a question with quotes from the briefings", output, search)
    ask.add_argument("question", nargs="*", metavar="QUESTION", help="in words")
    ask.add_argument("--jsonl", metavar="FILE", help=JSONL_HELP)
    _command(commands, "chat", "ask one question after another; exit or Ctrl-D ends it", debug, search)


def _add_reading_commands(commands: Commands, output: Parser) -> None:
    _command(commands, "list", "show what is searchable, newest first", output)
    show = _command(commands, "show", "show the stored text of a briefing", output)
    show.add_argument("name", metavar="NAME", help="as list shows it")
    show.add_argument("--span", type=_span, metavar="START-END", help="only these characters, counted as in a citation")
    history = _command(commands, "history", "show what was published under a name, and what became of it", output)
    history.add_argument("name", metavar="NAME", help="as list or withdrawn shows it")
    _command(commands, "withdrawn", "show what can be brought back, the last withdrawn first", output)
    verify = _command(
        commands, "verify", "tell what has become of a quote: is it still there, unchanged, withdrawn?", output
    )
    verify.add_argument("citation", metavar="CITATION", help="the id under a quote")
    _command(commands, "check", "look for damage in the store; exit code 1 when there is some", output)
    evaluate = _command(commands, "evaluate", "measure the answers to questions whose answers are known", output)
    evaluate.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file of questions, or a folder")
    evaluate.add_argument("--limit", type=_positive, metavar="N", help=LIMIT_HELP)
    _command(commands, "settings", "show every setting, its environment variable, value and default", output)
