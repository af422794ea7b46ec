"""What the gates' actions may refuse, in words."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.devices.actions import SerialTaken
from jieyue.access.entries.actions import TooManyEntries
from jieyue.access.entries.rules import BadEvent
from jieyue.kit.problems import Words, connect

REASONS = {
    "at_invalid": _("“at” is no time such as 2026-11-23T08:15:00+08:00."),
    "at_offset_missing": _("“at” needs its offset, such as +08:00."),
    "confidence_invalid": _("“confidence” is a number from 0 to 1."),
    "credential_ambiguous": _("Send one of staff_no, person_id, plate and visitor, not several."),
    "credential_invalid": _("The credential is empty, too long or of the wrong type."),
    "credential_missing": _("One of staff_no, person_id, plate and visitor is needed."),
    "device_differs": _("“device” is not the device whose key was used."),
    "direction_invalid": _("“direction” is in or out."),
    "direction_missing": _("This device serves both ways, so “direction” is needed: in or out."),
    "event_conflicts": _("This event id came before with other content; the first is kept."),
    "event_id_invalid": _("“event_id” is text of 1 to 64 characters."),
    "not_an_object": _("An entry is a JSON object."),
}

connect(
    {
        BadEvent: Words(422, _("The entry cannot be taken.")),
        SerialTaken: Words(409, _("There is a device with the serial number %(serial)s.")),
        TooManyEntries: Words(
            413, _("%(given)s entries are too many at once. Send at most %(limit)s a time.")
        ),
    }
)
