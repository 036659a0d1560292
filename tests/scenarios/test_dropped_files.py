"""A register dropped in the bot's messages: read, shown, confirmed, and imported once."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from bot.slack.files import SharedFile
from bot.workflows import dropped_files
from bot.workflows.identify import Identity
from tests.scenarios.people import (
    DIRECTOR,
    GUEST,
    MANAGER,
    OFFICER,
    PLANNED,
    Person,
    filled,
    labels,
    words,
)
from tests.support.sandbox import Json, until

REGISTER = """Risk register of the programme,,,,,,
As reported in November 2018,,,,,,
Ref,Risk,Lead,Likelihood,Impact,Score,Update
PC11,Elective activity keeps running above plan,Planned Care director,4,4,16,Two lists were moved
PC 90,Fewer beds than planned in the winter,Planned Care SRO,3,4,15,Talks go on
UC,A row whose number is missing,Unplanned Care director,3,3,9,
"""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def dm(user: str) -> str:
    return f"D{user[1:]}"


class Dropping:
    """A person who drops a file and reads the bot's one message on it."""

    def __init__(self, stage: Any, user: str) -> None:
        self.stage = stage
        self.user = user
        self.person: Person = stage.person(user, dm(user))

    def drops(self, content: bytes | str, name: str = "register.csv") -> None:
        data = content.encode() if isinstance(content, str) else content
        self.stage.sandbox.upload(self.user, data, name, channel=dm(self.user))

    def types(self, text: str) -> None:
        assert self.stage.sandbox.say(self.user, dm(self.user), text) is None

    def answers(self) -> list[Json]:
        return [message for message in self.person.reads(dm(self.user)) if message["user"] == "U0CONVENOR"]

    def waits_for(self, text: str) -> Json:
        """Return the bot's last message once it says `text`."""

        def said() -> Json | None:
            answers = self.answers()
            return answers[-1] if answers and text in words(answers[-1]) else None

        found = until(said, what=f"a message with {text!r}; there are {[words(a) for a in self.answers()]}")
        assert found is not None
        return found


def has_table(message: Json) -> bool:
    return any(block["type"] == "table" for block in message["blocks"])


def table(message: Json) -> list[list[str]]:
    """Return the cells of a message's table, without its headings."""
    rows = next(block["rows"] for block in message["blocks"] if block["type"] == "table")
    return [[cell["text"] for cell in row] for row in rows[1:]]


def test_a_register_is_read_shown_and_imported_once(stage):
    office = Dropping(stage, MANAGER)
    before = stage.books.counts()
    office.drops(REGISTER)
    shown = office.waits_for("3 rows: 1 new, 1 changed, 0 unchanged, 1 refused; 1 questioned.")
    assert [row[:3] for row in table(shown)] == [
        ["6", "UC", "refused"],
        ["5", "PC90", "new, questioned"],
        ["4", "PC11", "changed"],
    ]
    assert labels(shown) == ["Import 2 records", "Read it differently", "Leave it"]
    assert "likelihood and severity were taken. Fewer beds" in table(shown)[1][3]
    assert "read as a risk register" in words(shown)
    assert stage.books.counts()["risk"] == before["risk"]

    office.person.presses(shown, "Import 2 records")
    done = office.waits_for("Imported. 3 rows: 1 new, 1 changed")
    assert done["ts"] == shown["ts"]
    assert labels(done) == []
    assert [row[:3] for row in table(done)] == [["6", "UC", "refused"], ["5", "PC90", "new, questioned"]]
    assert stage.books.counts()["risk"] == before["risk"] + 1
    review = stage.books.reviews("PC11")[-1]
    assert (review.residual_l, review.residual_s, review.update, review.author_name) == (
        4,
        4,
        "Two lists were moved",
        "Governance manager",
    )
    stage.books.wait_until_sent()
    assert stage.person(DIRECTOR).reads(PLANNED) == []

    office.drops(REGISTER)
    again = office.waits_for("3 rows: 0 new, 0 changed, 2 unchanged, 1 refused")
    assert labels(again) == ["Read it differently", "Leave it"]


def test_a_confirmation_that_arrives_twice_imports_once(stage):
    office = Dropping(stage, MANAGER)
    office.drops(REGISTER)
    shown = office.waits_for("1 new, 1 changed")
    stage.sandbox.faults({"method": "interactive", "kind": "duplicate"})
    office.person.presses(shown, "Import 2 records")
    office.waits_for("Imported.")
    assert len(stage.books.reviews("PC90")) == 1
    assert len(stage.books.events("register:risks", "register.imported")) == 1


def test_a_register_that_changed_after_it_was_shown_is_shown_again(stage):
    office = Dropping(stage, MANAGER)
    office.drops(REGISTER)
    shown = office.waits_for("1 new, 1 changed")
    stage.person(DIRECTOR).types("/risk update PC11 4x3 Activity fell")
    office.person.presses(shown, "Import 2 records")

    def second_table() -> Json | None:
        (answer,) = office.answers()
        return answer if "Import 2 records" in labels(answer) and answer["blocks"] != shown["blocks"] else None

    again = until(second_table, what="a second table")
    assert again is not None
    assert stage.books.reviews("PC90") == []
    office.person.presses(again, "Import 2 records")
    office.waits_for("Imported.")
    assert len(stage.books.reviews("PC90")) == 1


def test_a_file_without_references_is_read_with_letters(stage):
    office = Dropping(stage, MANAGER)
    office.drops("Risk,Lead,Likelihood,Severity\nA new hospital opens late,Planned Care SRO,2,3\n", "new risks.csv")
    refused = office.waits_for("could not be imported; nothing was saved.")
    assert "prefix" in words(refused) or "letters" in words(refused)
    form = office.person.chooses(refused, "Read it differently")
    assert form["title"]["text"] == "Read it differently"
    answer = office.person.submits(form, {"kind": "risks", "prefix": "PC"})
    assert answer["response_action"] is None
    shown = office.waits_for("1 row: 1 new")
    assert table(shown)[0][2].startswith("new")


def test_columns_that_were_guessed_are_corrected_in_the_form(stage):
    office = Dropping(stage, MANAGER)
    office.drops(REGISTER)
    shown = office.waits_for("1 new, 1 changed")
    assert "Column “Likelihood” was taken for residual likelihood: is it?" in words(shown)
    form = office.person.chooses(shown, "Read it differently")
    guessed = filled(form)["columns"]
    assert "Likelihood = residual_likelihood" in guessed.splitlines()
    broken = office.person.is_refused(form, {"kind": "risks", "columns": "Likelihood"})
    assert "heading = field" in broken["columns"]
    corrected = guessed.replace("residual_", "inherent_")
    assert office.person.submits(form, {"kind": "risks", "columns": corrected})["response_action"] is None

    def second_table() -> Json | None:
        (answer,) = office.answers()
        return answer if "inherent:" in str(table(answer) if has_table(answer) else "") else None

    again = until(second_table, what="a table with inherent scores")
    assert again is not None
    assert "is it?" not in words(again)


def test_who_left_the_office_before_the_import_imports_nothing(stage):
    office = Dropping(stage, OFFICER)
    office.drops(REGISTER)
    shown = office.waits_for("1 new, 1 changed")
    manager = stage.person(MANAGER)
    form = manager.chooses(manager.types("/convenor people governance officer"), "Edit")
    manager.saves(form, {"until": "2018-10-31"})
    note = office.person.asks(shown, "Import 2 records")
    assert "I don't know you as a member" in words(note)
    assert stage.books.reviews("PC90") == []


def test_a_workbook_is_read_and_can_be_left_alone(stage):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Nothing to see"])
    sheet = book.create_sheet("Tracker")
    for row in (
        ["Ref", "Action", "Assigned to", "Assigned", "Due", "Status"],
        ["ICBOct18-9", "Bring a plan for winter", "Planned Care SRO", "11/10/2018", "16/11/2018", "Open"],
    ):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    office = Dropping(stage, OFFICER)
    office.drops(content.getvalue(), "tracker.xlsx")
    shown = office.waits_for("1 row: 1 new")
    assert "read as an action tracker, sheet “Tracker”" in words(shown)
    office.person.presses(shown, "Leave it")
    left = office.waits_for("Nothing was saved")
    assert labels(left) == []
    assert stage.books.kept_files() == 0


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 minutes", "minutes.pdf", "could not be imported"),
        (b"%PDF-1.7 minutes", "minutes.xlsx", "could not be imported"),
        (b" ", "empty.csv", "could not be imported"),
        (b"Dear all,\nplease find attached\n", "letter.csv", "I can't tell which register it is"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked.xlsx", "could not be imported"),
        (b'{"register": "risks"', "export.json", "could not be imported"),
    ],
)
def test_what_is_no_register_gets_a_clear_sentence(stage, content, name, said):
    office = Dropping(stage, MANAGER)
    office.drops(content, name)
    refused = office.waits_for(said)
    assert "Traceback" not in words(refused)
    assert "Error" not in words(refused)


def test_what_decides_who_reads_is_said_first_and_asked_about(stage):
    office = Dropping(stage, MANAGER)
    stage.person(MANAGER).saves(stage.person(MANAGER).opens("/risk edit PC11"), {"visibility": "non_public"})
    office.drops("Ref,Risk,Visibility,Update\nPC11,Elective activity,Public,Two lists\nPC7,Beds,,Talks\n")
    shown = office.waits_for("*1 become public: PC11.*")
    (first, *_) = table(shown)
    assert first[1] == "PC11"
    assert first[3].startswith("visibility: non_public → public")
    (confirm,) = [e["confirm"] for b in shown["blocks"] for e in b.get("elements", ()) if "confirm" in e]
    assert "1 become public: PC11." in confirm["text"]["text"]


def test_a_long_table_is_turned_page_by_page(stage):
    office = Dropping(stage, MANAGER)
    rows = "".join(f"PC{number},Risk number {number},Planned Care SRO,2,2\n" for number in range(100, 200))
    office.drops(f"Ref,Risk,Lead,Residual likelihood,Residual severity\n{rows}")
    first = office.waits_for("100 rows: 100 new")
    office.person.presses(first, "Next rows")
    second = office.waits_for("page 2 of 2")
    assert second["ts"] == first["ts"]
    assert [row[0] for row in table(first) + table(second)] == [str(number) for number in range(2, 102)]
    office.person.presses(second, "Previous rows")
    office.waits_for("page 1 of 2")


def test_a_file_that_one_person_may_not_import_another_may(stage):
    """Slack gives a forwarded file the same id."""
    director, office = Dropping(stage, DIRECTOR), Dropping(stage, MANAGER)
    director.drops(REGISTER)
    director.waits_for("Registers are imported by the governance office")
    (file,) = director.person.reads(dm(DIRECTOR))[0]["files"]
    services = stage.books.services()
    dropped = SharedFile(file["id"], "register.csv", 1, "")
    for _ in range(2):
        dropped_files.receive_files(services, Identity(MANAGER, "T0DEMO"), [dropped])
    office.waits_for("register.csv")
    stage.books.wait_until_sent()
    assert len(office.answers()) == 1


def test_only_the_office_imports(stage):
    director = Dropping(stage, DIRECTOR)
    director.drops(REGISTER)
    refused = director.waits_for("Registers are imported by the governance office")
    assert "Governance manager" in words(refused)
    assert labels(refused) == []


def test_who_is_nobody_of_the_partnership_is_told_so_once_a_day(stage):
    guest = Dropping(stage, GUEST)
    for _ in range(2):
        guest.types("Here is our register")
    guest.waits_for("I don't know you as a member")
    stage.books.wait_until_sent()
    assert len(guest.answers()) == 1


def test_typed_words_are_answered_once_a_day(stage):
    office = Dropping(stage, MANAGER)
    office.types("what is due?")
    office.waits_for("Drop a register here")
    office.types("and now?")
    stage.books.wait_until_sent()
    assert len(office.answers()) == 1
