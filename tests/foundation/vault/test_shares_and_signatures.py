"""Two of three officers restore the recovery key on paper; one alone cannot. A swapped public key is found."""

from itertools import combinations

import pytest

from jatan.foundation.vault import contexts
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.shares import join_shares, share_bytes, share_text, split_key
from jatan.foundation.vault.signatures import Signer
from tests.foundation.vault import fixed_keys as m

SIGNER = Signer(m.fixed("signer", 64))


def test_any_two_officers_restore_the_key_from_paper() -> None:
    papers = [share_text(share) for share in split_key(m.KEY)]
    for two in combinations(papers, 2):
        assert join_shares([share_bytes(paper.lower()) for paper in two]).raw == m.KEY.raw


def test_one_share_or_the_same_share_twice_is_refused() -> None:
    first, second, third = split_key(m.KEY)
    for shares in ([], [first], [first, first], [first, second, third]):
        with pytest.raises(Refused):
            join_shares(shares)


def test_a_single_share_does_not_contain_the_key() -> None:
    for share in split_key(m.KEY):
        assert not any(m.KEY.raw[at : at + 8] in share for at in range(88))


def test_shares_of_two_ceremonies_are_refused_together() -> None:
    with pytest.raises(Refused):
        join_shares([split_key(m.KEY)[0], split_key(m.OTHER_KEY)[1]])
    with pytest.raises(Refused):
        join_shares([split_key(m.KEY)[0], split_key(m.KEY)[1]])


def test_every_mistyped_letter_of_a_share_is_detected() -> None:
    paper = share_text(split_key(m.KEY)[0])
    for at, letter in enumerate(paper):
        if letter.isspace():
            continue
        spoilt = paper[:at] + ("A" if letter != "A" else "B") + paper[at + 1 :]
        with pytest.raises(Refused):
            share_bytes(spoilt)


def test_a_signature_is_valid_only_for_its_key_and_context() -> None:
    signature = SIGNER.sign(m.TEAM_KEY.public(), m.A_KEY)
    verifier = SIGNER.verifier()
    verifier.verify(m.TEAM_KEY.public(), m.A_KEY, signature)
    as_user = contexts.key_context(organisation=m.ORGANISATION, kind="user", principal=m.TEAM, epoch=1)
    next_epoch = contexts.key_context(organisation=m.ORGANISATION, kind="team", principal=m.TEAM, epoch=2)
    for key, context in [(m.KEY, m.A_KEY), (m.TEAM_KEY, as_user), (m.TEAM_KEY, next_epoch)]:
        with pytest.raises(Refused):
            verifier.verify(key.public(), context, signature)


def test_both_signatures_must_be_valid() -> None:
    signature = SIGNER.sign(m.TEAM_KEY.public(), m.A_KEY)
    for at in (0, 63, 64, 2000, len(signature) - 1):
        spoilt = bytearray(signature)
        spoilt[at] ^= 1
        with pytest.raises(Refused):
            SIGNER.verifier().verify(m.TEAM_KEY.public(), m.A_KEY, bytes(spoilt))


def test_another_organisations_signature_is_refused() -> None:
    key = PrivateKey.made().public()
    with pytest.raises(Refused):
        SIGNER.verifier().verify(key, m.A_KEY, Signer.made().sign(key, m.A_KEY))
