"""Where a register's table begins, and which sheet of a workbook holds it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.imports.drafts import KIND_WORDS, RegisterKind
from bot.domain.imports.fields import ESSENTIAL, TELLTALE
from bot.domain.imports.grid import Sheet, Workbook
from bot.domain.imports.headings import LOOKED_AT, Header, possible_headers
from bot.domain.imports.matching import apply_mapping, match_columns
from bot.domain.imports.reading import ColumnChoice, Confidence, ImportRules
from bot.domain.imports.words import cut, heading_words, is_missing
from bot.errors import InvalidInputError

_WEIGHTS = {Confidence.GIVEN: 4.0, Confidence.CERTAIN: 3.0, Confidence.LIKELY: 2.0, Confidence.UNSURE: 0.5}
_SECOND_ROW_PAYS = 1.0
_SAMPLE = 40
_THIN = 9.0
_CLEARLY = 2.0
_FAR_BETTER = 1.6
_WORDY = 24
_Found = tuple[float, Header, tuple[ColumnChoice, ...]]


def find_header(
    kind: RegisterKind,
    sheet: Sheet,
    rules: ImportRules,
    mapping: Mapping[str, str] | None = None,
) -> tuple[Header, tuple[ColumnChoice, ...]]:
    """Return the header and what its columns are.

    Args:
        kind: the register's kind.
        sheet: the sheet.
        rules: the partnership's synonyms.
        mapping: heading -> field for the columns a person has named.

    Raises:
        InvalidInputError: no row looks like the header of such a register, or it lacks a column that is needed.
    """
    found = _best(kind, sheet, possible_headers(sheet), rules, mapping)
    where = f"Sheet “{cut(sheet.name, 40)}”" if sheet.name else "The file"
    if not found:
        raise InvalidInputError(
            f"{where} is not {KIND_WORDS[kind]}: none of its first {LOOKED_AT} rows has the headings of one.",
            "Check that this is the file and the sheet you meant; a mapping can say which column is what.",
        )
    header = found[1]
    choices = match_columns(kind, header, rules, _are_texts(sheet, header.last + 1))
    if mapping:
        choices = apply_mapping(kind, choices, mapping)
    missing = _missing(kind, choices)
    if missing:
        raise InvalidInputError(
            f"{where} has headings on row {header.first + 1}, but no column for {missing}.",
            "Give it that heading in the file; or a mapping can say which column it is.",
        )
    return header, choices


def choose_sheet(
    kind: RegisterKind, workbook: Workbook, wanted: str | None = None, rules: ImportRules | None = None
) -> tuple[Sheet, str]:
    """Return the sheet to read and a sentence on the choice, empty where there was none.

    Args:
        kind: the register's kind.
        workbook: its sheets, at least one.
        wanted: a sheet's name, regardless of case.
        rules: the partnership's synonyms.

    Raises:
        InvalidInputError: no such sheet, or a workbook without any.
    """
    sheets = workbook.sheets
    names = ", ".join(f"“{cut(sheet.name, 40)}”" for sheet in sheets[:20])
    if wanted is not None:
        key = wanted.strip().casefold()
        for sheet in sheets:
            if sheet.name.strip().casefold() == key:
                return sheet, ""
        raise InvalidInputError(f"The file has no sheet “{cut(wanted, 40)}”.", f"Its sheets are: {names}.")
    if not sheets:
        raise InvalidInputError("The file has no sheet with rows.", "Check that this is the file you meant.")
    if len(sheets) == 1:
        return sheets[0], ""
    scores = [_sheet_score(kind, sheet, rules or ImportRules()) for sheet in sheets]
    best = max(range(len(sheets)), key=lambda place: scores[place])
    if not scores[best]:
        raise InvalidInputError(
            f"None of the {len(sheets)} sheets looks like {KIND_WORDS[kind]}.",
            f"Name the one to read. The sheets are: {names}.",
        )
    alike = [sheet for sheet, score in zip(sheets, scores, strict=True) if score >= scores[best]]
    also = f" Others look the same: {', '.join(f'“{cut(s.name, 40)}”' for s in alike[1:6])}." if len(alike) > 1 else ""
    return sheets[best], f"Of {len(sheets)} sheets, “{cut(sheets[best].name, 40)}” was taken.{also}"


def guess_kind(workbook: Workbook, rules: ImportRules | None = None) -> tuple[RegisterKind, str] | None:
    """Return which register a workbook holds and the name of its sheet; None where nothing fits or two fit as well."""
    own = rules or ImportRules()
    fits = sorted(
        (
            (_fit(kind, sheet, headers, own), kind, sheet.name)
            for sheet, headers in ((sheet, possible_headers(sheet)) for sheet in workbook.sheets)
            for kind in RegisterKind
        ),
        key=lambda fit: -fit[0],
    )
    if not fits or fits[0][0] < _THIN:
        return None
    best, kind, name = fits[0]
    rival = next((fit for fit, other, _ in fits if other is not kind), 0.0)
    return (kind, name) if best >= rival + _CLEARLY else None


def other_kind(kind: RegisterKind, sheet: Sheet, rules: ImportRules) -> RegisterKind | None:
    """Return which other register a sheet clearly is; None where it may be one of `kind`, or is none at all."""
    headers = possible_headers(sheet)
    fits = {one: _fit(one, sheet, headers, rules) for one in RegisterKind}
    best = max(fits, key=lambda one: fits[one])
    is_clear = fits[best] >= max(_THIN, _FAR_BETTER * fits[kind], fits[kind] + _THIN / 2)
    return best if best is not kind and is_clear else None


def _are_texts(sheet: Sheet, first: int) -> tuple[bool, ...]:
    """Return for each column whether its cells from row `first` on are mostly sentences."""
    columns = zip(*sheet.rows[first : first + _SAMPLE], strict=True)
    verdicts = []
    for column in columns:
        said = [len(cell.text) > _WORDY for cell in column if not is_missing(cell.text)]
        verdicts.append(sum(said) * 2 > len(said))
    return tuple(verdicts) or (False,) * sheet.width


def _fit(kind: RegisterKind, sheet: Sheet, headers: tuple[Header, ...], rules: ImportRules) -> float:
    """Return how well a sheet fits a kind: what its columns weigh, less what the columns without a meaning would."""
    found = _best(kind, sheet, headers, rules, None)
    if not found or _missing(kind, found[2]):
        return 0.0
    unused = sum(bool(path) and not choice.field for path, choice in zip(found[1].paths, found[2], strict=True))
    return found[0] - unused


def _sheet_score(kind: RegisterKind, sheet: Sheet, rules: ImportRules) -> float:
    found = _best(kind, sheet, possible_headers(sheet), rules, None)
    # A register with more rows is likelier the one meant than a template of it.
    return found[0] + min(len(sheet.rows), 1000) / 10_000 if found and not _missing(kind, found[2]) else 0.0


def _best(
    kind: RegisterKind, sheet: Sheet, headers: tuple[Header, ...], rules: ImportRules, mapping: Mapping[str, str] | None
) -> _Found | None:
    best: _Found | None = None
    given = {heading_words(heading) for heading in mapping or {}}
    texts = _are_texts(sheet, 0)
    for header in headers:
        choices = match_columns(kind, header, rules, texts, is_final=False)
        named = sum(heading_words(label) in given for label in header.labels) if given else 0
        fields = [choice for choice in choices if choice.field]
        if len(fields) + named < 2:
            continue
        score = sum(_WEIGHTS[choice.confidence] for choice in fields) + named * _WEIGHTS[Confidence.GIVEN]
        score -= _SECOND_ROW_PAYS * (header.last - header.first)
        score += 2.0 * (not _missing(kind, choices))
        if best is None or score > best[0]:
            best = score, header, choices
    return best


def _missing(kind: RegisterKind, choices: tuple[ColumnChoice, ...]) -> str:
    """Return in words which column a register needs and has not; empty when it has them."""
    fields = {choice.field for choice in choices if choice.field}
    fields |= {"years"} if any(field.startswith("year_") for field in fields) else set()
    for group in ESSENTIAL[kind]:
        if not fields & set(group.split("|")):
            return "the " + " or the ".join(field.replace("_", " ") for field in group.split("|"))
    if not fields & TELLTALE[kind]:
        return "anything else that tells " + KIND_WORDS[kind]
    return ""
