"""What each command does: calls the index, hands the result to the output, and tells the exit code."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

from index.briefing_index import BriefingIndex
from index.cli.batch import answer_lines
from index.cli.chat import chat
from index.cli.machine import MachineOutput
from index.cli.settings_table import setting_rows
from index.datatypes import Filters
from index.errors import BriefingError
from index.settings import load_settings
from index.writing import no_progress

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from index.cli.people import PeopleOutput
    from index.embed import Embedder
    from index.evaluate import Evaluation, Report
    from index.writing import Progress

    Output: TypeAlias = MachineOutput | PeopleOutput

DONE, FAILED = 0, 1
SHORTEST_HASH = 8
"""So many first digits of a hash stand for it."""


def run(arguments: argparse.Namespace, embedder: Embedder | None) -> int:
    """Do what a command line says -> the exit code.

    :raises BriefingError: for a failure that is the input's.
    """
    output = _output(arguments)
    if arguments.command == "settings":
        return _settings(arguments, output)
    with closing(BriefingIndex(load_settings(), embedder)) as index:
        return COMMANDS[arguments.command](index, arguments, output)


def _output(arguments: argparse.Namespace) -> Output:
    if getattr(arguments, "json", False) or getattr(arguments, "jsonl", None):
        return MachineOutput()
    from index.cli.people import PeopleOutput  # a machine need not wait for rich

    return PeopleOutput()


def _settings(arguments: argparse.Namespace, output: Output) -> int:
    try:
        output.settings(setting_rows(load_settings()))
    except BriefingError:
        if not arguments.json:  # whoever has misspelt a setting is sent here by the message
            output.settings(setting_rows(None))
        raise
    return DONE


def _add(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    with _progress() as progress:
        report = index.add(arguments.paths, progress, replace=arguments.replace)
    output.changes(report)
    return FAILED if report.unreadable else DONE


def _sync(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    with _progress() as progress:
        work = index.rebuild if arguments.command == "rebuild" else index.sync
        report = work(progress, force=arguments.force)
    output.changes(report)
    return FAILED if report.unreadable else DONE


def _canary(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    if arguments.action == "list":
        canaries, problems = index.ask_canaries()
        output.canaries(canaries, problems)
    elif arguments.action == "add":
        canaries = [index.add_canary(arguments.question, arguments.name)]
        output.canaries(canaries)
    elif not index.remove_canary(arguments.question):
        raise BriefingError(f"There is no canary {arguments.question!r}: python -m index canary list shows them.")
    else:
        canaries = []
        output.canary_removed(arguments.question)
    return DONE if all(canary.found for canary in canaries) else FAILED


def _remove(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    names = list(dict.fromkeys(arguments.names))
    output.removed(names, index.remove(names))
    return DONE


def _reinstate(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    named = arguments.edition
    found = [
        edition.briefing.sha256
        for edition in index.withdrawn()
        if edition.briefing.name == named or (len(named) >= SHORTEST_HASH and edition.briefing.sha256.startswith(named))
    ]
    with _progress() as progress:
        briefing = index.reinstate(found[0] if found else named, progress)
    output.reinstated(briefing)
    return DONE


def _history(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    output.editions(index.history(arguments.name))
    return DONE


def _withdrawn(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:  # noqa: ARG001
    output.editions(index.withdrawn())
    return DONE


def _backup(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    output.backup(arguments.file, index.backup(arguments.file))
    return DONE


def _restore(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    if not (arguments.yes or _agreed(arguments.json)):
        raise BriefingError("Nothing was restored. To put the backup in the place of what there is, say --yes.")
    output.backup(arguments.file, index.restore(arguments.file))
    return DONE


def _agreed(for_machine: bool) -> bool:
    """Ask a person, if there is one."""
    if for_machine or not sys.stdin.isatty():
        return False
    sys.stderr.write("The store and the folder of briefings become what they were in the backup. Go on? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _list(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:  # noqa: ARG001
    output.briefings(index.briefings())
    return DONE


def _show(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    text, span = index.text(arguments.name), arguments.span
    (briefing,) = [briefing for briefing in index.briefings() if briefing.name == arguments.name]
    if span and span.end > len(text):
        raise BriefingError(f"{arguments.name!r} has {len(text)} characters; {span.start}-{span.end} is outside of it.")
    output.text(briefing, text[span.start : span.end] if span else text, span)
    return DONE


def _ask(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    filters = _filters(arguments)
    if arguments.jsonl:
        return DONE if answer_lines(index, arguments.jsonl, arguments.k, filters) else FAILED
    output.answer(index.ask(" ".join(arguments.question), arguments.k, filters))
    return DONE


def _chat(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    chat(index, arguments.k, _filters(arguments), output.answer)
    return DONE


def _verify(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    verification = index.verify(arguments.citation)
    output.verification(arguments.citation, verification)
    return FAILED if verification.status == "unknown" else DONE


def _check(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:  # noqa: ARG001
    damages = index.check()
    output.damages(damages)
    return FAILED if damages else DONE


def _evaluate(index: BriefingIndex, arguments: argparse.Namespace, output: Output) -> int:
    from index.evaluate import evaluate_file, evaluate_files

    paths = arguments.paths
    with _progress() as progress:
        if len(paths) == 1 and not paths[0].is_dir():
            measured: Report | Evaluation = evaluate_file(index, paths[0], arguments.limit, progress)
        else:
            measured = evaluate_files(index, paths, arguments.limit, progress)
    output.evaluation(measured)
    return DONE


COMMANDS: Final[dict[str, Callable[[BriefingIndex, argparse.Namespace, Output], int]]] = {
    "add": _add,
    "remove": _remove,
    "reinstate": _reinstate,
    "history": _history,
    "withdrawn": _withdrawn,
    "canary": _canary,
    "backup": _backup,
    "restore": _restore,
    "sync": _sync,
    "rebuild": _sync,
    "list": _list,
    "show": _show,
    "ask": _ask,
    "chat": _chat,
    "verify": _verify,
    "check": _check,
    "evaluate": _evaluate,
}


def _filters(arguments: argparse.Namespace) -> Filters:
    return Filters(tuple(arguments.briefing), arguments.since, arguments.until, tuple(arguments.tag))


@contextmanager
def _progress() -> Iterator[Progress]:
    if not sys.stderr.isatty():
        yield no_progress
        return
    from index.cli.progress import progress_bar

    with progress_bar() as progress:
        yield progress
