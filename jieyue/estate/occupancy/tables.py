from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import NumberColumn, Table, TextColumn


class AreaTable(Table):
    """One line a unit."""

    unit = TextColumn(verbose_name=_("unit"))
    rooms = NumberColumn(verbose_name=_("rooms"))
    area_m2 = NumberColumn(verbose_name=_("usable area"), places=2, unit="m²")
    persons = NumberColumn(verbose_name=_("number of persons"))
    m2_per_person = NumberColumn(verbose_name=_("area a person"), places=1, unit="m²")
