"""The methods of the Web API, each with its handler, tier, scopes and token."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.api import basics, chat, conversations, files, functions, reactions, scheduled, users, views
from bot.sandbox.api.call import APP, NOBODY, Method
from bot.sandbox.rates import SPECIAL, TIER_1, TIER_2, TIER_3, TIER_4

_WRITE = ("chat:write",)
_PEOPLE = ("users:read",)
_ADDRESS = ("users:read.email",)
_OPEN = ("im:write", "mpim:write", "channels:manage", "groups:write")

METHODS: Mapping[str, Method] = {
    "api.test": Method(basics.api_test, SPECIAL, token=NOBODY),
    "auth.test": Method(basics.auth_test, SPECIAL),
    "apps.connections.open": Method(basics.apps_connections_open, TIER_1, token=APP),
    "bots.info": Method(basics.bots_info, TIER_3, _PEOPLE, accepts_json=False),
    "team.info": Method(basics.team_info, TIER_3, ("team:read",), accepts_json=False),
    "chat.postMessage": Method(chat.post_message, SPECIAL, _WRITE),
    "chat.postEphemeral": Method(chat.post_ephemeral, TIER_4, _WRITE),
    "chat.update": Method(chat.update, TIER_3, _WRITE),
    "chat.delete": Method(chat.remove, TIER_3, _WRITE),
    "chat.getPermalink": Method(chat.get_permalink, SPECIAL, accepts_json=False),
    "chat.scheduleMessage": Method(scheduled.schedule_message, TIER_3, _WRITE),
    "chat.deleteScheduledMessage": Method(scheduled.delete_scheduled_message, TIER_3, _WRITE),
    "chat.scheduledMessages.list": Method(scheduled.scheduled_messages_list, TIER_3),
    "reactions.add": Method(reactions.reactions_add, TIER_3, ("reactions:write",)),
    "reactions.remove": Method(reactions.reactions_remove, TIER_2, ("reactions:write",)),
    "reactions.get": Method(reactions.reactions_get, TIER_3, ("reactions:read",), accepts_json=False),
    "files.getUploadURLExternal": Method(files.get_upload_url, TIER_4, ("files:write",), accepts_json=False),
    "files.completeUploadExternal": Method(files.complete_upload, TIER_4, ("files:write",)),
    "files.info": Method(files.files_info, TIER_4, ("files:read",), accepts_json=False),
    "functions.completeSuccess": Method(functions.complete_success, TIER_3),
    "functions.completeError": Method(functions.complete_error, TIER_3),
    "conversations.open": Method(conversations.conversations_open, TIER_3, _OPEN),
    "conversations.info": Method(conversations.conversations_info, TIER_3, accepts_json=False),
    "conversations.list": Method(conversations.conversations_list, TIER_2, accepts_json=False),
    "conversations.members": Method(conversations.conversations_members, TIER_4, accepts_json=False),
    "conversations.history": Method(conversations.conversations_history, TIER_3),
    "conversations.replies": Method(conversations.conversations_replies, TIER_3, accepts_json=False),
    "users.info": Method(users.users_info, TIER_4, _PEOPLE, accepts_json=False),
    "users.list": Method(users.users_list, TIER_2, _PEOPLE, accepts_json=False),
    "users.lookupByEmail": Method(users.users_lookup_by_email, TIER_3, _ADDRESS, accepts_json=False),
    "views.open": Method(views.views_open, TIER_4),
    "views.push": Method(views.views_push, TIER_4),
    "views.update": Method(views.views_update, TIER_4),
    "views.publish": Method(views.views_publish, TIER_4),
}
