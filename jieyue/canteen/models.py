"""Django finds tables here; each is defined beside its topic."""

from jieyue.canteen.books.models import (
    ClosedMonth,
)
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
    ResidueMethod,
    ResidueReading,
    ResidueTest,
)
from jieyue.canteen.samples.models import (
    IllnessReport,
    RetainedSample,
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
    SupplyTerms,
)
from jieyue.canteen.waste.models import (
    Haul,
    Hauler,
    Leftover,
    WasteWeighing,
)

__all__ = [
    "AccountEntry",
    "Attendance",
    "AttendanceCorrection",
    "AverageCost",
    "BatchLot",
    "Canteen",
    "Certificate",
    "ClosedMonth",
    "Closure",
    "ContractPrice",
    "ControlRun",
    "CycleDish",
    "CycleMenu",
    "Dish",
    "Forecast",
    "ForecastCorrection",
    "FridgeReading",
    "Gathering",
    "GuestBooking",
    "Haul",
    "Hauler",
    "IllnessReport",
    "Ingredient",
    "IngredientPrice",
    "IssueLine",
    "IssueSlip",
    "Leftover",
    "LotPaper",
    "MealAccount",
    "MealChoice",
    "MealPeriod",
    "MealPrice",
    "MenuDay",
    "MenuDish",
    "ModelFile",
    "MorningPresence",
    "Movement",
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
    "RequestLine",
    "ResidueMethod",
    "ResidueReading",
    "ResidueTest",
    "RetainedSample",
    "Sale",
    "SaleDish",
    "ServedCount",
    "StockLocation",
    "StockLot",
    "Stocktake",
    "StocktakeLine",
    "Store",
    "Supplier",
    "SupplyTerms",
    "TakeRate",
    "Till",
    "UnitAttendance",
    "WasteWeighing",
]
