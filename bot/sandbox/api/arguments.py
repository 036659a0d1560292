"""Reading the arguments of a Web API call, from a form, JSON or the query."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.errors import ApiError

_TRUE = ("1", "true", "True", "yes")


class Arguments:
    """The arguments of one call, with typed access.

    Args:
        values: Names to values; strings from a form, any JSON from a JSON body.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def has(self, name: str) -> bool:
        """Whether the argument was given, be it empty."""
        return self._values.get(name) is not None

    def raw(self, name: str) -> str:
        """Return an argument of any kind as it would be printed."""
        return str(self._values.get(name))

    def text(self, name: str, default: str = "") -> str:
        """Return a text argument.

        Raises:
            ApiError: ``invalid_arguments`` for an object or array.
        """
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise ApiError.explained("invalid_arguments", [f"must be a string [json-pointer:/{name}]"])
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)

    def needed(self, name: str) -> str:
        """Return a text argument that must be there.

        Raises:
            ApiError: ``invalid_arguments`` when it is missing or empty.
        """
        value = self.text(name)
        if not value:
            raise ApiError.explained("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean argument, given as JSON or as text."""
        value = self._values.get(name)
        if value is None or value == "":
            return default
        return value if isinstance(value, bool) else str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        """Return a whole number.

        Raises:
            ApiError: ``invalid_arguments`` when it is none.
        """
        value = self._values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(str(value))
        except ValueError as error:
            raise ApiError.explained("invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]) from error

    def needed_number(self, name: str) -> int:
        """Return a whole number that must be there.

        Raises:
            ApiError: ``invalid_arguments`` when it is missing or none.
        """
        self.needed(name)
        return self.number(name, 0)

    def names(self, name: str) -> list[str]:
        """Return a list given as an array or separated by commas."""
        value = self._values.get(name)
        items: Iterable[Any] = value if isinstance(value, list) else str(value or "").split(",")
        return [str(item).strip() for item in items if str(item).strip()]

    def parsed(self, name: str, error: str) -> Any:
        """Return JSON given as itself or as text; None when absent or empty.

        Raises:
            ApiError: With the given name, when the text is no JSON.
        """
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as problem:
            raise ApiError(error) from problem


async def read_arguments(request: Request, *, accepts_json: bool) -> dict[str, Any]:
    """Read the arguments of a request.

    Args:
        request: The request.
        accepts_json: Whether this method reads JSON bodies; of others the body is then ignored, as Slack does.

    Raises:
        ApiError: ``invalid_json``, ``json_not_object``, ``missing_post_type``, ``invalid_post_type``,
            ``invalid_form_data`` or ``invalid_charset``.
    """
    values: dict[str, Any] = dict(request.query_params)
    if request.method != "POST":
        return values
    body = await request.body()
    if not body:
        return values
    content_type, _, parameters = request.headers.get("content-type", "").partition(";")
    _check_charset(parameters)
    kind = content_type.strip().lower()
    if not kind:
        raise ApiError("missing_post_type")
    if kind == "application/json":
        return values | _json_object(body) if accepts_json else values
    if kind == "application/x-www-form-urlencoded":
        try:
            return values | dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
        except ValueError as error:
            raise ApiError("invalid_form_data") from error
    if kind == "multipart/form-data":
        return values | _multipart(body, request.headers["content-type"])
    if kind == "text/plain":
        return values
    raise ApiError("invalid_post_type")


def _check_charset(parameters: str) -> None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in ("utf-8", "iso-8859-1"):
            raise ApiError("invalid_charset")


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise ApiError("invalid_json") from error
    if not isinstance(parsed, dict):
        raise ApiError("json_not_object")
    return parsed


def _multipart(body: bytes, content_type: str) -> dict[str, Any]:
    from email import policy  # noqa: PLC0415 - only uploads need the mail parser, which is slow to import
    from email.parser import BytesParser  # noqa: PLC0415 - as above

    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise ApiError("invalid_form_data")
    values: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes) and part.get_filename() is None:
            values[name] = payload.decode("utf-8", "replace")
    return values
