"""Which body gives way where too many are on their way."""

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest

from jatan.runtime.bodies import Arrivals, Incoming, TooSlow


def test_a_body_that_has_just_begun_does_not_give_way_to_the_next() -> None:
    """A form whose first bytes were not read yet gave way to the next slow sender, and was answered with 408."""

    async def scene() -> None:
        arrivals, most = Arrivals(most_from_one_address=2), ExitStack()
        with most:
            slow = _begun(arrivals, most, seconds_ago=10, received=10)
            form = _begun(arrivals, most)
            _begun(arrivals, most)
            assert (slow.gave_way, form.gave_way) == (True, False)
            with pytest.raises(TooSlow):
                await slow.piece()

    asyncio.run(scene())


def test_of_bodies_that_have_begun_long_ago_the_slowest_gives_way() -> None:
    async def scene() -> None:
        arrivals, most = Arrivals(most_from_one_address=2), ExitStack()
        with most:
            fast = _begun(arrivals, most, seconds_ago=20, received=9_000)
            slow = _begun(arrivals, most, seconds_ago=20, received=100)
            _begun(arrivals, most)
            assert (fast.gave_way, slow.gave_way) == (False, True)

    asyncio.run(scene())


def test_where_all_have_just_begun_the_eldest_gives_way() -> None:
    """Or who opens many bodies a second would be received without any limit."""

    async def scene() -> None:
        arrivals, most = Arrivals(most_from_one_address=2), ExitStack()
        with most:
            eldest, second = _begun(arrivals, most, seconds_ago=1), _begun(arrivals, most)
            _begun(arrivals, most)
            assert (eldest.gave_way, second.gave_way) == (True, False)

    asyncio.run(scene())


def test_the_limit_of_all_addresses_chooses_in_the_same_way() -> None:
    async def scene() -> None:
        arrivals, most = Arrivals(most=2), ExitStack()
        with most:
            slow = _begun(arrivals, most, seconds_ago=10, received=10, address="203.0.113.1")
            form = _begun(arrivals, most, address="203.0.113.2")
            _begun(arrivals, most, address="203.0.113.3")
            assert (slow.gave_way, form.gave_way) == (True, False)

    asyncio.run(scene())


def _begun(
    arrivals: Arrivals, most: ExitStack, *, seconds_ago: float = 0, received: int = 0, address: str = "203.0.113.9"
) -> Incoming:
    body = most.enter_context(arrivals.expect(_nothing_more, address))
    body.since -= seconds_ago
    body.received = received
    return body


async def _nothing_more() -> dict[str, Any]:
    never: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
    return await never
