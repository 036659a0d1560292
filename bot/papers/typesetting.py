"""Typst templates and values to PNG and PDF: the same values give the same bytes, on any machine.

Only the fonts inside the Typst wheel are used. A template reads the files of its own compilation and nothing else of
the machine. Values reach it as data and never as source, so no words of people can run as Typst.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from bot.errors import IntegrityError

if TYPE_CHECKING:
    import typst

Format = Literal["png", "pdf"]

TEMPLATES = Path(__file__).parent / "templates"
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
_PIXELS_PER_INCH = 144.0
"""Two pixels for each typographic point: a picture is as sharp on a phone as on paper."""


def typeset(
    template: str,
    values: Mapping[str, Any],
    output: Format,
    *,
    dated: datetime = _UNDATED,
    files: Mapping[str, bytes] | None = None,
    standards: tuple[str, ...] = (),
) -> bytes:
    """Compile a template of `bot/papers/templates` with values.

    Args:
        template: its name without the ending; it may import its neighbours.
        values: JSON values. The template reads them with `json(bytes(sys.inputs.data))`; as strings they are words
            and never source.
        output: `png`, two pixels a point and one page only, or `pdf`.
        dated: the instant a PDF says it was made at; give the one its content is of.
        files: further files that the template may read, such as pictures, by bare names.
        standards: PDF standards to keep to, such as `ua-1`.

    Returns:
        The document. The same arguments give the same bytes.

    Raises:
        IntegrityError: Typst does not take the template with these values; the message says why.
    """
    import typst  # noqa: PLC0415 - twelve megabytes that a bot needs only once it draws

    with tempfile.TemporaryDirectory(prefix="convenor-typst-") as folder:
        root = Path(folder)
        for source in TEMPLATES.glob("*.typ"):
            (root / source.name).write_bytes(source.read_bytes())
        for name, content in (files or {}).items():
            (root / Path(name).name).write_bytes(content)
        try:
            made = typst.compile(
                root / f"{template}.typ",
                root=root,
                format=output,
                ppi=_PIXELS_PER_INCH,
                sys_inputs={"data": _as_json(values)},
                font_paths=_fonts(),
                ignore_system_fonts=True,
                # Nothing is there, so a template that named a package would be told so, not fetch it.
                package_path=root / "packages",
                package_cache_path=root / "packages",
                pdf_standards=cast("Any", list(standards)),
                timestamp=dated,
            )
        except typst.TypstError as fault:
            why = fault.message.replace(str(root), "").rstrip(".")
            raise IntegrityError(
                f"The page “{template}” could not be set: {why}.",
                "Tell whoever runs Convenor; nothing that you can change here mends it.",
            ) from fault
    if not isinstance(made, bytes):
        raise IntegrityError(f"The page “{template}” came out as several pictures where one was meant.")
    return made


def _as_json(values: Mapping[str, Any]) -> str:
    # A half of a surrogate pair, which a broken import may hold, has no place in UTF-8 and would be refused.
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
