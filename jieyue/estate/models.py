"""Django finds tables here; each is defined beside its topic."""

from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.occupancy.models import Occupancy
from jieyue.estate.rooms.models import Room
from jieyue.estate.weather.models import DayWeather

__all__ = ["Building", "DayWeather", "Floor", "Occupancy", "Room"]
