"""`/proposal`: with nothing, what waits for the asker; a reference shows its card; verbs have areas of their own."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.proposals.refs import leading_reference
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.handlers.areas import PROPOSAL_VERBS
from bot.handlers.desk import Body, FrontDesk, private
from bot.handlers.meant import meant
from bot.views import blocks
from bot.views.wording import unescape
from bot.workflows.proposals import listing, showing
from bot.workflows.proposals.lookup import example_reference

_SAME = {
    "add": ("new",),
    "create": ("new",),
    "apply": ("new",),
    "bid": ("new", "round"),
    "change": ("edit",),
    "update": ("edit",),
    "continue": ("edit",),
    "send": ("submit",),
    "resubmit": ("submit",),
    "appeal": ("submit",),
    "stop": ("withdraw",),
    "cancel": ("withdraw",),
    "drop": ("withdraw",),
    "delete": ("withdraw",),
    "history": ("timeline",),
    "log": ("timeline",),
    "where": ("route",),
    "status": ("route",),
    "compare": ("diff",),
    "versions": ("diff",),
    "search": ("list",),
    "find": ("list",),
    "mine": ("list mine",),
    "all": ("list",),
    "approve": ("vote",),
    "endorse": ("vote",),
    "reject": ("vote", "decide"),
    "return": ("refer",),
    "referred": ("refer",),
    "postpone": ("defer",),
    "deferred": ("defer",),
    "abstain": ("vote",),
    "tally": ("votes",),
    "deputy": ("delegate",),
    "question": ("ask",),
    "say": ("comment",),
    "advice": ("advise",),
    "objection": ("object",),
    "reply": ("answer",),
    "minute": ("decide",),
    "record": ("decide",),
    "minutes": ("decide",),
    "ratified": ("ratify",),
    "correction": ("correct",),
    "decisions": ("decision",),
    "condition": ("conditions",),
    "waive": ("conditions",),
    "cost": ("costs",),
    "money": ("costs", "fund"),
    "funds": ("fund",),
    "cover": ("paper",),
    "interest": ("declare",),
}


def on_proposal(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Answer a `/proposal` command."""
    written = clean(unescape(str(body.get("text", ""))))
    if not written:
        ack(**private(desk.run(body, lambda who: listing.what_waits(desk.services, who))))
        return
    verb, *rest = written.split(maxsplit=1)
    of_an_area = PROPOSAL_VERBS.get(verb.casefold())
    if of_an_area is not None:
        of_an_area(desk, ack, body, "".join(rest))
        return
    found = leading_reference(written)
    if found is None:
        behind = leading_reference("".join(rest))
        near = meant("/proposal", verb, PROPOSAL_VERBS, _known_words(), behind[0] if behind else "")
        raise InvalidInputError(
            f"I don't understand “{blocks.clip(written, 40)}”.",
            f"{near}Give a reference such as `/proposal {example_reference(desk.services)}`, or see `/proposal help`.",
        )
    ref, words = found
    if words.strip(".?!"):
        short = blocks.clip(words, 40)
        raise InvalidInputError(
            f"I don't know what to do with “{short}”. Nothing was saved.",
            f"{_meant_for(ref, words)}To see the proposal: `/proposal {ref}`.",
        )
    ack(**private(desk.run(body, lambda who: showing.show_proposal(desk.services, who, ref))))


def _known_words() -> dict[str, tuple[str, ...]]:
    """Return words that say the same as verbs there are."""
    kept = {word: tuple(one for one in verbs if one.split()[0] in PROPOSAL_VERBS) for word, verbs in _SAME.items()}
    return {word: verbs for word, verbs in kept.items() if verbs}


def _meant_for(ref: str, words: str) -> str:
    """Return what may be meant by words behind a reference: a verb in the wrong place."""
    verb, _, behind = words.partition(" ")
    name = verb.casefold().strip(",:;.!?")
    verbs = (name,) if name in PROPOSAL_VERBS else _known_words().get(name, ())
    if not verbs:
        return ""
    lines = " or ".join(f"`/proposal {one} {ref} {blocks.clip(behind, 40)}".rstrip() + "`" for one in verbs)
    return f"Put the verb first: {lines}. "
