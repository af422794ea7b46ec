"""What a delivery says when it cannot be taken."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.deliveries import refusals
from jieyue.access.messages import REASONS
from jieyue.kit import problems
from jieyue.kit.problems import Words

UNREADABLE = {
    "device_off": _("The device is not active."),
    "device_differs": _("The message is of another device than the one that logged in."),
    "direction_missing": _("This device serves both ways, so the message must say in or out."),
    "empty": _("The message is empty."),
    "encoding": _("The letters cannot be read. UTF-8 and GB 18030 are taken."),
    "field_invalid": _("A field is of the wrong type, too long, or not one of its values."),
    "field_missing": _("A field that is needed is missing."),
    "key_wrong": _("The key is missing or wrong."),
    "no_event": _("There is no event in the message."),
    "no_plate": _("The camera saw a vehicle and no plate."),
    "not_an_object": _("An object was expected."),
    "not_json": _("This is not JSON."),
    "not_multipart": _("The multipart message says no boundary that can be used."),
    "not_xml": _("This is not XML."),
    "subject_missing": _("There is neither a card's nor a staff number."),
    "time_invalid": _("The time cannot be read, or lies outside 2000 to 2100."),
    "time_missing": _("The time is missing."),
    "time_offset_missing": _("The time needs its offset, such as +08:00."),
    "too_deep": _("The message is nested too deep."),
    "too_large": _("The message is too large."),
    "too_many_values": _("There are too many values in the message. Send it in several."),
    "truncated": _("The message broke off before its event."),
    "xml_entities": _("XML with a document type or entities is not taken."),
}
REASONS.update(UNREADABLE)

problems.connect(
    {
        refusals.DeliveryTooLarge: Words(
            413, _("The body is larger than %(limit_mb)s MB. Send fewer or smaller pictures.")
        ),
        refusals.MappingRefused: Words(
            422, _("The names of fields cannot be used; look at “%(where)s”.")
        ),
        refusals.OtherDevice: Words(
            404, _("There is no device %(serial)s, or the key is of another one.")
        ),
        refusals.Unreadable: Words(422, _("The message cannot be read.")),
    }
)


def words_of(reason: str) -> str:
    """The sentence of a reason; the code itself where there is none."""
    return str(REASONS.get(reason, reason))
