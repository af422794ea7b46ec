import base64
import copy

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.edge.envelope import (
    BadEnvelope,
    Flaw,
    Held,
    accepted,
    canonical,
    opened,
    seal,
)

PAIR = Ed25519PrivateKey.generate()
KEY = base64.b64encode(PAIR.public_key().public_bytes_raw()).decode()
BODY = {
    "format": 1,
    "agent": "EDGE-1",
    "site": "main",
    "number": 7,
    "since": None,
    "made_at_ms": 1_000,
    "stale_at_ms": 2_000,
    "snapshot": {"credentials": [["川T12345", 0.5]]},
}
HELD = Held("EDGE-1", "main", 5, 900)


def letter(**changes):
    return seal(BODY | changes, key=KEY, sign=PAIR.sign)


def test_a_newer_letter_of_a_trusted_key_is_taken():
    assert accepted(letter(), trusted={KEY}, held=HELD) == BODY
    assert accepted(letter(since=5), trusted={KEY}, held=HELD)["since"] == 5
    again = accepted(letter(made_at_ms=1_001), trusted={KEY}, held=HELD._replace(number=7))
    assert again["number"] == 7


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"number": 4}, Flaw.OLDER),
        ({"made_at_ms": 899}, Flaw.OLDER),
        ({"since": 4}, Flaw.OLDER),
        ({"since": 6}, Flaw.MALFORMED),
        ({"agent": "EDGE-2"}, Flaw.NOT_FOR_US),
        ({"site": "other"}, Flaw.NOT_FOR_US),
        ({"format": 2}, Flaw.MALFORMED),
        ({"number": "7"}, Flaw.MALFORMED),
        ({"made_at_ms": True}, Flaw.MALFORMED),
    ],
)
def test_a_letter_that_is_not_ours_or_not_newer_is_refused_by_name(changes, flaw):
    with pytest.raises(BadEnvelope) as refused:
        accepted(letter(**changes), trusted={KEY}, held=HELD)
    assert refused.value.flaw is flaw


def test_another_key_is_refused_even_with_a_good_signature():
    with pytest.raises(BadEnvelope) as refused:
        opened(letter(), trusted={base64.b64encode(b"x" * 32).decode()})
    assert refused.value.flaw is Flaw.UNTRUSTED_KEY


def test_one_changed_value_is_forged():
    changed = copy.deepcopy(letter())
    changed["body"]["snapshot"]["credentials"][0][0] = "川T12346"
    with pytest.raises(BadEnvelope) as refused:
        opened(changed, trusted={KEY})
    assert refused.value.flaw is Flaw.FORGED


@given(st.integers(0, 63), st.integers(1, 255))
def test_any_changed_byte_of_the_signature_is_forged(place, change):
    sealed = letter()
    signature = bytearray(base64.b64decode(sealed["signature"]))
    signature[place] ^= change
    with pytest.raises(BadEnvelope):
        opened(sealed | {"signature": base64.b64encode(bytes(signature)).decode()}, trusted={KEY})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)


@given(json_values)
def test_whatever_comes_instead_of_a_letter_is_refused_and_nothing_else(garbage):
    for given_letter in (garbage, {"body": garbage, "key": KEY, "signature": "AA=="}):
        with pytest.raises(BadEnvelope):
            opened(given_letter, trusted={KEY})


@given(st.dictionaries(st.text(), json_values))
def test_what_is_signed_does_not_depend_on_the_order_of_keys(body):
    assert canonical(body) == canonical(dict(reversed(body.items())))
