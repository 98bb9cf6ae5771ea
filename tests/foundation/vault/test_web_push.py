"""Web push: the published example of RFC 8291, a browser's end written from the RFC, the house's signature."""

import time

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from jatan.foundation.vault.web_push import house_key, is_public_key, seal_for_browser
from tests.foundation.alerts.push_end import CURVE, coded, decoded, opened, raw, signed_claims

# RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
UA_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decoded(text), "big"), CURVE)


def test_the_published_example_comes_out_byte_for_byte() -> None:
    sealed = seal_for_browser(
        PLAIN, public=decoded(UA_PUBLIC), secret=decoded(AUTH), salt=decoded(SALT), own=private(AS_PRIVATE)
    )
    assert coded(sealed) == BODY


def test_the_browsers_end_of_these_tests_opens_the_published_example() -> None:
    assert opened(decoded(BODY), private(UA_PRIVATE), decoded(AUTH)) == PLAIN


def test_every_push_is_sealed_anew_and_opened_by_its_browser_alone() -> None:
    mine, other = ec.generate_private_key(CURVE), ec.generate_private_key(CURVE)
    public, secret = raw(mine.public_key()), b"s" * 16
    bodies = [seal_for_browser("जतन: 1".encode(), public=public, secret=secret) for _each in range(2)]
    assert bodies[0] != bodies[1]
    assert [opened(body, mine, secret).decode() for body in bodies] == ["जतन: 1"] * 2
    for key, auth in ((other, secret), (mine, b"t" * 16)):
        with pytest.raises(InvalidTag):
            opened(bodies[0], key, auth)


def test_more_than_one_record_is_refused() -> None:
    public = raw(ec.generate_private_key(CURVE).public_key())
    seal_for_browser(b"a" * 3993, public=public, secret=b"s" * 16)
    with pytest.raises(ValueError):
        seal_for_browser(b"a" * 3994, public=public, secret=b"s" * 16)


def test_the_house_signs_for_one_service_and_half_a_day() -> None:
    key = house_key(b"a secret of the house")
    claims = signed_claims(key.authorization("https://push.example", "mailto:a@example.org"))
    assert claims["aud"] == "https://push.example"
    assert claims["sub"] == "mailto:a@example.org"
    assert 0 < claims["exp"] - time.time() <= 24 * 3600
    assert decoded(claims["k"]) == key.public
    assert "sub" not in signed_claims(key.authorization("https://push.example", ""))


def test_one_secret_is_one_key() -> None:
    assert house_key(b"one").public == house_key(b"one").public
    assert house_key(b"one").public != house_key(b"two").public
    assert is_public_key(house_key(b"one").public)


@pytest.mark.parametrize("public", [b"", b"\x04" + b"\x00" * 64, b"\x02" + b"\x01" * 32, b"a" * 65])
def test_what_is_no_point_of_the_curve_is_no_key(public: bytes) -> None:
    assert not is_public_key(public)


def test_a_compressed_point_is_not_taken() -> None:
    from_browser = ec.generate_private_key(CURVE).public_key()
    assert is_public_key(raw(from_browser))
    numbers = from_browser.public_numbers()
    compressed = bytes([2 + numbers.y % 2]) + numbers.x.to_bytes(32, "big")
    assert not is_public_key(compressed)
