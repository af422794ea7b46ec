"""Django finds tables here; each is defined beside its topic."""

from jieyue.canteen.diners.models import (
    Attendance,
    AttendanceCorrection,
    Canteen,
    Closure,
    MealPeriod,
    UnitAttendance,
)
from jieyue.canteen.forecast.models import (
    Forecast,
    ForecastCorrection,
    ModelFile,
    MorningPresence,
)
from jieyue.canteen.signups.models import Gathering, GuestBooking, MealChoice

__all__ = [
    "Attendance",
    "AttendanceCorrection",
    "Canteen",
    "Closure",
    "Forecast",
    "ForecastCorrection",
    "Gathering",
    "GuestBooking",
    "MealChoice",
    "MealPeriod",
    "ModelFile",
    "MorningPresence",
    "UnitAttendance",
]
