"""The demonstration's Slack workspace and the app's manifest agree with the configuration and the documents."""

import json
import re

import pytest

from bot.settings import default_config_dir, load_config

CONFIG = default_config_dir()
ID = {"users": r"U[A-Z0-9]{3,20}", "channels": r"C[A-Z0-9]{3,20}"}


@pytest.fixture(scope="module")
def config():
    return load_config(CONFIG / "convenor.toml")


@pytest.fixture(scope="module")
def workspace():
    return json.loads((CONFIG / "demo" / "workspace.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def manifest():
    return json.loads((CONFIG / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def channels(workspace):
    return {channel["id"]: channel for channel in workspace["channels"]}


@pytest.mark.parametrize("kind", ["users", "channels"])
def test_ids_are_slack_ids_and_used_once(workspace, kind):
    ids = [entry["id"] for entry in workspace[kind]]
    assert len(set(ids)) == len(ids)
    assert [wrong for wrong in ids if not re.fullmatch(ID[kind], wrong)] == []


def test_people_of_the_configuration_are_found_by_address_or_id(config, workspace):
    emails = {user["email"] for user in workspace["users"]}
    ids = {user["id"] for user in workspace["users"]}
    absent = [p.key for p in config.people if p.email not in emails and p.slack_id not in ids]
    assert absent == ["immunisation-lead", "city-finance-councillor"]


def test_the_workspace_has_somebody_unlisted_guests_and_one_stranger(config, workspace):
    listed = {person.email for person in config.people} | {person.slack_id for person in config.people}
    unlisted = {u["id"] for u in workspace["users"] if not {u["email"], u["id"]} & listed}
    assert unlisted == {"U0FINANALYST", "U0ITCONTRACTOR", "U0STRANGER"}
    guests = {u["id"] for u in workspace["users"] if u.get("is_restricted") or u.get("is_ultra_restricted")}
    assert guests == {"U0HOSPITALOPS", "U0HEALTHWATCH", "U0ITCONTRACTOR"}
    strangers = [(u["id"], u["team_id"]) for u in workspace["users"] if u.get("is_stranger")]
    assert strangers == [("U0STRANGER", "T0OTHER")]


def test_the_stranger_is_in_the_externally_shared_channel_only(channels):
    shared = {key for key, channel in channels.items() if channel.get("is_ext_shared")}
    met_in = {key for key, channel in channels.items() if "U0STRANGER" in channel["members"]}
    assert shared == met_in == {"C0REGION"}


def test_channels_of_the_configuration_exist_and_the_app_is_in_them(config, channels):
    wanted = {entry.channel for entry in (*config.workstreams, *config.boards)}
    wanted |= {entry.private_channel for entry in config.workstreams if entry.private_channel}
    wanted.add(config.partnership.office_channel)
    assert wanted <= channels.keys()
    assert [key for key in wanted if not channels[key]["app_is_member"]] == []
    assert [key for key in wanted if channels[key].get("is_ext_shared")] == []


def test_records_that_are_not_public_have_private_channels(config, channels):
    private = {w.key: w.private_channel for w in config.workstreams if w.private_channel}
    assert {"PC", "UC"} <= private.keys()
    assert all(channels[key].get("is_private") for key in private.values())
    assert not any(channels[str(w.channel)].get("is_private") for w in config.workstreams)


def test_the_team_is_the_configured_home(config, workspace):
    assert workspace["team"]["id"] == config.partnership.home_team


def test_every_scope_and_event_asked_for_is_explained_and_no_other(manifest):
    page = (CONFIG.parent / "docs" / "scopes.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([a-z_:.]+)` \|", page, flags=re.MULTILINE)
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert explained == [*scopes, *events]


def test_commands_are_delivered_as_typed(manifest):
    commands = {c["command"]: c for c in manifest["features"]["slash_commands"]}
    assert commands.keys() == {"/action", "/board", "/convenor", "/proposal", "/risk"}
    for name, command in commands.items():
        # Only what names people needs them as accounts.
        assert command["should_escape"] is (name == "/action")
        assert command["description"]
        assert command["usage_hint"]


def test_the_manifest_keeps_slacks_lengths(manifest):
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
