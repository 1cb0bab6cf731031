"""SECURITY.md names the test that shows each thing it says: those tests are there, some for each threat."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
THREATS = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)


def defined_in(path):
    """The tests that a file defines: not those that it only mentions."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)))
def test_a_named_test_exists(file, test):
    assert test in defined_in(ROOT / file)


def test_nothing_that_looks_like_a_test_escapes():
    assert len(re.findall(r"\btest_\w+`", PAGE)) == len(NAMED)


@pytest.mark.parametrize(
    "threat",
    ["A stranger", "A member of a group", "A hostile document", "A stolen backup", "A leaked log"],
)
def test_each_threat_has_what_holds_against_it(threat):
    (title,) = [title for title in THREATS if title.startswith(threat)]
    section = PAGE.split(f"### {title}")[1].split("\n##")[0]
    rows = [row for row in section.splitlines() if row.startswith("| ") and not row.startswith("| ---")][1:]
    assert rows
    assert [row for row in rows if not re.search(r"`tests/[\w/]+\.py::\w+`", row)] == []
