"""Rights over the canteen, alphabetical. A role grants each for own, unit or complex."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import Permission


class CanteenPermission(Permission):
    ATTENDANCE_CORRECT = "canteen.attendance.correct", _("Correct recorded attendance")
    ATTENDANCE_IMPORT = "canteen.attendance.import", _("Import attendance records")
    ATTENDANCE_READ = "canteen.attendance.read", _("See canteen attendance")
    CANTEENS_EDIT = "canteen.canteens.edit", _("Set up canteens, meal times and closures")
    FORECAST_CORRECT = "canteen.forecast.correct", _("Correct a forecast during the morning")
    FORECAST_READ = "canteen.forecast.read", _("See diner forecasts")
    FORECAST_REFIT = "canteen.forecast.refit", _("Learn forecasts anew and run back-tests")
    GATHERINGS_EDIT = "canteen.gatherings.edit", _("Note meetings and training that move demand")
    GATHERINGS_READ = "canteen.gatherings.read", _("See meetings and training that move demand")
    GUESTS_BOOK = "canteen.guests.book", _("Book meals for guests")
    GUESTS_READ = "canteen.guests.read", _("See meals booked for guests")
    MENUS_EDIT = "canteen.menus.edit", _("Edit dishes, recipes and menus")
    MENUS_READ = "canteen.menus.read", _("See dishes, recipes and menus")
    PLANNING_CONFIRM = "canteen.planning.confirm", _("Confirm the cooking plan")
    PLANNING_EDIT = "canteen.planning.edit", _("Draft cooking plans and set the service level")
    PLANNING_READ = "canteen.planning.read", _("See cooking plans, stock and purchase proposals")
    PLANNING_RELEASE = "canteen.planning.release", _("Release the second batch")
    SIGNUPS_EDIT = "canteen.signups.edit", _("Sign up for meals and sign off")
    SIGNUPS_READ = "canteen.signups.read", _("See who signed up and signed off")
