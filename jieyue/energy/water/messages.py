"""What water says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.water import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.WaterRefused,)

problems.connect(
    {
        refusals.AlreadyClosed: Words(
            409, _("%(number)s was closed by %(by)s, %(said)s. It can no longer be changed.")
        ),
        refusals.IntakeUnknown: Words(
            422, _("The intake of the period is unknown. Fill it from the meters or type it in.")
        ),
        refusals.LineNameTaken: Words(
            422, _("This test has a line “%(name)s” already. Change that one.")
        ),
        refusals.LineUnbalanced: Words(
            422,
            _(
                "“%(name)s” does not balance: %(incoming)s m³ in, %(outgoing)s m³ out, difference "
                "%(difference)s m³. Check the volumes or give the difference as leaked."
            ),
        ),
        refusals.MeterOnBothSides: Words(
            422, _("Meter %(number)s is named both into and out of the zone. Choose one.")
        ),
        refusals.MoreLeakThanSeen: Words(
            422,
            _("%(leaking)s leaking of %(seen)s seen cannot be. Give at most as many as were seen."),
        ),
        refusals.NightUseEnded: Words(409, _("This night use has ended on %(until)s already.")),
        refusals.NoLines: Words(422, _("The test has no line yet. Enter at least one unit.")),
        refusals.NoMeterIn: Words(
            422, _("A zone needs at least one meter that measures what goes in.")
        ),
        refusals.NotAWaterMeter: Words(
            422, _("There is no water meter %(number)s. Take numbers from the meter ledger.")
        ),
        refusals.NotWithinBand: Words(
            409,
            _(
                "Measured uses of %(fresh)s m³ and an intake of %(intake)s m³ differ by "
                "%(deviation)s %%; at most %(most)s %% is accepted. Keep searching."
            ),
        ),
        refusals.PeriodReversed: Words(
            422, _("The last day lies before the first. Choose the days in order.")
        ),
        refusals.TooFewPoints: Words(
            422, _("%(points)s points were checked; at least %(least)s are needed.")
        ),
        refusals.ZoneCodeTaken: Words(
            422, _("Code %(code)s belongs to zone “%(name)s”. Choose another.")
        ),
    }
)
