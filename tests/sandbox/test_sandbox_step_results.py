"""Steps of workflows: how the app may end them, and how long their own tokens live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from bot.sandbox.application import build_application
from bot.sandbox.errors import PersonError
from bot.sandbox.manifest import parse_manifest
from bot.sandbox.persistence import Keeper
from bot.sandbox.steps import Execution
from bot.sandbox.workflow_steps import offered_steps, run_step
from bot.sandbox.workspace import parse_seed
from bot.sandbox.world import World
from tests.sandbox.conftest import DIRECTOR, MANIFEST, WORKSPACE
from tests.support.waiting import run_async

OUTPUTS = [
    {"name": "reference", "type": "string", "is_required": True},
    {"name": "score", "type": "integer"},
    {"name": "share", "type": "number"},
    {"name": "open", "type": "boolean"},
    {"name": "tags", "type": "array"},
    {"name": "more", "type": "object"},
    {"name": "owner", "type": "slack#/types/user_id"},
    {"name": "due", "type": "slack#/types/timestamp"},
    {"name": "words", "type": "slack#/types/rich_text"},
]


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    keeper = Keeper(tmp_path / "state.sqlite3")
    yield World(parse_seed(WORKSPACE), parse_manifest(MANIFEST), keeper, now=None, url="http://127.0.0.1")
    keeper.close()


@pytest.fixture
def execution(world) -> Execution:
    return world.steps.begin(
        callback_id="find",
        title="Find a risk",
        user=DIRECTOR,
        at="2018-11-01T09:00:00+00:00",
        inputs={"text": "ward"},
        output_parameters=OUTPUTS,
    )


def call(world: World, method: str, token: str, **arguments: Any) -> dict[str, Any]:
    """Call a method of the Web API with JSON and return the answer."""
    answers: list[dict[str, Any]] = []

    async def ask() -> None:
        transport = httpx.ASGITransport(app=build_application(world))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            headers = {"Authorization": f"Bearer {token}"}
            answers.append((await client.post(f"/api/{method}", json=arguments, headers=headers)).json())

    run_async(ask)
    return answers[0]


def succeed(
    world: World, execution: Execution, outputs: Mapping[str, Any] | None, *, token: str = ""
) -> dict[str, Any]:
    body = {"function_execution_id": execution.id, **({} if outputs is None else {"outputs": outputs})}
    return call(world, "functions.completeSuccess", token or execution.token, **body)


def test_success(world, execution):
    outputs = {
        "reference": "R1",
        "score": 12,
        "share": 0.5,
        "open": True,
        "tags": [],
        "more": {},
        "owner": DIRECTOR,
        "due": 1_541_062_200,
        "words": {"type": "rich_text", "elements": []},
    }
    assert succeed(world, execution, outputs) == {"ok": True}
    shown = world.steps.of(DIRECTOR)[0].shown()
    assert (shown["status"], shown["outputs"], shown["inputs"]) == ("completed", outputs, {"text": "ward"})


def test_failure(world, execution):
    body = {"function_execution_id": execution.id, "error": "There is no such risk."}
    assert call(world, "functions.completeError", execution.token, **body) == {"ok": True}
    shown = world.steps.of(DIRECTOR)[0].shown()
    assert (shown["status"], shown["error"]) == ("failed", "There is no such risk.")
    assert world.steps.of("U0OFFICE") == []


@pytest.mark.parametrize(
    ("outputs", "problem"),
    [
        ({}, "missing required field: reference [json-pointer:/outputs]"),
        ({"reference": 1}, "must be of the type string [json-pointer:/outputs/reference]"),
        ({"reference": "R1", "score": 1.5}, "must be of the type integer [json-pointer:/outputs/score]"),
        ({"reference": "R1", "score": True}, "must be of the type integer [json-pointer:/outputs/score]"),
        ({"reference": "R1", "due": "2018"}, "must be of the type integer [json-pointer:/outputs/due]"),
        ({"reference": "R1", "owner": {}}, "must be of the type string [json-pointer:/outputs/owner]"),
        ({"reference": "R1", "words": "x"}, "must be of the type object [json-pointer:/outputs/words]"),
        ({"reference": "R1", "other": 1}, "invalid additional property: other [json-pointer:/outputs]"),
    ],
)
def test_outputs_that_the_manifest_does_not_promise(world, execution, outputs, problem):
    answer = succeed(world, execution, outputs)
    assert (answer["error"], answer["response_metadata"]["messages"]) == (
        "parameter_validation_failed",
        [f"[ERROR] {problem}"],
    )
    assert world.steps.get(execution.id).status == "running"


def test_calls_that_are_refused(world, execution):
    bot = world.credentials.bot_token
    assert succeed(world, execution, None)["error"] == "invalid_arguments"
    assert call(world, "functions.completeSuccess", bot, outputs={})["error"] == "invalid_arguments"
    assert succeed(world, replace(execution, id="Fx0NONE"), {})["error"] == "function_execution_not_found"
    unsaid = call(world, "functions.completeError", bot, function_execution_id=execution.id)
    assert unsaid["error"] == "invalid_arguments"
    assert succeed(world, execution, {"reference": "R1"}, token=bot)["ok"]
    assert succeed(world, execution, {"reference": "R1"}, token=bot)["error"] == "execution_not_in_running_state"


def test_a_token_lives_as_long_as_its_step(world, execution):
    assert call(world, "auth.test", execution.token)["user_id"] == "U0HELPER"
    assert call(world, "apps.connections.open", execution.token)["error"] == "not_allowed_token_type"
    succeed(world, execution, {"reference": "R1"})
    assert call(world, "auth.test", execution.token)["error"] == "token_revoked"


def test_a_token_lives_fifteen_minutes_at_most(world, execution, monkeypatch):
    now = execution.token_until
    monkeypatch.setattr("bot.sandbox.world.time.time", lambda: now - 1)
    assert call(world, "auth.test", execution.token)["ok"]
    now = execution.token_until
    monkeypatch.setattr("bot.sandbox.world.time.time", lambda: now)
    assert call(world, "auth.test", execution.token)["error"] == "token_expired"


def test_steps_outlive_a_restart(world, execution, tmp_path):
    world.keeper.close()
    keeper = Keeper(tmp_path / "state.sqlite3")
    again = World(world.seed, world.manifest, keeper, now=None, url=world.url)
    assert again.steps.get(execution.id) == execution
    again.reset()
    assert again.steps.of(DIRECTOR) == []
    assert keeper.records("step") == {}
    keeper.close()


def test_who_runs_a_step_is_said_by_slack_alone(tmp_path):
    kinds = {"who": "slack#/types/user_context", "on": "slack#/types/date"}
    keeper = Keeper(tmp_path / "steps.sqlite3")
    functions = {"find": {"input_parameters": {name: {"type": kind} for name, kind in kinds.items()}}}
    steps = parse_manifest({**MANIFEST, "functions": functions})
    world = World(parse_seed(WORKSPACE), steps, keeper, now=None, url="http://127.0.0.1")
    told_of: list[dict[str, Any]] = []
    world.courier = SimpleNamespace(dispatch_event=told_of.append)
    user = world.user(DIRECTOR)
    assert [field["name"] for field in offered_steps(world, user)[0]["input_parameters"]] == ["on"]
    ran = run_step(world, user, "find", {"on": "2018-12-06"})
    assert (ran.inputs["who"]["id"], ran.inputs["on"]) == (DIRECTOR, "2018-12-06")
    assert told_of[0]["event"]["inputs"] == ran.inputs
    for inputs in ({"who": {"id": "U0OFFICE"}}, {"on": "6 Dec"}, {"on": "2018-02-31"}, {"on": 20181206}):
        with pytest.raises(PersonError):
            run_step(world, user, "find", inputs)
    keeper.close()
