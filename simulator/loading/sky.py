"""The weather of the demo complex: observed up to each evening, and forecast for a week."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from jieyue.estate.weather.models import DayWeather, WeatherSource
from simulator.loading.stage import Stage
from simulator.weather import Weather, weather, weather_forecast

DAYS_AHEAD = 7


def load_observed(stage: Stage, *, until: date) -> None:
    """The station's record from the first day on; what is kept stays as it is."""
    if DayWeather.objects.filter(site_id=stage.site_id, day=stage.first_day).exists():
        return
    days = range((until - stage.first_day).days + 1)
    seen = [weather(stage.first_day + timedelta(days=n), seed=stage.world.seed) for n in days]
    DayWeather.objects.bulk_create(
        _rows(stage, seen, WeatherSource.OBSERVED), batch_size=1000, ignore_conflicts=True
    )


def report(stage: Stage, *, on: date) -> None:
    """An evening's report: that day as it was, and the coming week as it is forecast."""
    seed = stage.world.seed
    coming = [
        weather_forecast(on + timedelta(days=n), issued_on=on, seed=seed)
        for n in range(1, DAYS_AHEAD + 1)
    ]
    rows = _rows(stage, [weather(on, seed=seed)], WeatherSource.OBSERVED)
    rows += _rows(stage, coming, WeatherSource.FORECAST)
    DayWeather.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["site", "day"],
        update_fields=["low_c", "high_c", "rain_mm", "source", "recorded_at"],
    )


def _rows(stage: Stage, days: Iterable[Weather], source: WeatherSource) -> list[DayWeather]:
    return [
        DayWeather(
            site_id=stage.site_id,
            day=each.day,
            low_c=Decimal(str(each.low_c)),
            high_c=Decimal(str(each.high_c)),
            rain_mm=Decimal(str(each.rain_mm)),
            source=source,
            recorded_at=stage.at,
        )
        for each in days
    ]
