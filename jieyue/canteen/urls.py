"""Pages of the canteen, by address."""

from django.urls import URLPattern, URLResolver, path

from jieyue.canteen.diners import views as diners
from jieyue.canteen.gatherings import views as gatherings
from jieyue.canteen.guests import views as guests
from jieyue.canteen.signups import views as signups

app_name = "canteen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("attendance/", diners.attendance, name="attendance"),
    path("attendance/<int:attendance_id>/", diners.meal, name="attendance_meal"),
    path("attendance/import/", diners.import_file, name="attendance_import"),
    path("attendance/record/", diners.record, name="attendance_record"),
    path("attendance/units/", diners.units, name="attendance_units"),
    path("canteens/", diners.canteens, name="canteens"),
    path("closures/<int:closure_id>/withdraw/", diners.withdraw_closure, name="closure_withdraw"),
    path("gatherings/", gatherings.gatherings, name="gatherings"),
    path("gatherings/<int:gathering_id>/cancel/", gatherings.cancel, name="gathering_cancel"),
    path("guests/", guests.bookings, name="guests"),
    path("guests/<int:booking_id>/cancel/", guests.cancel, name="guests_cancel"),
    path("my-meals/", signups.my_meals, name="my_meals"),
    path("my-meals/leave/", signups.leave, name="leave"),
    path("signups/", signups.overview, name="signups"),
    path("signups/colleagues/", signups.colleagues, name="colleagues"),
]
