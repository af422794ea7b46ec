"""Readings of an instrument as a sheet: one row a run."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.residue_tests import actions
from jieyue.canteen.residue_tests.actions import Run
from jieyue.canteen.residue_tests.models import ResidueReading, ResidueTest
from jieyue.canteen.residue_tests.refusals import NoSuchSample
from jieyue.kit.actor import Actor
from jieyue.kit.sheets import Column, SheetSpec

READINGS = SheetSpec(
    name="residue-readings",
    title=_("Readings of residue tests"),
    columns=(
        Column("number", _("Sample number"), required=True, longest=20, example="RT-2026-00001"),
        Column(
            "repeat",
            _("Test run"),
            kind="integer",
            required=True,
            minimum=1,
            maximum=3,
            example="1",
            help=_("1 for the sample, 2 and 3 for its repeats"),
        ),
        Column("da0", "ΔA0", kind="decimal", minimum=-9, maximum=9, example="0.4210"),
        Column("dat", _("ΔAt"), kind="decimal", minimum=-9, maximum=9, example="0.3870"),
        Column(
            "inhibition_pct",
            _("Inhibition (%)"),
            kind="decimal",
            minimum=-999,
            maximum=999,
            example="8.1",
            help=_("may be left away when ΔA0 and ΔAt are given"),
        ),
        Column("temperature_c", _("Temperature (°C)"), kind="decimal", minimum=0, maximum=99),
    ),
)


def put(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """Enter one row; a run that is there with the same figure stays as it is.

    Raises NoSuchSample and what `actions.read` raises.
    """
    number, repeat = str(values["number"]).strip(), values["repeat"]
    there = ResidueReading.objects.visible_to(actor).filter(test__number=number, repeat=repeat)
    known = there.values_list("inhibition_pct", "da0", "dat").first()
    if known is not None and _is_same(known, values):
        return "unchanged"
    run = Run(
        da0=values.get("da0"),
        dat=values.get("dat"),
        inhibition_pct=values.get("inhibition_pct"),
        temperature_c=values.get("temperature_c"),
        repeat=repeat,
    )
    try:
        actions.read(number=number, run=run, actor=actor, at=at)
    except ResidueTest.DoesNotExist:
        raise NoSuchSample(number=number) from None
    return "added"


def _is_same(
    known: tuple[Decimal, Decimal | None, Decimal | None], values: Mapping[str, Any]
) -> bool:
    inhibition, da0, dat = known
    if values.get("da0") is not None or values.get("dat") is not None:
        return (values.get("da0"), values.get("dat")) == (da0, dat)
    return bool(values.get("inhibition_pct") == inhibition)
