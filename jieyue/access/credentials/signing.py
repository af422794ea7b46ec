"""The site's key pairs: sign passes and snapshots, hand out the public halves, renew.

A retired pair's public half stays until the last pass it signed has died, so that renewing a key
turns nobody away.
"""

import base64
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from jieyue.access.credentials.facts import SigningKeyRenewed
from jieyue.access.credentials.models import SigningKey
from jieyue.access.gates import versions
from jieyue.access.permissions import AccessPermission
from jieyue.kit import encryption, journal
from jieyue.kit.actor import Actor

PURPOSE = "access.signing"
ROTATING_LIVES = timedelta(minutes=5)  # its step, the steps beside it, and a wrong clock


def public_keys(*, site_id: int) -> tuple[str, ...]:
    """Base64 of every key whose passes may still live, newest first. One query, two at first."""
    keys = SigningKey.objects.filter(site_id=site_id).values_list("public", flat=True)
    return tuple(keys) or (_current(site_id).public,)


def sign(data: bytes, *, site_id: int) -> bytes:
    """The Ed25519 signature (64 bytes) of the key in force, which is made when there is none."""
    return _private(_current(site_id)).sign(data)


def sign_until(data: bytes, *, site_id: int, until: datetime) -> bytes:
    """The same for what lives until `until`, so that the key's public half is kept as long."""
    return _signed(_current(site_id), data, until=until)


def sign_as(data: bytes, *, public: str, site_id: int, until: datetime) -> bytes:
    """The same with the key of this public half, retired or not: whom an agent trusts already.

    Raises SigningKey.DoesNotExist.
    """
    return _signed(SigningKey.objects.get(site_id=site_id, public=public), data, until=until)


@transaction.atomic
def renew(*, actor: Actor, at: datetime) -> SigningKey:
    """Sign with a new pair from now on. Raises NotAllowed."""
    actor.require(AccessPermission.CREDENTIALS_EDIT)
    site_id = actor.site_id or 0
    versions.hold(site_id=site_id)  # of two who renew at once the second renews the first's
    SigningKey.objects.filter(site_id=site_id, retired_at=None).update(retired_at=at)
    key = _made(site_id, at)
    journal.record(SigningKeyRenewed(key_id=key.id), actor=actor, at=at)
    return key


@transaction.atomic
def forget_dead(*, site_id: int, at: datetime) -> None:
    """Timed: delete retired pairs whose passes have all died."""
    dead = SigningKey.objects.filter(site_id=site_id, retired_at__lt=at - ROTATING_LIVES)
    dead = dead.filter(Q(tokens_until=None) | Q(tokens_until__lt=at))
    if dead.delete()[0]:
        versions.rise(site_id=site_id)


def _signed(key: SigningKey, data: bytes, *, until: datetime) -> bytes:
    """Its public half is kept as long as what it signs lives."""
    due = Q(tokens_until=None) | Q(tokens_until__lt=until)
    SigningKey.objects.filter(due, id=key.id).update(tokens_until=until)
    return _private(key).sign(data)


def _current(site_id: int) -> SigningKey:
    living = SigningKey.objects.filter(site_id=site_id, retired_at=None)
    found: SigningKey | None = living.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _made(site_id, timezone.now())
    except IntegrityError:  # somebody else made the first one in the same moment
        first: SigningKey = living.get()
        return first


def _made(site_id: int, at: datetime) -> SigningKey:
    pair = Ed25519PrivateKey.generate()
    key: SigningKey = SigningKey.objects.create(
        site_id=site_id,
        public=base64.b64encode(pair.public_key().public_bytes_raw()).decode(),
        private=encryption.encrypt(pair.private_bytes_raw(), purpose=PURPOSE),
        created_at=at,
    )
    versions.rise(site_id=site_id)
    return key


def _private(key: SigningKey) -> Ed25519PrivateKey:
    """Raises UnreadableValue."""
    raw = encryption.decrypt(key.private, purpose=PURPOSE)
    return Ed25519PrivateKey.from_private_bytes(raw)
