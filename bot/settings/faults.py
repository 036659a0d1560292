"""Faults of settings in words: which key of the file it is, what is wrong with it, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import ConfigError

_RULES = {
    "missing": "is missing",
    "string_type": "must be text in quotation marks",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "date_type": "must be a date, written as 2018-11-01",
    "date_from_datetime_parsing": "must be a date, written as 2018-11-01",
    "date_from_datetime_inexact": "must be a date without a time, written as 2018-11-01",
    "tuple_type": "must be a list",
    "model_type": "must be a table with keys of its own",
    "dict_type": "must be a table with keys of its own",
    "too_short": "must have at least {min_length}",
    "too_long": "must have at most {max_length}",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
}


def explain(problem: ValidationError, model: type[BaseModel], file: Path, raw: Mapping[str, Any]) -> ConfigError:
    """Return the first fault of a file as an error that names its key; an unknown key comes before all others."""
    faults = problem.errors()
    fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    key = _dotted(fault["loc"], raw)
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model, fault["loc"][:-1])
        return ConfigError(file, key, f"is not a setting.{did_you_mean(str(fault['loc'][-1]), known)}")
    return ConfigError(file, key, sentence(fault))


def sentence(fault: ErrorDetails, *, shows_value: bool = True) -> str:
    """Return what is wrong and what would be right, with the value that was given unless it may hold a secret."""
    rule = _RULES.get(fault["type"])
    text = rule.format(**fault.get("ctx", {})) if rule else fault["msg"].removeprefix("Value error, ")
    given = fault.get("input")
    shown = f" (it is {_short(given)!r})" if shows_value and isinstance(given, str | int | float) else ""
    return f"{text}{shown}."


def _short(given: str | float) -> str | float:
    return given[:60] + "…" if isinstance(given, str) and len(given) > 60 else given


def _dotted(loc: tuple[int | str, ...], raw: object) -> str:
    """Return `boards.ICB-H.members.3.person`: an entry of a list is named by its key, or counted from 1."""
    parts: list[str] = []
    here: object = raw
    for step in loc:
        name = str(step)
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
            name = str(here["key"]) if isinstance(here, dict) and "key" in here else str(step + 1)
        elif isinstance(step, int):
            name = str(step + 1)
        elif isinstance(here, dict):
            here = here.get(step)
        parts.append(name)
    return ".".join(parts) or "(file)"


def _known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys allowed at `loc`, by walking the models; empty where they are free."""
    here: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, int) or here is None:
            continue
        field = next((f for n, f in here.model_fields.items() if step in (n, f.alias)), None)
        here = _model_in(field.annotation) if field else None
    return [field.alias or name for name, field in here.model_fields.items()] if here else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in getattr(annotation, "__args__", ()) if (found := _model_in(arg))), None)


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Return a question with the nearest known name, empty when none is near."""
    close = get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    return f" Did you mean `{close[0]}`?" if close else ""
