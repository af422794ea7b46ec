"""What food safety says: refusals, and the words of its codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.food_safety import refusals
from jieyue.canteen.food_safety.rules import logs, periods
from jieyue.kit import problems
from jieyue.kit.problems import Words

ITEMS: dict[str, "str | Promise"] = {
    "licence": _("Licences are valid and on the wall"),
    "morning_check": _("Everybody at work passed the morning check"),
    "raw_goods": _("Goods received with papers, tests and two signatures"),
    "storage": _("Stores are dry, off the floor, sorted, nothing expired"),
    "fridges": _("Fridges and freezers keep their temperature, raw below cooked"),
    "raw_cooked": _("Raw and cooked food, their tools and hands are kept apart"),
    "centre": _("Dishes are cooked through, centre temperature measured"),
    "holding": _("Food is held hot or cold, never two hours in between"),
    "cold_room": _("Cold dish room: air, lamp, person and tools in order"),
    "samples": _("A sample of every dish is kept, labelled and chilled"),
    "tableware": _("Tableware is washed, disinfected and kept covered"),
    "additives": _("Additives: own shelf, own scale, own book, one keeper"),
    "waste": _("Waste is covered, sorted and taken away the same day"),
    "pests": _("No traces of rats, flies and cockroaches; screens whole"),
    "hygiene": _("Floors, drains, hoods and hands are clean"),
    "gas": _("Gas, fire and electricity are safe and switched off at night"),
}
RESULTS = {"ok": _("in order"), "fault": _("fault"), "none": _("does not apply")}
FIGURES: dict[str, "str | Promise"] = {
    "daily_checks": _("Daily checks made"),
    "days_unchecked": _("Days served without a check"),
    "findings": _("Findings"),
    "findings_overdue": _("Findings overdue"),
    "ledgers_out_of_line": _("Lines of ledgers out of line"),
    "tests_failed": _("Residue tests failed"),
    "lots_held": _("Lots held now"),
    "fridges_out_of_range": _("Fridge readings out of range"),
    "samples_taken": _("Samples retained"),
    "duties_unchecked": _("Shifts without a fit morning check"),
}
FIELDS: dict[str, "str | Promise"] = {
    "additive": _("Additive"),
    "cleaned_by": _("Cleaned by"),
    "company": _("Company"),
    "dish": _("Dish"),
    "food_kg": _("Food (kg)"),
    "fryer": _("Fryer"),
    "goods": _("What was disinfected"),
    "handed_out": _("Handed out"),
    "is_clear": _("Oil is clear"),
    "limit_g_per_kg": _("Highest dose (g/kg)"),
    "lot": _("Lot"),
    "mass_g": _("Weighed (g)"),
    "method": _("Method"),
    "minutes": _("Time (min)"),
    "place": _("Place"),
    "ppm": _("Available chlorine (mg/l)"),
    "removed_kg": _("Removed (kg)"),
    "returned": _("Returned"),
    "temperature_c": _("Temperature (°C)"),
    "traces": _("Traces of pests found"),
    "works": _("Alarm works"),
}
CHOICES: dict[str, "str | Promise"] = {
    "chlorine": _("chlorine bath"),
    "dishwasher": _("dishwasher, hot water"),
    "infrared": _("infrared cabinet"),
    "no": _("no"),
    "steam": _("steam or boiling"),
    "yes": _("yes"),
}
PROBLEMS: dict[str, "str | Promise"] = {
    "additive_over_limit": _("more than the highest dose"),
    "alarm_does_not_work": _("the alarm does not work"),
    "knives_missing": _("knives are missing"),
    "oil_not_clear": _("the oil is not clear"),
    "oil_too_hot": _("the oil is too hot"),
    "too_cold": _("not hot enough"),
    "too_short": _("not long enough"),
    "too_weak": _("too little chlorine"),
    "traces_of_pests": _("traces of pests"),
}
ENTRY_PROBLEMS: dict[str, "str | Promise"] = {
    "missing": _("“%(field)s” is missing."),
    "not_a_choice": _("“%(given)s” is no choice for “%(field)s”."),
    "not_a_number": _("“%(given)s” is no number. Write “%(field)s” in digits, such as 121.5."),
    "out_of_bounds": _(
        "%(given)s cannot be for “%(field)s”: it lies from %(lowest)s to %(highest)s."
    ),
    "too_long": _("“%(field)s” has at most 120 characters."),
}


class EntryWords(Words):
    """Names the field in words."""

    def say(self, error: Exception) -> str:
        assert isinstance(error, logs.BadEntry)
        return str(ENTRY_PROBLEMS[error.problem]) % {
            "field": FIELDS[error.field.code],
            "given": error.given,
            "lowest": error.field.lowest,
            "highest": error.field.highest,
        }


class ProblemWords(Words):
    """Names what is out of line, one after the other."""

    def say(self, error: Exception) -> str:
        assert isinstance(error, refusals.MeasureMissing)
        said = ", ".join(str(PROBLEMS[code]) for code in error.problems)
        return str(self.text) % {"problems": said}


class ItemWords(Words):
    """Names an item of the risk list in words."""

    def say(self, error: Exception) -> str:
        assert isinstance(error, refusals.FindingUndescribed)
        return str(self.text) % {"item": ITEMS.get(error.item, error.item)}


problems.connect(
    {
        logs.BadEntry: EntryWords(422, ""),
        periods.NotAMonth: Words(422, _("A meeting is on a month that has begun.")),
        periods.NotAWeek: Words(422, _("A review is of a week that has begun, from its Monday.")),
        refusals.AlreadyAppointed: Words(409, _("%(person)s holds this office already.")),
        refusals.AlreadyChecked: Words(
            409, _("%(checked_by)s has made the check of %(day)s already.")
        ),
        refusals.AlreadyHeld: Words(409, _("%(held_by)s has recorded this already.")),
        refusals.FindingNotOpen: Words(409, _("%(by)s has done this already.")),
        refusals.FindingUndescribed: ItemWords(422, _("Say what about: %(item)s")),
        refusals.ItemsOpen: Words(422, _("%(count)s items of the list are not answered yet.")),
        refusals.MeasureMissing: ProblemWords(
            422, _("This is out of line: %(problems)s. Say what was done about it.")
        ),
        refusals.NotFixedYet: Words(409, _("Nobody has put this finding right yet.")),
        refusals.NotToday: Words(
            422, _("A daily check is made on its day or the day after; %(day)s is neither.")
        ),
        refusals.SamePerson: Words(
            409, _("Whoever put a finding right cannot verify it. Ask somebody else.")
        ),
    }
)
