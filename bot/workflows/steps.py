"""Steps of Workflow Builder, done by jobs: as the person the workflow runs for, and once for each execution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.domain.directory import Directory
from bot.domain.text import clean_line
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError, UnavailableError
from bot.slack.gateway import SlackGateway
from bot.store.repositories.jobs import Job
from bot.views.ids import Step
from bot.workflows.actions.adding import add
from bot.workflows.actions.details import ActionDraft
from bot.workflows.asked_updates import ask_for_update
from bot.workflows.desk import open_desk
from bot.workflows.hands import Hands, Performer
from bot.workflows.identify import Identity, as_actor, remember_accounts
from bot.workflows.risk_change import Request
from bot.workflows.services import Services

_KIND = "step."
Outputs = dict[str, Any]


def ask_for(services: Services, step: Step, execution: str, team: str, inputs: Mapping[str, Any]) -> None:
    """Have a step done. The same execution, told twice, is one."""
    payload = {"execution": execution, "team": team, "inputs": dict(inputs)}
    services.store.write(lambda unit: unit.jobs.ask(f"step:{execution}", f"{_KIND}{step}", payload))


def performers(hands: Hands) -> dict[str, Performer]:
    """Return what does each step."""
    services, gateway = hands.services, hands.gateway

    def performer(does: Callable[[Services, SlackGateway, Job], Outputs]) -> Performer:
        def perform(job: Job) -> None:
            try:
                outputs = does(services, gateway, job)
            except UnavailableError:
                raise
            except ConvenorError as refusal:
                gateway.fail_step(_execution(job), str(refusal))
            else:
                gateway.complete_step(_execution(job), outputs)

        return Performer(perform, lambda job, why: gateway.fail_step(_execution(job), why))

    return {
        f"{_KIND}{Step.ADD_ACTION}": performer(_add_action),
        f"{_KIND}{Step.ASK_FOR_RISK_UPDATE}": performer(_ask_for_update),
    }


def _add_action(services: Services, gateway: SlackGateway, job: Job) -> Outputs:
    owner, named = _text(job, "owner"), _text(job, "board")
    _meet(services, gateway, owner)

    def work(identity: Identity) -> Outputs:
        with services.store.view() as view:
            directory = open_desk(view, services, identity).directory
        board = next((name for name in _setters(services, directory) if name.casefold() == named.casefold()), "")
        person = directory.person_of(owner)
        if not board:
            raise InvalidInputError(
                f"No board or workstream is called “{clean_line(named)[:40]}”.",
                "Whoever built this workflow can name one as it stands in references, such as ICB or PC.",
            )
        if person is None:
            raise InvalidInputError(
                "The owner is not in the partnership's directory.", "Ask the governance office to add them."
            )
        draft = ActionDraft(_text(job, "summary"), (person.id,), _day(job, "due_on"), board)
        return {"reference": add(services, Request(identity, f"step:{_execution(job)}"), draft).ref}

    return _as_person(services, gateway, job, work)


def _ask_for_update(services: Services, gateway: SlackGateway, job: Job) -> Outputs:
    def work(identity: Identity) -> Outputs:
        asked = ask_for_update(services, Request(identity, f"step:{_execution(job)}", _text(job, "reference")))
        return {"reference": asked.ref, "said": asked.said}

    return _as_person(services, gateway, job, work)


def _as_person(services: Services, gateway: SlackGateway, job: Job, work: Callable[[Identity], Outputs]) -> Outputs:
    """Do a step as the person the workflow runs for, of whom Slack itself makes sure: no builder can set them.

    Raises:
        NotAllowedError: Slack names nobody, or somebody who may not do this.
    """
    person = job.payload["inputs"].get("for_person")
    slack_id = person.get("id") if isinstance(person, Mapping) else None
    if not slack_id:
        raise NotAllowedError(
            "Slack did not say for whom this workflow runs.",
            "Whoever built it can begin it with something that a person does, such as a link or a form.",
        )
    identity = Identity(str(slack_id), str(job.payload["team"]))
    return as_actor(services, gateway, identity, lambda: work(identity))


def _meet(services: Services, gateway: SlackGateway, slack_id: str) -> None:
    """Ask Slack who an account is that nobody has met yet."""
    with services.store.view() as view:
        is_known = slack_id in view.people.directory().accounts
    account = gateway.user(slack_id) if slack_id and not is_known else None
    if account is not None:
        remember_accounts(services, [account])


def _setters(services: Services, directory: Directory) -> tuple[str, ...]:
    return (*services.config.bodies.named, *directory.workstreams)


def _execution(job: Job) -> str:
    return str(job.payload["execution"])


def _text(job: Job, name: str) -> str:
    return str(job.payload["inputs"].get(name) or "").strip()


def _day(job: Job, name: str) -> date | None:
    written = _text(job, name)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise InvalidInputError(
            f"“{clean_line(written)[:40]}” is no day.", "Whoever built this workflow can take it from a date field."
        ) from None
