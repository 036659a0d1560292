"""Word documents from templates that the office may restyle: filled in within bounds, and the same bytes each time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import InvalidInputError
from bot.papers.template_faults import fault_of

_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - Word's own times have no zone
# A template can go wrong in as many ways as a program: names, types, sums, and XML that its tags have broken.
_FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, SyntaxError)
_PROPERTY_MAX = 255
_STEPS_MAX = 1_000_000
_COMPILED = "<template>"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Described:
    """What a screen reader hears of a document first; `setting` is where its template is named."""

    title: str
    author: str
    setting: str


def fill_in(
    template: Path,
    values: Mapping[str, Any],
    described: Described,
    *,
    placed: Callable[[DocxTemplate], Mapping[str, Any]] | None = None,
    finish: Callable[[DocxTemplate], None] | None = None,
) -> bytes:
    """Return a template filled in as DOCX; the same values and template give the same bytes.

    Args:
        template: a Word document with variables in it.
        values: the variables.
        described: the document's title and author.
        placed: what makes further values that belong to the document, such as pictures.
        finish: what is done to the document once it is filled in.

    Raises:
        InvalidInputError: the template is missing, is no Word document, or asks for something that there is not; the
            message names the file, the paragraph and the variable.
    """
    document = _opened(template, described.setting)
    try:
        whole = {**values, **(placed(document) if placed else {})}
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        environment.globals.clear()
        with _bounded():
            document.render(whole, jinja_env=environment)
        about = document.core_properties
        about.title = described.title[:_PROPERTY_MAX]
        about.author = about.last_modified_by = described.author[:_PROPERTY_MAX]
        about.language = "en-GB"
        about.created = about.modified = _UNDATED
        if finish:
            finish(document)
        file = BytesIO()
        document.save(file)
    except _FAULTS as problem:
        raise fault_of(template, problem, values, described.setting) from problem
    return undated(file.getvalue())


def undated(packed: bytes) -> bytes:
    """Return a Word document as it was packed, without the times at which its parts were written."""
    file = BytesIO()
    with ZipFile(BytesIO(packed)) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = ZipInfo(name, _EARLIEST)
            # A picture is compressed as it is.
            entry.compress_type = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            after.writestr(entry, before.read(name))
    return file.getvalue()


@contextmanager
def _bounded() -> Iterator[None]:
    """Stop a template that goes on for longer than any paper needs.

    Raises:
        TemplateError: it does.
    """
    left = _STEPS_MAX

    def step(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise TemplateError("it repeats too often for any paper")
        return step

    def entered(frame: FrameType, _event: str, _argument: Any) -> Any:
        return step if frame.f_code.co_filename == _COMPILED else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        yield
    finally:
        sys.settrace(before)


def _opened(template: Path, setting: str) -> DocxTemplate:
    mend = f"Choose another under `{setting}`, or leave that out for the built-in one."
    try:
        document = DocxTemplate(BytesIO(template.read_bytes()))
        document.init_docx()
    except OSError as problem:
        raise InvalidInputError(
            f"The paper's template {template} cannot be read: {problem.strerror}.", mend
        ) from problem
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as problem:
        raise InvalidInputError(f"The paper's template {template} is no Word document (.docx).", mend) from problem
    return document
