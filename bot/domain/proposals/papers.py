"""Files and links that go with a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LINK, FILE = "link", "file"


@dataclass(frozen=True, slots=True)
class ProposalPaper:
    """A file or a link that goes with a proposal.

    Attributes:
        address: of a link; empty for a file.
        digest: SHA-256 of a file, or of a link's address; empty while a file is being fetched.
        size: in bytes, of a file.
        since: the first version it goes with, 0 while it goes with a draft only.
        until: the first version it goes with no more, None where there is none.
    """

    id: int
    proposal_id: int
    kind: str
    title: str
    address: str
    file_id: str
    digest: str
    size: int
    added_by: str
    added_at: datetime
    since: int
    until: int | None

    @property
    def is_fetched(self) -> bool:
        """Whether what it holds is kept."""
        return bool(self.digest)
