"""The register paper as a Word document, from a template that the office may restyle in Word."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import InvalidInputError
from bot.papers.register_paper.model import Picture, RegisterPaper
from bot.papers.register_paper.template_faults import fault_of
from bot.papers.register_paper.values import values_of

_PICTURE_HEIGHT = Mm(145)
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - Word's own times have no zone
# A template can go wrong in as many ways as a program: names, types, sums, and XML that its tags have broken.
_FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, SyntaxError)
_PROPERTY_MAX = 255
_STEPS_MAX = 1_000_000
_COMPILED = "<template>"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def write_docx(paper: RegisterPaper, template: Path) -> bytes:
    """Return the paper as DOCX; the same paper and template give the same bytes.

    Args:
        paper: what it says.
        template: a Word document with the variables of docs/papers.md in it.

    Raises:
        InvalidInputError: the template is missing, is no Word document, or asks for something that there is not; the
            message names the file, the paragraph and the variable.
    """
    document = _opened(template)
    values: dict[str, Any] = values_of(paper) | {"heat_map": ""}
    try:
        if paper.heat_map is not None:
            values["heat_map"] = _Placed(InlineImage(document, BytesIO(paper.heat_map.png), height=_PICTURE_HEIGHT))
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        environment.globals.clear()
        with _bounded():
            document.render(values, jinja_env=environment)
        _describe(document, paper)
        file = BytesIO()
        document.save(file)
    except _FAULTS as problem:
        raise fault_of(template, problem, values) from problem
    return undated(file.getvalue())


class _Placed:
    """A picture that a template can place and nothing else: what places it could read and write any file for it."""

    __slots__ = ("_picture",)

    def __init__(self, picture: InlineImage) -> None:
        self._picture = picture

    def __str__(self) -> str:
        return str(self._picture)

    def __html__(self) -> str:
        return str(self._picture)


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


def _opened(template: Path) -> DocxTemplate:
    mend = "Choose another under `papers.register_template`, or leave that out for the built-in one."
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


def _describe(document: DocxTemplate, paper: RegisterPaper) -> None:
    """Set what a screen reader hears first: the document's title, and the words for its picture."""
    about = document.core_properties
    about.title = f"{paper.cover.title}: {paper.cover.board}"[:_PROPERTY_MAX]
    about.author = about.last_modified_by = paper.cover.author[:_PROPERTY_MAX]
    about.language = "en-GB"
    about.created = about.modified = _UNDATED
    if paper.heat_map is not None:
        _put_in_words(document, paper.heat_map)


def _put_in_words(document: DocxTemplate, picture: Picture) -> None:
    for shape in document.inline_shapes:
        named = shape._inline.docPr  # noqa: SLF001 - the library has no other way to a picture's words
        if not named.get("descr"):
            named.set("descr", picture.alt)


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
