import json
import socket
import ssl
from datetime import UTC, datetime, timedelta
from http.client import IncompleteRead
from urllib.error import URLError

import pytest
from structlog.testing import capture_logs

from bot.domain.people import Account
from bot.errors import NotFoundError, UnavailableError
from bot.slack.facts import BotIdentity, ChannelFacts
from bot.slack.gateway import SlackGateway, metadata_for
from bot.slack.outcomes import NotSent, Posted, RateLimited, Refused, Unknown
from bot.slack.pacing import Pacing
from tests.support.slack_double import Answer, Drop, Held, slack_double

TOKEN = "xoxb-test-token"
SECRET = "the body nobody may log"
CONTENT = {"text": SECRET, "blocks": [{"type": "divider"}]}


@pytest.fixture
def double():
    with slack_double() as running:
        yield running


@pytest.fixture
def gateway(double):
    return SlackGateway(TOKEN, double.api, timeout=5)


def error_body(code):
    return json.dumps({"ok": False, "error": code})


class TestPosting:
    def test_text_and_blocks_go_together_and_nothing_is_linked(self, double, gateway):
        outcome = gateway.post("C1", CONTENT, "1.1", metadata_for("k"))
        assert outcome == Posted(double.messages[0]["ts"], "C1")
        assert double.bodies("chat.postMessage") == [
            {
                "channel": "C1",
                "text": SECRET,
                "blocks": [{"type": "divider"}],
                "parse": "none",
                "unfurl_links": False,
                "unfurl_media": False,
                "thread_ts": "1.1",
                "metadata": {"event_type": "convenor_message", "event_payload": {"key": "k"}},
            }
        ]

    def test_an_update_keeps_the_metadata(self, double, gateway):
        posted = gateway.post("C1", CONTENT, metadata=metadata_for("k"))
        assert gateway.update("C1", posted.ts, {"text": "new"}) == posted
        assert double.bodies("chat.update") == [{"channel": "C1", "ts": posted.ts, "text": "new", "parse": "none"}]

    @pytest.mark.parametrize(
        ("planned", "expected"),
        [
            pytest.param(Answer(429, headers=(("Retry-After", "7"),)), RateLimited(7.0), id="429"),
            pytest.param(Answer(429), RateLimited(30.0), id="429 without a time"),
            pytest.param(Answer(429, headers=(("retry-after", "soon"),)), RateLimited(30.0), id="429, odd time"),
            pytest.param(Answer(429, headers=(("Retry-After", "0"),)), RateLimited(1.0), id="429, no time at all"),
            pytest.param(Answer.error("ratelimited"), RateLimited(30.0), id="ratelimited with HTTP 200"),
            pytest.param(Answer.error("channel_not_found"), Refused("channel_not_found"), id="refused"),
            pytest.param(Answer(404, error_body("is_archived")), Refused("is_archived"), id="refused with 404"),
            pytest.param(Answer.error("invalid_auth"), NotSent("Slack answered invalid_auth"), id="our token"),
            pytest.param(Answer.error("missing_scope"), NotSent("Slack answered missing_scope"), id="our scopes"),
            pytest.param(Answer.error("fatal_error"), Unknown("Slack answered fatal_error"), id="may have happened"),
            pytest.param(Answer(500, "<html>"), Unknown("Slack answered with HTTP 500"), id="500"),
            pytest.param(Answer(503, error_body("no")), Unknown("Slack answered with HTTP 503"), id="503, JSON"),
            pytest.param(Answer(200, "<html>"), Unknown("Slack's answer (HTTP 200) could not be read"), id="HTML"),
            pytest.param(Answer(403, "<html>"), Unknown("Slack's answer (HTTP 403) could not be read"), id="a proxy"),
            pytest.param(Answer(200, ""), Unknown("Slack's answer (HTTP 200) could not be read"), id="empty"),
            pytest.param(Answer(200, "{}"), Unknown("Slack's answer (HTTP 200) could not be read"), id="empty object"),
            pytest.param(Answer(200, '{"ok": true}'), Unknown("Slack's answer lacks the message's place"), id="no ts"),
        ],
    )
    @pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
    def test_outcomes(self, double, gateway, method, planned, expected):
        double.plan(method, planned)
        outcome = gateway.post("C1", CONTENT) if method == "chat.postMessage" else gateway.update("C1", "1.1", CONTENT)
        assert outcome == expected
        assert double.messages == []
        assert len(double.calls) == 1

    @pytest.mark.parametrize("planned", [Answer(200, "[]"), Answer(200, '"text"'), Answer(200, "null")])
    def test_an_answer_that_is_no_object_is_unknown(self, double, gateway, planned):
        double.plan("chat.postMessage", planned)
        assert isinstance(gateway.post("C1", CONTENT), Unknown)

    def test_the_sdk_does_not_post_again_after_a_dropped_connection(self, double, gateway):
        double.plan("chat.postMessage", Drop(after=True))
        assert isinstance(gateway.post("C1", CONTENT), Unknown)
        assert double.texts("C1") == [SECRET]

    def test_a_time_out_is_unknown(self, double):
        held = Held()
        double.plan("chat.postMessage", held)
        assert SlackGateway(TOKEN, double.api, timeout=1).post("C1", CONTENT) == Unknown("no answer in time")
        held.release.set()
        assert double.texts("C1") == [SECRET]

    def test_a_refused_connection_is_not_sent(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        gateway = SlackGateway(TOKEN, f"http://127.0.0.1:{port}/api/", timeout=1)
        assert gateway.post("C1", CONTENT) == NotSent("the connection was refused")

    @pytest.mark.parametrize(
        ("fault", "expected"),
        [
            (URLError(socket.gaierror(-2, "x")), NotSent("the address of Slack could not be looked up")),
            (URLError(ssl.SSLCertVerificationError(1, "x")), NotSent("Slack's certificate could not be verified")),
            (URLError(TimeoutError()), Unknown("no answer in time")),
            (TimeoutError(), Unknown("no answer in time")),
            (ConnectionResetError(), Unknown("the connection broke off (ConnectionResetError)")),
            (URLError(BrokenPipeError()), Unknown("the connection broke off (BrokenPipeError)")),
            (IncompleteRead(b""), Unknown("the connection broke off (IncompleteRead)")),
        ],
        ids=lambda value: repr(value)[:40],
    )
    def test_faults_below_http(self, gateway, monkeypatch, fault, expected):
        def broken(*_arguments, **_keywords):
            raise fault

        monkeypatch.setattr("slack_sdk.web.base_client.urlopen", broken)
        assert gateway.post("C1", CONTENT) == expected

    def test_a_429_holds_the_method_and_no_other(self, double, gateway):
        posted = gateway.post("C1", CONTENT)
        double.plan("chat.postMessage", Answer(429, headers=(("Retry-After", "60"),)))
        assert gateway.post("C1", CONTENT) == RateLimited(60.0)
        again = gateway.post("C2", CONTENT)
        assert isinstance(again, RateLimited)
        assert 58 < again.retry_after <= 60
        assert len(double.bodies("chat.postMessage")) == 2
        assert gateway.update("C1", posted.ts, CONTENT) == posted

    def test_a_channel_beyond_its_pace_is_put_off_without_a_call(self, double):
        gateway = SlackGateway(TOKEN, double.api, pacing=Pacing(burst=2, monotonic=lambda: 0.0))
        outcomes = [gateway.post("C1", CONTENT) for _ in range(4)]
        assert [type(outcome) for outcome in outcomes[:2]] == [Posted, Posted]
        assert outcomes[2:] == [RateLimited(1.0), RateLimited(2.0)]
        assert isinstance(gateway.post("C2", CONTENT), Posted)
        assert len(double.texts("C1")) == 2

    def test_nothing_that_is_said_is_logged(self, double, gateway, caplog):
        caplog.set_level(0)
        double.plan("chat.postMessage", Answer(200, SECRET), Drop(after=False), Answer.error("no_text"))
        with capture_logs() as events:
            for _ in range(4):
                gateway.post(f"C{_}", CONTENT)
        assert [event["outcome"] for event in events] == ["unknown", "unknown", "refused", "ok"]
        assert {(event["method"], type(event["ms"])) for event in events} == {("chat.postMessage", int)}
        said = repr(events) + caplog.text
        assert SECRET not in said
        assert TOKEN not in said


class TestSearching:
    SINCE = timedelta(minutes=5)

    def find(self, gateway, key="k", thread_ts=None, since=None):
        since = since or datetime.now(UTC) - self.SINCE
        return gateway.find_posted("C1", key, since, thread_ts)

    def test_finds_its_own_message_by_its_key(self, gateway):
        gateway.post("C1", CONTENT, metadata=metadata_for("other"))
        posted = gateway.post("C1", CONTENT, metadata=metadata_for("k"))
        gateway.post("C1", CONTENT)
        assert self.find(gateway) == posted
        assert self.find(gateway, key="absent") is None

    def test_other_apps_metadata_is_not_ours(self, gateway):
        gateway.post("C1", CONTENT, metadata={"event_type": "task", "event_payload": {"key": "k"}})
        assert self.find(gateway) is None

    def test_looks_through_all_pages(self, double, gateway):
        posted = gateway.post("C1", CONTENT, metadata=metadata_for("k"))
        double.messages += [{"channel": "C1", "ts": f"{float(posted.ts) + n:.6f}", "text": ""} for n in range(1, 8)]
        double.page_size = 3
        assert self.find(gateway) == posted
        assert [body.get("cursor") for body in double.bodies("conversations.history")] == [None, "3", "6"]

    def test_looks_no_further_back_than_asked(self, gateway):
        gateway.post("C1", CONTENT, metadata=metadata_for("k"))
        assert self.find(gateway, since=datetime.now(UTC) + timedelta(minutes=1)) is None

    def test_looks_in_the_thread(self, double, gateway):
        root = gateway.post("C1", CONTENT)
        posted = gateway.post("C1", CONTENT, root.ts, metadata_for("k"))
        assert self.find(gateway) is None
        assert self.find(gateway, thread_ts=root.ts) == posted
        assert len(double.bodies("conversations.history")) == 1

    @pytest.mark.parametrize("thread_exists", [True, False])
    def test_looks_in_the_channel_when_the_thread_lacks_it(self, gateway, thread_exists):
        root = gateway.post("C1", CONTENT)
        posted = gateway.post("C1", CONTENT, metadata=metadata_for("k"))
        assert self.find(gateway, thread_ts=root.ts if thread_exists else "1.1") == posted

    @pytest.mark.parametrize(
        ("planned", "expected"),
        [
            (Answer.error("not_in_channel"), Unknown("Slack refused the search (not_in_channel)")),
            (Answer(500), Unknown("Slack answered with HTTP 500")),
            (Answer(429, headers=(("Retry-After", "9"),)), RateLimited(9.0)),
            (Answer.error("missing_scope"), NotSent("Slack answered missing_scope")),
        ],
    )
    @pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
    def test_a_search_that_fails_is_not_absence(self, double, gateway, method, planned, expected):
        double.plan(method, planned)
        assert self.find(gateway, thread_ts="1.1" if method == "conversations.replies" else None) == expected

    def test_a_later_page_that_fails_is_not_absence(self, double, gateway):
        double.messages += [{"channel": "C1", "ts": f"{2_000_000_000 + n}.0", "text": ""} for n in range(3)]
        double.page_size = 2
        ok = {"ok": True, "messages": [], "response_metadata": {"next_cursor": "2"}}
        double.plan("conversations.history", Answer(200, json.dumps(ok)), Answer(500))
        assert self.find(gateway) == Unknown("Slack answered with HTTP 500")


class TestForms:
    def test_opens_a_form(self, double, gateway):
        double.replies["views.open"] = {"view": {"id": "V1"}}
        assert gateway.open_view("T1", {"type": "modal"}) == "V1"
        assert double.bodies("views.open") == [{"trigger_id": "T1", "view": {"type": "modal"}}]

    @pytest.mark.parametrize(
        ("planned", "sentence"),
        [
            (Answer.error("expired_trigger_id"), "It took too long to open the form."),
            (Answer.error("invalid_arguments"), "The form could not be opened: Slack refused it (invalid_arguments)."),
            (Answer(500), "The form could not be opened: Slack answered with HTTP 500."),
        ],
    )
    def test_says_why_not(self, double, gateway, planned, sentence):
        double.plan("views.open", planned)
        with pytest.raises(UnavailableError) as refusal:
            gateway.open_view("T1", {})
        assert refusal.value.message == sentence
        assert len(double.calls) == 1

    def test_a_form_is_not_waited_for_longer_than_people_wait(self, double):
        held = Held()
        double.plan("views.open", held)
        gateway = SlackGateway(TOKEN, double.api, timeout=20)
        with pytest.raises(UnavailableError, match="no answer in time"):
            gateway.open_view("T1", {})
        held.release.set()

    def test_publishes_a_home(self, double, gateway):
        double.replies["views.publish"] = {"view": {"id": "V1"}}
        gateway.publish_home("U1", {"type": "home"})
        assert double.bodies("views.publish") == [{"user_id": "U1", "view": {"type": "home"}}]
        double.plan("views.publish", Answer.error("not_enabled"))
        with pytest.raises(UnavailableError, match="not_enabled"):
            gateway.publish_home("U1", {})

    def test_answers_a_response_url(self, double, gateway):
        double.replies["/response/1"] = {}
        gateway.respond(f"{double.url}/response/1", {"text": "Done", "response_type": "ephemeral"})
        assert double.bodies("/response/1") == [{"text": "Done", "response_type": "ephemeral", "parse": "none"}]

    @pytest.mark.parametrize("planned", [Answer(404, "expired_url"), Answer(500), Drop(after=False)])
    def test_a_response_url_that_fails_is_said(self, double, gateway, planned):
        double.plan("/response/1", planned)
        with pytest.raises(UnavailableError, match="The answer could not be shown"):
            gateway.respond(f"{double.url}/response/1", {"text": "Done"})

    def test_answers_only_where_slack_is(self, double, gateway):
        with pytest.raises(UnavailableError, match="unsafe_response_url"):
            gateway.respond("http://127.0.0.1:1/response/1", {"text": "Done"})
        assert double.calls == []


USER = {
    "id": "U1",
    "team_id": "T1",
    "name": "pc.director",
    "deleted": False,
    "is_bot": False,
    "is_restricted": False,
    "is_ultra_restricted": False,
    "profile": {"real_name": "Planned Care director", "email": "pc@example.org"},
}
ACCOUNT = Account("U1", "T1", "Planned Care director", "pc@example.org", False, False, False, False)  # noqa: FBT003


class TestReading:
    def test_user(self, double, gateway):
        double.replies["users.info"] = lambda body: {"user": {**USER, "id": body["user"]}}
        assert gateway.user("U1") == ACCOUNT
        double.plan("users.info", Answer.error("user_not_found"))
        assert gateway.user("U2") is None

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"is_restricted": True}, {"is_guest": True}),
            ({"is_ultra_restricted": True}, {"is_guest": True}),
            ({"is_stranger": True, "team_id": "T2"}, {"is_stranger": True, "team_id": "T2"}),
            ({"is_bot": True}, {"is_bot": True}),
            ({"id": "USLACKBOT"}, {"is_bot": True, "slack_id": "USLACKBOT"}),
            ({"deleted": True, "profile": {}}, {"is_deleted": True, "name": "pc.director", "email": None}),
        ],
    )
    def test_what_an_account_is(self, double, gateway, changes, expected):
        double.replies["users.info"] = {"user": {**USER, **changes}}
        account = gateway.user("U1")
        assert {name: getattr(account, name) for name in expected} == expected

    def test_users_of_all_pages(self, double, gateway):
        def page(body):
            more = "" if body.get("cursor") else "2"
            user = {**USER, "id": f"U{body.get('cursor', 1)}"}
            return {"members": [user], "response_metadata": {"next_cursor": more}}

        double.replies["users.list"] = page
        assert [account.slack_id for account in gateway.users()] == ["U1", "U2"]

    def test_channel(self, double, gateway):
        double.replies["conversations.info"] = {
            "channel": {"id": "C1", "name": "planned-care", "is_private": True, "is_archived": True}
        }
        assert gateway.channel("C1") == ChannelFacts(
            "C1", "planned-care", is_private=True, is_im=False, is_ext_shared=False, is_archived=True
        )
        double.plan("conversations.info", Answer.error("channel_not_found"))
        assert gateway.channel("C2") is None

    @pytest.mark.parametrize(("said", "expected"), [({"is_member": False}, False), ({"is_member": True}, True)])
    def test_whether_convenor_is_in_a_channel(self, double, gateway, said, expected):
        double.replies["conversations.info"] = {"channel": {"id": "C1", **said}}
        assert gateway.channel("C1").is_member is expected

    @pytest.mark.parametrize("mark", ["is_ext_shared", "is_pending_ext_shared"])
    def test_a_channel_that_outsiders_read_or_are_invited_to_is_shared(self, double, gateway, mark):
        double.replies["conversations.info"] = {"channel": {"id": "C1", mark: True}}
        assert gateway.channel("C1").is_ext_shared

    def test_members_up_to_the_limit(self, double, gateway):
        def page(body):
            first = int(body.get("cursor", 0))
            return {"members": [f"U{first}", f"U{first + 1}"], "response_metadata": {"next_cursor": str(first + 2)}}

        double.replies["conversations.members"] = page
        assert gateway.members("C1", limit=5) == ("U0", "U1", "U2", "U3", "U4")
        assert len(double.calls) == 3

    def test_a_direct_message_is_opened_once(self, double, gateway):
        assert [gateway.open_dm("U12"), gateway.open_dm("U12")] == ["D12", "D12"]
        assert len(double.calls) == 1
        double.plan("conversations.open", Answer.error("user_disabled"))
        with pytest.raises(NotFoundError, match="switched off"):
            gateway.open_dm("U13")

    def test_identity(self, double, gateway):
        double.replies["auth.test"] = {"user_id": "U9", "bot_id": "B9", "team_id": "T9", "team": "Partnership"}
        assert gateway.identity() == BotIdentity("U9", "B9", "T9", "Partnership")

    @pytest.mark.parametrize(
        ("method", "call"),
        [
            ("users.info", lambda gateway: gateway.user("U1")),
            ("users.list", lambda gateway: list(gateway.users())),
            ("conversations.info", lambda gateway: gateway.channel("C1")),
            ("conversations.members", lambda gateway: gateway.members("C1")),
            ("conversations.open", lambda gateway: gateway.open_dm("U1")),
            ("auth.test", lambda gateway: gateway.identity()),
        ],
    )
    @pytest.mark.parametrize(
        ("planned", "sentence"),
        [
            (Answer(500), "Slack answered with HTTP 500"),
            (Answer(429), "slow down"),
            (Drop(after=False), "broke off"),
            (Answer.error("invalid_auth"), "invalid_auth"),
        ],
    )
    def test_no_answer_is_said_plainly(self, double, gateway, method, call, planned, sentence):
        double.plan(method, planned)
        with pytest.raises(UnavailableError, match=sentence):
            call(gateway)
