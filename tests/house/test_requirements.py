"""The requirement files pin everything by hash, name no address, and are what pyproject.toml asks for."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {
    "runtime.txt": (),
    "sandbox.txt": ("sandbox",),
    "dev.txt": ("postgres", "sandbox", "dev"),
}
FILES = sorted((ROOT / "requirements").iterdir())
PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[0-9][^\s;]*)(?: ; [^\\]+?)?(?: --hash=sha256:[0-9a-f]{64})+"
)


def lines_of(name):
    """The logical lines of a requirement file, continued ones joined."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    return [line for line in joined.splitlines() if line.strip()]


def pins_of(name):
    found = (PIN.fullmatch(line) for line in lines_of(name))
    return {canonicalize_name(pin["name"]): pin["version"] for pin in found if pin}


def asked_by(extras):
    wanted = [*PROJECT["dependencies"], *(need for extra in extras for need in PROJECT["optional-dependencies"][extra])]
    return [need for need in map(Requirement, wanted) if canonicalize_name(need.name) != PROJECT["name"]]


def test_the_files_are_these():
    assert {file.name for file in FILES} == set(EXTRAS)


@pytest.mark.parametrize("name", EXTRAS)
def test_every_line_is_a_pin_with_hashes(name):
    assert [line for line in lines_of(name) if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_address_is_named(file):
    text = file.read_text(encoding="utf-8").casefold()
    assert "://" not in text
    assert " @ " not in text
    assert "index-url" not in text


@pytest.mark.parametrize(("name", "extras"), EXTRAS.items())
def test_what_the_project_asks_for_is_pinned_as_it_asks(name, extras):
    pins = pins_of(name)
    for need in asked_by(extras):
        assert need.specifier.contains(pins.get(canonicalize_name(need.name), "")), need


def needs_of(package, extras):
    """What a package needs on any platform, when it is asked for with `extras`; empty for one that is not installed."""
    try:
        stated = distribution(package).requires or ()
    except PackageNotFoundError:
        return
    for need in map(Requirement, stated):
        marker = str(need.marker or "")
        if "extra" not in marker or any(need.marker.evaluate({"extra": extra}) for extra in extras):
            yield canonicalize_name(need.name), frozenset(need.extras)


@pytest.mark.parametrize(("name", "extras"), EXTRAS.items())
def test_nothing_is_pinned_that_nobody_asks_for(name, extras):
    waiting = [(canonicalize_name(need.name), frozenset(need.extras)) for need in asked_by(extras)]
    reached = set()
    while waiting:
        asked = waiting.pop()
        if asked not in reached:
            reached.add(asked)
            waiting.extend(needs_of(*asked))
    assert pins_of(name).keys() - {package for package, _ in reached} == set()


def test_the_larger_files_pin_what_the_smaller_pin():
    runtime, sandbox, dev = (pins_of(name) for name in EXTRAS)
    assert runtime.items() <= sandbox.items() <= dev.items()


def test_production_pins_no_part_of_the_sandbox_or_the_workshop():
    assert not pins_of("runtime.txt").keys() & {"uvicorn", "starlette", "websockets", "pytest", "hypothesis", "ruff"}
