"""The pinned versions: complete, and those that the tests run with. `pip-audit` and `make` take them from this file."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OWN = canonicalize_name(PROJECT["name"])
DECLARED = [
    requirement
    for group in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for requirement in map(Requirement, group)
    if canonicalize_name(requirement.name) != OWN
]
PINNED_LINE = re.compile(r"([A-Za-z0-9._-]+)==([^ ;#]+)")
LINES = [
    line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")
]
PINS = {canonicalize_name(name): pin for name, pin in (PINNED_LINE.fullmatch(line).groups() for line in LINES)}


def needed(requirement, extras=frozenset()):
    """The requirements of an installed distribution, those of extras included."""
    for line in distribution(requirement).requires or ():
        further = Requirement(line)
        if further.marker is None or any(further.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield further


def installed_with():
    """All distributions that the declared ones bring along, as far as they are installed here -> name: version."""
    found, waiting = {}, list(DECLARED)
    seen = set()
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            found[key[0]] = version(requirement.name)
        except PackageNotFoundError:  # of an extra that is not installed here
            continue
        waiting.extend(needed(requirement.name, requirement.extras))
    return found


def test_each_is_pinned_once():
    assert len(PINS) == len(LINES)


@pytest.mark.parametrize("requirement", DECLARED, ids=str)
def test_each_declared_dependency_is_pinned_within_its_range(requirement):
    pin = PINS[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(pin, prereleases=True)


def test_all_that_they_bring_along_is_pinned():
    assert sorted(set(installed_with()) - set(PINS)) == []


def test_what_is_installed_is_what_is_pinned():
    installed = {name: Version(number).public for name, number in installed_with().items()}
    assert {name: number for name, number in installed.items() if PINS.get(name, number) != number} == {}
