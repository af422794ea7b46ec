"""Django finds tables here; each is defined beside its topic."""

from jieyue.canteen.balance.models import (
    BalanceCheck,
)
from jieyue.canteen.books.models import (
    ClosedMonth,
)
from jieyue.canteen.costs.models import (
    CostBudget,
    CostEntry,
)
from jieyue.canteen.diners.models import (
    Attendance,
    AttendanceCorrection,
    Canteen,
    Closure,
    MealPeriod,
    UnitAttendance,
)
from jieyue.canteen.experiments.models import (
    LunchRating,
    Measure,
)
from jieyue.canteen.food_safety.models import (
    Appointment,
    DailyCheck,
    Finding,
    MonthlyMeeting,
    SafetyLog,
    WeeklyReview,
)
from jieyue.canteen.forecast.models import (
    Forecast,
    ForecastCorrection,
    ModelFile,
    MorningPresence,
)
from jieyue.canteen.gatherings.models import (
    Gathering,
)
from jieyue.canteen.guests.models import (
    GuestBooking,
)
from jieyue.canteen.kitchen.models import (
    BatchLot,
    IssueLine,
    IssueSlip,
    ProductionBatch,
)
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
    Plan,
    PlanDish,
    PlanMeal,
    PlanNeed,
)
from jieyue.canteen.purchasing.models import (
    OnOrder,
    OrderLine,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
)
from jieyue.canteen.receiving.models import (
    LotPaper,
    Receipt,
    ReceiptLine,
)
from jieyue.canteen.residue_tests.models import (
    ControlRun,
    DueSample,
    ResidueMethod,
    ResidueReading,
    ResidueTest,
)
from jieyue.canteen.samples.models import (
    IllnessReport,
    RetainedSample,
    SampleCheck,
)
from jieyue.canteen.service.models import (
    AccountEntry,
    MealAccount,
    MealPrice,
    Sale,
    SaleDish,
    Till,
)
from jieyue.canteen.signups.models import (
    MealChoice,
)
from jieyue.canteen.staff_health.models import (
    Clearance,
    Duty,
    FoodHandler,
    HealthCertificate,
    MorningCheck,
)
from jieyue.canteen.stock.models import (
    AverageCost,
    FridgeReading,
    Movement,
    StockLocation,
    StockLot,
    Stocktake,
    StocktakeLine,
    Store,
)
from jieyue.canteen.suppliers.models import (
    Certificate,
    ContractPrice,
    PriceSurvey,
    Supplier,
    SupplierIncident,
    SupplyTerms,
)
from jieyue.canteen.waste.models import (
    CleanPlateCheck,
    Haul,
    Hauler,
    Leftover,
    OilEntry,
    RecipeProposal,
    WasteContainer,
    WasteWeighing,
)

__all__ = [
    "AccountEntry",
    "Appointment",
    "Attendance",
    "AttendanceCorrection",
    "AverageCost",
    "BalanceCheck",
    "BatchLot",
    "Canteen",
    "Certificate",
    "CleanPlateCheck",
    "Clearance",
    "ClosedMonth",
    "Closure",
    "ContractPrice",
    "ControlRun",
    "CostBudget",
    "CostEntry",
    "CycleDish",
    "CycleMenu",
    "DailyCheck",
    "Dish",
    "DueSample",
    "Duty",
    "Finding",
    "FoodHandler",
    "Forecast",
    "ForecastCorrection",
    "FridgeReading",
    "Gathering",
    "GuestBooking",
    "Haul",
    "Hauler",
    "HealthCertificate",
    "IllnessReport",
    "Ingredient",
    "IngredientPrice",
    "IssueLine",
    "IssueSlip",
    "Leftover",
    "LotPaper",
    "LunchRating",
    "MealAccount",
    "MealChoice",
    "MealPeriod",
    "MealPrice",
    "Measure",
    "MenuDay",
    "MenuDish",
    "ModelFile",
    "MonthlyMeeting",
    "MorningCheck",
    "MorningPresence",
    "Movement",
    "OilEntry",
    "OnOrder",
    "OrderLine",
    "Plan",
    "PlanDish",
    "PlanMeal",
    "PlanNeed",
    "PriceSurvey",
    "ProductionBatch",
    "PurchaseOrder",
    "PurchaseRequest",
    "Receipt",
    "ReceiptLine",
    "RecipeLine",
    "RecipeProposal",
    "RequestLine",
    "ResidueMethod",
    "ResidueReading",
    "ResidueTest",
    "RetainedSample",
    "SafetyLog",
    "Sale",
    "SaleDish",
    "SampleCheck",
    "ServedCount",
    "StockLocation",
    "StockLot",
    "Stocktake",
    "StocktakeLine",
    "Store",
    "Supplier",
    "SupplierIncident",
    "SupplyTerms",
    "TakeRate",
    "Till",
    "UnitAttendance",
    "WasteContainer",
    "WasteWeighing",
    "WeeklyReview",
]
