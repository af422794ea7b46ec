"""Pages of the canteen, by address."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from jieyue.canteen.board import views as board
from jieyue.canteen.diners import meal_times
from jieyue.canteen.diners import views as diners
from jieyue.canteen.forecast import views as forecast
from jieyue.canteen.gatherings import views as gatherings
from jieyue.canteen.guests import views as guests
from jieyue.canteen.menus import cycle_pages, dish_pages, served_pages
from jieyue.canteen.menus import views as menus
from jieyue.canteen.menus.addresses import DayInAddress
from jieyue.canteen.planning import store_pages
from jieyue.canteen.planning import views as planning
from jieyue.canteen.signups import views as signups

register_converter(DayInAddress, "day")

app_name = "canteen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("attendance/", diners.attendance, name="attendance"),
    path("attendance/<int:attendance_id>/", diners.meal, name="attendance_meal"),
    path("attendance/import/", diners.import_file, name="attendance_import"),
    path("attendance/record/", diners.record, name="attendance_record"),
    path("attendance/sheet/", diners.import_sheet, name="attendance_sheet"),
    path("attendance/units/", diners.units, name="attendance_units"),
    path("board/", forecast.board, name="board"),
    path("board/<int:canteen_id>/<slug:meal>/", board.batches, name="board_batches"),
    path("canteens/", diners.canteens, name="canteens"),
    path("canteens/<str:code>/", meal_times.canteen, name="canteen"),
    path("closures/<int:closure_id>/withdraw/", diners.withdraw_closure, name="closure_withdraw"),
    path("cycles/", cycle_pages.overview, name="cycles"),
    path("cycles/<int:cycle_id>/", cycle_pages.cycle, name="cycle"),
    path("cycles/<int:cycle_id>/copy/", cycle_pages.copy_week, name="cycle_copy"),
    path(
        "cycles/<int:cycle_id>/<int:week>/<int:weekday>/<slug:meal>/",
        cycle_pages.meal,
        name="cycle_meal",
    ),
    path("dishes/", menus.dishes, name="dishes"),
    path("dishes/import/<slug:sheet>/", menus.import_sheet, name="menus_import"),
    path("dishes/<str:code>/", menus.dish, name="dish"),
    path("dishes/<str:code>/edit/", dish_pages.dish, name="dish_edit"),
    path("forecast/", forecast.ahead, name="forecast"),
    path("forecast/accuracy/", forecast.accuracy, name="forecast_accuracy"),
    path("forecast/backtest/", forecast.backtest, name="backtest"),
    path("gatherings/", gatherings.gatherings, name="gatherings"),
    path("gatherings/<int:gathering_id>/cancel/", gatherings.cancel, name="gathering_cancel"),
    path("guests/", guests.bookings, name="guests"),
    path("guests/<int:booking_id>/cancel/", guests.cancel, name="guests_cancel"),
    path("ingredients/", menus.ingredients, name="ingredients"),
    path("ingredients/<str:code>/", dish_pages.ingredient, name="ingredient"),
    path("menus/", menus.calendar, name="menus"),
    path("menus/<str:canteen>/<day:day>/<slug:meal>/", menus.menu, name="menu"),
    path("menus/cycle/", menus.apply_cycle, name="menus_cycle"),
    path("my-meals/", signups.my_meals, name="my_meals"),
    path("my-meals/leave/", signups.leave, name="leave"),
    path("new/dish/", dish_pages.dish, name="dish_new"),
    path("new/ingredient/", dish_pages.ingredient, name="ingredient_new"),
    path("plans/", planning.tomorrow, name="plans"),
    path("plans/<str:canteen>/<day:day>/", planning.plan, name="plan"),
    path("plans/<str:canteen>/<day:day>/draft/", planning.draft, name="plan_draft"),
    path("plans/<str:canteen>/<day:day>/print/", planning.print_plan, name="plan_print"),
    path("plans/<slug:number>/confirm/", planning.confirm, name="plan_confirm"),
    path("plans/<slug:number>/level/", planning.set_level, name="plan_level"),
    path("plans/dish/<int:plan_dish_id>/release/", planning.release, name="plan_release"),
    path("plans/eaten/", planning.eaten, name="plans_eaten"),
    path("plans/meal/<int:plan_meal_id>/advice/", planning.advice, name="plan_advice"),
    path("served/", served_pages.served, name="served"),
    path("signups/", signups.overview, name="signups"),
    path("signups/colleagues/", signups.colleagues, name="colleagues"),
    path("balance/", include("jieyue.canteen.balance.urls")),
    path("costs/", include("jieyue.canteen.costs.urls")),
    path("day/", include("jieyue.canteen.day_book.urls")),
    path("evaluation/", include("jieyue.canteen.evaluation.urls")),
    path("experiments/", include("jieyue.canteen.experiments.urls")),
    path("food-safety/", include("jieyue.canteen.food_safety.urls")),
    path("kitchen/", include("jieyue.canteen.kitchen.urls")),
    path("purchasing/", include("jieyue.canteen.purchasing.urls")),
    path("receiving/", include("jieyue.canteen.receiving.urls")),
    path("residue-tests/", include("jieyue.canteen.residue_tests.urls")),
    path("samples/", include("jieyue.canteen.samples.urls")),
    path("staff-health/", include("jieyue.canteen.staff_health.urls")),
    path("stock/", include("jieyue.canteen.stock.urls")),
    path("stock/near-expiry/", store_pages.near, name="near_expiry"),
    path("supplier-ratings/", include("jieyue.canteen.supplier_ratings.urls")),
    path("suppliers/", include("jieyue.canteen.suppliers.urls")),
    path("tills/", include("jieyue.canteen.service.urls")),
    path("trace/", include("jieyue.canteen.trace.urls")),
    path("waste/", include("jieyue.canteen.waste.urls")),
]
