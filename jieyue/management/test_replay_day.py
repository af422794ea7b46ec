import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from jieyue.access.decisions import actions
from jieyue.access.decisions.actions import Asked
from jieyue.access.decisions.models import Decision
from jieyue.access.factories import (
    device_actor,
    make_credential,
    make_device,
    make_gate,
    make_profile,
)

AT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)
LINE = "e{n},G{g},{way},2026-11-23T0{h}:{m:02}:00+08:00,staff,S{p},U{u}"


def day(folder: Path) -> Path:
    lines = ["event_id,device,direction,at,kind,subject,unit"]
    for n in range(120):
        way = "out" if n % 5 == 4 else "in"
        values = {"n": n, "g": n % 3, "way": way, "h": 7 + n // 60, "m": n % 60}
        lines.append(LINE.format(p=n % 17, u=n % 17 % 3, **values))
    path = folder / "day.csv"
    path.write_text("\n".join(lines))
    return path


def run(*arguments: object) -> dict:
    out = StringIO()
    call_command("replay_day", *map(str, arguments), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_disturbed_day_gives_the_same(tmp_path):
    path = day(tmp_path)
    plain = run(path)
    disturbed = run(path, "--shuffle", 7, "--double", 0.5, "--delay", 5400)
    assert plain["events"] == 120
    assert disturbed["duplicates"] > 30
    for name in ("events", "decisions", "presence", "digest"):
        assert disturbed[name] == plain[name]
    assert len(run(path, "--each")["each"]) == 120


def test_another_day_has_another_digest(tmp_path):
    path = day(tmp_path)
    before = run(path)["digest"]
    path.write_text(path.read_text().replace("e7,G1,in", "e7,G1,out"))
    assert run(path)["digest"] != before


@pytest.mark.parametrize("arguments", [[], ["missing.csv"]])
def test_wrong_input_ends_with_a_sentence(arguments):
    with pytest.raises(CommandError) as refused:
        call_command("replay_day", *arguments)
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2\n",
        "[" * 100_000,
        '{"at": ' + "9" * 5_000 + "}",
        "at,direction,card\n2026-11-23T08:00:00+08:00,in," + "9" * 200_000,
        '{"gates": 5, "events": []}',
    ],
    ids=["empty", "columns", "nested", "number", "field", "sections"],
)
def test_a_file_that_is_no_day_ends_with_a_sentence(tmp_path, text):
    path = tmp_path / "day.csv"
    path.write_text(text)
    with pytest.raises(CommandError) as refused:
        call_command("replay_day", str(path))
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_a_stored_day_is_compared(tmp_path):
    gate = make_gate(code="T1", antipassback="hard")
    device = make_device(site=gate.site, gate=gate)
    profile = make_profile(site=gate.site, zones=[gate.inner])
    make_credential(profile=profile, subject="1")
    rows = [Asked(str(n), AT, "in", "card", str(n)) for n in (1, 2, 3)]
    actions.decide(rows, device_id=device.id, actor=device_actor(device), at=AT)
    Decision.objects.filter(event_id="2").update(outcome="allow", reason="passes")
    Decision.objects.filter(event_id="3").update(inputs="")
    found = run("--site", gate.site.code, "--day", "2026-11-23")
    assert (found["decisions"], found["same"], found["different"], found["forgotten"]) == (
        3,
        1,
        1,
        1,
    )
    assert found["differing"] == [Decision.objects.get(event_id="2").id]
    with pytest.raises(CommandError):
        run("--site", "nowhere", "--day", "2026-11-23")
    with pytest.raises(CommandError):
        run("--site", gate.site.code, "--day", "yesterday")
