import pytest

from tests.support.delivery_simulation import DeadlineForgetter, LeaseForgetter, Odds, Simulation


@pytest.mark.parametrize("seed", [1])
def test_nothing_is_lost_and_nothing_is_said_twice(store, seed):
    verdict = Simulation(store, seed, 150, Odds()).run()
    assert (verdict.lost, verdict.doubled, verdict.misplaced, verdict.stale) == ([], [], [], [])
    met = verdict.events
    assert all(met[event] > 3 for event in ("crash", "freeze", "late", "doubtful", "not sent", "search failed")), met


# That the simulation can see a fault is shown on one kind of database.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_SQLITE
def test_sees_doubles_of_posts_that_land_after_the_wait(store):
    assert Simulation(store, 1, 100, Odds(late=1.0, latest=4.0)).run().doubled


@ON_SQLITE
@pytest.mark.parametrize("fault", [LeaseForgetter, DeadlineForgetter])
def test_sees_doubles_of_leases_forgotten(store, fault):
    assert Simulation(store, 1, 100, Odds(crash=0.1, freeze=0.1), fault).run().doubled


@ON_SQLITE
def test_sees_losses(store):
    assert Simulation(store, 1, 60, Odds(sent_unsaid=0.1)).run().lost
