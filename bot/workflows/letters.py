"""What stands about a letter, whatever it says."""

from __future__ import annotations

from bot.domain.people import Person
from bot.store.unit_of_work import View
from bot.views.mails import MailFrame
from bot.workflows.services import Services


def frame_of(view: View, services: Services, person: Person) -> MailFrame:
    """Return what stands about a letter to a person."""
    config = services.config
    office = ", ".join(one.name for one in view.people.directory().office(services.today(view.now)))
    mail = config.mail
    return MailFrame(config.partnership.name, office, person.name, mail.reply_to, mail.reply_days)
