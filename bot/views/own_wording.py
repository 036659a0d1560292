"""The office's own templates: what is wrong with them, told by file, line and name before anybody is sent one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType

from jinja2 import TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from bot.views.wording import BUILT_IN, built_in_names, own_environment

_UNDEFINED = re.compile(r"^'([^']+)' is undefined$")
_NO_ATTRIBUTE = re.compile(r"has no attribute '([^']+)'$")


@dataclass(frozen=True, slots=True)
class WordingFault:
    """What is wrong with a template of the office: the file, the line (0: the whole file), and a sentence."""

    file: Path
    line: int
    what: str

    def within(self, folder: Path) -> str:
        """Return it in a line, with the file as it is called in the office's folder."""
        name = self.file.relative_to(folder.parent).as_posix()
        return f"{name}, line {self.line}: {self.what}" if self.line else f"{name}: {self.what}"


def wording_faults(folder: Path) -> tuple[WordingFault, ...]:
    """Return what is wrong with the templates in a folder, in the order of the files; empty when all may be used.

    A value that is only missing within another one (`risk.colour`) shows when the message is made.
    """
    if not folder.is_dir():
        return (WordingFault(folder, 0, "There is no such folder."),)
    return tuple(fault for file in sorted(folder.rglob("*.j2")) for fault in _faults_of(folder, file))


def what_failed(problem: Exception, name: str) -> tuple[int, str]:
    """Return the line of a template at which it failed, 0 where nobody can say, and why in a sentence."""
    line = problem.lineno if isinstance(problem, TemplateSyntaxError) else _line_in(problem.__traceback__, name)
    message = str(problem)
    if found := _UNDEFINED.search(message):
        return line, f"There is no value called `{found[1]}`."
    if found := _NO_ATTRIBUTE.search(message):
        return line, f"Nothing there is called `{found[1]}`."
    return line, message[:1].upper() + message[1:]


def _faults_of(folder: Path, file: Path) -> Iterator[WordingFault]:
    name = file.relative_to(folder).as_posix()
    known = built_in_names()
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f" Do you mean {near[0]}?" if near else ""
        yield WordingFault(file, 0, f"No message has a template of this name.{hint}")
        return
    environment = own_environment(folder)
    try:
        source = file.read_text(encoding="utf-8")
        environment.compile(source, name, str(file))
        parsed = environment.parse(source, name)
    except (OSError, UnicodeDecodeError) as problem:
        yield WordingFault(file, 0, f"It cannot be read as UTF-8 text: {problem}.")
        return
    except TemplateError as problem:
        yield WordingFault(file, *what_failed(problem, name))
        return
    usable = find_undeclared_variables(environment.parse((BUILT_IN / name).read_text(encoding="utf-8")))
    for missing in sorted(find_undeclared_variables(parsed) - usable):
        line = next(node.lineno for node in parsed.find_all(nodes.Name) if node.name == missing)
        said = f"There are these: {', '.join(sorted(usable))}." if usable else "This message has none."
        yield WordingFault(file, line, f"There is no value called `{missing}`. {said}")


def _line_in(trace: TracebackType | None, name: str) -> int:
    """Return the line of a template in the deepest step of a traceback that lies in it."""
    line = 0
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).as_posix().endswith(name):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
