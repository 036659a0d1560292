"""Every action, block and callback id in one place, so that a button and its handler cannot drift apart."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """Ids of buttons and menus."""

    RISK_UPDATE = "risk.update"
    RISK_HISTORY = "risk.history"
    RISK_EDIT = "risk.edit"
    RISK_SHOW = "risk.show"
    RISK_SHARE = "risk.share"
    RISK_LIST_PAGE = "risk.list.page"
    RISK_LIST_BACK = "risk.list.back"
    RISK_HISTORY_PAGE = "risk.history.page"
    RISK_HISTORY_BACK = "risk.history.back"
    PERSON_EDIT = "person.edit"
    PEOPLE_PAGE = "people.page"
    PEOPLE_BACK = "people.back"
    PERSON_ADD = "person.add"
    REGISTER_CONFIRM = "register.confirm"
    REGISTER_OPTIONS = "register.options"
    REGISTER_LEAVE = "register.leave"
    REGISTER_PAGE = "register.page"
    REGISTER_BACK = "register.back"


class Form(StrEnum):
    """Callback ids of modals."""

    RISK_UPDATE = "form.risk.update"
    RISK_ADD = "form.risk.add"
    RISK_EDIT = "form.risk.edit"
    RISK_CLOSE = "form.risk.close"
    RISK_REOPEN = "form.risk.reopen"
    PERSON = "form.person"
    READ_REGISTER = "form.register.read"


VALUE = "value"
"""The action id of the one element in each input block; the block id names the field."""
