"""`jieyue site-create --code CODE --name NAME`: a new complex with its three officers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from jieyue.kit import workdays
from jieyue.kit.actor import system
from jieyue.kit.sites.models import Site
from jieyue.people.accounts.actions import initial_password
from jieyue.people.accounts.models import Account
from jieyue.people.roles import found
from jieyue.people.roles.found import FirstAccount

OFFICERS = ("system_administrator", "security_administrator", "auditor")


class Command(BaseCommand):
    help = "Create a complex, its roles, and its three officers with passwords shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="short Latin code, such as yaan")
        parser.add_argument("--name", required=True, help="the name people read")

    @transaction.atomic
    def handle(self, *, code: str, name: str, **options: Any) -> None:  # noqa: ARG002
        if Site.objects.filter(code=code).exists() or Site.objects.filter(name=name).exists():
            raise CommandError(f"There is a site with the code {code} or the name {name} already.")
        at = timezone.now()
        site = Site.objects.create(code=code, name=name)
        actor = system("site_create", site_id=site.id)
        year = timezone.localdate(at).year
        workdays.seed([year - 1, year, year + 1], site_id=site.id)
        found.seed(actor=actor, at=at)
        rows = [_officer(code, role) for role in OFFICERS]
        taken = Account.objects.filter(username__in=[row.username for row in rows])
        if taken.exists():
            raise CommandError(f"The user name {taken[0].username} is taken; choose another code.")
        found.open_accounts(rows, actor=actor, at=at)
        for row in rows:
            self.stdout.write(f"{row.username}  {row.password}")
        self.stdout.write("Shown once. Each is changed at the first log-in.")


def _officer(code: str, role: str) -> FirstAccount:
    return FirstAccount(
        username=f"{code}-{role.replace('_', '-')}",
        password=initial_password(),
        person_id=None,
        roles=(role,),
    )
