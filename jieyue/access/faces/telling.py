"""Who is told of readers that do not confirm, of stray faces, and of the number of faces."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.access.devices.models import Device
from jieyue.access.faces import facts, rules
from jieyue.access.faces.models import FaceDeletion
from jieyue.access.faces.parameters import OVERDUE_HOURS
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import system
from jieyue.kit.formats import day, number
from jieyue.people.messages.actions import Text, tell_holders

OVERDUE = gettext_noop("%(count)s readers have not confirmed the deletion of a face: %(readers)s")
STRAY = gettext_noop("Reader %(reader)s holds a face nobody agreed to; it was told to delete it.")
NEAR = gettext_noop("%(stored)s faces are stored: prepare to file the use.")
REACHED = gettext_noop(
    "%(stored)s faces are stored: file the use with the provincial office by %(day)s."
)


def tell_overdue(*, site_id: int, at: datetime) -> None:
    """Timed: each deletion that waits too long is told once."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    since = at - timedelta(hours=values.integer(OVERDUE_HOURS))
    rows = FaceDeletion.objects.filter(site_id=site_id, finished_at=None, told_at=None)
    for deletion in rows.filter(asked_at__lte=since):
        waiting = deletion.enrolments.values_list("device__name", flat=True)
        names = sorted(waiting)
        told = {"count": str(len(names)), "readers": "、".join(names)}
        link = reverse("access:face_deletion", args=[deletion.id])
        _tell(Text(title=OVERDUE, link=link, values=told), site_id=site_id, at=at)
        deletion.told_at = at
        deletion.save(update_fields=["told_at"])


def tell_of_stray(fact: facts.StrayFaceFound, *, site_id: int, at: datetime) -> None:
    reader = Device.objects.get(id=fact.device_id)
    text = Text(title=STRAY, link=reverse("access:faces"), values={"reader": reader.name})
    _tell(text, site_id=site_id, at=at)


def tell_of_number(fact: facts.StoredFacesCounted, *, site_id: int, at: datetime) -> None:
    values = {"stored": number(fact.stored)}
    title = NEAR
    if fact.alarm == rules.REACHED:
        title, values["day"] = REACHED, day(fact.file_by, "long")
    _tell(Text(title=title, link=reverse("access:faces"), values=values), site_id=site_id, at=at)


def _tell(text: Text, *, site_id: int, at: datetime) -> None:
    part = system("access.faces", site_id=site_id)
    tell_holders(text, permission=AccessPermission.FACES_EDIT, actor=part, at=at)
