"""The register paper as a Word document, from a template that the office may restyle in Word."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from bot.papers.register_paper.model import Picture, RegisterPaper
from bot.papers.register_paper.values import values_of
from bot.papers.word import Described, fill_in

_PICTURE_HEIGHT = Mm(145)


def write_docx(paper: RegisterPaper, template: Path) -> bytes:
    """Return the paper as DOCX; the same paper and template give the same bytes.

    Args:
        paper: what it says.
        template: a Word document with the variables of docs/papers.md in it.

    Raises:
        InvalidInputError: the template is missing, is no Word document, or asks for something that there is not; the
            message names the file, the paragraph and the variable.
    """
    picture = paper.heat_map
    described = Described(f"{paper.cover.title}: {paper.cover.board}", paper.cover.author, "papers.register_template")

    def placed(document: DocxTemplate) -> dict[str, Any]:
        if picture is None:
            return {}
        return {"heat_map": _Placed(InlineImage(document, BytesIO(picture.png), height=_PICTURE_HEIGHT))}

    def finish(document: DocxTemplate) -> None:
        if picture is not None:
            _put_in_words(document, picture)

    return fill_in(template, values_of(paper) | {"heat_map": ""}, described, placed=placed, finish=finish)


class _Placed:
    """A picture that a template can place and nothing else: what places it could read and write any file for it."""

    __slots__ = ("_picture",)

    def __init__(self, picture: InlineImage) -> None:
        self._picture = picture

    def __str__(self) -> str:
        return str(self._picture)

    def __html__(self) -> str:
        return str(self._picture)


def _put_in_words(document: DocxTemplate, picture: Picture) -> None:
    for shape in document.inline_shapes:
        named = shape._inline.docPr  # noqa: SLF001 - the library has no other way to a picture's words
        if not named.get("descr"):
            named.set("descr", picture.alt)
