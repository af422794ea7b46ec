from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned
from jieyue.scorecards.permissions import ScorecardsPermission
from jieyue.scorecards.standards.rules.content import Content, parse


class Standard(SiteOwned):
    """考核标准: one version of one standard. `content` is what `rules.content.parse` reads.

    An approved version never changes; it is in force from `effective_from` until the next
    approved version of the same code is.
    """

    read_permission: ClassVar[str | None] = ScorecardsPermission.STANDARDS_READ

    code = models.CharField(_("code"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    content = models.JSONField(_("content"))
    effective_from = models.DateField(_("in force from"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=80)
    made_by_person_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code", "version"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def read(self) -> Content:
        """The content as the rules have it. Raises BadStandard."""
        return parse(self.content)
