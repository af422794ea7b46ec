from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import Site
from jieyue.people.persons.models import Person


class AccountStatus(models.TextChoices):
    PENDING = "pending", _("waiting for rights")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A log-in. It stays pending until the security administrator grants rights (三员).

    `site` is the site whose officers look after it; roles may be held on other sites too.
    """

    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    username = models.CharField(_("user name"), max_length=60, unique=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=AccountStatus, default=AccountStatus.PENDING
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    theme = models.CharField(_("theme"), max_length=6, default="light")
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(null=True, blank=True)
    created_by_id = models.BigIntegerField(null=True, blank=True)
    email = models.EmailField(blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        ordering = ["username"]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.status == AccountStatus.ACTIVE


class PastPassword(models.Model):
    """The hash of a password once used, so that the last few are not used again."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()


class SignIn(models.Model):
    """One session of an account, for its owner to see and end."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "ended_at"])]
