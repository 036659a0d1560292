"""What is wrong with a Word template, in words: the file, the paragraph, the variable, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from jinja2 import Environment, TemplateError, TemplateSyntaxError

from bot.errors import InvalidInputError
from bot.settings.faults import did_you_mean

_TAG = re.compile(r"\{([{%])(?:p|tr|tc|r)?(?=[\s-])-?\s*(.*?)\s*-?[}%]\}", re.DOTALL)
_QUOTED = re.compile(r"'([A-Za-z_]\w*)'")
_OPENING = {"for": "endfor", "if": "endif", "set": "endset", "filter": "endfilter", "macro": "endmacro"}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph of the template: where it stands, counted from 1, and its text."""

    place: str
    text: str

    @property
    def named(self) -> str:
        words = " ".join(self.text.split())
        return f"{self.place} (“{words if len(words) <= _SHOWN else words[: _SHOWN - 1] + '…'}”)"

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The tags, each with its kind, `{` for a variable and `%` for a statement, and what it says."""
        return [(found[1], found[2]) for found in _TAG.finditer(self.text)]


def fault_of(template: Path, problem: Exception, values: Mapping[str, Any], setting: str) -> InvalidInputError:
    """Return why a template could not be filled in with `values`, as an error for people.

    Args:
        template: the file.
        problem: what the engine said.
        values: the variables it was given.
        setting: where the template is named.
    """
    lines = list(_lines(template))
    where, what = _syntax_fault(lines) if isinstance(problem, TemplateSyntaxError) else (None, "")
    if where is None:
        where, what = _unknown_name(lines, problem, values)
    place = f", {where.named}" if where else ""
    end = "" if what.endswith("?") else "."
    mend = (
        f"Mend it in Word, or leave `{setting}` out of the settings to use the built-in one. "
        "docs/papers.md lists the variables."
    )
    return InvalidInputError(f"The paper's template {template}{place}: {what}{end}", mend)


def _unknown_name(lines: Sequence[_Line], problem: Exception, values: Mapping[str, Any]) -> tuple[_Line | None, str]:
    said = problem.message or "" if isinstance(problem, TemplateError) else str(problem)
    names = _QUOTED.findall(said)
    for name in reversed(names):
        written = re.compile(rf"\b{re.escape(name)}\b")
        where = next((line for line in lines if any(written.search(words) for _, words in line.tags)), None)
        if where is not None:
            known = sorted(_names_in(values))
            if name in known:
                return where, said.rstrip(".")
            return where, f"there is no variable `{name}`{_hint(name, known)}"
    return None, f"it cannot be filled in: {said.rstrip('.') or type(problem).__name__}"


def _hint(name: str, known: Sequence[str]) -> str:
    return did_you_mean(name, known).replace(" Did", "; did").rstrip(".?") + ("?" if did_you_mean(name, known) else "")


def _syntax_fault(lines: Sequence[_Line]) -> tuple[_Line | None, str]:
    """Return the first paragraph whose tags do not make sense, and why; None where each does."""
    opened: list[tuple[_Line, str]] = []
    engine = Environment(autoescape=True)
    for line in lines:
        if line.text.count("{{") != line.text.count("}}") or line.text.count("{%") != line.text.count("%}"):
            return line, "a tag is not closed; it begins and ends as `{{ … }}` or `{% … %}`"
        for kind, words in line.tags:
            verb = words.split(maxsplit=1)[0] if words else ""
            if kind == "{":
                try:
                    engine.parse("{{ " + words + " }}")
                except TemplateSyntaxError as problem:
                    return line, f"`{words}` is no variable: {(problem.message or '').rstrip('.')}"
            elif verb in _OPENING and not (verb == "set" and "=" in words):
                opened.append((line, verb))
            elif verb.startswith("end"):
                if not opened or _OPENING[opened[-1][1]] != verb:
                    return line, f"`{verb}` ends nothing that was begun"
                opened.pop()
            elif verb not in {"else", "elif", "set", "cellbg", "colspan", "hm", "vm"}:
                return line, f"`{verb}` is no statement"
    if opened:
        where, verb = opened[-1]
        return where, f"`{verb}` is never ended with `{_OPENING[verb]}`"
    return None, ""


def _lines(template: Path) -> Iterator[_Line]:
    """Yield the template's paragraphs: the text with its tables, then headers and footers."""
    word = Document(str(template))
    yield from _paragraphs(word.element.body, "paragraph")
    for number, section in enumerate(word.sections, 1):
        for name, part in (("header", section.header), ("footer", section.footer)):
            if not part.is_linked_to_previous:
                yield from _paragraphs(part._element, f"{name} of section {number}, paragraph")  # noqa: SLF001


def _paragraphs(element: Any, what: str) -> Iterator[_Line]:
    for number, paragraph in enumerate(element.iter(qn("w:p")), 1):
        yield _Line(f"{what} {number}", "".join(text.text or "" for text in paragraph.iter(qn("w:t"))))


def _names_in(values: Any) -> Iterator[str]:
    if isinstance(values, Mapping):
        for name, value in values.items():
            yield name
            yield from _names_in(value)
    elif isinstance(values, list) and values:
        yield from _names_in(values[0])
