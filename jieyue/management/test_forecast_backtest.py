import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("JIEYUE_REAL_DATA", CHECKOUT.parent / "shared" / "data")) / "canteen"


@pytest.fixture(scope="module")
def real_data():
    if not REAL.is_dir():
        absent = f"recorded canteen days are absent: set JIEYUE_REAL_DATA (looked in {REAL})"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)
    return REAL


@pytest.mark.parametrize("content", ["", "date,served\n", "date,site,served\n"])
def test_the_command_refuses_what_is_no_record(tmp_path, content):
    path = tmp_path / "attendance.csv"
    path.write_text(content, encoding="utf-8")
    period = {"start": date(2017, 1, 1), "end": date(2017, 12, 31)}
    with pytest.raises(CommandError) as caught:
        call_command("forecast_backtest", attendance=path, **period)
    assert caught.value.returncode == 2


@pytest.mark.realdata
def test_a_winter_of_real_days(real_data, capsys):
    call_command(
        "forecast_backtest",
        attendance=real_data / "attendance.csv.gz",
        sites=real_data / "sites.csv",
        strikes=real_data / "strikes.csv",
        school_holidays=real_data / "school_holidays.csv",
        public_holidays=real_data / "public_holidays.csv",
        start=date(2013, 1, 1),
        end=date(2013, 3, 20),
        as_json=True,
    )
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] > 2700
    assert found["wape_pct"] < 0.8 * found["baselines"]["planned"]["wape_pct"]
    assert 75 < found["interval_coverage_pct"] < 85
    assert found["fit_seconds"] > 0
