"""The text of `convenor.toml` and of `.env` for a set of answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array, Table

from bot.cli.common import PLACEHOLDER
from bot.cli.init.answers import Answers, Contact
from bot.settings.dotenv import line_for

_WIDTH = 119
_HEAD = """\
# The partnership, in one file. Convenor reads it when it starts.
#
# Lines that begin with # are notes. `word = "text"` sets one thing. A name in [[double brackets]] begins one more entry
# of a list. Dates are year-month-day. Save, run `convenor check-config`, restart Convenor, and what you changed is
# applied. Tokens do not belong here: they stand in the environment, or in .env beside this file.
"""
_SCORING = {
    "order": "likelihood_first",
    "likelihood_words": ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"],
    "severity_words": ["Negligible", "Minor", "Moderate", "Major", "Catastrophic"],
}
_BANDS = (("green", "circle", 1), ("amber", "triangle", 10), ("red", "square", 15))
_DAYS = {"red": 29, "amber": 60, "green": 90}
_THRESHOLD = 15


def configuration_text(answers: Answers) -> str:
    """Return a commented `convenor.toml`."""
    return "\n\n".join(
        [
            _HEAD,
            _section("The partnership: its name, its clock, and who looks after Convenor first", _partnership(answers)),
            _section("Scoring: the words of the 5 x 5 and the bands a score falls in", _scoring()),
            _section(
                "Reviews: within how many days a risk needs an update, by the band of its residual score",
                _dumped("review", _table({"days": _inline(_DAYS)})),
            ),
            _section("Escalation: which boards are told of a risk. Add a block for each rule", _escalation(answers)),
            _section("Organisations: the statutory partners, and other employers", _organisations(answers)),
            _section("Workstreams: their letters begin the references of their risks", _workstreams(answers)),
            _section("People: one block each, with the roles they hold", _people(answers)),
            _section("Boards: who sits with them, and when they meet. Level 1 is the lowest", _boards(answers)),
        ]
    )


def environment_text(config_file: Path, data_dir: Path) -> str:
    """Return a `.env` with a place for each secret, and where configuration and data are.

    Raises:
        ValueError: a path is of a kind that no line can hold.
    """
    return f"""\
# Convenor's secrets and places. For its owner alone: keep it out of version control, mail and chat.
# Convenor reads this file from the directory it is started in; what the environment sets already goes first.

# Slack's page of the app > OAuth & Permissions > Bot User OAuth Token
SLACK_BOT_TOKEN=

# Basic Information > App-Level Tokens, made with the scope connections:write
SLACK_APP_TOKEN=

# Basic Information > App Credentials > Signing Secret; only for `convenor run --http`
SLACK_SIGNING_SECRET=

{line_for("CONVENOR_CONFIG", str(config_file))}
{line_for("CONVENOR_DATA_DIR", str(data_dir))}
"""


def _partnership(answers: Answers) -> str:
    table = tomlkit.table()
    table.add("name", answers.name)
    table.add("timezone", answers.timezone)
    table.add(tomlkit.comment("Who becomes Convenor's first administrator while nobody is: an address listed below."))
    table.add("first_admin", answers.office.email)
    _add(table, "Your workspace in Slack; without it, the one the token belongs to.", "home_team", answers.home_team)
    note = "The office's own private channel: alerts to look over, and what could not be delivered."
    _add(table, note, "office_channel", answers.office_channel, "C012AB3CD")
    table.add(tomlkit.comment("true: everybody in your workspace may read public records. false: people listed below."))
    table.add("workspace_reads_public", value=True)
    return _dumped("partnership", table)


def _scoring() -> str:
    table = _table(_SCORING)
    table.add(tomlkit.comment("Lowest first; `from` is the score a band begins at. Shapes: circle, triangle, square,"))
    table.add(tomlkit.comment("open_circle. They stand beside the word, so that colour is never needed to read it."))
    rows = ({"name": name, "shape": shape, "from": lowest} for name, shape, lowest in _BANDS)
    table.add("bands", _list(rows, several_lines=True))
    return _dumped("scoring", table)


def _escalation(answers: Answers) -> str:
    top = max((board.level for board in answers.boards), default=0)
    boards = [board.key for board in answers.boards if board.level == top]
    table = _table({"measure": "residual", "threshold": _THRESHOLD, "boards": boards or ["BOARD"]})
    note = (
        '# The measure is "inherent" (before mitigation), "residual" (after it), "target", or "rise": by how much one\n'
        '# review lifts the residual score. With `when = "at_once"` these boards are alerted as well. Their members\n'
        "# then read the risks that reach the threshold, also those that are not public, until the board takes them\n"
        "# off its report.\n\n"
    )
    text = _dumped("escalation", [table])
    return note + (text if boards else _commented(text))


def _organisations(answers: Answers) -> str:
    example = {"key": "COUNCIL", "name": "Our council", "kind": "council"}
    note = '# The kind is "nhs", "council" or "other".\n\n'
    return note + _entries("organisations", [entry.model_dump() for entry in answers.organisations], example)


def _workstreams(answers: Answers) -> str:
    tables = []
    for entry in answers.workstreams:
        table = _table({"key": entry.key, "name": entry.name})
        _add(table, "", "channel", entry.channel, "C012AB3CD")
        _add(table, "", "private_channel", entry.private_channel, "C012AB3CE")
        tables.append(table)
    note = (
        "# `channel` shows public records; `private_channel` shows non-public ones. Ids: in Slack, the channel's\n"
        "# name > About > the last line. Then type /invite @Convenor there: it joins no channel by itself.\n\n"
    )
    return note + _dumped("workstreams", tables)


def _people(answers: Answers) -> str:
    office = _person(answers.office, "office")
    if answers.office.email == PLACEHOLDER:
        office["email"].comment("CHANGE THIS, here and in first_admin, to the address in Slack")
    tables = [office]
    if answers.programme_director is not None:
        director = _person(answers.programme_director, "programme_director")
        if director["key"] == office["key"]:
            director["key"] = "programme-director"
        tables.append(director)
    example = _person(Contact(name="A director", email="a.director@partnership.example"), "director")
    example["roles"] = _list([{"role": "director", "workstream": answers.workstreams[0].key}])
    note = (
        "# Found in Slack by e-mail address; `slack_id` is for those whose address there differs. Neither: no Slack.\n"
        "# Roles: director, sro, member (of a workstream); office, programme_director, finance_officer and admin.\n\n"
    )
    return f"{note}{_dumped('people', tables)}\n{_commented(_dumped('people', [example]))}"


def _boards(answers: Answers) -> str:
    note = (
        '# `decides_in`: officers\' boards may decide in a "thread" between meetings; a committee in a "meeting".\n'
        "# Capacities of members: chair, voting, deputy, attendee (no vote).\n\n"
    )
    member = _key(answers.office.name)
    example = {"key": "TB", "name": "Transformation Board", "level": 1, "decides_in": "meeting"}
    rows = [
        {"key": entry.key, "name": entry.name, "level": entry.level, "decides_in": entry.decides_in.value}
        for entry in answers.boards
    ]
    more = f'# members = [{{ person = "{member}", capacity = "attendee" }}]\n# meetings = [2027-01-14, 2027-02-11]\n'
    return f"{note}{_entries('boards', rows, example)}{more}"


def _person(contact: Contact, role: str) -> Table:
    table = _table({"key": _key(contact.name), "name": contact.name, "email": contact.email})
    table.add("roles", _list([{"role": role}]))
    return table


def _key(name: str) -> str:
    """Return a key for a person: plain small letters, digits and dashes, a letter first."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:38].rstrip("-")
    return plain if plain[:1].isalpha() else f"p-{plain}".rstrip("-")


def _entries(name: str, rows: Sequence[Mapping[str, Any]], example: Mapping[str, Any]) -> str:
    if rows:
        return _dumped(name, [_table(row) for row in rows])
    return _commented(_dumped(name, [_table(example)]))


def _section(title: str, body: str) -> str:
    return f"# ---- {title} ".ljust(_WIDTH, "-") + f"\n\n{body.strip()}\n"


def _dumped(name: str, value: Table | list[Table]) -> str:
    document = tomlkit.document()
    if isinstance(value, list):
        entries = tomlkit.aot()
        for table in value:
            entries.append(table)
        document.add(name, entries)
    else:
        document.add(name, value)
    return tomlkit.dumps(document)


def _table(values: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, value)
    return table


def _inline(values: Mapping[str, Any]) -> Any:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _list(rows: Iterable[Mapping[str, Any]], *, several_lines: bool = False) -> Array:
    array = tomlkit.array()
    for row in rows:
        array.append(_inline(row))
    return array.multiline(several_lines)


def _add(table: Table, note: str, key: str, value: str | None, example: str = "T012AB3CD") -> None:
    """Add a key with its note; without a value the key stands there as a note to be filled in."""
    if note:
        table.add(tomlkit.comment(note))
    if value is None:
        table.add(tomlkit.comment(f'{key} = "{example}"'))
    else:
        table.add(key, value)


def _commented(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.strip().splitlines())
