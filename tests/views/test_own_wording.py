"""The office's own templates are used in place of the built-in ones, and never stop a message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot.clock import ManualClock
from bot.settings import default_config_dir, load_config
from bot.settings.wording import WordingSetting
from bot.store.unit_of_work import Store
from bot.views.own_wording import wording_faults
from bot.views.wording import BUILT_IN, built_in_names, say, use_own_wording
from bot.workflows.own_wording import tell_wording_faults
from bot.workflows.services import Services

NAME = "errors/problem.j2"
VALUES = {"message": "It <broke>", "mend": "Try again."}

Own = Callable[[str], Path]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    """Writes the office's own template of an error and has it used."""

    def write(text: str, name: str = NAME) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        use_own_wording(tmp_path)
        return tmp_path

    yield write
    use_own_wording(None)


@pytest.fixture
def logged() -> Iterator[list[dict[str, object]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


def test_the_offices_own_words_are_said_and_what_people_typed_is_escaped(own: Own) -> None:
    folder = own("Oh dear: {{ message }}")
    assert wording_faults(folder) == ()
    assert say("errors/problem", **VALUES) == "Oh dear: It &lt;broke&gt;"


def test_other_messages_keep_the_built_in_words(own: Own) -> None:
    built_in = say("errors/problem", **VALUES)
    own("All is well.", "risk/shared.j2")
    assert say("errors/problem", **VALUES) == built_in
    assert say("risk/shared", ref="PC11") == "All is well."
    use_own_wording(None)
    assert "PC11" in say("risk/shared", ref="PC11")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        pytest.param("{{ mesage }}", 1, "There is no value called `mesage`.", id="a misspelt value"),
        pytest.param("Fine\n{% if message %}\n{{ messages }}{% endif %}", 3, "called `messages`", id="on a later line"),
        pytest.param("One\n{{ message", 2, "Unexpected end", id="a brace that is not closed"),
        pytest.param("{% for x in %}", 1, "Expected an expression", id="a tag that makes no sense"),
        pytest.param("One\n\n{{ message | shout }}", 3, "No filter named 'shout'", id="a filter that is not there"),
    ],
)
def test_nonsense_is_named_by_file_line_and_value_and_the_built_in_words_are_said(
    own: Own, logged: list[dict[str, object]], text: str, line: int, why: str
) -> None:
    built_in = say("errors/problem", **VALUES)
    folder = own(text)
    (fault,) = wording_faults(folder)
    assert (fault.file, fault.line) == (folder / NAME, line)
    assert why in fault.what
    assert fault.within(folder).startswith(f"{folder.name}/{NAME}, line {line}: ")
    assert say("errors/problem", **VALUES) == built_in
    assert [entry["template"] for entry in logged] == [NAME]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{ message.colour }}", id="what a value does not have"),
        pytest.param("{{ ''.__class__.__mro__[1].__subclasses__() }}", id="a reach into the program"),
        pytest.param("{% for n in range(999999999) %}{{ n }}{% endfor %}", id="a loop without end"),
        pytest.param("   ", id="nothing at all"),
        pytest.param("{% include 'risk/help.j2' %}", id="another template"),
    ],
)
def test_what_fails_only_when_it_is_said_is_said_in_built_in_words(
    own: Own, logged: list[dict[str, object]], text: str
) -> None:
    built_in = say("errors/problem", **VALUES)
    own(text)
    assert say("errors/problem", **VALUES) == built_in


def test_the_office_is_told_once_of_what_fails_before_and_while_it_is_said(
    own: Own, store: Store, clock: ManualClock, logged: list[dict[str, object]]
) -> None:
    folder = own("{{ messages }}", "risk/closed.j2")
    own("One\n{{ message.colour }}")
    config = load_config(default_config_dir() / "convenor.toml")
    services = Services(store, config.model_copy(update={"wording": WordingSetting(folder=folder)}), clock, "T0DEMO")
    (known,) = tell_wording_faults(services)
    assert known.startswith(f"{folder.name}/risk/closed.j2, line 1: There is no value called `messages`.")
    say("errors/problem", **VALUES)
    both = tell_wording_faults(services)
    assert both == [f"{folder.name}/{NAME}, line 2: Nothing there is called `colour`.", known]
    assert tell_wording_faults(services) == both
    with store.engines.read.connect() as connection:
        told = connection.exec_driver_sql("SELECT channel, content FROM outbox ORDER BY id").all()
    assert [row[0] for row in told] == ["C0OFFICE"] * 2, "once of each state"
    assert "these messages go out in Convenor's words" in str(told[1][1])


def test_a_file_that_replaces_nothing_is_named_with_what_it_may_have_meant(own: Own) -> None:
    folder = own("x", "errors/problems.j2")
    (fault,) = wording_faults(folder)
    assert fault.what == "No message has a template of this name. Do you mean errors/problem.j2?"
    assert wording_faults(folder / "nowhere")[0].what == "There is no such folder."


def test_every_message_may_be_reworded_beginning_with_its_built_in_words(tmp_path: Path) -> None:
    for name in built_in_names():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text((BUILT_IN / name).read_text(encoding="utf-8"), encoding="utf-8")
    assert "escalation/alert_head.j2" in built_in_names()
    assert wording_faults(tmp_path) == ()
