"""When a password is good enough, an account locked, a session idle (GB/T 22239-2019, MLPS 2.0)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

OFFICERS = ("system_administrator", "security_administrator", "auditor")  # 三员

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The site's figures; the defaults are those of `people/parameters.py`."""

    failures_before_lock: int = 5
    lock_minutes: int = 30
    password_length: int = 10
    password_classes: int = 3
    password_history: int = 5
    password_days: int = 90


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class BadUsername(Refusal):
    """Not 3 to 60 small letters, digits, dots, hyphens or underscores, beginning with one."""

    def __init__(self, *, username: str) -> None:
        super().__init__(username)
        self.username = username


class WeakPassword(Refusal):
    """The password lacks what the site asks for."""


class PasswordTooShort(WeakPassword):
    def __init__(self, *, shortest: int) -> None:
        super().__init__(shortest)
        self.shortest = shortest


class PasswordTooPlain(WeakPassword):
    """Too few of: small letters, capitals, digits, other characters."""

    def __init__(self, *, classes: int, asked: int) -> None:
        super().__init__(classes, asked)
        self.classes, self.asked = classes, asked


class PasswordHoldsName(WeakPassword):
    """The user name, or its reverse, is part of the password."""


class PasswordUsedBefore(WeakPassword):
    """One of the last passwords, the current one included."""

    def __init__(self, *, kept: int) -> None:
        super().__init__(kept)
        self.kept = kept


def check_username(username: str) -> None:
    """Raises BadUsername."""
    if not USERNAME.fullmatch(username):
        raise BadUsername(username=username)


def check_password(password: str, *, username: str, policy: Policy) -> None:
    """Raises PasswordTooShort, PasswordTooPlain, PasswordHoldsName."""
    if len(password) < policy.password_length:
        raise PasswordTooShort(shortest=policy.password_length)
    classes = sum(bool(re.search(pattern, password)) for pattern in _CLASSES)
    if classes < policy.password_classes:
        raise PasswordTooPlain(classes=classes, asked=policy.password_classes)
    lowered, name = password.lower(), username.lower()
    if name and (name in lowered or name[::-1] in lowered):
        raise PasswordHoldsName


def must_change(*, set_at: datetime | None, at: datetime, policy: Policy) -> bool:
    """Whether a password is older than the site allows; one of unknown age is."""
    return set_at is None or at >= set_at + timedelta(days=policy.password_days)


@dataclass(frozen=True)
class Failures:
    """How many log-ins failed in a row, and until when the account is locked for it."""

    count: int = 0
    locked_until: datetime | None = None


def is_locked(failures: Failures, *, at: datetime) -> bool:
    return failures.locked_until is not None and at < failures.locked_until


def after_failure(failures: Failures, *, at: datetime, policy: Policy) -> Failures:
    """One failure more. A lock that has run out begins a new count; a lock is not made longer."""
    if is_locked(failures, at=at):
        return failures
    before = 0 if failures.locked_until is not None else failures.count
    if before + 1 < policy.failures_before_lock:
        return Failures(before + 1)
    return Failures(before + 1, at + timedelta(minutes=policy.lock_minutes))


def is_idle(*, last_seen_at: datetime, at: datetime, minutes: int) -> bool:
    return at - last_seen_at > timedelta(minutes=minutes)
