"""Tell the office of its own templates that cannot be used as they stand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.store.unit_of_work import Unit
from bot.views import blocks
from bot.views.own_wording import WordingFault, what_failed, wording_faults
from bot.views.wording import failed_wording, say
from bot.workflows.office import tell_office
from bot.workflows.services import Services


def tell_wording_faults(services: Services) -> Sequence[str]:
    """Return what is wrong with the office's own templates, a line each; the office is told once of each state of it.

    Messages whose own template fails are sent in Convenor's words.
    """
    folder = services.config.wording.folder
    if folder is None:
        return []
    failed = [WordingFault(folder / name, *what_failed(problem, name)) for name, problem in failed_wording().items()]
    known = list(wording_faults(folder))
    named = {fault.file for fault in known}
    faults = sorted({fault.within(folder) for fault in (*known, *(one for one in failed if one.file not in named))})
    if faults:
        text = say("errors/own_wording", faults=faults)
        state = hashlib.sha256("\n".join(faults).encode()).hexdigest()[:16]

        def work(unit: Unit) -> int:
            return tell_office(unit, services, f"own-wording:{state}", blocks.message(text, [blocks.section(text)]))

        services.store.write(work)
    return faults
