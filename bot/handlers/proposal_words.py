"""What handlers of proposals read: the reference that a verb speaks of with what follows it, and files of forms."""

from __future__ import annotations

from bot.domain.proposals.refs import leading_reference
from bot.errors import InvalidInputError
from bot.handlers.desk import Body, FrontDesk
from bot.handlers.form_fields import element_of
from bot.views.blocks import clip
from bot.workflows.proposals.filling import AttachedFile
from bot.workflows.proposals.lookup import example_reference

_SHORT = 40
_WISHES = {
    "timeline": "see the timeline of",
    "show": "see",
    "diff": "compare versions of",
    "route": "see the route of",
    "costs": "see the costs of",
    "vote": "vote on",
    "decide": "record a decision on",
    "paper": "make the paper of",
    "recommend": "write recommendations of",
    "attach": "attach something to",
    "papers": "see the papers of",
    "declare": "declare an interest in",
    "chair": "record a chair's action on",
    "conditions": "see the conditions of",
    "discharge": "discharge a condition of",
    "override": "allow more money for",
}


def with_reference(desk: FrontDesk, verb: str, rest: str) -> tuple[str, str]:
    """Split what follows a verb into the reference it begins with and what comes behind.

    Raises:
        InvalidInputError: it does not begin with a reference.
    """
    found = leading_reference(rest)
    if found is not None:
        return found
    example = example_reference(desk.services)
    if not rest.strip():
        wish = _WISHES.get(verb, verb)
        raise InvalidInputError(
            f"Which proposal do you want to {wish}?", f"Give its reference: `/proposal {verb} {example}`."
        )
    raise InvalidInputError(
        f"“{clip(rest.strip(), _SHORT)}” does not begin with a proposal's reference.",
        f"Write it like `/proposal {verb} {example}`. `/proposal list mine` shows yours.",
    )


def files_in(body: Body) -> tuple[AttachedFile, ...]:
    """Return the files that were put into a form."""
    files = element_of(body, "files").get("files") or []
    return tuple(AttachedFile(str(file["id"]), str(file.get("name") or "file")) for file in files)
