"""The session backend keeps, ends and forgets sessions as Django's does."""

import datetime as dt

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError

from jatan.foundation.access.models import Account, Session
from jatan.foundation.access.session_store import (
    SessionStore,
    decoded,
    delete_expired,
    end_other_sessions,
    sessions_of,
)
from jatan.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> SessionStore:
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return store


def test_a_session_is_read_again_under_its_cookie_only() -> None:
    store = SessionStore()
    store["seen"] = "page"
    store.save()
    assert SessionStore(store.session_key).load() == {"seen": "page"}
    assert SessionStore(Session.objects.get().session_key).load() == {}
    assert decoded(Session.objects.get()) == {"seen": "page"}


def test_a_new_key_takes_the_data_along_and_ends_the_old_one() -> None:
    store = SessionStore()
    store["seen"] = "page"
    store.save()
    before = store.session_key
    store.cycle_key()
    store.save()
    assert SessionStore(store.session_key).load() == {"seen": "page"}
    assert SessionStore(before).load() == {}
    assert Session.objects.count() == 1


def test_a_session_ended_meanwhile_is_not_stored_again() -> None:
    store = SessionStore()
    store.create()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_an_expired_session_is_empty_and_is_deleted() -> None:
    store = SessionStore()
    store["seen"] = "page"
    store.save()
    assert delete_expired() == 0
    with clock.frozen_at(clock.now() + dt.timedelta(hours=9)):
        assert SessionStore(store.session_key).load() == {}
        assert delete_expired() == 1


def test_sessions_of_an_account_are_listed_and_the_others_ended(cast: Cast) -> None:
    account, colleague = cast.accounts["coordinator"], cast.accounts["supervisor"]
    here, _there, others = signed_in(account), signed_in(account), signed_in(colleague)
    assert len(sessions_of(account)) == 2
    assert end_other_sessions(account, str(here.session_key)) == 1
    assert SessionStore(here.session_key).load()
    assert SessionStore(others.session_key).load()
    account.set_password("palash-in-full-bloom")
    assert sessions_of(account) == []
