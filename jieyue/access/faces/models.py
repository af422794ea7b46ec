from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.devices.models import Device
from jieyue.access.permissions import AccessPermission
from jieyue.estate.rooms.models import Room
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class Basis(models.TextChoices):
    """On what ground faces are used (个人信息保护法 Art. 13, 26)."""

    CONSENT = "consent", _("separate consent")
    DUTY = "duty", _("a duty by law")
    SECURITY = "security", _("public security")


class FaceUse(SiteOwned):
    """人脸使用登记: one specific purpose of face recognition, and why nothing less will do."""

    read_permission: ClassVar[str | None] = AccessPermission.FACES_READ

    code = models.CharField(_("code"), max_length=20)
    purpose = models.CharField(_("purpose of use"), max_length=200)
    basis = models.CharField(_("ground"), max_length=8, choices=Basis, default=Basis.CONSENT)
    necessity = models.TextField(_("why it is needed"), max_length=1000)
    alternatives = models.CharField(_("other ways to pass"), max_length=200)
    began_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_face_use_per_code")
        ]

    def __str__(self) -> str:
        return self.purpose


class Assessment(SiteOwned):
    """个人信息保护影响评估: made before the use begins and kept for years; never changed."""

    read_permission: ClassVar[str | None] = AccessPermission.FACES_READ

    use = models.ForeignKey(FaceUse, on_delete=models.PROTECT, related_name="assessments")
    made_on = models.DateField(_("made on"))
    made_by = models.CharField(_("made by"), max_length=80)
    lawful = models.TextField(_("Is purpose and way lawful, proper and needed?"), max_length=2000)
    impact = models.TextField(_("Effect on people, and the risks"), max_length=2000)
    protection = models.TextField(_("Protection, and is it equal to the risk?"), max_length=2000)
    is_acceptable = models.BooleanField(_("may be used"))
    good_until = models.DateField(_("to be made again by"))
    keep_until = models.DateField(_("kept until"))

    class Meta:
        ordering = ["-made_on", "-id"]


class ConsentKind(models.TextChoices):
    """Each is given for itself: a reader's memory, or a template kept centrally."""

    CENTRAL = "central", _("template kept centrally")
    READER = "reader", _("stored in the readers only")


class ConsentText(SiteOwned):
    """告知同意书: one version of what people agree to; published once, never changed.

    old_until: the day by which those who agreed to an older version agree anew or are deleted.
    """

    read_permission: ClassVar[str | None] = None

    use = models.ForeignKey(FaceUse, on_delete=models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=7, choices=ConsentKind, default=ConsentKind.READER)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=5000)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.CharField(_("by"), max_length=80)
    old_until = models.DateField(_("older versions hold until"), null=True, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "version"], name="one_consent_text_per_version"
            )
        ]


class FaceConsent(SiteOwned):
    """单独同意: who agreed to which version, when, and when they took it back.

    guardian: who agreed for somebody under fourteen.
    """

    read_permission: ClassVar[str | None] = AccessPermission.FACES_EDIT
    person_path = "person_id"

    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=7, choices=ConsentKind)
    holder_key = models.CharField(max_length=60)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    guardian = models.CharField(_("guardian"), max_length=40, blank=True, default="")
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "holder_key"],
                condition=Q(withdrawn_at=None),
                name="one_living_face_consent",
            )
        ]


class FaceReader(SiteOwned):
    """A device that may learn faces: for which purpose, and where it hangs."""

    read_permission: ClassVar[str | None] = AccessPermission.FACES_READ

    device = models.OneToOneField(Device, on_delete=models.PROTECT, related_name="face_reader")
    use = models.ForeignKey(FaceUse, on_delete=models.PROTECT, related_name="readers")
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(_("where it hangs"), max_length=120)

    class Meta:
        ordering = ["device__serial"]


class Wanted(models.TextChoices):
    ABSENT = "absent", _("not in the reader")
    PRESENT = "present", _("in the reader")


class FaceDeletion(SiteOwned):
    """删除任务: all of one holder's faces go; finished when every reader has confirmed.

    It stays as the proof and bears nothing of a face.
    """

    read_permission: ClassVar[str | None] = AccessPermission.FACES_EDIT
    person_path = "person_id"

    holder_key = models.CharField(max_length=60)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    reason = models.CharField(_("reason"), max_length=20)
    asked_at = models.DateTimeField(_("asked at"))
    templates = models.PositiveIntegerField(_("central templates deleted"), default=0)
    readers = models.PositiveIntegerField(_("readers to confirm"), default=0)
    finished_at = models.DateTimeField(_("deletion finished at"), null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["site", "holder_key"])]


class DeletionProof(SiteOwned):
    """One reader's word that the face is gone. by: empty when the reader itself said it."""

    read_permission: ClassVar[str | None] = AccessPermission.FACES_EDIT

    deletion = models.ForeignKey(FaceDeletion, on_delete=models.CASCADE, related_name="proofs")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"))
    by = models.CharField(_("by"), max_length=80, blank=True, default="")
    note = models.CharField(_("note"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["confirmed_at", "id"]


class ReaderEnrolment(SiteOwned):
    """What one reader should hold of a person or guest, and what it says it holds.

    The reader or the gate room's agent fetches `wanted`, and says what it `actual`ly has. The row
    goes once absence is confirmed. subject: what the reader reports at a passage.
    """

    read_permission: ClassVar[str | None] = AccessPermission.FACES_EDIT

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="enrolments")
    holder_key = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    label = models.CharField(_("name"), max_length=80, blank=True, default="")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    wanted = models.CharField(max_length=7, choices=Wanted)
    wanted_at = models.DateTimeField()
    actual = models.CharField(max_length=7, choices=Wanted, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    deletion = models.ForeignKey(
        FaceDeletion, null=True, on_delete=models.PROTECT, related_name="enrolments"
    )

    class Meta:
        ordering = ["device_id", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "holder_key"], name="one_enrolment_per_reader_holder"
            )
        ]


class FaceTemplate(SiteOwned):
    """中央人脸模板: only with its own consent and while the site's parameter allows it.

    data: encrypted with a key of its own; the vector is readable only through the product.
    """

    read_permission: ClassVar[str | None] = AccessPermission.FACES_EDIT

    holder_key = models.CharField(max_length=60)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    data = models.TextField()
    model = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "holder_key"], name="one_face_template_per_holder"
            )
        ]


class FaceTally(SiteOwned):
    """How many distinct faces are stored, the most there ever were, and the filing that follows.

    reached_on: the day the number came at which the use is filed with the provincial office.
    """

    read_permission: ClassVar[str | None] = AccessPermission.FACES_READ

    most = models.PositiveIntegerField(default=0)
    most_on = models.DateField(null=True)
    warned_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)
    file_by = models.DateField(_("to be filed by"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="one_face_tally_per_site")]
