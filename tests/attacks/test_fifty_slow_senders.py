"""Fifty slow senders and fifty readers at once: the readers' waiting times with and without the senders, in one run.

Measured directly at `jatan serve` and behind the shipped nginx configuration, with TLS. The readers' 99th percentile
may grow threefold, on the public help page too. Figures: docs/reference/bench.md.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.attacks.http_load import Target, percentile, slow_senders, waiting_times
from tests.attacks.proxies import nginx
from tests.attacks.served_house import served_house
from tests.runtime.built_homes import Houses

pytestmark = pytest.mark.long

_READ = ("/h/", "/account/sign-in/", "/library/public/")
_ATTACKED = ("/account/sign-in/", "/h/", "/cases/0198f7a0-0000-7000-8000-000000000000/papers/", "/registers/")
_COUNT = 50
_PAGES_EACH = 24  # a second apart: longer than a body may trickle in


@pytest.fixture(scope="module", params=["direct", "behind nginx"])
def target(
    request: pytest.FixtureRequest, houses: Houses, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    if request.param == "direct":
        with served_house(houses) as house:
            yield house.target
        return
    options = {"JATAN_HTTPS": "1", "JATAN_ALLOWED_HOSTS": "jatan.example.org,127.0.0.1"}
    with (
        served_house(houses, **options) as house,
        nginx(house.target.port, tmp_path_factory.mktemp("nginx")) as proxy,
    ):
        yield proxy.target


def _read(target: Target, *, one_address: bool, pages_each: int = _PAGES_EACH) -> dict[str, float]:
    """The 99th percentile in seconds for each page, and for all of them together."""
    times = waiting_times(target, _READ, readers=_COUNT, pages_each=pages_each, one_address=one_address, pause=1.0)
    together = [one for found in times.values() for one in found]
    return {path: percentile(found, 0.99) for path, found in times.items()} | {"all": percentile(together, 0.99)}


@pytest.mark.parametrize("one_address", [False, True], ids=["own addresses", "one address"])
def test_readers_wait_at_most_three_times_as_long(
    target: Target, record_property: Callable[[str, object], None], *, one_address: bool
) -> None:
    """Eight of these senders stopped every page for as long as they liked."""
    _read(target, one_address=one_address, pages_each=3)  # so that both measurements find every page compiled
    alone = _read(target, one_address=one_address)
    with slow_senders(target, _COUNT, _ATTACKED, one_address=one_address) as senders:
        attacked = _read(target, one_address=one_address)
    for name, figures in (("alone", alone), ("attacked", attacked)):
        record_property(name, {page: round(seconds, 3) for page, seconds in figures.items()})
    record_property("cut off", senders.cut_off)
    assert senders.cut_off >= _COUNT or target.tls is not None, "nginx holds a body, the house cuts it off"
    assert {page: seconds for page, seconds in attacked.items() if seconds > 3 * alone[page]} == {}
