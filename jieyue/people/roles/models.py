from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.actor import Scope
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.accounts.models import Account
from jieyue.people.permissions import PeoplePermission


class Role(SiteOwned):
    """A named bundle of rights on one site.

    A built-in role keeps its code; its name is the English source of a translated text.
    """

    read_permission = PeoplePermission.ROLES_READ

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    is_built_in = models.BooleanField(_("built in"), default=False)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="one_role_per_code")]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """One permission a role gives, and how far it reaches."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    permission = models.CharField(max_length=80)
    scope = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Scope])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "permission"], name="one_scope_per_permission")
        ]


class Assignment(SiteOwned):
    """An account holds a role on a site, [since, until)."""

    read_permission = PeoplePermission.ACCOUNTS_READ

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=models.Q(until=None),
                name="one_open_assignment_per_role",
            )
        ]
