"""Departments of the canteen."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.permissions import CanteenPermission
from jieyue.navigation.items import Department, Item
from jieyue.scorecards.permissions import ScorecardsPermission

DEPARTMENTS: tuple[Department, ...] = (
    Department(
        _("Meals and menus"),
        "soup",
        (
            Item(_("My meals"), "canteen:my_meals", "soup", phone=True),
            Item(
                _("My meal account"),
                "canteen:my_account",
                "credit-card",
                CanteenPermission.ACCOUNTS_READ,
            ),
            Item(_("Menu calendar"), "canteen:menus", "calendar", CanteenPermission.MENUS_READ),
            Item(
                _("Sign-ups and sign-offs"),
                "canteen:signups",
                "checkbox",
                CanteenPermission.SIGNUPS_READ,
            ),
            Item(_("Guest meals"), "canteen:guests", "users-group", CanteenPermission.GUESTS_READ),
            Item(
                _("Meetings and training"),
                "canteen:gatherings",
                "presentation",
                CanteenPermission.GATHERINGS_READ,
            ),
        ),
    ),
    Department(
        _("Planning and forecast"),
        "tools-kitchen-2",
        (
            Item(
                _("The canteen's day"),
                "canteen:day_today",
                "calendar-check",
                CanteenPermission.KITCHEN_READ,
                desk=CanteenPermission.COSTS_READ,
            ),
            Item(
                _("Tomorrow's plan"),
                "canteen:plans",
                "clipboard-list",
                CanteenPermission.PLANNING_READ,
                phone=True,
                desk=CanteenPermission.PLANNING_CONFIRM,
            ),
            Item(
                _("Kitchen board"),
                "canteen:board",
                "device-tv",
                CanteenPermission.FORECAST_READ,
                phone=True,
            ),
            Item(
                _("Diner forecast"),
                "canteen:forecast",
                "chart-line",
                CanteenPermission.FORECAST_READ,
            ),
            Item(
                _("Plan versus eaten"),
                "canteen:plans_eaten",
                "arrows-diff",
                CanteenPermission.PLANNING_READ,
            ),
            Item(
                _("Forecast accuracy"),
                "canteen:forecast_accuracy",
                "target",
                CanteenPermission.FORECAST_READ,
            ),
            Item(_("Back-test"), "canteen:backtest", "history", CanteenPermission.FORECAST_REFIT),
            Item(_("Attendance"), "canteen:attendance", "users", CanteenPermission.ATTENDANCE_READ),
            Item(_("Dishes"), "canteen:dishes", "bowl-chopsticks", CanteenPermission.MENUS_READ),
            Item(_("Ingredients"), "canteen:ingredients", "carrot", CanteenPermission.MENUS_READ),
            Item(_("Canteens"), "canteen:canteens", "building-store"),
        ),
    ),
    Department(
        _("Purchasing and store"),
        "truck-delivery",
        (
            Item(
                _("Buyer's desk"),
                "canteen:purchasing",
                "shopping-cart",
                CanteenPermission.PURCHASING_READ,
                desk=CanteenPermission.PURCHASING_EDIT,
            ),
            Item(
                _("Purchase orders"),
                "canteen:purchase_orders",
                "file-invoice",
                CanteenPermission.PURCHASING_READ,
            ),
            Item(_("Suppliers"), "canteen:suppliers", "building", CanteenPermission.SUPPLIERS_READ),
            Item(
                _("Suppliers' ratings"),
                "canteen:supplier_ratings",
                "star",
                CanteenPermission.SUPPLIERS_READ,
            ),
            Item(
                _("Price comparison"),
                "canteen:prices",
                "report-money",
                CanteenPermission.SUPPLIERS_READ,
            ),
            Item(
                _("Loading bay"),
                "canteen:receiving",
                "truck-loading",
                CanteenPermission.RECEIVING_ACCEPT,
                desk=CanteenPermission.RECEIVING_ACCEPT,
            ),
            Item(_("Receipts"), "canteen:receipts", "receipt", CanteenPermission.RECEIVING_READ),
            Item(
                _("Storekeeper's desk"),
                "canteen:stock_desk",
                "forklift",
                CanteenPermission.STOCK_MOVE,
                desk=CanteenPermission.STOCK_MOVE,
            ),
            Item(_("Store"), "canteen:stock", "packages", CanteenPermission.STOCK_READ),
            Item(
                _("Stocktakes"),
                "canteen:stocktakes",
                "clipboard-check",
                CanteenPermission.STOCK_READ,
                desk=CanteenPermission.STOCK_COUNT,
            ),
            Item(
                _("Fridge temperatures"),
                "canteen:fridges",
                "temperature",
                CanteenPermission.STOCK_READ,
            ),
        ),
    ),
    Department(
        _("Kitchen and food safety"),
        "shield-check",
        (
            Item(
                _("Cook's desk"),
                "canteen:kitchen",
                "chef-hat",
                CanteenPermission.KITCHEN_READ,
                desk=CanteenPermission.KITCHEN_COOK,
            ),
            Item(
                _("Issue slips"),
                "canteen:kitchen_slips",
                "file-export",
                CanteenPermission.KITCHEN_READ,
            ),
            Item(
                _("Waste weighing"),
                "canteen:waste",
                "scale",
                CanteenPermission.WASTE_READ,
                desk=CanteenPermission.WASTE_RECORD,
            ),
            Item(_("Leftovers"), "canteen:leftovers", "salad", CanteenPermission.WASTE_READ),
            Item(_("Hauls"), "canteen:hauls", "truck", CanteenPermission.WASTE_READ),
            Item(
                _("Residue tests"),
                "canteen:residue_tests",
                "test-pipe",
                CanteenPermission.RESIDUE_TESTS_READ,
                desk=CanteenPermission.RESIDUE_TESTS_RECORD,
            ),
            Item(
                _("Retained samples"),
                "canteen:samples",
                "fridge",
                CanteenPermission.SAMPLES_READ,
                desk=CanteenPermission.SAMPLES_RECORD,
            ),
            Item(
                _("Morning check"),
                "canteen:morning_checks",
                "stethoscope",
                CanteenPermission.FOOD_SAFETY_READ,
                desk=CanteenPermission.FOOD_SAFETY_CHECK,
            ),
            Item(
                _("Food safety"),
                "canteen:food_safety",
                "shield-check",
                CanteenPermission.FOOD_SAFETY_READ,
                desk=CanteenPermission.FOOD_SAFETY_CHECK,
            ),
            Item(_("Trace"), "canteen:trace", "route", CanteenPermission.TRACE_READ),
        ),
    ),
    Department(
        _("Serving"),
        "cash-register",
        (
            Item(
                _("Till"),
                "canteen:till",
                "cash-register",
                CanteenPermission.SERVICE_SELL,
                desk=CanteenPermission.SERVICE_SELL,
            ),
            Item(
                _("Meals served"),
                "canteen:meals_served",
                "bowl-spoon",
                CanteenPermission.SERVICE_READ,
                desk=CanteenPermission.SERVICE_SELL,
            ),
            Item(_("Sales"), "canteen:sales", "list-details", CanteenPermission.SERVICE_READ),
            Item(
                _("Meal accounts"),
                "canteen:accounts",
                "credit-card",
                CanteenPermission.ACCOUNTS_EDIT,
            ),
            Item(
                _("Charged to units"),
                "canteen:meal_statement",
                "file-invoice",
                CanteenPermission.SERVICE_READ,
            ),
            Item(
                _("Tills and prices"),
                "canteen:service_setup",
                "settings-2",
                CanteenPermission.SERVICE_CONFIGURE,
            ),
        ),
    ),
    Department(
        _("Thrift and evaluation"),
        "recycle",
        (
            Item(
                _("Mass balance"),
                "canteen:balance",
                "scale-outline",
                CanteenPermission.BALANCE_READ,
            ),
            Item(_("Costs"), "canteen:costs", "coin", CanteenPermission.COSTS_READ),
            Item(_("Month close"), "canteen:costs_closing", "lock", CanteenPermission.COSTS_READ),
            Item(
                _("Indicators"),
                "canteen:indicators",
                "chart-bar",
                CanteenPermission.EVALUATION_READ,
            ),
            Item(
                _("Evaluations"),
                "scorecards:cards",
                "award",
                ScorecardsPermission.CARDS_READ,
                desk=ScorecardsPermission.CARDS_CONTEST,
            ),
            Item(
                _("Scoring standards"),
                "scorecards:standards",
                "list-check",
                ScorecardsPermission.STANDARDS_READ,
            ),
            Item(
                _("Measures and trials"),
                "canteen:experiments",
                "flask",
                CanteenPermission.EXPERIMENTS_READ,
            ),
        ),
    ),
)
