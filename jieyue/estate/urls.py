from django.urls import path

from jieyue.estate.buildings import views as buildings
from jieyue.estate.occupancy import views as occupancy
from jieyue.estate.rooms import views as rooms
from jieyue.estate.weather import views as weather

app_name = "estate"
urlpatterns = [
    path("", buildings.index, name="complex"),
    path("areas/", occupancy.areas, name="areas"),
    path("buildings/new/", buildings.building, name="building_new"),
    path("buildings/<int:building_id>/", buildings.building, name="building"),
    path("plan/", rooms.plan, name="plan"),
    path("rename/", buildings.rename, name="rename"),
    path("rooms/", rooms.index, name="rooms"),
    path("rooms/import/", rooms.take_in, name="rooms_import"),
    path("rooms/new/", rooms.new, name="room_new"),
    path("rooms/<int:room_id>/", occupancy.room, name="room"),
    path("rooms/<int:room_id>/close/", occupancy.close, name="room_close"),
    path("rooms/<int:room_id>/occupy/", occupancy.occupy, name="room_occupy"),
    path("rooms/<int:room_id>/vacate/", occupancy.vacate, name="room_vacate"),
    path("weather/", weather.index, name="weather"),
    path("weather/import/", weather.take_in, name="weather_import"),
    path("weather/record/", weather.record, name="weather_record"),
]
