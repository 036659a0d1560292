"""What people type after `/risk`, and what it is taken for."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.listing import Filter, ListQuery, Sort
from bot.domain.scoring import Score
from bot.errors import InvalidInputError
from bot.handlers.risk_words import Verb, WrittenScore, read_risk_command, read_score
from bot.views import problems
from bot.views.wording import escape

LONG = 10_000


def refusal_of(text):
    with pytest.raises(InvalidInputError) as refused:
        read_risk_command(text)
    return refused.value


@pytest.mark.parametrize(
    ("text", "verb", "ref", "rest"),
    [
        pytest.param("", Verb.HELP, "", "", id="nothing"),
        pytest.param("   ", Verb.HELP, "", "", id="spaces"),
        pytest.param("\u200b\u200f", Verb.HELP, "", "", id="nothing that can be seen"),
        pytest.param("help", Verb.HELP, "", "", id="help"),
        pytest.param("HELP me", Verb.HELP, "", "me", id="help in capitals"),
        pytest.param("PC11", Verb.SHOW, "PC11", "", id="a reference"),
        pytest.param("pc 11", Verb.SHOW, "pc11", "", id="a reference with a space"),
        pytest.param("PC-11", Verb.SHOW, "PC11", "", id="a reference with a hyphen"),
        pytest.param("pc011", Verb.SHOW, "pc11", "", id="a reference with a nought"),
        pytest.param("PC11.", Verb.SHOW, "PC11", ".", id="a reference with a full stop"),
        pytest.param("show PC11", Verb.SHOW, "PC11", "", id="show"),
        pytest.param("PC\u200b11", Verb.SHOW, "PC11", "", id="a zero-width space inside"),
        pytest.param("\u200fPC11\u200e", Verb.SHOW, "PC11", "", id="direction marks around"),
        pytest.param("\u202ePC11\u202c", Verb.SHOW, "PC11", "", id="turned right to left"),
        pytest.param("history PC11", Verb.HISTORY, "PC11", "", id="history"),
        pytest.param("History Pc 7", Verb.HISTORY, "Pc7", "", id="history in other letters"),
        pytest.param("add", Verb.ADD, "", "", id="add"),
        pytest.param("update PC11", Verb.UPDATE, "PC11", "", id="update"),
        pytest.param("update PC11 4x3 Fell", Verb.UPDATE, "PC11", "4x3 Fell", id="update in one line"),
        pytest.param("update pc 11, 4x3: Fell", Verb.UPDATE, "pc11", "4x3: Fell", id="update with marks between"),
        pytest.param("update PC 4 x 3", Verb.UPDATE, "PC4", "x 3", id="a number that may be a score"),
        pytest.param("update\nPC11\n4x3\nFell", Verb.UPDATE, "PC11", "4x3\nFell", id="on lines of their own"),
        pytest.param("update   PC11", Verb.UPDATE, "PC11", "", id="runs of spaces"),
        pytest.param("edit PC11", Verb.EDIT, "PC11", "", id="edit"),
        pytest.param("close PC11", Verb.CLOSE, "PC11", "", id="close"),
        pytest.param("close PC11 it has passed", Verb.CLOSE, "PC11", "it has passed", id="close with words"),
        pytest.param("reopen PC11", Verb.REOPEN, "PC11", "", id="reopen"),
    ],
)
def test_a_command_is_understood(text, verb, ref, rest):
    command = read_risk_command(text)
    assert (command.verb, command.ref, command.rest) == (verb, ref, rest)


@pytest.mark.parametrize(
    ("text", "workstream", "kind", "sort"),
    [
        pytest.param("list", None, Filter.OPEN, Sort.SCORE, id="everything"),
        pytest.param("list PC", "PC", Filter.OPEN, Sort.SCORE, id="a workstream"),
        pytest.param("list planned care red", "planned care", Filter.RED, Sort.SCORE, id="by its name, red"),
        pytest.param("list red planned care", "planned care", Filter.RED, Sort.SCORE, id="in another order"),
        pytest.param("list mine", None, Filter.MINE, Sort.SCORE, id="mine"),
        pytest.param("list Escalated", None, Filter.ESCALATED, Sort.SCORE, id="escalated"),
        pytest.param("list unscored PC", "PC", Filter.UNSCORED, Sort.SCORE, id="unscored"),
        pytest.param("list stale oldest", None, Filter.STALE, Sort.OLDEST, id="stale, oldest first"),
        pytest.param("list closed newest", None, Filter.CLOSED, Sort.NEWEST, id="closed, newest first"),
        pytest.param("list all sort by ref", None, Filter.OPEN, Sort.REF, id="with small words"),
        pytest.param("list PC, red, ref", "PC,", Filter.RED, Sort.REF, id="with commas"),
        pytest.param("list\nPC\nred", "PC", Filter.RED, Sort.SCORE, id="on lines of their own"),
    ],
)
def test_a_list_is_narrowed_and_sorted(text, workstream, kind, sort):
    command = read_risk_command(text)
    assert command.verb is Verb.LIST
    query = command.query
    assert (query.workstream, query.filter, query.sort, query.page) == (workstream, kind, sort, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("search elective budget", ("elective", "budget"), id="two words"),
        pytest.param("search budget budget", ("budget",), id="a word twice"),
        pytest.param("search R&amp;D 100%", ("R&D", "100%"), id="marks as they were typed"),
        pytest.param("search '; DROP TABLE risk;--", ("';", "DROP", "TABLE", "risk;--"), id="SQL is words"),
        pytest.param("search red", ("red",), id="a word that means something in a list"),
    ],
)
def test_a_search_is_its_words(text, words):
    command = read_risk_command(text)
    assert (command.verb, command.query) == (Verb.SEARCH, ListQuery(words=words))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("search", "Search for what?", id="search for nothing"),
        pytest.param("search " + " ".join("abcdefghijklm"), "at most 12 words", id="search for too much"),
        pytest.param("search " + "x" * 41, "at most 12 words of 40 letters", id="search for a long word"),
        pytest.param("update", "Which risk do you want to update?", id="update of nothing"),
        pytest.param("history", "Which risk do you want to see the history of?", id="history of nothing"),
        pytest.param("close  ", "Which risk do you want to close?", id="close nothing"),
        pytest.param("update UC", "“UC” does not begin with a reference.", id="a missing number is not guessed"),
        pytest.param("update PC 4x3 Fell", "“PC 4x3 Fell” does not begin", id="a score is not taken for a number"),
        pytest.param("update PC4x3", "“PC4x3” does not begin", id="a score right behind the letters"),
        pytest.param("close it", "“it” does not begin with a reference.", id="close something"),
        pytest.param("UC", "I don't understand “UC”.", id="letters alone"),
        pytest.param("11", "I don't understand “11”.", id="a number alone"),
        pytest.param("PC11PC12", "I don't understand “PC11PC12”.", id="two references in one"),
        pytest.param("PC123456", "I don't understand “PC123456”.", id="too many digits"),
        pytest.param("updat PC11", "I don't understand “updat PC11”.", id="a typing slip"),
        pytest.param("🙂", "I don't understand “🙂”.", id="emoji"),
        pytest.param("👩\u200d👩\u200d👧 list", "I don't understand", id="emoji before a verb"),
        pytest.param("'; DROP TABLE risk;--", "I don't understand “'; DROP TABLE risk;--”.", id="SQL"),
        pytest.param("مرحبا", "I don't understand “مرحبا”.", id="right-to-left text"),
        pytest.param("РС11", "I don't understand “РС11”.", id="letters that look alike"),
        pytest.param("PC١١", "I don't understand “PC١١”.", id="digits of another script"),
        pytest.param("&lt;!channel&gt;", "I don't understand “<!channel>”.", id="a call to the channel"),
        pytest.param("&lt;@U0STRANGER&gt; PC11", "I don't understand “<@U0STRANGER> PC11”.", id="a mention"),
        pytest.param("<@U0STRANGER|eve>", "I don't understand “<@U0STRANGER|eve>”.", id="a mention by Slack"),
        pytest.param("*PC11*", "I don't understand “*PC11*”.", id="bold"),
        pytest.param("x" * LONG, f"I don't understand “{'x' * 39}…”.", id="ten thousand letters"),
        pytest.param("update " + "y " * (LONG // 2), "does not begin with a reference", id="ten thousand after a verb"),
        pytest.param("search " + "z" * LONG, "at most 12 words", id="ten thousand to search for"),
    ],
)
def test_what_is_not_understood_gets_one_clear_answer(text, says):
    refused = refusal_of(text)
    assert says in refused.message
    assert len(refused.message) < 200
    assert "/risk" in refused.mend or refused.mend == "Take the few words that matter most."


@pytest.mark.parametrize(
    "typed", ["<!channel>", "<!here>", "<!everyone>", "<@U0STRANGER>", "<#C0PLANNED>", "<http://evil.example|PC11>"]
)
@pytest.mark.parametrize("around", ["{}", "update {}", "close {}", "search"])
def test_an_answer_pings_nobody(typed, around):
    text = around.format(escape(typed)) if "{}" in around else around
    answer = problems.problem(refusal_of(text))
    assert "<" not in answer["text"]
    assert all("<" not in block["text"]["text"] and block["text"]["verbatim"] for block in answer["blocks"])


@pytest.mark.parametrize(
    ("rest", "score", "words"),
    [
        pytest.param("4x3 Activity fell in October", Score(4, 3), "Activity fell in October", id="with words"),
        pytest.param("4x3", Score(4, 3), "", id="alone"),
        pytest.param("4X3", Score(4, 3), "", id="a capital"),
        pytest.param("4×3 Fell", Score(4, 3), "Fell", id="a multiplication sign"),
        pytest.param("4*3 Fell", Score(4, 3), "Fell", id="a star"),
        pytest.param("4 x 3 Fell", Score(4, 3), "Fell", id="with spaces"),
        pytest.param("4x3=12 Fell", Score(4, 3), "Fell", id="with its product"),
        pytest.param("4 x 3 = 12, Fell", Score(4, 3), "Fell", id="with its product and spaces"),
        pytest.param("4x3: Fell", Score(4, 3), "Fell", id="with a colon"),
        pytest.param("4x3. Fell", Score(4, 3), "Fell", id="with a full stop"),
        pytest.param("4x3 - Fell", Score(4, 3), "Fell", id="with a dash"),
        pytest.param("4x3\nFell\nin October", Score(4, 3), "Fell\nin October", id="with lines"),
        pytest.param("4x3 5x5 was wrong", Score(4, 3), "5x5 was wrong", id="two scores, the first counts"),
        pytest.param("4x3 2 wards closed", Score(4, 3), "2 wards closed", id="words that begin with a number"),
        pytest.param("04x03", Score(4, 3), "", id="with noughts"),
        pytest.param("TBC Figures come in January", None, "Figures come in January", id="to be confirmed"),
        pytest.param("tbc: figures come", None, "figures come", id="to be confirmed, in small letters"),
        pytest.param("TBC", None, "", id="to be confirmed, alone"),
        pytest.param("4x3 🙂 <!channel>", Score(4, 3), "🙂 <!channel>", id="words are kept as typed"),
    ],
)
def test_a_score_in_one_line_is_read_with_its_words(rest, score, words):
    assert read_score(rest, severity_first=False) == WrittenScore(score, words)


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("Activity fell", id="no score"),
        pytest.param("Fell to 4x3", id="a score later on"),
        pytest.param("4 3", id="no sign between"),
        pytest.param("4x", id="half a score"),
        pytest.param("x3", id="the other half"),
        pytest.param("TBCs were asked", id="a word that begins alike"),
        pytest.param("To be confirmed by the trust", id="words that may be an update"),
        pytest.param("4x3x2", id="three numbers"),
        pytest.param("4x3rd", id="a word on the end"),
        pytest.param("4x3.5", id="a fraction"),
        pytest.param("4x3,5", id="a fraction with a comma"),
        pytest.param("4x3 = many", id="a product that is no number"),
        pytest.param("4x3=12345", id="a product past all bounds"),
        pytest.param("4x3==12", id="two equals signs"),
        pytest.param("٤x٣", id="digits of another script"),
        pytest.param("4000x3", id="a number past all bounds"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_not_a_score_is_not_guessed(rest):
    assert read_score(rest, severity_first=False) is None


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        pytest.param("4x3=15", "4 x 3 is 12, not 15.", id="another product"),
        pytest.param("4x3 = 1 Fell", "4 x 3 is 12, not 1.", id="a slip of the product"),
        pytest.param("6x3", "Likelihood 6 is outside 1 to 5.", id="above"),
        pytest.param("0x3", "Likelihood 0 is outside 1 to 5.", id="nought"),
        pytest.param("4x9", "Severity 9 is outside 1 to 5.", id="severity above"),
        pytest.param("-1x3", "Likelihood -1 is outside 1 to 5.", id="below nought"),
        pytest.param("4x-3", "Severity -3 is outside 1 to 5.", id="severity below nought"),
        pytest.param("99x99", "Likelihood 99 is outside 1 to 5.", id="far above"),
    ],
)
def test_a_wrong_score_is_refused_with_the_reason(rest, says):
    with pytest.raises(InvalidInputError) as refused:
        read_score(rest, severity_first=False)
    assert refused.value.message == says
    assert refused.value.mend


def test_where_severity_is_written_first_the_first_number_is_severity():
    assert read_score("4x3 Fell", severity_first=True) == WrittenScore(Score(likelihood=3, severity=4), "Fell")
    with pytest.raises(InvalidInputError, match="Severity 9"):
        read_score("9x3", severity_first=True)


@given(
    likelihood=st.integers(1, 5),
    severity=st.integers(1, 5),
    sign=st.sampled_from(["x", "X", "×", "*", " x ", " × "]),
    product=st.booleans(),
    mark=st.sampled_from([" ", ", ", ": ", ". ", " - ", "\n"]),
    words=st.text("abcdefg hij.", min_size=1).map(str.strip).filter(lambda w: w[:1].isalpha()),
)
def test_every_way_to_write_a_score_is_the_same_score(likelihood, severity, sign, product, mark, words):
    equals = f" = {likelihood * severity}" if product else ""
    rest = f"{likelihood}{sign}{severity}{equals}{mark}{words}"
    assert read_score(rest, severity_first=False) == WrittenScore(Score(likelihood, severity), words)
    assert read_score(rest, severity_first=True) == WrittenScore(Score(severity, likelihood), words)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(text):
    with suppress(InvalidInputError):
        read_score(read_risk_command(text).rest, severity_first=False)


@given(st.sampled_from(Verb), st.text(max_size=60))
def test_a_verb_is_never_taken_for_another(verb, words):
    with suppress(InvalidInputError):
        assert read_risk_command(f"{verb.value.upper()} {words}").verb is verb


@pytest.mark.parametrize("text", ["PC11 4x3 Activity fell", "show PC11 now", "history PC11 4x3", "edit pc 11 summary"])
def test_words_that_would_be_lost_are_refused_with_the_way_to_record_them(text: str) -> None:
    with pytest.raises(InvalidInputError, match=r"Nothing was saved.*/risk update PC11"):
        read_risk_command(text)


def test_a_reason_given_with_the_command_is_kept_for_the_form() -> None:
    assert read_risk_command("close PC11 The recovery plan worked.").rest == "The recovery plan worked."


@pytest.mark.parametrize(
    ("written", "verb"), [("rond", "round"), ("esc PC11", "escalate"), ("upadte PC11", "update"), ("LISST", "list")]
)
def test_a_mistyped_verb_is_asked_about(written: str, verb: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_risk_command(written, areas=("round", "escalate"))
    assert refused.value.mend.startswith(f"Do you mean `/risk {verb}`? ")


def test_what_is_near_to_no_verb_is_not_guessed() -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_risk_command("xyzzy", areas=("round",))
    assert refused.value.mend.startswith("Give a reference")
