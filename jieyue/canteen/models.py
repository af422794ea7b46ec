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
from jieyue.canteen.gatherings.models import Gathering
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.menus.models import (
    CycleDish,
    CycleMenu,
    Dish,
    Ingredient,
    IngredientPrice,
    MenuDay,
    MenuDish,
    RecipeLine,
    ServedCount,
    TakeRate,
)
from jieyue.canteen.planning.models import (
    OnOrder,
    Plan,
    PlanDish,
    PlanMeal,
    PlanNeed,
    StockLot,
    Supplier,
    SupplyTerms,
)
from jieyue.canteen.signups.models import MealChoice

__all__ = [
    "Attendance",
    "AttendanceCorrection",
    "Canteen",
    "Closure",
    "CycleDish",
    "CycleMenu",
    "Dish",
    "Forecast",
    "ForecastCorrection",
    "Gathering",
    "GuestBooking",
    "Ingredient",
    "IngredientPrice",
    "MealChoice",
    "MealPeriod",
    "MenuDay",
    "MenuDish",
    "ModelFile",
    "MorningPresence",
    "OnOrder",
    "Plan",
    "PlanDish",
    "PlanMeal",
    "PlanNeed",
    "RecipeLine",
    "ServedCount",
    "StockLot",
    "Supplier",
    "SupplyTerms",
    "TakeRate",
    "UnitAttendance",
]
