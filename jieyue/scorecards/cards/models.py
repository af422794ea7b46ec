from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit
from jieyue.scorecards.permissions import ScorecardsPermission
from jieyue.scorecards.standards.models import Standard


class CardStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", _("confirmed")
    CONTESTED = "contested", _("contested")
    FINAL = "final", _("final")


class Card(SiteOwned):
    """评分卡. Its evidence follows live data while it is a draft and is frozen by confirmation.

    unit: whose work is scored; it sees the card and may contest it. Null: nobody contests.
    total, grade and vetoed are kept with every change of a line; while a line has no points they
    are those of the others and the grade is empty. revision rises with every change.
    """

    read_permission: ClassVar[str | None] = ScorecardsPermission.CARDS_READ
    unit_path = "unit_id"

    number = models.CharField(_("card number"), max_length=20)
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="cards")
    standard_code = models.CharField(max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(_("subject"), max_length=120)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    status = models.CharField(
        _("status"), max_length=10, choices=CardStatus, default=CardStatus.DRAFT
    )
    revision = models.PositiveIntegerField(default=1)
    total = models.DecimalField(_("points"), max_digits=7, decimal_places=2, default=0)
    grade = models.CharField(_("grade"), max_length=40, blank=True)
    grade_title = models.CharField(_("grade"), max_length=40, blank=True)
    vetoed = models.BooleanField(_("vetoed"), default=False)
    unscored = models.PositiveSmallIntegerField(_("lines without points"), default=0)
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.CharField(_("drafted by"), max_length=80)
    refreshed_at = models.DateTimeField(_("evidence of"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=80, blank=True)
    contest_until = models.DateTimeField(_("may be contested until"), null=True, blank=True)
    finalised_at = models.DateTimeField(_("final since"), null=True, blank=True)
    finalised_by = models.CharField(_("made final by"), max_length=80, blank=True)

    class Meta:
        ordering = ["-first_on", "standard_code", "subject_label"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_card_per_number"),
            models.UniqueConstraint(
                fields=["site", "standard_code", "subject_kind", "subject_id", "first_on"],
                name="one_card_per_subject_and_period",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="card_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["site", "subject_kind", "subject_id", "first_on"])]

    def __str__(self) -> str:
        return self.number


class CardLine(SiteOwned):
    """One criterion of a card: what live data says of it, and what a person set instead.

    value, unit, text, values, url, coverage, parameters: the evidence as last gathered.
    A veto has no points; `veto_…` says whether it struck. What is set comes before what is
    proposed, and carries a reason.
    """

    read_permission: ClassVar[str | None] = ScorecardsPermission.CARDS_READ
    unit_path = "card__unit_id"

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    criterion = models.CharField(_("criterion"), max_length=60)
    is_veto = models.BooleanField(default=False)
    is_manual = models.BooleanField(_("judged by hand"), default=False)
    most = models.DecimalField(_("most points"), max_digits=6, decimal_places=2)
    value = models.DecimalField(
        _("evidence"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    unit_name = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    coverage = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    parameters = models.JSONField(default=dict)
    points_proposed = models.DecimalField(
        _("points proposed"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    points_set = models.DecimalField(
        _("points set"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    veto_proposed = models.BooleanField(null=True)
    veto_set = models.BooleanField(null=True)
    set_reason = models.CharField(_("reason"), max_length=400, blank=True)
    set_by = models.CharField(_("set by"), max_length=80, blank=True)
    set_at = models.DateTimeField(_("set at"), null=True, blank=True)

    class Meta:
        ordering = ["card", "position"]
        constraints = [
            models.UniqueConstraint(fields=["card", "criterion"], name="one_line_per_criterion"),
            models.CheckConstraint(
                condition=Q(points_set=None)
                | (Q(points_set__gte=0) & Q(points_set__lte=F("most"))),
                name="points_set_in_range",
            ),
        ]

    @property
    def points(self) -> Decimal | None:
        """What counts; None as long as nobody and nothing has said. A veto has none."""
        return self.points_proposed if self.points_set is None else self.points_set

    @property
    def veto(self) -> bool | None:
        return self.veto_proposed if self.veto_set is None else self.veto_set

    @property
    def is_scored(self) -> bool:
        return (self.veto if self.is_veto else self.points) is not None


class ContestStatus(models.TextChoices):
    OPEN = "open", _("waiting for a decision")
    UPHELD = "upheld", _("upheld")
    REJECTED = "rejected", _("rejected")


class Contest(SiteOwned):
    """申诉: the scored unit contests one line. It is decided once, with a reason."""

    read_permission: ClassVar[str | None] = ScorecardsPermission.CARDS_READ
    unit_path = "line__card__unit_id"

    line = models.OneToOneField(CardLine, on_delete=models.PROTECT, related_name="contest")
    reason = models.CharField(_("reason"), max_length=400)
    contested_by = models.CharField(_("contested by"), max_length=80)
    contested_at = models.DateTimeField(_("contested at"))
    status = models.CharField(
        _("status"), max_length=8, choices=ContestStatus, default=ContestStatus.OPEN
    )
    points_before = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    points_after = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    veto_after = models.BooleanField(null=True)
    decision = models.CharField(_("decision"), max_length=400, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["-contested_at"]
