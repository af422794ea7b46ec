"""A pass is good in its moment, at its site, once; anything else is named."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from jieyue.access.credentials import qr

PAIR = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
AT_MS = 1_795_000_005_000
NONCE = b"\x01\x02\x03\x04"
SUBJECTS = st.text("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=40)


def public(pair):
    return base64.b64encode(pair.public_key().public_bytes_raw()).decode()


KEYS = (public(PAIR),)


def rotating(subject="ABCDEFGH2345", at_ms=AT_MS, pair=PAIR, nonce=NONCE):
    return qr.new_token(subject=subject, at_ms=at_ms, sign=pair.sign, nonce=nonce)


def printed(from_ms=AT_MS, until_ms=AT_MS + 3_600_000):
    return qr.new_printed_token(
        subject="ABCDEFGH2345", from_ms=from_ms, until_ms=until_ms, sign=PAIR.sign, nonce=NONCE
    )


def check(token, at_ms=AT_MS, keys=KEYS, used=()):
    return qr.check(token, public_keys=keys, at_ms=at_ms, used=used)


@given(SUBJECTS, st.integers(0, 2**46))
def test_a_fresh_pass_names_its_holder(subject, at_ms):
    found = check(rotating(subject, at_ms), at_ms)
    assert (found.subject, found.problem) == (subject, "")


def test_a_pass_is_small_enough_for_a_phone_across_a_counter():
    token = rotating()
    assert len(token) <= 154  # a QR code of 41 by 41 dots with 15 % correction holds 154 letters
    assert set(token) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@given(st.data())
def test_any_flipped_bit_is_forged(data):
    token = rotating()
    raw = bytearray(base64.b32decode(token[2:] + "=" * (-len(token[2:]) % 8)))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << (bit % 8)
    flipped = "JY" + base64.b32encode(bytes(raw)).decode().rstrip("=")
    assert check(flipped).problem == qr.FORGED


@given(st.data())
def test_any_other_character_is_forged(data):
    token = rotating()
    at = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="utf-8"))
    assume(letter != token[at])
    assert check(token[:at] + letter + token[at + 1 :]).problem == qr.FORGED


@given(st.text(max_size=300))
def test_whatever_a_reader_reads_is_answered(text):
    assert check(text).problem == qr.FORGED


@pytest.mark.parametrize("text", ["", "JY", "JYAA", "JY" + "A" * 400, "JY" + "=" * 140, "JY1801"])
def test_rubbish_is_forged(text):
    assert check(text).problem == qr.FORGED


@given(st.integers(-(2**40), 2**40))
def test_other_times_are_stale_or_from_the_future(shift_ms):
    step = AT_MS // qr.STEP_MS
    at_ms = AT_MS + shift_ms
    away = at_ms // qr.STEP_MS - step
    found = check(rotating(), at_ms)
    expected = qr.STALE if away > 1 else qr.FROM_FUTURE if away < -1 else ""
    assert found.problem == expected
    assert (found.off_s < 0, found.off_s > 0) == (expected == "stale", expected == "from_future")


@pytest.mark.parametrize(
    ("shift_ms", "off_s"),
    [
        (54_999, 0),  # the last moment of the step after its own (its step began 5 s before)
        (55_000, -1),
        (-35_001, 1),
        (-600_000, 565),  # the reader is ten minutes behind
    ],
)
def test_how_far_a_clock_is_off_is_named(shift_ms, off_s):
    token = rotating(at_ms=AT_MS // qr.STEP_MS * qr.STEP_MS + 5_000)
    found = check(token, AT_MS // qr.STEP_MS * qr.STEP_MS + 5_000 + shift_ms)
    assert found.off_s == off_s


def test_a_pass_is_taken_once():
    token = rotating()
    first = check(token)
    assert check(token, used={first.token_id}).problem == qr.REPLAYED
    assert check(rotating(nonce=b"5678"), used={first.token_id}).problem == ""


def test_another_sites_pass_is_forged():
    assert check(rotating(pair=OTHER)).problem == qr.FORGED
    assert check(rotating(), keys=()).problem == qr.FORGED


def test_a_renewed_key_leaves_older_passes_good():
    assert check(rotating(), keys=(public(OTHER), public(PAIR))).problem == ""


@pytest.mark.parametrize(
    ("shift_ms", "problem"),
    [
        (-1, qr.FROM_FUTURE),
        (0, ""),
        (3_600_000, ""),
        (3_601_000, qr.STALE),
    ],
)
def test_a_badge_is_good_in_its_window(shift_ms, problem):
    token = printed()
    found = check(token, AT_MS // 1000 * 1000 + shift_ms)
    assert found.problem == problem
    assert check(token, AT_MS, used={found.token_id}).problem == ""  # anti-passback's affair


@pytest.mark.parametrize("subject", ["", "x" * 41, "川" * 14])
def test_a_subject_no_pass_can_carry_is_refused(subject):
    with pytest.raises(ValueError, match="carries 1 to 40"):
        rotating(subject)
