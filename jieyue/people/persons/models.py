from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons.encrypted import EncryptedTextField
from jieyue.people.units.models import Unit


class Person(SiteOwned):
    """Somebody who works in the complex; `unit` and `post` are those of the current posting."""

    read_permission = PeoplePermission.PERSONS_READ
    unit_path = "unit_id"
    person_path = "id"

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="persons", verbose_name=_("unit")
    )
    staff_no = models.CharField(_("staff number"), max_length=20)
    name = models.CharField(_("full name"), max_length=40)
    post = models.CharField(_("post"), max_length=40, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        ordering = ["staff_no"]
        constraints = [
            models.UniqueConstraint(fields=["site", "staff_no"], name="one_person_per_staff_no")
        ]
        indexes = [models.Index(fields=["site", "name"])]

    def __str__(self) -> str:
        return self.name


class Posting(SiteOwned):
    """任职: where a person works and as what, [since_on, until_on). Ended, never overwritten."""

    read_permission = PeoplePermission.PERSONS_READ
    unit_path = "unit_id"
    person_path = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    post = models.CharField(_("post"), max_length=40, blank=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["since_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(until_on=None), name="one_open_posting"
            ),
            models.UniqueConstraint(
                fields=["person", "since_on"], name="one_posting_per_first_day"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gt=models.F("since_on")),
                name="posting_ends_after_it_starts",
            ),
        ]
