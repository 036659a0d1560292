"""Headings of scores: which of a risk's measures, and whether likelihood, severity or the product."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.imports.reading import ScoreOrder

_MEASURES = (
    ("previous_residual", r"previous|prior|preceding|last (?:month|report|period|meeting|quarter)s?|last"),
    ("target", r"target|desired|appetite|tolerance|tolerated|future|aim|goal"),
    ("inherent", r"inherent|gross|initial|original|raw|unmitigated|uncontrolled|opening|before|pre|without"),
    ("residual", r"residual|net|current|mitigated|managed|remaining|present|now|after|post|with"),
)
_LIKELIHOOD = frozenset({"likelihood", "probability", "l", "lik", "frequency", "likely"})
_SEVERITY = frozenset({"severity", "impact", "consequence", "consequences", "i", "s", "c", "sev", "imp", "impacts"})
_PRODUCT = frozenset(
    {"score", "scores", "rating", "total", "product", "level", "grade", "rag", "lxs", "lxi", "ixl", "sxl"}
)
_FILLER = frozenset(
    {"risk", "risks", "the", "of", "a", "in", "x", "mitigation", "mitigations", "control", "controls", "1", "5", "to"}
    | {"mitigating", "actions", "action", "month", "this", "out", "25", "and", "any"}
)
_SEVERITY_FIRST = re.compile(
    r"\b(?:severity|impact|consequences?|i|s|c)(?: x)? (?:likelihood|probability|l)\b|\b[isc]xl\b"
)
_LIKELIHOOD_FIRST = re.compile(
    r"\b(?:likelihood|probability|l)(?: x)? (?:severity|impact|consequences?|i|s|c)\b|\blx[isc]\b"
)


def score_column(path_words: Sequence[str]) -> tuple[str, str] | None:
    """Return the measure (empty when the heading names none) and the part that a heading means; None for no score.

    Args:
        path_words: the headings in lower-case words, group first.
    """
    if not path_words:
        return None
    own = path_words[-1]
    measure = _measure(own) or _measure(" ".join(path_words))
    rest = [word for word in _without_measures(own).split() if word not in _FILLER]
    parts = {_part(word) for word in rest}
    if {"likelihood", "severity"} <= parts <= {"likelihood", "severity", "score"}:
        return measure, "score"
    if len(parts) == 2:
        # "Inherent risk score: likelihood" is the likelihood of that score.
        parts.discard("score")
    if len(parts) == 1 and (part := parts.pop()):
        return measure, part
    # "Inherent risk" alone, or a group's column without a name that says more.
    is_bare = own in ("target", "inherent", "residual", "gross", "net")
    is_risk = "risk" in " ".join(path_words).split() and "control" not in own and "mitig" not in own
    return (measure, "score") if measure and not rest and (is_bare or is_risk) else None


def order_in(heading: str) -> ScoreOrder | None:
    """Return which number a heading such as `impact x likelihood` puts first; None when it does not say."""
    if _SEVERITY_FIRST.search(heading):
        return ScoreOrder.SEVERITY_FIRST
    return ScoreOrder.LIKELIHOOD_FIRST if _LIKELIHOOD_FIRST.search(heading) else None


def _measure(words: str) -> str:
    return next((name for name, pattern in _MEASURES if re.search(rf"\b(?:{pattern})\b", words)), "")


def _without_measures(words: str) -> str:
    for _, pattern in _MEASURES:
        words = re.sub(rf"\b(?:{pattern})\b", " ", words)
    return words


def _part(word: str) -> str:
    for part, words in (("likelihood", _LIKELIHOOD), ("severity", _SEVERITY), ("score", _PRODUCT)):
        if word in words:
            return part
    return ""
