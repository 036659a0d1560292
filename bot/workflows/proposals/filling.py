"""What was typed into a step of a proposal's form, read into its content; what cannot be read is said by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.domain.proposals.amounts import read_pence
from bot.domain.proposals.content import Answer, Content, Recommendation
from bot.domain.proposals.form_steps import FormStep, StepKind
from bot.domain.proposals.questions import Question, QuestionKind
from bot.domain.references import parse_reference
from bot.domain.risks import Visibility
from bot.domain.text import clean, clean_line
from bot.errors import InvalidInputError

ANSWER = "q_"
"""What the fields of a fund's questions begin with."""

TITLE_MAX, SUMMARY_MAX, LINE_MAX, WORDS_MAX = 150, 3000, 300, 3000
RECOMMENDATIONS_MAX, LINKS_MAX, NAMES_MAX = 30, 20, 30
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:,?[0-9]{3})*(?:\.[0-9]+)?|-?[0-9]+(?:\.[0-9]+)?")
_ADDRESS = re.compile(r"https?://[^\s<>|\"]+", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+")
"""What people write before each of several recommendations, which are numbered anyway."""

_NONE = "-"

Typed = Mapping[str, Any]
"""What stands in a form's fields: text, an option's value, a list of values, or a day as ISO text."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that somebody put into a form: its id and name at Slack."""

    id: str
    name: str


@dataclass
class Filled:
    """A step as it was read.

    Attributes:
        content: with what could be read.
        columns: of the proposal that the step says.
        links: of the last step: address -> title; None where the step does not ask for them.
        problems: by field.
    """

    content: Content
    columns: dict[str, Any] = field(default_factory=dict)
    links: dict[str, str] | None = None
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """The keys that a form may name, and whether its fund and kind may still be changed."""

    funds: frozenset[str]
    kinds: Sequence[str]
    workstreams: frozenset[str]
    organisations: frozenset[str]
    people: frozenset[int]
    may_move: bool = True


def read_step(step: FormStep, typed: Typed, content: Content, known: Known) -> Filled:
    """Return a content with what was typed into a step."""
    filled = Filled(content)
    _READERS[step.kind](step, typed, known, filled)
    return filled


def person_id(value: object) -> int | None:
    """Return the id that an option of a person carries, None for none."""
    kind, _, number = str(value or "").partition(":")
    return int(number) if kind == "person" and number.isdecimal() else None


def _about(_step: FormStep, typed: Typed, known: Known, filled: Filled) -> None:
    title, summary = clean_line(_text(typed, "title")), clean(_text(typed, "summary"))
    if not title:
        filled.problems["title"] = "Give it a title, such as “Discharge to Assess beds, winter 2018/19”."
    elif len(title) > TITLE_MAX:
        filled.problems["title"] = f"That is {len(title)} characters; at most {TITLE_MAX} fit. Shorten it."
    else:
        filled.content = replace(filled.content, title=title)
    if _fits(filled, "summary", summary, SUMMARY_MAX):
        filled.content = replace(filled.content, summary=summary)
    filled.content = replace(filled.content, starts_on=_day(typed, "starts_on"))
    if known.may_move:
        _choose(typed, "fund", known.funds, "fund_key", filled)
        kind = _text(typed, "kind") or next(iter(known.kinds), "")
        filled.columns["kind"] = kind if kind in known.kinds else next(iter(known.kinds), "")
    _choose(typed, "workstream", known.workstreams, "workstream_key", filled)
    _choose(typed, "organisation", known.organisations, "organisation_key", filled)
    sponsor = person_id(typed.get("sponsor"))
    if "sponsor" in typed:
        filled.columns["sponsor_id"] = sponsor if sponsor in known.people else None


def _concerns(_step: FormStep, typed: Typed, known: Known, filled: Filled) -> None:
    money_of = tuple(key for key in _several(typed, "money_of") if key in known.organisations)
    people = tuple(one for value in _several(typed, "people") if (one := person_id(value)) in known.people and one)
    names = _lines(_text(typed, "organisations"))
    filled.content = replace(filled.content, money_of=money_of, people=people)
    if len(names) > NAMES_MAX or any(len(name) > LINE_MAX for name in names):
        filled.problems["organisations"] = f"Give up to {NAMES_MAX} names, one on each line."
    else:
        filled.content = replace(filled.content, organisations=names)
    try:
        filled.content = replace(filled.content, risks=_risks(_text(typed, "risks")))
    except InvalidInputError as problem:
        filled.problems["risks"] = str(problem)
    _visibility(typed, filled)


def _risks(written: str) -> tuple[str, ...]:
    """Return the references that somebody wrote, with commas or spaces between them."""
    found = []
    for part in filter(None, (one.strip() for one in re.split(r"[,;\n]+|\band\b", written))):
        whole = parse_reference(part)
        for one in (part,) if whole else part.split():
            ref = parse_reference(one)
            if ref is None:
                raise InvalidInputError(f"“{one[:40]}” is not a risk's reference.", "Write them like PC11, UC4.")
            found.append(str(ref))
    return tuple(dict.fromkeys(found))


def _visibility(typed: Typed, filled: Filled) -> None:
    ground, reason = clean_line(_text(typed, "ground")), clean(_text(typed, "reason"))
    ground = "" if ground == _NONE else ground
    if _text(typed, "visibility") != Visibility.NON_PUBLIC.value:
        filled.columns |= {"visibility": Visibility.PUBLIC.value, "exempt_ground": "", "exempt_reason": ""}
        filled.columns["exempt_until_on"] = None
        return
    if not ground:
        filled.problems["ground"] = "Say on which ground in law it is not public."
    if not reason:
        filled.problems["reason"] = "Say why, as it would be read out in public."
    if not (_fits(filled, "ground", ground, LINE_MAX) and _fits(filled, "reason", reason, SUMMARY_MAX)):
        return
    # What is meant to be closed is never left open because its ground is missing yet.
    filled.columns["visibility"] = Visibility.NON_PUBLIC.value
    filled.columns |= {"exempt_ground": ground, "exempt_reason": reason, "exempt_until_on": _day(typed, "until_on")}


def _questions(step: FormStep, typed: Typed, known: Known, filled: Filled) -> None:
    answers = dict(filled.content.answers)
    for question in step.questions:
        name = f"{ANSWER}{question.key}"
        if name not in typed:
            continue
        try:
            answer = _ANSWERS[question.kind](question, typed[name], known)
        except InvalidInputError as problem:
            filled.problems[name] = str(problem)
            continue
        if answer is None or answer in ("", ()):
            answers.pop(question.key, None)
        else:
            answers[question.key] = answer
    filled.content = replace(filled.content, answers=answers)


def _papers(_step: FormStep, typed: Typed, _known: Known, filled: Filled) -> None:
    lines = tuple(_NUMBERED.sub("", line) for line in _lines(_text(typed, "recommendations")))
    if len(lines) > RECOMMENDATIONS_MAX:
        filled.problems["recommendations"] = f"At most {RECOMMENDATIONS_MAX} recommendations fit, one on each line."
    else:
        filled.content = replace(filled.content, recommendations=reworded(filled.content.recommendations, lines))
    try:
        filled.links = read_links(_text(typed, "links"))
    except InvalidInputError as problem:
        filled.problems["links"] = str(problem)


def read_links(written: str) -> dict[str, str]:
    """Read links, one on each line: the address, and its title before or behind it; return address -> title.

    Raises:
        InvalidInputError: a line holds no address, or there are too many.
    """
    links: dict[str, str] = {}
    for line in _lines(written):
        address = _ADDRESS.search(line)
        if address is None:
            sentence = f"“{line[:40]}” holds no address. Write https://… and then its title."
            raise InvalidInputError(sentence, fields={"links": sentence})
        scheme, _, rest = address[0].partition("://")
        if "@" in rest.partition("/")[0]:
            sentence = f"“{line[:40]}” names a user, with a password it may be. Write the address without them."
            raise InvalidInputError(sentence, fields={"links": sentence})
        plain = f"{scheme.lower()}://{rest}"
        title = clean_line(line.replace(address[0], " "))
        links[plain] = (title or links.get(plain, "") or plain)[:TITLE_MAX]
    if len(links) > LINKS_MAX:
        sentence = f"At most {LINKS_MAX} links fit, one on each line."
        raise InvalidInputError(sentence, fields={"links": sentence})
    return links


def reworded(present: Sequence[Recommendation], lines: Sequence[str]) -> tuple[Recommendation, ...]:
    """Return recommendations of these words: each keeps its asks where its words, or else its place, stay."""
    by_words = {one.words: one for one in present}
    taken = {line for line in lines if line in by_words}
    made = []
    for number, words in enumerate(lines, 1):
        at_place = present[number - 1] if number <= len(present) and present[number - 1].words not in taken else None
        before = by_words.get(words) or at_place
        made.append(replace(before, number=number, words=words) if before else Recommendation(number, words))
    return tuple(made)


def _choose(typed: Typed, name: str, known: frozenset[str], column: str, filled: Filled) -> None:
    if name in typed:
        value = _text(typed, name)
        filled.columns[column] = value if value in known else ""


def _fits(filled: Filled, name: str, words: str, most: int) -> bool:
    if len(words) <= most:
        return True
    filled.problems[name] = f"That is {len(words):,} characters; at most {most:,} fit. Shorten it."
    return False


def _text(typed: Typed, name: str) -> str:
    value = typed.get(name)
    return value if isinstance(value, str) else ""


def _several(typed: Typed, name: str) -> tuple[str, ...]:
    value = typed.get(name)
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _day(typed: Typed, name: str) -> date | None:
    value = _text(typed, name)
    return date.fromisoformat(value) if value else None


def _lines(written: str) -> tuple[str, ...]:
    return tuple(line.lstrip("•*- ").strip() for line in clean(written).split("\n") if line.strip("•*- "))


def _words_answer(_question: Question, value: Any, _known: Known) -> Answer:
    words = clean(str(value or ""))
    if len(words) > WORDS_MAX:
        raise InvalidInputError(f"That is {len(words):,} characters; at most {WORDS_MAX:,} fit.", "Shorten it.")
    return words


def _choice_answer(question: Question, value: Any, _known: Known) -> Answer:
    return str(value) if value in question.options else None


def _number_answer(_question: Question, value: Any, _known: Known) -> Answer:
    written = clean_line(str(value or ""))
    if not written:
        return None
    try:
        number = Decimal(written.replace(",", "")) if _NUMBER.fullmatch(written) else None
    except InvalidOperation:
        number = None
    if number is None or len(written) > 20:
        raise InvalidInputError(f"“{written[:40]}” is not a number.", "Write it in figures, such as 12 or 7.5.")
    return str(number)


def _money_answer(_question: Question, value: Any, _known: Known) -> Answer:
    return read_pence(str(value)) if clean_line(str(value or "")) else None


def _day_answer(_question: Question, value: Any, _known: Known) -> Answer:
    return str(value) if value else None


def _people_answer(_question: Question, value: Any, known: Known) -> Answer:
    ids = (person_id(one) for one in value or ())
    return tuple(one for one in ids if one is not None and one in known.people)


_ANSWERS: Mapping[QuestionKind, Callable[[Question, Any, Known], Answer]] = {
    QuestionKind.TEXT: _words_answer,
    QuestionKind.LONG_TEXT: _words_answer,
    QuestionKind.CHOICE: _choice_answer,
    QuestionKind.NUMBER: _number_answer,
    QuestionKind.MONEY: _money_answer,
    QuestionKind.DATE: _day_answer,
    QuestionKind.PEOPLE: _people_answer,
}
_READERS: Mapping[StepKind, Callable[[FormStep, Typed, Known, Filled], None]] = {
    StepKind.ABOUT: _about,
    StepKind.CONCERNS: _concerns,
    StepKind.QUESTIONS: _questions,
    StepKind.PAPERS: _papers,
}
