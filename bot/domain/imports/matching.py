"""Which field each column is: by its heading, and by what its cells hold where the heading has two meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import combinations

from bot.domain.imports.drafts import KIND_WORDS, RegisterKind
from bot.domain.imports.fields import SYNONYMS, fields_of
from bot.domain.imports.headings import Header
from bot.domain.imports.reading import ColumnChoice, Confidence, ImportRules
from bot.domain.imports.recurrence import recurrence_in_heading
from bot.domain.imports.score_headings import score_column
from bot.domain.imports.words import cut, heading_words
from bot.errors import InvalidInputError

JOINED = frozenset({"summary", "mitigation", "update", "narrative", "note", "nature"})
"""Fields of words that several columns may fill together."""

_RANK = {Confidence.GIVEN: 0, Confidence.CERTAIN: 1, Confidence.LIKELY: 2, Confidence.UNSURE: 3}
_UNITS = frozenset({"000", "000s", "gbp", "k", "m", "pounds", "pound", "thousand", "thousands", "per", "cent"})
_IDLE = frozenset({"the", "of", "a", "risk", "action", "name", "please", "state", "this", "for", "and", "or"})
_YEAR = re.compile(r"(?<![0-9a-z])(?:fy|y|year)? ?(?:20)?([0-9]{2}) (?:20)?([0-9]{2})(?![0-9])")
_ALIKE = 0.86
_WORDS_MAX = 10
_IN_ORDER = ("inherent", "residual", "target")


@dataclass(frozen=True, slots=True)
class _Candidate:
    column: int
    field: str
    confidence: Confidence
    weight: int


def match_columns(
    kind: RegisterKind, header: Header, rules: ImportRules, texts: Sequence[bool], *, is_final: bool = True
) -> tuple[ColumnChoice, ...]:
    """Return what each column is taken for.

    Args:
        kind: the register's kind.
        header: the header to read.
        rules: the partnership's further synonyms.
        texts: for each column whether its cells hold sentences rather than numbers or single words.
        is_final: also look for misspelt headings, which takes longer.
    """
    index = _index(kind, rules)
    words = header.words
    candidates = [
        candidate
        for column, path in enumerate(words)
        if path
        for candidate in _candidates(
            kind, column, path, header.bare[column], index, is_text=texts[column], is_final=is_final
        )
    ]
    chosen: dict[int, _Candidate] = {}
    taken: set[str] = set()
    for candidate in sorted(candidates, key=lambda one: (_RANK[one.confidence], -one.weight, one.column)):
        if candidate.column in chosen:
            continue
        if candidate.field in taken:
            if candidate.field not in JOINED or candidate.confidence is Confidence.UNSURE:
                continue
            candidate = replace(candidate, confidence=_second(candidate.confidence))  # noqa: PLW2901 - the same column
        chosen[candidate.column] = candidate
        taken.add(candidate.field)
    if kind is RegisterKind.RISKS:
        _name_bare_scores(words, chosen, texts)
    return tuple(
        ColumnChoice(column, label, chosen[column].field, chosen[column].confidence)
        if column in chosen
        else ColumnChoice(column, label, "", Confidence.LIKELY)
        for column, label in enumerate(header.labels)
    )


def apply_mapping(
    kind: RegisterKind, choices: Sequence[ColumnChoice], mapping: Mapping[str, str]
) -> tuple[ColumnChoice, ...]:
    """Return `choices` with what a person says of them; columns that the mapping leaves out stay as they were read.

    Raises:
        InvalidInputError: it names a column or a field that does not exist, or one field for two columns.
    """
    places: dict[int, str] = {}
    by_label = {choice.heading: choice.column for choice in choices}
    by_words = {heading_words(choice.heading): choice.column for choice in reversed(choices)}
    for heading, field in mapping.items():
        column = by_label.get(heading, by_words.get(heading_words(heading)))
        if column is None:
            raise InvalidInputError(
                f"The mapping names a column “{cut(heading)}” that the sheet does not have.",
                "Its columns are: " + ", ".join(f"“{cut(choice.heading, 40)}”" for choice in choices[:20]) + ".",
            )
        if field and field not in fields_of(kind) and not is_year_field(kind, field):
            raise InvalidInputError(
                f"The mapping gives “{cut(heading)}” the field “{cut(field)}”, which {KIND_WORDS[kind]} does not have.",
                f"The fields are: {', '.join(fields_of(kind))}; or nothing, for a column that is not used.",
            )
        places[column] = field
    given = [field for field in places.values() if field and field not in JOINED]
    twice = next((field for field in given if given.count(field) > 1), None)
    if twice:
        raise InvalidInputError(f"The mapping gives the field “{twice}” to two columns.", "Leave one of them empty.")
    return tuple(
        replace(choice, field=places[choice.column], confidence=Confidence.GIVEN)
        if choice.column in places
        else (replace(choice, field="") if choice.field in given else choice)
        for choice in choices
    )


def is_year_field(kind: RegisterKind, field: str) -> bool:
    """Return whether `field` holds a financial year's money, such as `year_2018` or `year_2018_recurrent`."""
    return kind is RegisterKind.COSTS and bool(re.fullmatch(r"year_20\d\d(?:_recurrent|_non_recurrent)?", field))


def _candidates(
    kind: RegisterKind,
    column: int,
    path: tuple[str, ...],
    bare: str,
    index: Mapping[str, str],
    *,
    is_text: bool,
    is_final: bool,
) -> Iterator[_Candidate]:
    if kind is RegisterKind.RISKS and (found := score_column(path)) and (found[0] or not is_text):
        if found[0]:
            yield _Candidate(column, "_".join(found), Confidence.CERTAIN, 90)
        return
    if kind is RegisterKind.COSTS and (year := _year_field(" ".join(path))):
        yield _Candidate(column, year, Confidence.CERTAIN, 90)
        return
    whole, own = _plain(" ".join(path)), _plain(path[-1])
    for field, (grade, weight) in _compared((whole, own, bare), index, is_final=is_final).items():
        yield _Candidate(column, field, (Confidence.UNSURE, Confidence.LIKELY, Confidence.CERTAIN)[grade - 1], weight)
    if kind is RegisterKind.RISKS and is_text and own in ("impact", "consequence", "consequences", "impacts"):
        yield _Candidate(column, "effect", Confidence.CERTAIN, 50)


def _compared(phrases: tuple[str, str, str], index: Mapping[str, str], *, is_final: bool) -> dict[str, tuple[int, int]]:
    """Return the fields that a heading may mean: 3 the same words, 2 nearly, 1 perhaps; and the length that matched."""
    whole, own, bare = phrases
    told = " ".join(word for word in own.split() if word not in _IDLE)
    found: dict[str, tuple[int, int]] = {}

    def note(phrase: str, grade: int, weight: int) -> None:
        field = index.get(phrase)
        if field:
            found[field] = max(found.get(field, (0, 0)), (grade, weight))

    note(whole, 3, len(whole) + 1)
    note(own, 3, len(own))
    note(bare, 3, len(bare))
    note(told, 2, len(told))
    words = own.split()[:_WORDS_MAX]
    for first, last in combinations(range(len(words) + 1), 2):
        phrase = " ".join(words[first:last])
        if len(phrase) > 2:
            note(phrase, 2 if len(words) <= 1 + 2 * (last - first) else 1, len(phrase))
    if is_final and not found and len(own) > 4:
        for synonym in index:
            if abs(len(synonym) - len(own)) <= 3 and SequenceMatcher(None, own, synonym).ratio() >= _ALIKE:
                note(synonym, 1, len(synonym))
    return found


def _plain(words: str) -> str:
    kept = [word for word in words.split() if word not in _UNITS]
    return " ".join(kept) or words


def _year_field(words: str) -> str:
    found = _YEAR.search(words)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        return ""
    recurrence = recurrence_in_heading(words)
    return f"year_20{found[1]}" + (f"_{recurrence}" if recurrence else "")


def _second(confidence: Confidence) -> Confidence:
    return Confidence.LIKELY if confidence is Confidence.CERTAIN else Confidence.UNSURE


def _name_bare_scores(words: Sequence[tuple[str, ...]], chosen: dict[int, _Candidate], texts: Sequence[bool]) -> None:
    """Give scores without a measure one, unsure: that of the score named to their right, else by their order.

    A new set begins where a part repeats.
    """
    named = {column: one.field for column, one in chosen.items() if one.field.startswith(_IN_ORDER)}
    sets: list[dict[str, int]] = []
    for column, path in enumerate(words):
        found = None if column in chosen or texts[column] else score_column(path)
        if not found:
            continue
        if not sets or found[1] in sets[-1]:
            sets.append({})
        sets[-1][found[1]] = column
    order = ("residual",) if len(sets) == 1 else _IN_ORDER
    for place, parts in enumerate(sets):
        right = next((named[column] for column in sorted(named) if column > max(parts.values())), "")
        measure = right.partition("_")[0] if named else order[place] if place < len(order) else ""
        for part, column in parts.items():
            if measure and f"{measure}_{part}" not in {one.field for one in chosen.values()}:
                chosen[column] = _Candidate(column, f"{measure}_{part}", Confidence.UNSURE, 0)


def _index(kind: RegisterKind, rules: ImportRules) -> Mapping[str, str]:
    """Return heading in words -> field; the partnership's own synonyms come before the usual ones."""
    if not rules.synonyms:
        return _USUAL[kind]
    own = {heading_words(extra): field for field in SYNONYMS[kind] for extra in rules.synonyms.get(field, ())}
    return {**_USUAL[kind], **own}


def _flat(kind: RegisterKind) -> Mapping[str, str]:
    # A field's own name always means that field, whoever else has it for a synonym.
    usual = {synonym: field for field, synonyms in reversed([*SYNONYMS[kind].items()]) for synonym in synonyms}
    return usual | {field.replace("_", " "): field for field in SYNONYMS[kind]}


_USUAL = {kind: _flat(kind) for kind in RegisterKind}
