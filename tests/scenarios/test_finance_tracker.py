"""The money of risks in Slack: looked at, added by form, changed, dropped, and on the risk's card."""

from __future__ import annotations

from tests.scenarios.people import DIRECTOR, OTHER_DIRECTOR, filled, labels, words

FINANCE_OFFICER = "U0CCGCFO"


def choose(person, place, placeholder, label):
    """Choose an option of a menu, told by its first words, and return the form that opens."""
    for block in place["blocks"]:
        for element in block.get("elements", ()):
            if element.get("placeholder", {}).get("text") == placeholder:
                option = next(one for one in element["options"] if one["text"]["text"].startswith(label))
                person._sandbox.press(
                    person.user, place, element["action_id"], block_id=block["block_id"], selected_option=option
                )
                return person.form()
    raise AssertionError(f"there is no menu “{placeholder}”")


def test_a_tracker_is_kept_by_form_and_a_risks_card_says_what_it_comes_to(stage):
    officer, director, other = (stage.person(who) for who in (FINANCE_OFFICER, DIRECTOR, OTHER_DIRECTOR))
    tracker = officer.types("/risk finance")
    assert "Net expected £0" in words(tracker)
    assert labels(tracker) == ["See the lines", "Add a line"]
    form = officer.chooses(tracker, "Add a line")
    assert filled(form)["partner"] == "Clinical commissioning group"
    typed = {"title": "Locum cover", "full_value": "1.2345", "probability": "1/8", "risk_ref": "PC7"}
    assert set(officer.is_refused(form, typed)) == {"full_value"}
    said = officer.saves(form, {"full_value": "£1.2m", "non_recurrent": "="})
    assert "Added Clinical commissioning group risk 12." in said
    assert "£150,000, and is tied to PC7" in said
    assert "£750,000 expected" in words(director.types("/risk PC7"))
    lines = director.types("/risk finance pc 7")
    page = director.asks(lines, "See the lines")
    changed = choose(director, page, "Change a line", "Risk 12")
    assert filled(changed)["non_recurrent"] == "="
    assert "£600,000" in director.saves(changed, {"probability": "50%"})
    dropped = choose(director, page, "Drop a line", "Risk 12")
    assert "*Dropped Clinical commissioning group risk 12.*" in director.saves(dropped, {"reason": "The trust pays"})
    assert "Add a line" not in labels(other.types("/risk finance PC7"))
    assert "You can't add a line" in words(other.types("/risk finance add"))
    verbs = [event.verb for event in stage.books.events("finance:Clinical commissioning group risk 12")]
    assert verbs == ["finance_line.added", "finance_line.edited", "finance_line.dropped"]
    stage.books.verify()
