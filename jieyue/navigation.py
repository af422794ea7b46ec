"""The left navigation: departments and their pages, in the order people see them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.access.permissions import AccessPermission
from jieyue.canteen.permissions import CanteenPermission
from jieyue.energy.permissions import EnergyPermission
from jieyue.estate.permissions import EstatePermission
from jieyue.kit.permissions import KitPermission
from jieyue.people.permissions import PeoplePermission
from jieyue.scorecards.permissions import ScorecardsPermission


@dataclass(frozen=True)
class Item:
    """One page. `permission` hides it from whoever may not open it; empty shows it to all.

    phone: also stands in the bar at the foot of a phone's screen, which has room for four.
    desk: whoever holds this permission works at this page, so it comes first in that bar, and its
    department is unfolded on the front page.
    """

    label: "str | Promise"
    url_name: str
    icon: str  # a Tabler icon name, without `ti-`
    permission: str = ""
    phone: bool = False
    desk: str = ""


@dataclass(frozen=True)
class Department:
    """One group of pages in the left navigation."""

    label: "str | Promise"
    icon: str
    items: tuple[Item, ...]


NAVIGATION: tuple[Department, ...] = (
    Department(
        _("Overview"),
        "home",
        (Item(_("Today"), "dashboards:today", "home"),),
    ),
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
    Department(
        _("Visitors"),
        "user-plus",
        (
            Item(
                _("My visitors"),
                "access:visitors",
                "user-plus",
                AccessPermission.VISITORS_INVITE,
                phone=True,
            ),
            Item(
                _("Reception"),
                "access:reception",
                "bell-ringing",
                AccessPermission.VISITORS_RECEIVE,
                phone=True,
                desk=AccessPermission.VISITORS_RECEIVE,
            ),
            Item(
                _("Register of visits"),
                "access:visit_register",
                "list-search",
                AccessPermission.VISITORS_RECEIVE,
            ),
            Item(
                _("Work permits"),
                "access:permits",
                "helmet",
                AccessPermission.PERMITS_READ,
            ),
            Item(
                _("When no visits are received"),
                "access:visit_stops",
                "calendar-off",
                AccessPermission.VISITORS_EDIT,
            ),
        ),
    ),
    Department(
        _("Inside now"),
        "users",
        (
            Item(_("People inside"), "access:presence", "users", AccessPermission.PRESENCE_READ),
            Item(
                _("Presence by building"),
                "access:presence_buildings",
                "building",
                AccessPermission.PRESENCE_READ,
            ),
            Item(
                _("Units by hour"),
                "access:presence_heat",
                "chart-grid-dots",
                AccessPermission.PRESENCE_READ,
            ),
            Item(
                _("Muster list"),
                "access:musters_now",
                "list-check",
                AccessPermission.MUSTER_READ,
                phone=True,
                desk=AccessPermission.MUSTER_CALL,
            ),
            Item(
                _("Look somebody up"),
                "access:presence_lookup",
                "user-search",
                AccessPermission.PRESENCE_LOOKUP,
            ),
        ),
    ),
    Department(
        _("Parking"),
        "parking",
        (
            Item(_("Car parks"), "access:parking", "parking", AccessPermission.PARKING_READ),
            Item(_("Cars inside"), "access:parking_cars", "car", AccessPermission.PARKING_READ),
            Item(
                _("Cars to look at"),
                "access:parking_watch",
                "alert-triangle",
                AccessPermission.PARKING_READ,
            ),
            Item(
                _("How full they were"),
                "access:parking_hours",
                "chart-bar",
                AccessPermission.PARKING_READ,
            ),
            Item(
                _("Parking spaces"),
                "access:parking_spaces",
                "list-details",
                AccessPermission.PARKING_EDIT,
            ),
        ),
    ),
    Department(
        _("Gates"),
        "door-enter",
        (
            Item(
                _("Guard's screen"),
                "access:console",
                "device-cctv",
                AccessPermission.CONSOLE_READ,
                phone=True,
                desk=AccessPermission.GATES_OPEN,
            ),
            Item(_("Opened by hand"), "access:by_hand", "hand-stop", AccessPermission.CONSOLE_READ),
            Item(_("Read a plate"), "access:read_plate", "scan", AccessPermission.CONSOLE_READ),
            Item(
                _("Emergency passages"),
                "access:emergencies",
                "ambulance",
                AccessPermission.CONSOLE_READ,
            ),
            Item(
                _("Gates and lanes"), "access:gates", "barrier-block", AccessPermission.GATES_READ
            ),
            Item(
                _("Opening plans"),
                "access:opening_plans",
                "calendar-time",
                AccessPermission.GATES_READ,
            ),
            Item(
                _("My credentials"),
                "access:my_credentials",
                "id",
                AccessPermission.CREDENTIALS_READ,
            ),
            Item(
                _("Credentials"), "access:credentials", "cards", AccessPermission.CREDENTIALS_EDIT
            ),
            Item(
                _("Access profiles"),
                "access:profiles",
                "lock-access",
                AccessPermission.CREDENTIALS_EDIT,
            ),
            Item(
                _("Staff's own cars"),
                "access:plate_requests",
                "car",
                AccessPermission.CREDENTIALS_EDIT,
            ),
            Item(_("Use of faces"), "access:faces", "face-id", AccessPermission.FACES_READ),
            Item(_("Block list"), "access:blocks", "ban", AccessPermission.BLOCKS_READ),
            Item(_("Fire release"), "access:fire", "flame", AccessPermission.GATES_RELEASE),
            Item(
                _("Gate statistics"),
                "access:statistics",
                "chart-bar",
                AccessPermission.STATISTICS_READ,
            ),
            Item(
                _("Decisions of the gates"),
                "access:decisions",
                "list-check",
                AccessPermission.DECISIONS_READ,
            ),
            Item(_("Gate devices"), "access:devices", "door", AccessPermission.DEVICES_READ),
            Item(_("Gate rooms"), "access:gate_rooms", "router", AccessPermission.DEVICES_READ),
            Item(
                _("Health measures"),
                "access:health_orders",
                "heartbeat",
                AccessPermission.HEALTH_READ,
            ),
            Item(
                _("Deliveries of the gates"),
                "access:deliveries",
                "transfer-in",
                AccessPermission.DEVICES_READ,
            ),
        ),
    ),
    Department(
        _("People"),
        "users",
        (
            Item(_("Units"), "people:units", "building-community", PeoplePermission.UNITS_READ),
            Item(_("Persons"), "people:persons", "users", PeoplePermission.PERSONS_READ),
            Item(_("Accounts"), "people:accounts", "key", PeoplePermission.ACCOUNTS_READ),
            Item(_("Roles"), "people:roles", "shield", PeoplePermission.ROLES_READ),
            Item(_("Approvals"), "people:approvals", "checks"),
        ),
    ),
    Department(
        _("Energy and water"),
        "bolt",
        (
            Item(
                _("My unit's month"),
                "energy:my_unit",
                "report",
                EnergyPermission.CONSUMPTION_READ,
                desk=EnergyPermission.QUOTAS_EXPLAIN,
            ),
            Item(
                _("Use of the complex"),
                "energy:overview",
                "chart-area-line",
                EnergyPermission.CONSUMPTION_READ,
                desk=EnergyPermission.CONSUMPTION_CORRECT,
            ),
            Item(
                _("Meter watch"),
                "energy:watch",
                "eye-check",
                EnergyPermission.WATCH_READ,
                phone=True,
                desk=EnergyPermission.WATCH_HANDLE,
            ),
            Item(
                _("Tree of meters with figures"),
                "energy:tree_figures",
                "sitemap",
                EnergyPermission.CONSUMPTION_READ,
            ),
            Item(
                _("Energy flow"),
                "energy:flow",
                "arrows-split-2",
                EnergyPermission.CONSUMPTION_READ,
            ),
            Item(
                _("Places side by side"),
                "energy:compare",
                "arrows-diff",
                EnergyPermission.CONSUMPTION_READ,
            ),
            Item(
                _("Units beside their like"),
                "energy:like_units",
                "chart-bar",
                EnergyPermission.CONSUMPTION_READ,
            ),
            Item(
                _("Water desk"),
                "energy:water",
                "droplet",
                EnergyPermission.WATER_READ,
                desk=EnergyPermission.WATER_EDIT,
            ),
            Item(
                _("Water balance tests"),
                "energy:water_tests",
                "scale",
                EnergyPermission.WATER_READ,
            ),
            Item(
                _("Fixture checks"),
                "energy:fixture_checks",
                "droplet-check",
                EnergyPermission.WATER_EDIT,
            ),
        ),
    ),
    Department(
        _("Meters and readings"),
        "gauge",
        (
            Item(_("Meter ledger"), "energy:meters", "gauge", EnergyPermission.METERS_READ),
            Item(_("Meter tree"), "energy:meter_tree", "sitemap", EnergyPermission.METERS_READ),
            Item(
                _("Deliveries of readings"),
                "energy:batches",
                "database-import",
                EnergyPermission.READINGS_READ,
            ),
            Item(
                _("Enter readings by hand"),
                "energy:reading_by_hand",
                "pencil",
                EnergyPermission.READINGS_RECORD,
            ),
            Item(
                _("Equipping rates"),
                "energy:equipping",
                "checklist",
                EnergyPermission.READINGS_READ,
            ),
            Item(
                _("Meter reading rounds"),
                "energy:rounds",
                "walk",
                EnergyPermission.READINGS_READ,
                phone=True,
                desk=EnergyPermission.READINGS_RECORD,
            ),
        ),
    ),
    Department(
        _("Energy statistics"),
        "report-analytics",
        (
            Item(
                _("Energy reports"),
                "energy:statistics",
                "file-pencil",
                EnergyPermission.STATISTICS_READ,
                desk=EnergyPermission.STATISTICS_FILL,
            ),
            Item(
                _("Energy bills"),
                "energy:bills",
                "receipt",
                EnergyPermission.STATISTICS_READ,
            ),
            Item(
                _("Who has reported"),
                "energy:statistics_units",
                "list-check",
                EnergyPermission.STATISTICS_REVIEW,
            ),
            Item(
                _("Indicators and carbon"),
                "energy:indicators",
                "chart-dots",
                EnergyPermission.STATISTICS_READ,
            ),
            Item(
                _("Energy bulletins"),
                "energy:bulletins",
                "news",
                EnergyPermission.STATISTICS_CONFIGURE,
            ),
            Item(
                _("Persons and floor areas"),
                "energy:denominators",
                "users-group",
                EnergyPermission.STATISTICS_CONFIGURE,
            ),
            Item(
                _("Factors and prices"),
                "energy:factors",
                "math-function",
                EnergyPermission.STATISTICS_READ,
            ),
            Item(
                _("Allocation of shared energy"),
                "energy:allocation",
                "arrows-split",
                EnergyPermission.ALLOCATION_READ,
            ),
            Item(_("Quotas"), "energy:quotas", "target", EnergyPermission.QUOTAS_READ),
            Item(
                _("Five-year targets"),
                "energy:targets",
                "target-arrow",
                EnergyPermission.QUOTAS_READ,
            ),
            Item(
                _("Energy evaluation"),
                "energy:evaluation",
                "award",
                ScorecardsPermission.CARDS_READ,
            ),
        ),
    ),
    Department(
        _("Rooms and buildings"),
        "building",
        (
            Item(_("The complex"), "estate:complex", "building", EstatePermission.ROOMS_READ),
            Item(_("Who is where"), "estate:plan", "map-2", EstatePermission.ROOMS_READ),
            Item(_("Rooms"), "estate:rooms", "door", EstatePermission.ROOMS_READ),
            Item(_("Area by unit"), "estate:areas", "ruler", EstatePermission.ROOMS_READ),
            Item(_("Weather"), "estate:weather", "cloud-rain", EstatePermission.WEATHER_READ),
        ),
    ),
    Department(
        _("Platform"),
        "settings",
        (
            Item(_("Parameters"), "kit:parameters", "adjustments", KitPermission.PARAMETERS_READ),
            Item(_("Workday calendar"), "kit:workdays_now", "calendar-event"),
            Item(_("Background work"), "kit:tasks", "progress", KitPermission.TASKS_READ),
            Item(
                _("Deliveries that keep failing"),
                "kit:deliveries",
                "alert-triangle",
                KitPermission.TASKS_RETRY,
            ),
            Item(_("Journal"), "kit:journal", "notebook", KitPermission.JOURNAL_READ),
            Item(_("Programming interface"), "api_reference", "api", KitPermission.TASKS_READ),
        ),
    ),
)
