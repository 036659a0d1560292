"""Whom a written owner means: a mention, a name, a key, or the post that somebody holds in a workstream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.domain.access import Actor
from bot.domain.actions.records import OWNERS_MAX, Owner
from bot.domain.directory import Directory
from bot.domain.people import Account, Person, Role
from bot.errors import InvalidInputError

MENTION = re.compile(r"<@([UW][A-Z0-9]{1,20})(?:\|[^>]*)?>")
_BETWEEN = re.compile(r"\s*(?:,|;|&|/|\band\b)\s*", re.IGNORECASE)
_ALSO = re.compile(r"\s*(?:,\s*and\b|,|;|&|/|\band\b)\s*", re.IGNORECASE)
_BESIDE = re.compile(r"\s*(?=<@)")
# An account's name joins its words with dots or underlines where the person's own has spaces.
_JOINTS = re.compile(r"[\s._]+")
_ENDS = re.compile(r"(?![0-9A-Za-z])")
_POSTS = {Role.DIRECTOR: "director", Role.SRO: "SRO"}
_MYSELF = ("me", "myself")
_LIKE_MOST = 3


@dataclass(frozen=True)
class OwnerWords:
    """Reads owners as people write them.

    Args:
        directory: who is who.
        actor: who writes; `me` means them.
        home_team: the partnership's own Slack team.
    """

    directory: Directory
    actor: Actor
    home_team: str

    def read(self, written: str) -> tuple[Owner, ...]:
        """Return the owners of a text that names nobody else, each once.

        Raises:
            InvalidInputError: one is not known, has left, or may not own anything here; says why and whom else to name.
        """
        parts = [part for part in _BETWEEN.split(written.strip()) if part.strip()]
        # A post's own name may hold an "and": the whole text, and whole parts between commas, are tried first.
        whole = self._named(written)
        if whole is not None:
            return (self._owner(whole),)
        found = [self._owner(person) for part in _joined(parts, self) for person in [self._somebody(part)]]
        return checked(tuple(dict.fromkeys(found)))

    def leading(self, written: str) -> tuple[tuple[Owner, ...], str]:
        """Split text that begins with owners into them and what follows; none where it begins otherwise.

        Raises:
            InvalidInputError: it begins with a mention of somebody who may not own an action.
        """
        rest, found = written.strip(), []
        while True:
            match = self._one_leading(rest)
            if match is None:
                break
            person, rest = match
            found.append(self._owner(person))
            # Mentions may stand side by side with nothing but a space between them.
            further = _ALSO.match(rest) or _BESIDE.match(rest)
            if further is None or self._one_leading(rest[further.end() :]) is None:
                break
            rest = rest[further.end() :]
        return checked(tuple(dict.fromkeys(found))), rest.strip(" ,:;")

    def find(self, written: str) -> Person | None:
        """Return the person of a mention, a name, a key or a post, whether they serve or not; None for nobody."""
        mention = MENTION.fullmatch(written.strip())
        return self.directory.person_of(mention[1]) if mention else self._named(written)

    def person(self, person: Person) -> Owner:
        """Return somebody as an owner.

        Raises:
            InvalidInputError: they do not serve any more, or not yet.
        """
        return self._owner(person)

    def _one_leading(self, text: str) -> tuple[Person, str] | None:
        mention = MENTION.match(text)
        if mention:
            return self._mentioned(mention[1]), text[mention.end() :]
        bare = text.removeprefix("@")
        for end in range(min(len(bare), self._longest), 0, -1):
            person = self._names.get(_plain(bare[:end])) if _ENDS.match(bare, end) else None
            if person is not None:
                return person, bare[end:]
        if text.startswith("@"):
            raise self._unknown(text.split(maxsplit=1)[0])
        return None

    def _somebody(self, written: str) -> Person:
        mention = MENTION.fullmatch(written.strip())
        if mention:
            return self._mentioned(mention[1])
        person = self._named(written)
        if person is not None:
            return person
        raise self._unknown(written)

    def _mentioned(self, slack_id: str) -> Person:
        person = self.directory.person_of(slack_id)
        if person is not None:
            return person
        account = self.directory.accounts.get(slack_id)
        name = account.name if account else "This account"
        if account is not None:
            self._check(account, name)
        if account is not None and account.is_guest:
            raise _refused(f"{name} is a guest here who holds no role with the partnership.")
        raise _refused(f"{name} is not in the partnership's directory.")

    def _check(self, account: Account, name: str) -> None:
        """Make sure that something can be asked of whoever has this account.

        Raises:
            InvalidInputError: it is a stranger's, of another workspace, or an app's.
        """
        if account.is_stranger or account.team_id != self.home_team:
            raise _refused(f"{name} belongs to another organisation's workspace, so I can't ask anything of them.")
        if account.is_bot:
            raise _refused(f"{name} is an app, and an app answers for nothing.")

    def _named(self, written: str) -> Person | None:
        wanted = _plain(written)
        exact = self._names.get(wanted)
        if exact is not None:
            return exact
        words = set(wanted.split())
        near = [one for one in self._serving if words and words <= set(_plain(one.name).split())]
        return near[0] if len(near) == 1 else None

    def near(self, written: str) -> str:
        """Return a question with whom a name may mean that nobody has, and a space; empty where nobody comes near."""
        words = set(_plain(written).split())
        near = [one.name for one in self._serving if words & set(_plain(one.name).split())]
        return f"Do you mean {_either(near[:_LIKE_MOST])}? " if near else ""

    def _unknown(self, written: str) -> InvalidInputError:
        return _refused(f"I don't know anybody called “{written.strip()[:60]}”.", self.near(written))

    def _owner(self, person: Person) -> Owner:
        account = self.directory.accounts.get(person.slack_id or "")
        if account is not None:
            self._check(account, person.name)
        if self.directory.serves(person, self.actor.day):
            return Owner(person.name, person.id)
        until = person.term.until_on
        if until is not None and until < self.actor.day:
            raise _refused(f"{person.name} left on {_said(until)}, so nobody would answer for it.")
        if person.term.from_on is not None and person.term.from_on > self.actor.day:
            raise _refused(f"{person.name} begins on {_said(person.term.from_on)}.")
        raise _refused(f"{person.name}'s Slack account is switched off, so nobody would answer for it.")

    @cached_property
    def _serving(self) -> tuple[Person, ...]:
        return tuple(one for one in self.directory.people.values() if self.directory.serves(one, self.actor.day))

    @cached_property
    def _names(self) -> dict[str, Person]:
        """Everybody by what they may be called, small; a name that two share calls neither."""
        called: dict[str, set[int]] = {}
        for name, person in self._called():
            called.setdefault(_plain(name), set()).add(person.id)
        people = self.directory.people
        return {name: people[next(iter(ids))] for name, ids in called.items() if len(ids) == 1}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)

    def _called(self) -> Iterator[tuple[str, Person]]:
        if self.actor.person is not None:
            yield from ((word, self.actor.person) for word in _MYSELF)
        for person in self.directory.people.values():
            yield person.name, person
            yield person.key, person
            account = self.directory.accounts.get(person.slack_id or "")
            if account is not None:
                yield account.name, person
        for workstream in self.directory.workstreams.values():
            for role, word in _POSTS.items():
                for person in self.directory.holders([role], self.actor.day, workstream.key):
                    yield f"{workstream.key} {word}", person
                    yield f"{workstream.name} {word}", person


def mentioned(text: str) -> tuple[str, ...]:
    """Return the Slack ids that a text mentions, each once."""
    return tuple(dict.fromkeys(found[1] for found in MENTION.finditer(text)))


def checked(owners: tuple[Owner, ...]) -> tuple[Owner, ...]:
    """Return owners, unless they are too many to answer for one thing.

    Raises:
        InvalidInputError: they are.
    """
    if len(owners) > OWNERS_MAX:
        sentence = f"{len(owners)} owners are too many: at most {OWNERS_MAX} can answer for an action. Split it."
        raise InvalidInputError(sentence, fields={"owners": sentence})
    return owners


def _joined(parts: list[str], words: OwnerWords) -> list[str]:
    """Return the parts of a list of names, those put together again that only together are somebody's name."""
    joined: list[str] = []
    place = 0
    while place < len(parts):
        for end in range(len(parts), place, -1):
            name = " and ".join(parts[place:end])
            if end == place + 1 or words.find(name) is not None:
                joined.append(name)
                place = end
                break
    return joined


def _refused(sentence: str, hint: str = "") -> InvalidInputError:
    mend = f"{hint}Name somebody who serves with the partnership, or ask the governance office to add them."
    return InvalidInputError(sentence, mend, fields={"owners": f"{sentence} {mend}"})


def _plain(written: str) -> str:
    return _JOINTS.sub(" ", written.strip().removeprefix("@").casefold()).strip()


def _either(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
