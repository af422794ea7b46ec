from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.estate.buildings.models import Floor
from jieyue.estate.permissions import EstatePermission
from jieyue.kit.sites.models import SiteOwned


class RoomUse(models.TextChoices):
    """What a room serves as; `rules.CATEGORY` puts each use into one of the four categories."""

    ARCHIVE = "archive", _("archive")
    CANTEEN_HALL = "canteen_hall", _("canteen hall")
    CHANGING_ROOM = "changing_room", _("changing room")
    CLASSROOM = "classroom", _("classroom")
    COLD_DISH_ROOM = "cold_dish_room", _("cold dish room")
    COLD_STORE = "cold_store", _("cold store")
    DRY_STORE = "dry_store", _("dry store")
    DUTY = "duty", _("duty room")
    EQUIPMENT = "equipment", _("equipment room")
    GARAGE = "garage", _("garage")
    KITCHEN = "kitchen", _("kitchen")
    MEETING = "meeting", _("meeting room")
    OFFICE = "office", _("office")
    OTHER = "other", _("other")
    PANTRY = "pantry", _("pantry")
    PRIVATE_DINING = "private_dining", _("private dining room")
    RECEPTION = "reception", _("reception")
    SERVER = "server", _("server room")
    SERVICE_HALL = "service_hall", _("service hall")
    STORE = "store", _("store")
    WASHING_ROOM = "washing_room", _("washing-up room")


class Room(SiteOwned):
    """房间: `area_m2` is usable area (使用面积), not gross floor area."""

    read_permission = EstatePermission.ROOMS_READ

    floor = models.ForeignKey(Floor, on_delete=models.PROTECT, related_name="rooms")
    number = models.CharField(_("number"), max_length=12)
    name = models.CharField(_("name"), max_length=60, blank=True)
    use = models.CharField(_("use"), max_length=20, choices=RoomUse, default=RoomUse.OFFICE)
    area_m2 = models.DecimalField(_("usable area (m²)"), max_digits=8, decimal_places=2)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_room_per_no"),
            models.CheckConstraint(condition=models.Q(area_m2__gt=0), name="a_room_has_area"),
        ]

    def __str__(self) -> str:
        return self.number
