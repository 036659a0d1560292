from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.small_app import MANIFEST, WORKSPACE, Clerk
from tests.support.browser import Pool, Tabs, open_browser
from tests.support.sandbox import SandboxClient

NOW = "2018-11-02T08:50:00+00:00"


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    with open_browser() as browser:
        yield Pool(browser)


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxClient]:
    directory = tmp_path_factory.mktemp("page")
    with SandboxClient.started(directory, WORKSPACE, MANIFEST, now=NOW) as sandbox:
        sandbox.rates(enforced=False)
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: SandboxClient) -> SandboxClient:
    shared_sandbox.reset()
    shared_sandbox.faults()
    return shared_sandbox


@pytest.fixture(scope="session")
def shared_clerk(shared_sandbox: SandboxClient) -> Iterator[Clerk]:
    clerk = Clerk(shared_sandbox)
    try:
        yield clerk
    finally:
        clerk.close()


@pytest.fixture
def clerk(shared_clerk: Clerk, sandbox: SandboxClient) -> Clerk:
    shared_clerk.seen.clear()
    return shared_clerk


@pytest.fixture
def tabs(pool: Pool, sandbox: SandboxClient) -> Iterator[Tabs]:
    opened = Tabs(pool, sandbox.url)
    try:
        yield opened
    finally:
        opened.close()
    assert opened.complaints == []
