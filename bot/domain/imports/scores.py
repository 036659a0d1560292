"""A risk's printed scores: likelihood and severity count, products are compared, nothing is invented."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.domain.imports.drafts import PrintedScore
from bot.domain.imports.grid import Cell
from bot.domain.imports.reading import ImportRules, ScoreOrder
from bot.domain.imports.tables import Line
from bot.domain.imports.words import is_missing, is_to_be_confirmed, read_line
from bot.domain.scoring import HIGHEST, LOWEST, Measure, Score

_FIGURE = r"(?P<number>[0-9]{1,2})(?:\.0+)?"
_WORDS = r"(?P<words>[^\W\d_]+(?: [^\W\d_]+)*)"
_WITH_WORD = tuple(
    re.compile(shape)
    for shape in (
        rf"{_FIGURE}|\({_FIGURE.replace('number', 'held')}\)",
        rf"{_FIGURE}\s*(?:[-–:/=]\s*)?{_WORDS}",
        rf"{_FIGURE}\s*(?:[-–:]\s*)?\({_WORDS}\)",
        rf"\({_FIGURE}\)\s*{_WORDS}",
        rf"{_WORDS}(?:\s*[-–:=]\s*|\s+){_FIGURE}",
        rf"{_WORDS}\s*\({_FIGURE}\)",
    )
)
_BESIDE = frozenset(
    {
        "level",
        "score",
        "rating",
        "grade",
        "rare",
        "remote",
        "very unlikely",
        "unlikely",
        "possible",
        "probable",
        "likely",
    }
    | {"very likely", "highly likely", "almost certain", "certain", "negligible", "insignificant", "minor", "very low"}
    | {"low", "moderate", "medium", "significant", "major", "high", "very high", "severe", "extreme", "critical"}
    | {"catastrophic", "red", "amber", "yellow", "green"}
)
"""What may stand beside a number without making another one of it; “was”, “not” and “target” may not."""
_OWN = {"likelihood": ("likelihood", "probability"), "severity": ("severity", "impact", "consequence"), "score": ()}
_LABEL = r"(l|likelihood|s|severity|i|impact|c|consequence)\s*[:=]?\s*([0-9])"
_LABELLED = re.compile(
    rf"\(?{_LABEL}\)?\s*(?:[-–x×*,;/&]|and)?\s*\(?{_LABEL}\)?(?:\s*[=(:]\s*([0-9]{{1,2}})\)?)?", re.IGNORECASE
)
_OF_25 = re.compile(r"\s*/\s*25$")
_PAIR = re.compile(r"\(?([0-9])\s*[x×*,]\s*([0-9])\)?(?:\s*[=(:]\s*([0-9]{1,2})\)?)?", re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]{1,2})(?:\.0+)?(?:\s*/\s*25)?(?:\s*[-–(:]?\s*[^0-9]*)?|[^0-9]+[\s(\-–:]([0-9]{1,2})\)?")


@dataclass(frozen=True, slots=True)
class _Part:
    """One cell of a score: its number if it has one, its words, and whether it only says that nothing is known."""

    number: int | None
    written: str
    is_open: bool


def read_score(
    line: Line, measure: str, rules: ImportRules, order: ScoreOrder | None
) -> tuple[Score | None, PrintedScore | None]:
    """Return a measure's score, None where it is not known, and what is printed; questions go to the line.

    Args:
        line: the row.
        measure: `inherent`, `residual`, `target` or `previous_residual`.
        rules: which words mean which numbers; by default none does.
        order: which number of a pair in one cell comes first, None when nothing says so.
    """
    cells = {part: line.cell(f"{measure}_{part}") for part in ("likelihood", "severity", "score")}
    likelihood = _part("likelihood", cells["likelihood"], rules.likelihood_words)
    severity = _part("severity", cells["severity"], rules.severity_words)
    whole = read_line(cells["score"].text)
    written = _in_words(likelihood, severity, whole)
    if not written:
        return None, None
    if likelihood.written or severity.written:
        product = _product(whole)
        score = _from_parts(line, measure, likelihood, severity, product, whole, rules)
    else:
        score, product = _from_whole(line, measure, whole, rules, order)
    # What a score was in words or before is only worth keeping where the numbers do not say it.
    printed = None
    if measure in tuple(Measure) and (score is None or (product is not None and product != score.value)):
        printed = PrintedScore(Measure(measure), written[:100])
    return score, printed


def _from_parts(
    line: Line, measure: str, likelihood: _Part, severity: _Part, product: int | None, whole: str, rules: ImportRules
) -> Score | None:
    if likelihood.is_open and severity.is_open:
        return None
    if likelihood.number is None or severity.number is None:
        return _from_one(line, measure, likelihood, severity, rules)
    score = Score(likelihood.number, severity.number)
    printed = product if product is not None else _figure(whole)
    if printed is not None and printed != score.value:
        line.ask(
            measure,
            f"{score.likelihood} x {score.severity} = {printed}",
            f"The product is {score.value}, not {printed}; likelihood and severity were taken.",
        )
    return score


def _in_words(likelihood: _Part, severity: _Part, whole: str) -> str:
    """Return what is printed of a score on one line: `likelihood High, score 12`, or `TBC` where that is all."""
    named = (("likelihood", likelihood.written), ("severity", severity.written), ("score", whole))
    said = [(name, words) for name, words in named if words]
    if len({words.casefold() for _, words in said}) == 1 and (len(said) > 1 or said[0][0] == "score"):
        return said[0][1] if said[0][0] == "score" or is_to_be_confirmed(said[0][1]) else _joined(said)
    return _joined(said)


def _joined(said: list[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {words}" for name, words in said)


def _from_one(line: Line, measure: str, likelihood: _Part, severity: _Part, rules: ImportRules) -> Score | None:
    """Read a score of which one half is missing or in unknown words: only the partnership's words can complete it."""
    written = _in_words(likelihood, severity, "")
    given = severity if likelihood.is_open else likelihood
    rating = rules.rating_words.get(given.written.casefold()) if likelihood.is_open or severity.is_open else None
    if rating and all(LOWEST <= number <= HIGHEST for number in rating):
        return Score(*rating)
    for name, other, part in (("likelihood", "severity", likelihood), ("severity", "likelihood", severity)):
        if part.is_open:
            line.ask(measure, written, f"Only the {other} is given, so no score is set.")
            return None
        if part.number is None and any(letter.isdigit() for letter in part.written):
            line.ask(measure, written, f"“{part.written[:40]}” is no {name} from {LOWEST} to {HIGHEST}.")
            return None
        if part.number is None:
            line.ask(measure, written, f"No number is set for the word “{part.written[:40]}” as a {name}.")
            return None
    return None


def _from_whole(
    line: Line, measure: str, whole: str, rules: ImportRules, order: ScoreOrder | None
) -> tuple[Score | None, int | None]:
    if is_missing(whole) or is_to_be_confirmed(whole):
        return None, None
    pair = _labelled(whole) or _paired(line, measure, whole, rules.score_order if order is None else order)
    if pair:
        found = _PAIR.fullmatch(whole) or _LABELLED.fullmatch(whole)
        product = int(found[found.re.groups]) if found and found[found.re.groups] else None
        return _score_of_pair(line, measure, whole, pair, product), product
    if _PAIR.fullmatch(whole):
        return None, None
    words = rules.rating_words.get(whole.casefold())
    if words and all(LOWEST <= number <= HIGHEST for number in words):
        return Score(*words), None
    product = _product(whole)
    if product in (1, HIGHEST * HIGHEST) and _number_in(_OF_25.sub("", whole), _BESIDE) == product:
        return (Score(1, 1) if product == 1 else Score(HIGHEST, HIGHEST)), product
    reason = (
        f"Only the product {product} is given, which does not say likelihood and severity."
        if product is not None
        else "It is not one score that can be read."
        if any(letter.isdecimal() for letter in whole)
        else "It is a rating in words, for which no numbers are set."
    )
    line.ask(measure, whole, reason)
    return None, product


def _score_of_pair(line: Line, measure: str, whole: str, pair: tuple[int, int], product: int | None) -> Score | None:
    if not all(LOWEST <= number <= HIGHEST for number in pair):
        line.ask(measure, whole, f"A likelihood and a severity lie between {LOWEST} and {HIGHEST}.")
        return None
    score = Score(*pair)
    if product is not None and product != score.value:
        line.ask(measure, whole, f"The product is {score.value}, not {product}; likelihood and severity were taken.")
    return score


def _labelled(whole: str) -> tuple[int, int] | None:
    found = _LABELLED.fullmatch(whole)
    if not found:
        return None
    given = {label[0].casefold(): int(number) for label, number in ((found[1], found[2]), (found[3], found[4]))}
    severity = next((given[letter] for letter in "sic" if letter in given), None)
    return (given["l"], severity) if "l" in given and severity is not None else None


def _paired(line: Line, measure: str, whole: str, order: ScoreOrder | None) -> tuple[int, int] | None:
    found = _PAIR.fullmatch(whole)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if order is None and first != second:
        line.ask(measure, whole, "Nothing says whether likelihood or severity comes first.")
        return None
    return (second, first) if order is ScoreOrder.SEVERITY_FIRST else (first, second)


def _part(name: str, cell: Cell, words: Mapping[str, int]) -> _Part:
    written = read_line(cell.text)
    if is_missing(written) or is_to_be_confirmed(written):
        return _Part(None, written, is_open=True)
    number: int | None = None
    if cell.number is not None:
        is_whole = cell.number.is_finite() and cell.number == cell.number.to_integral_value() and cell.number < 100
        number = int(cell.number) if is_whole and not cell.is_percent else None
    else:
        number = words.get(written.casefold())
        if number is None:
            number = _number_in(written, _BESIDE.union(_OWN[name], words), words)
    return _Part(number if number is not None and LOWEST <= number <= HIGHEST else None, written, is_open=False)


def _number_in(written: str, beside: Collection[str], words: Mapping[str, int] | None = None) -> int | None:
    """Return the number of a cell that holds it alone or beside one of some words.

    None where anything else stands there, or where the word means another number.
    """
    plain = written.casefold()
    found = next((match for shape in _WITH_WORD if (match := shape.fullmatch(plain))), None)
    if not found:
        return None
    held = found.groupdict()
    number, word = int(held["number"] or held["held"]), held.get("words")
    if word is not None and (word not in beside or (words or {}).get(word, number) != number):
        return None
    return number


def _figure(whole: str) -> int | None:
    """Return a printed number that no product of two scores can be, such as 45 or 0."""
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) <= 4 else None


def _product(whole: str) -> int | None:
    found = _NUMBER.fullmatch(whole)
    number = int(found[1] or found[2]) if found else 0
    return number if 1 <= number <= HIGHEST * HIGHEST else None
