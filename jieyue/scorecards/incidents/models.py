from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned
from jieyue.scorecards.permissions import ScorecardsPermission


class Incident(SiteOwned):
    """计分事件: something that happened to a scored subject and that its next card must weigh.

    subject_kind and subject_id name the subject, such as "canteen" and the canteen's id.
    source: what reported it, such as "canteen.residue_tests:17"; one source is noted once.
    """

    read_permission: ClassVar[str | None] = ScorecardsPermission.CARDS_READ

    subject_kind = models.CharField(_("kind of subject"), max_length=40)
    subject_id = models.BigIntegerField()
    code = models.CharField(_("code"), max_length=60)
    happened_on = models.DateField(_("day"))
    text = models.CharField(_("what happened"), max_length=200)
    source = models.CharField(_("source"), max_length=80)
    noted_at = models.DateTimeField(_("noted at"))
    noted_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "source"], name="one_incident_per_source")
        ]
        indexes = [
            models.Index(
                fields=["site", "subject_kind", "subject_id", "code", "happened_on"],
                name="incidents_of_subject",
            )
        ]
