"""The grammar of the checks: values, arrays and objects with known fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Check = Callable[["Report", str, Any], None]


class Report:
    """Collects what is wrong, in Slack's words."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def add(self, pointer: str, problem: str) -> None:
        """Note a problem at a JSON pointer."""
        self.problems.append(f"{problem} [json-pointer:{pointer}]")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: what it must have, what it may have, and rules over several fields.

    A null counts as an absent field; any other field is refused.
    """

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    rules: tuple[Check, ...] = ()

    def __call__(self, report: Report, pointer: str, value: Any) -> None:
        """Check a value against the shape."""
        if not isinstance(value, Mapping):
            report.add(pointer, "must provide an object")
            return
        for name in self.required:
            if value.get(name) is None:
                report.add(pointer, f"missing required field: {name}")
        for name, item in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if check is None:
                report.add(pointer, f"invalid additional property: {name}")
            elif item is not None:
                check(report, f"{pointer}/{name}", item)
        for rule in self.rules:
            rule(report, pointer, value)


@dataclass(frozen=True, slots=True)
class Typed:
    """An object whose ``type`` picks its shape.

    Attributes:
        shapes: Types to what else such an object has; ``type`` itself is added.
    """

    shapes: Mapping[str, Shape]

    def __call__(self, report: Report, pointer: str, value: Any) -> None:
        """Check a value against the shape of its type."""
        if not isinstance(value, Mapping):
            report.add(pointer, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            report.add(pointer, "missing required field: type")
            return
        shape = self.shapes.get(kind) if isinstance(kind, str) else None
        if shape is None:
            report.add(f"{pointer}/type", f"unsupported type: {kind}")
            return
        shape(report, pointer, {name: item for name, item in value.items() if name != "type"})

    def only(self, *kinds: str) -> Typed:
        """Return the same grammar for some of the types."""
        return Typed({kind: self.shapes[kind] for kind in kinds})


def text(most: int, least: int = 1) -> Check:
    """Return a check for a string of so many characters."""

    def check(report: Report, pointer: str, value: Any) -> None:
        if not isinstance(value, str):
            report.add(pointer, "must provide a string")
        elif len(value) < least:
            report.add(pointer, f"must be more than {least - 1} characters")
        elif len(value) > most:
            report.add(pointer, f"must be less than {most + 1} characters")

    return check


def number(least: int, most: int) -> Check:
    """Return a check for a whole number within bounds."""

    def check(report: Report, pointer: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            report.add(pointer, "must provide an integer")
        elif not least <= value <= most:
            report.add(pointer, f"must be between {least} and {most}")

    return check


def flag(report: Report, pointer: str, value: Any) -> None:
    """Check for a boolean."""
    if not isinstance(value, bool):
        report.add(pointer, "must provide a boolean")


def one_of(*words: str) -> Check:
    """Return a check for one of some words."""

    def check(report: Report, pointer: str, value: Any) -> None:
        if value not in words:
            report.add(pointer, "must be a valid enum value")

    return check


def matching(valid: Callable[[str], bool], problem: str) -> Check:
    """Return a check for a string that a function accepts."""

    def check(report: Report, pointer: str, value: Any) -> None:
        if not isinstance(value, str):
            report.add(pointer, "must provide a string")
        elif not valid(value):
            report.add(pointer, problem)

    return check


def array(item: Check, most: int, least: int = 1) -> Check:
    """Return a check for an array of so many items, each of which passes `item`."""

    def check(report: Report, pointer: str, value: Any) -> None:
        if not isinstance(value, list):
            report.add(pointer, "must provide an array")
            return
        if len(value) < least:
            report.add(pointer, f"must provide at least {least} items")
        if len(value) > most:
            report.add(pointer, f"no more than {most} items allowed")
            return
        for place, part in enumerate(value):
            item(report, f"{pointer}/{place}", part)

    return check


def anything(report: Report, pointer: str, value: Any) -> None:
    """Accept every value."""


def exactly_one(*names: str) -> Check:
    """Return a rule that one and only one of the fields is there."""

    def rule(report: Report, pointer: str, value: Any) -> None:
        given = [name for name in names if value.get(name) is not None]
        if not given:
            report.add(pointer, f"missing required field: {names[0]}")
        elif len(given) > 1:
            report.add(pointer, f"only one of these may be given: {', '.join(given)}")

    return rule
