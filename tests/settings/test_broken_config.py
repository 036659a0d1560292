"""Every slip in `convenor.toml` stops the start with its file, its key and one sentence."""

import re

import pytest

from bot.errors import ConfigError
from bot.settings import default_config_dir, load_config

SOUND = """
[partnership]
name = "A partnership"
first_admin = "office@partnership.example"
home_team = "T0HOME"

[scoring]
likelihood_words = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]
severity_words = ["Negligible", "Minor", "Moderate", "Major", "Catastrophic"]
bands = [{ name = "green", shape = "circle", from = 1 }, { name = "red", shape = "square", from = 15 }]

[review]
days = { red = 29, green = 90 }

[delivery]
lease_seconds = 30

[[escalation]]
measure = "inherent"
threshold = 15
boards = ["TB"]

[[organisations]]
key = "CCG"
name = "Commissioning group"
kind = "nhs"

[[workstreams]]
key = "PC"
name = "Planned Care"
channel = "C0PLANNED"

[[people]]
key = "office"
name = "Governance manager"
email = "office@partnership.example"
organisation = "CCG"
roles = [{ role = "office" }]

[[people]]
key = "director"
name = "Planned Care director"
slack_id = "U0DIRECTOR"
roles = [{ role = "director", workstream = "PC", from = 2018-09-03, until = 2019-01-31 }]

[[groups]]
key = "sponsors"
name = "Sponsors"
members = [{ person = "director" }]

[[boards]]
key = "TB"
name = "Transformation Board"
level = 2
members = [{ person = "office", organisation = "CCG", capacity = "chair" }]
meetings = [2018-10-31, 2018-11-28]

[imports]
likelihood_words = { high = 4 }
rating_words = { high = [4, 4] }
headings = { mitigation = ["What we do"] }
names = { "The office" = "office", "All sponsors" = "sponsors" }
default_workstream = "PC"

[[interests]]
person = "director"
declared_on = 2018-04-12
position = "Trustee"
organisation = "A charity"
nature = "The charity receives a grant"
type = "non_pecuniary"
"""


def broken(was, becomes):
    assert was in SOUND, "the planted slip must land"
    return SOUND.replace(was, becomes, 1)


def fault_of(tmp_path, toml):
    file = tmp_path / "convenor.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_config(file)
    assert refused.value.file == file
    return refused.value


def row(name, was, becomes, key, says):
    return pytest.param(was, becomes, key, says, id=name)


UNKNOWN = [
    row("at the top", "[review]", "[reviews]", "reviews", "is not a setting. Did you mean `review`?"),
    row("in a table", "home_team =", "hometeam =", "partnership.hometeam", "Did you mean `home_team`?"),
    row("in an entry", "level = 2", "levle = 2", "boards.TB.levle", "Did you mean `level`?"),
    row("in a person", "slack_id =", "slackid =", "people.director.slackid", "Did you mean `slack_id`?"),
    row("in a list of a list", "until =", "til =", "people.director.roles.1.til", "Did you mean `until`?"),
    row("in a band", 'shape = "square"', 'mark = "square"', "scoring.bands.2.mark", "is not a setting."),
    row("in an unkeyed entry", "measure =", "mesure =", "escalation.1.mesure", "Did you mean `measure`?"),
    row("like nothing there is", "home_team =", "colour =", "partnership.colour", "is not a setting."),
]

IMPOSSIBLE = [
    row("a time zone", 'home_team = "T0HOME"', 'timezone = "Mars/Base"', "partnership.timezone", "Europe/London"),
    row("an empty time zone", 'home_team = "T0HOME"', 'timezone = ""', "partnership.timezone", "Europe/London"),
    row(
        "a time zone outside the data",
        'home_team = "T0HOME"',
        'timezone = "../../etc/passwd"',
        "partnership.timezone",
        "Europe/London",
    ),
    row(
        "an administrator without address",
        'first_admin = "office@partnership.example"',
        'first_admin = "the office"',
        "partnership.first_admin",
        "an e-mail address or a Slack user id",
    ),
    row("a workspace id", '"T0HOME"', '"home"', "partnership.home_team", "a Slack workspace id"),
    row("a channel by name", '"C0PLANNED"', '"#planned-care"', "workstreams.PC.channel", "a Slack channel id"),
    row("a person by name", '"U0DIRECTOR"', '"@director"', "people.director.slack_id", "a Slack user id"),
    row(
        "an address",
        'email = "office@partnership.example"',
        'email = "office at partnership"',
        "people.office.email",
        "must be an e-mail address",
    ),
    row("small letters of a workstream", 'key = "PC"', 'key = "pc"', "workstreams.pc.key", "capital letters"),
    row("a key with a space", 'key = "sponsors"', 'key = "the sponsors"', "groups.the sponsors.key", "with a letter"),
    row("an empty name", 'name = "Sponsors"', 'name = " "', "groups.sponsors.name", "must not be empty"),
    row("a long name", '"Sponsors"', f'"{"x" * 101}"', "groups.sponsors.name", "at most 100 characters"),
    row("a kind", 'kind = "nhs"', 'kind = "hospital"', "organisations.CCG.kind", "must be 'nhs', 'council' or 'other'"),
    row("a shape", '"square"', '"star"', "scoring.bands.2.shape", "circle"),
    row("a first band above 1", "from = 1 }", "from = 2 }", "scoring.bands", "the lowest band must begin at 1"),
    row("bands that fall", "from = 15", "from = 1", "scoring.bands", "lowest first"),
    row("a band no score reaches", "from = 15", "from = 26", "scoring.bands.2.from", "must be at most 25"),
    row("two bands of a name", '"red", shape', '"green", shape', "scoring.bands", "same name"),
    row("four words for five steps", '"Rare", ', "", "scoring.likelihood_words.5", "is missing"),
    row("six words for five steps", '"Rare", ', '"Rare", "Never", ', "scoring.likelihood_words", "at most 5"),
    row("an order", "[scoring]", '[scoring]\norder = "both"', "scoring.order", "'likelihood_first' or"),
    row("no days at all", "red = 29", "red = 0", "review.days", "at least 1 day"),
    row("days as words", "red = 29", 'red = "a month"', "review.days.red", "must be a whole number"),
    row("a lease too short", "lease_seconds = 30", "lease_seconds = 1", "delivery.lease_seconds", "must be at least 2"),
    row("quiet by day", "[delivery]", "[chasing]\nquiet_from = 07:00:00\n[delivery]", "chasing", "over midnight"),
    row("at night", "[delivery]", "[chasing]\nat = 07:00:00\n[delivery]", "chasing", "within the quiet hours"),
    row("no country", "[delivery]", '[calendar]\ncountry = "QQ"\n[delivery]', "calendar", "no country `QQ`"),
    row("no wait", "lease_seconds = 30", "poll_seconds = 0", "delivery.poll_seconds", "must be more than 0"),
    row("a threshold", "threshold = 15", "threshold = 30", "escalation.1.threshold", "must be at most 25"),
    row("a measure", '"inherent"', '"feared"', "escalation.1.measure", "'inherent', 'residual', 'target' or 'rise'"),
    row("nobody to tell", 'boards = ["TB"]', "boards = []", "escalation.1.boards", "must have at least 1"),
    row("a role", 'role = "office"', 'role = "boss"', "people.office.roles.1.role", "'director'"),
    row(
        "a director of nothing",
        'role = "director", workstream = "PC"',
        'role = "director"',
        "people.director.roles.1",
        "the role `director` needs workstream",
    ),
    row(
        "an office of one workstream",
        'role = "office"',
        'role = "office", workstream = "PC"',
        "people.office.roles.1",
        "the role `office` takes no workstream",
    ),
    row(
        "a term that ends before it begins",
        "until = 2019-01-31",
        "until = 2018-01-31",
        "people.director.roles.1",
        "`until` is before `from`",
    ),
    row("a date in words", "2018-09-03", '"3 September"', "people.director.roles.1.from", "written as 2018-11-01"),
    row("a date with a time", "2018-09-03", "2018-09-03T10:00:00", "people.director.roles.1.from", "without a time"),
    row("a board above all", "level = 2", "level = 12", "boards.TB.level", "must be at most 9"),
    row("a capacity", '"chair"', '"king"', "boards.TB.members.1.capacity", "'chair', 'voting'"),
    row("a group of nobody", 'members = [{ person = "director" }]', "members = []", "groups.sponsors.members", "1"),
    row("a type of interest", '"non_pecuniary"', '"friendship"', "interests.1.type", "'pecuniary'"),
    row("text for a list", 'boards = ["TB"]', 'boards = "TB"', "escalation.1.boards", "must be a list"),
    row("a number for a table", "days = { red = 29, green = 90 }", "days = 29", "review.days", "must be a table"),
    row("a name for an entry", '[{ person = "director" }]', '["director"]', "groups.sponsors.members.1", "a table"),
    row(
        "a word for yes or no",
        "home_team =",
        'workspace_reads_public = "perhaps"\nhome_team =',
        "partnership.workspace_reads_public",
        "must be true or false",
    ),
    row("a name left out", 'name = "Planned Care"\n', "", "workstreams.PC.name", "is missing"),
    row(
        "no administrator", 'first_admin = "office@partnership.example"\n', "", "partnership.first_admin", "is missing"
    ),
]

DANGLING = [
    row("a workstream", 'workstream = "PC"', 'workstream = "PX"', "people.director.roles", "no workstream `PX`"),
    row(
        "an employer", 'organisation = "CCG"\nroles', 'organisation = "CGC"\nroles', "people.office.organisation", "CCG"
    ),
    row("a contact", '{ person = "director" }', '{ person = "directer" }', "groups.sponsors.members", "`director`?"),
    row("a seat", '{ person = "office", ', '{ person = "offise", ', "boards.TB.members", "no person `offise`"),
    row("a seat's employer", '"CCG", capacity', '"COUNCIL", capacity', "boards.TB.members", "organisation `COUNCIL`"),
    row("an interest", 'person = "director"\ndecl', 'person = "nobody"\ndecl', "interests", "no person `nobody`"),
    row(
        "whom a name means",
        '= "office", "All',
        '= "offise", "All',
        "imports.names.The office",
        "person or group `offise`",
    ),
    row(
        "a default",
        'default_workstream = "PC"',
        'default_workstream = "PX"',
        "imports.default_workstream",
        "workstream `PX`",
    ),
    row("a heading's field", "{ mitigation", "{ mitigatoin", "imports.headings", "no field `mitigatoin`"),
    row("a word's step", "{ high = 4 }", "{ high = 6 }", "imports.likelihood_words.high", "5"),
    row("a rating's steps", "[4, 4]", "[4]", "imports.rating_words.high.2", "is missing"),
    row("a board that is told", 'boards = ["TB"]', 'boards = ["TB", "ICB"]', "escalation.1.boards", "no board `ICB`"),
    row("a band without days", "red = 29, ", "", "review.days", "look at red"),
    row("days without a band", "red = 29,", "red = 29, amber = 60,", "review.days", "look at amber"),
]

PERSON = '\n[[people]]\nkey = "{}"\nname = "Another"\n{}\n'
DOUBLED = [
    pytest.param(PERSON.format("office", ""), "people.office", "is defined twice", id="a person"),
    pytest.param(
        '[[workstreams]]\nkey = "PC"\nname = "Again"', "workstreams.PC", "is defined twice", id="a workstream"
    ),
    pytest.param(
        '[[organisations]]\nkey = "CCG"\nname = "Again"\nkind = "nhs"',
        "organisations.CCG",
        "is defined twice",
        id="an organisation",
    ),
    pytest.param('[[boards]]\nkey = "TB"\nname = "Again"\nlevel = 1', "boards.TB", "is defined twice", id="a board"),
    pytest.param(
        '[[groups]]\nkey = "sponsors"\nname = "Again"\nmembers = [{ person = "office" }]',
        "groups.sponsors",
        "is defined twice",
        id="a group",
    ),
    pytest.param(
        PERSON.format("twin", 'email = "Office@Partnership.Example"'),
        "people.twin.email",
        "`office` has this e-mail address already",
        id="an address, in other letters",
    ),
    pytest.param(
        PERSON.format("twin", 'slack_id = "U0DIRECTOR"'),
        "people.twin.slack_id",
        "`director` has this Slack account already",
        id="an account",
    ),
    pytest.param(
        '[[boards]]\nkey = "DSG"\nname = "D"\nlevel = 1\nmeetings = [2018-10-02, 2018-10-02]',
        "boards.DSG.meetings",
        "names 2018-10-02 twice",
        id="a meeting",
    ),
    pytest.param(SOUND[SOUND.index("[[interests]]") :], "interests", "`director` twice", id="an interest"),
]


def test_the_sound_example_is_accepted(tmp_path):
    file = tmp_path / "convenor.toml"
    file.write_text(SOUND, encoding="utf-8")
    config = load_config(file)
    assert [person.key for person in config.people] == ["office", "director"]
    assert config.bands.red.lowest == 15


@pytest.mark.parametrize(("was", "becomes", "key", "says"), UNKNOWN)
def test_an_unknown_key_is_named_with_what_was_probably_meant(tmp_path, was, becomes, key, says):
    fault = fault_of(tmp_path, broken(was, becomes))
    assert fault.key == key
    assert says in fault.sentence
    if "Did you mean" not in says:
        assert fault.sentence == "is not a setting."


@pytest.mark.parametrize(("was", "becomes", "key", "says"), IMPOSSIBLE)
def test_an_impossible_value_is_named_with_what_would_be_right(tmp_path, was, becomes, key, says):
    fault = fault_of(tmp_path, broken(was, becomes))
    assert fault.key == key
    assert says in fault.sentence


@pytest.mark.parametrize(("was", "becomes", "key", "says"), DANGLING)
def test_a_name_that_points_nowhere_is_named(tmp_path, was, becomes, key, says):
    fault = fault_of(tmp_path, broken(was, becomes))
    assert (fault.key, says in fault.sentence) == (key, True), fault.sentence


@pytest.mark.parametrize(("more", "key", "says"), DOUBLED)
def test_what_is_given_twice_is_named(tmp_path, more, key, says):
    fault = fault_of(tmp_path, f"{SOUND}\n{more}\n")
    assert (fault.key, says in fault.sentence) == (key, True), fault.sentence


@pytest.mark.parametrize(("was", "becomes", "key", "says"), [*UNKNOWN, *IMPOSSIBLE, *DANGLING])
def test_each_sentence_can_be_read_by_somebody_who_does_not_program(tmp_path, was, becomes, key, says):
    fault = fault_of(tmp_path, broken(was, becomes))
    assert str(fault).startswith(f"convenor.toml: {fault.key}: ")
    assert re.search(r"[.?]$", fault.sentence)
    assert not re.search(r"pattern|\^|\[A-Z|Traceback|pydantic|Input|validation|tuple|\bdict\b|None", fault.sentence)
    assert len(fault.sentence) < 250


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"[partnership", "is not valid TOML", id="a bracket missing"),
        pytest.param(b"name = 'a'\nname = 'b'", "is not valid TOML", id="a key twice in one table"),
        pytest.param(b"name = \xff\xfe", "cannot be read as UTF-8 text", id="another encoding"),
        pytest.param(b"\x00\x01\x02", "is not valid TOML", id="not text at all"),
    ],
)
def test_a_file_that_is_not_toml_is_named(tmp_path, content, says):
    file = tmp_path / "convenor.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=says) as refused:
        load_config(file)
    assert (refused.value.file, refused.value.key) == (file, "(file)")


def test_an_empty_file_says_what_is_missing(tmp_path):
    fault = fault_of(tmp_path, "")
    assert (fault.key, fault.sentence) == ("partnership", "is missing.")


def test_a_missing_file_is_named_with_how_to_point_to_another(tmp_path):
    with pytest.raises(ConfigError, match="Set CONVENOR_CONFIG to yours"):
        load_config(tmp_path / "none.toml")


def test_a_folder_in_place_of_the_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_a_huge_value_is_not_repeated_in_full(tmp_path):
    fault = fault_of(tmp_path, broken('"C0PLANNED"', f'"{"x" * 10_000}"'))
    assert len(str(fault)) < 250


def test_the_shipped_configuration_is_sound_and_frozen():
    config = load_config(default_config_dir() / "convenor.toml")
    assert {"TB", "ICB-H", "ICB-C"} <= {board.key for board in config.boards}
    with pytest.raises(ValueError, match="frozen"):
        config.partnership.name = "Another"
