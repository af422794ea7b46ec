"""What the gates say when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.gates import refusals
from jieyue.kit.problems import Words, connect

EXPECTED = (refusals.GatesRefused,)

connect(
    {
        refusals.AlreadyReleased: Words(
            409, _("%(by)s released the gates at %(said)s already. They stand open.")
        ),
        refusals.CodeStays: Words(
            409,
            _(
                "%(title)s keeps its code %(code)s, for passes and permits name the zone by it. "
                "Change the name instead, or set up another zone."
            ),
        ),
        refusals.CodeTaken: Words(
            409, _("The code %(code)s is that of “%(title)s”. Choose another.")
        ),
        refusals.GateIdle: Words(
            409, _("%(title)s is not in use. Set it to active first, or choose another gate.")
        ),
        refusals.NeverReleased: Words(409, _("No fire release is in force, so none can be ended.")),
        refusals.NoFireRelease: Words(409, _("%(by)s ended the fire release at %(said)s already.")),
        refusals.NoReason: Words(
            422, _("Choose why; with “something else” say it in a few words.")
        ),
        refusals.NotAsked: Words(422, _("A gate can open, hold or release, not “%(wanted)s”.")),
        refusals.PlanEmpty: Words(
            422, _("“%(title)s” has no slot and would lock everything. Give at least one.")
        ),
        refusals.SameZone: Words(
            422, _("%(title)s cannot lead into the zone it leads out of. Choose two zones.")
        ),
        refusals.SlotEmpty: Words(
            422, _("%(slot)s: it ends when it begins. For the whole day write 00:00 to 00:00.")
        ),
        refusals.SlotsOverlap: Words(
            422, _("Two slots speak about the same time: “%(first)s” and “%(second)s”.")
        ),
        refusals.ZoneInUse: Words(
            409, _("Gates lead into or out of %(title)s: %(gates)s. Take them out of use first.")
        ),
        refusals.ZoneWithinItself: Words(
            422, _("%(title)s encloses %(parent)s, so it cannot lie within it.")
        ),
    }
)
