import django.db.models.deletion
import jieyue.kit.table_creation
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("estate", "0002_day_weather"),
        ("kit", "0002_longer_parameters"),
        ("people", "0001_initial"),
    ]

    operations = [
        jieyue.kit.table_creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Meter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("number", models.CharField(max_length=30, verbose_name="number")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "medium",
                            models.CharField(
                                choices=[
                                    ("electricity", "electricity"),
                                    ("water", "water"),
                                    ("gas", "natural gas"),
                                    ("heat", "heat"),
                                    ("coal", "coal"),
                                    ("gasoline", "gasoline"),
                                    ("diesel", "diesel"),
                                    ("lpg", "liquefied petroleum gas"),
                                    ("other", "other energy"),
                                ],
                                max_length=12,
                                verbose_name="medium",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("register", "register that counts up"),
                                    ("interval", "use of each interval"),
                                    ("virtual", "computed from others"),
                                ],
                                default="register",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("institution", "institution"),
                                    ("sub_unit", "unit"),
                                    ("equipment", "main equipment"),
                                ],
                                default="sub_unit",
                                max_length=12,
                                verbose_name="level",
                            ),
                        ),
                        (
                            "interval_s",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="seconds between readings"
                            ),
                        ),
                        (
                            "capacity_per_hour",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=14,
                                null=True,
                                verbose_name="most per hour",
                            ),
                        ),
                        (
                            "formula",
                            models.CharField(blank=True, max_length=600, verbose_name="formula"),
                        ),
                        (
                            "is_billing",
                            models.BooleanField(
                                default=False, verbose_name="settled with the supplier by it"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("in_use", "in use"),
                                    ("stopped", "stopped"),
                                    ("scrapped", "scrapped"),
                                ],
                                default="in_use",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("qr_key", models.CharField(max_length=32)),
                        ("note", models.CharField(blank=True, max_length=400, verbose_name="note")),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "number"), name="one_meter_per_number"
                            ),
                            models.UniqueConstraint(
                                fields=("qr_key",), name="one_meter_per_qr_key"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("formula__gt", ""), ("kind", "virtual")),
                                    models.Q(
                                        models.Q(("kind", "virtual"), _negated=True),
                                        ("formula", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_virtual_meters_have_a_formula",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Adjustment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustments",
                                to="energy.meter",
                            ),
                        ),
                        ("first_on", models.DateField(verbose_name="from")),
                        ("last_on", models.DateField(verbose_name="to")),
                        ("use_micro", models.BigIntegerField(verbose_name="use")),
                        ("reason", models.CharField(max_length=400, verbose_name="reason")),
                        (
                            "takes_back",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken_back_by",
                                to="energy.adjustment",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="adjusted_days_in_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllocationBasis",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("month", models.DateField(verbose_name="month")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("diner_meals", "diner-meals"),
                                    ("operating_hours", "operating hours factor"),
                                    ("persons", "persons"),
                                    ("rack_kwh", "kWh by rack meter"),
                                ],
                                max_length=16,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                decimal_places=3, max_digits=16, verbose_name="value"
                            ),
                        ),
                        ("source", models.CharField(max_length=60, verbose_name="source")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["-month", "kind", "unit"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "month", "unit", "kind"),
                                name="one_basis_per_unit_month",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0)), name="basis_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllocationMethod",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="version")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("content", models.JSONField()),
                        ("effective_from", models.DateField(verbose_name="in force from")),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                        ("made_by", models.CharField(max_length=80, verbose_name="made by")),
                        ("made_by_person_id", models.BigIntegerField(null=True)),
                        ("published_at", models.DateTimeField(null=True, verbose_name="published")),
                        (
                            "published_by",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="published by"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "version"), name="one_method_per_version"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllocationRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("number", models.CharField(max_length=20, verbose_name="number")),
                        ("month", models.DateField(verbose_name="month")),
                        (
                            "medium",
                            models.CharField(
                                choices=[
                                    ("electricity", "electricity"),
                                    ("water", "water"),
                                    ("gas", "natural gas"),
                                    ("heat", "heat"),
                                    ("coal", "coal"),
                                    ("gasoline", "gasoline"),
                                    ("diesel", "diesel"),
                                    ("lpg", "liquefied petroleum gas"),
                                    ("other", "other energy"),
                                ],
                                max_length=12,
                                verbose_name="medium",
                            ),
                        ),
                        (
                            "method",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.allocationmethod",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("published", "published"),
                                    ("superseded", "superseded"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("use_micro", models.BigIntegerField()),
                        ("amount_fen", models.BigIntegerField(null=True)),
                        ("amount_source", models.CharField(blank=True, max_length=10)),
                        (
                            "coverage",
                            models.DecimalField(
                                decimal_places=4, max_digits=6, verbose_name="coverage"
                            ),
                        ),
                        ("estimated_micro", models.BigIntegerField(default=0)),
                        ("parameters_used", models.JSONField(default=dict)),
                        (
                            "replaces",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.allocationrun",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                        ("made_by", models.CharField(max_length=80, verbose_name="made by")),
                        ("published_at", models.DateTimeField(null=True, verbose_name="published")),
                        (
                            "published_by",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="published by"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-month", "medium", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "number"), name="one_run_per_number"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "published")),
                                fields=("site", "medium", "month"),
                                name="one_published_run_per_month",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "draft")),
                                fields=("site", "medium", "month"),
                                name="one_drafted_run_per_month",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllocationLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="energy.allocationrun",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        ("item", models.CharField(max_length=20, verbose_name="item")),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("own", "own meter"),
                                    ("shared", "share of a common meter"),
                                    ("unallocated", "not allocated"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("rule", models.CharField(blank=True, max_length=40)),
                        ("basis", models.CharField(blank=True, max_length=20)),
                        ("place", models.CharField(blank=True, max_length=60)),
                        ("weight", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                        (
                            "weight_total",
                            models.DecimalField(decimal_places=3, max_digits=20, null=True),
                        ),
                        ("use_micro", models.BigIntegerField()),
                        ("estimated_micro", models.BigIntegerField(default=0)),
                        ("amount_fen", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(
                                fields=["run", "unit"], name="energy_allo_run_id_06acad_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AreaFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "building",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="estate.building",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("total", "whole area"),
                                    ("garage", "underground garage"),
                                    ("server_room", "server room"),
                                    ("canteen", "canteen"),
                                    ("leased_out", "leased out"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("since_on", models.DateField(verbose_name="since")),
                        (
                            "area_m2",
                            models.DecimalField(
                                decimal_places=2, max_digits=12, verbose_name="area (m²)"
                            ),
                        ),
                        (
                            "is_metered_apart",
                            models.BooleanField(
                                default=False, verbose_name="has meters of its own"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(blank=True, max_length=200, verbose_name="source"),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["since_on", "id"],
                        "indexes": [
                            models.Index(
                                fields=["site", "kind", "since_on"],
                                name="energy_area_site_id_caf352_idx",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("building", None), ("unit", None), _connector="OR"
                                ),
                                name="area_of_one_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("area_m2__gte", 0)), name="area_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Zone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="code")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("note", models.CharField(blank=True, max_length=400, verbose_name="note")),
                    ],
                    options={
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "code"), name="one_water_zone_per_code"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WaterTest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("number", models.CharField(max_length=20, verbose_name="number")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="energy.zone",
                            ),
                        ),
                        ("first_on", models.DateField(verbose_name="first day")),
                        ("last_on", models.DateField(verbose_name="last day")),
                        (
                            "intake_m3",
                            models.DecimalField(
                                blank=True,
                                decimal_places=3,
                                max_digits=14,
                                null=True,
                                verbose_name="intake (m³)",
                            ),
                        ),
                        (
                            "coverage",
                            models.DecimalField(decimal_places=5, default=0, max_digits=6),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "being measured"), ("closed", "closed")],
                                default="draft",
                                max_length=6,
                                verbose_name="status",
                            ),
                        ),
                        ("opened_by", models.CharField(max_length=80, verbose_name="opened by")),
                        ("opened_at", models.DateTimeField(verbose_name="opened")),
                        (
                            "closed_by",
                            models.CharField(blank=True, max_length=80, verbose_name="closed by"),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="closed"),
                        ),
                        ("figures", models.JSONField(default=dict)),
                        ("parameters_used", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["-first_on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "number"), name="one_water_test_per_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="water_test_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BalanceLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "test",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="energy.watertest",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="water-using unit")),
                        (
                            "meter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        (
                            "v_cy",
                            models.DecimalField(
                                decimal_places=3,
                                default=0,
                                max_digits=14,
                                verbose_name="recirculated in V_cy",
                            ),
                        ),
                        (
                            "v_f",
                            models.DecimalField(
                                decimal_places=3, default=0, max_digits=14, verbose_name="fresh V_f"
                            ),
                        ),
                        (
                            "v_s",
                            models.DecimalField(
                                decimal_places=3,
                                default=0,
                                max_digits=14,
                                verbose_name="serial in V_s",
                            ),
                        ),
                        (
                            "v_cy_out",
                            models.DecimalField(
                                decimal_places=3,
                                default=0,
                                max_digits=14,
                                verbose_name="recirculated out V′_cy",
                            ),
                        ),
                        (
                            "v_co",
                            models.DecimalField(
                                decimal_places=3,
                                default=0,
                                max_digits=14,
                                verbose_name="consumed V_co",
                            ),
                        ),
                        (
                            "v_d",
                            models.DecimalField(
                                decimal_places=3,
                                default=0,
                                max_digits=14,
                                verbose_name="discharged V_d",
                            ),
                        ),
                        (
                            "v_l",
                            models.DecimalField(
                                decimal_places=3,
                                default=0,
                                max_digits=14,
                                verbose_name="leaked V_l",
                            ),
                        ),
                        (
                            "v_s_out",
                            models.DecimalField(
                                decimal_places=3,
                                default=0,
                                max_digits=14,
                                verbose_name="serial out V′_s",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("test", "name"), name="one_test_line_per_unit"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("v_co__gte", 0),
                                    ("v_cy__gte", 0),
                                    ("v_cy_out__gte", 0),
                                    ("v_d__gte", 0),
                                    ("v_f__gte", 0),
                                    ("v_l__gte", 0),
                                    ("v_s__gte", 0),
                                    ("v_s_out__gte", 0),
                                ),
                                name="water_volumes_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Collector",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("serial", models.CharField(max_length=40, verbose_name="serial number")),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("key_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "old_key_hash",
                            models.CharField(blank=True, db_index=True, max_length=64),
                        ),
                        ("old_key_until", models.DateTimeField(null=True)),
                        ("key_made_at", models.DateTimeField(verbose_name="key made at")),
                        (
                            "last_seen_at",
                            models.DateTimeField(null=True, verbose_name="last heard"),
                        ),
                        (
                            "last_skew_s",
                            models.IntegerField(null=True, verbose_name="clock ahead by (s)"),
                        ),
                    ],
                    options={
                        "ordering": ["serial"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "serial"), name="one_collector_per_serial"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Batch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("device", "device"),
                                    ("file", "file"),
                                    ("hand", "by hand"),
                                    ("photo", "by hand, with a photo"),
                                ],
                                max_length=8,
                                verbose_name="source",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        (
                            "resend_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.batch",
                            ),
                        ),
                        (
                            "collector",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.collector",
                            ),
                        ),
                        (
                            "photo",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.storedfile",
                            ),
                        ),
                        ("client_id", models.UUIDField(null=True)),
                        ("happened_at", models.DateTimeField(null=True)),
                        ("received_at", models.DateTimeField(verbose_name="received")),
                        ("received_by", models.CharField(max_length=80, verbose_name="by")),
                        ("first_at", models.DateTimeField(null=True, verbose_name="first reading")),
                        ("last_at", models.DateTimeField(null=True, verbose_name="last reading")),
                        ("meters", models.PositiveIntegerField(default=0, verbose_name="meters")),
                        ("added", models.PositiveIntegerField(default=0, verbose_name="new")),
                        (
                            "unchanged",
                            models.PositiveIntegerField(default=0, verbose_name="known before"),
                        ),
                        (
                            "conflicting",
                            models.PositiveIntegerField(
                                default=0, verbose_name="unlike what was known"
                            ),
                        ),
                        ("refused", models.PositiveIntegerField(default=0, verbose_name="refused")),
                        ("flagged", models.PositiveIntegerField(default=0, verbose_name="flagged")),
                        ("reasons", models.JSONField(default=dict)),
                        (
                            "skew_s",
                            models.IntegerField(null=True, verbose_name="clock ahead by (s)"),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                fields=["site", "fingerprint"],
                                name="energy_batc_site_id_067683_idx",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("client_id__isnull", False)),
                                fields=("site", "client_id"),
                                name="one_batch_per_client_id",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "medium",
                            models.CharField(
                                choices=[
                                    ("electricity", "electricity"),
                                    ("water", "water"),
                                    ("gas", "natural gas"),
                                    ("heat", "heat"),
                                    ("coal", "coal"),
                                    ("gasoline", "gasoline"),
                                    ("diesel", "diesel"),
                                    ("lpg", "liquefied petroleum gas"),
                                    ("other", "other energy"),
                                ],
                                max_length=12,
                                verbose_name="medium",
                            ),
                        ),
                        ("month", models.DateField(verbose_name="month")),
                        (
                            "quantity",
                            models.DecimalField(
                                decimal_places=3, max_digits=16, verbose_name="quantity"
                            ),
                        ),
                        (
                            "amount_yuan",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, verbose_name="amount (yuan)"
                            ),
                        ),
                        (
                            "supplier",
                            models.CharField(blank=True, max_length=80, verbose_name="supplier"),
                        ),
                        (
                            "number",
                            models.CharField(blank=True, max_length=40, verbose_name="bill number"),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "price_note",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="reason for the price"
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="entered at")),
                        ("entered_by", models.CharField(max_length=80, verbose_name="entered by")),
                        (
                            "cancelled_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="taken back at"
                            ),
                        ),
                        (
                            "cancelled_by",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="taken back by"
                            ),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="reason"),
                        ),
                    ],
                    options={
                        "ordering": ["-month", "medium", "id"],
                        "indexes": [
                            models.Index(
                                fields=["site", "unit", "medium", "month"],
                                name="energy_bill_site_id_ddc0e8_idx",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0), ("amount_yuan__gte", 0)),
                                name="bill_not_negative",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("cancelled_at", None), models.Q(("number", ""), _negated=True)
                                ),
                                fields=("site", "medium", "month", "supplier", "number"),
                                name="one_bill_per_number_and_month",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BillScan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "bill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scans",
                                to="energy.bill",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.storedfile",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Bulletin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("quarter", models.PositiveSmallIntegerField(verbose_name="quarter")),
                        ("issue", models.PositiveSmallIntegerField(verbose_name="issue")),
                        ("text", models.TextField(blank=True, verbose_name="text")),
                        ("figures", models.JSONField(default=dict)),
                        ("published_at", models.DateTimeField(verbose_name="published")),
                        (
                            "published_by",
                            models.CharField(max_length=80, verbose_name="published by"),
                        ),
                    ],
                    options={
                        "ordering": ["-year", "-quarter"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "year", "quarter"), name="one_bulletin_per_quarter"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        ("form", models.CharField(max_length=8, verbose_name="form")),
                        ("edition", models.CharField(max_length=8, verbose_name="edition")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("quarter", models.PositiveSmallIntegerField(verbose_name="quarter")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("submitted", "submitted"),
                                    ("accepted", "accepted"),
                                    ("returned", "returned"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("basis", models.CharField(max_length=16, verbose_name="persons by")),
                        ("explanations", models.JSONField(default=dict)),
                        ("frozen", models.JSONField(default=dict)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        ("parameters_used", models.JSONField(default=dict)),
                        ("filled_by", models.CharField(max_length=80, verbose_name="filled in by")),
                        ("opened_at", models.DateTimeField(verbose_name="begun")),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="submitted"),
                        ),
                        (
                            "submitted_by",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="submitted by"
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="decided"),
                        ),
                        (
                            "decided_by",
                            models.CharField(blank=True, max_length=80, verbose_name="decided by"),
                        ),
                        (
                            "return_reason",
                            models.CharField(blank=True, max_length=400, verbose_name="reason"),
                        ),
                    ],
                    options={
                        "ordering": ["-year", "-quarter", "unit__code", "form"],
                        "indexes": [
                            models.Index(
                                fields=["site", "year", "quarter", "status"],
                                name="energy_repo_site_id_8d8dba_idx",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "unit", "form", "year", "quarter"),
                                name="one_report_per_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit", None)),
                                fields=("site", "form", "year", "quarter"),
                                name="one_report_of_the_complex_per_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quarter__gte", 0), ("quarter__lte", 4)),
                                name="quarter_of_a_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status__in", ["submitted", "accepted"]), _negated=True
                                    ),
                                    models.Q(
                                        ("submitted_at__isnull", False),
                                        models.Q(("digest", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="submitted_reports_are_frozen",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cell",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cells",
                                to="energy.report",
                            ),
                        ),
                        ("row", models.PositiveSmallIntegerField(default=0)),
                        ("line", models.CharField(max_length=40, verbose_name="line")),
                        (
                            "value",
                            models.DecimalField(
                                decimal_places=6, max_digits=20, null=True, verbose_name="value"
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=80, verbose_name="text")),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("meter", "meters"),
                                    ("allocation", "meters and allocation"),
                                    ("bill", "bills"),
                                    ("register", "head-counts and areas"),
                                    ("summed", "sum of other lines"),
                                    ("quarters", "sum of the quarters"),
                                    ("carried", "last report"),
                                    ("typed", "typed"),
                                ],
                                max_length=10,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "coverage",
                            models.DecimalField(
                                decimal_places=6, max_digits=7, null=True, verbose_name="coverage"
                            ),
                        ),
                        (
                            "estimated",
                            models.DecimalField(
                                decimal_places=6, max_digits=20, null=True, verbose_name="estimated"
                            ),
                        ),
                        ("offered", models.JSONField(default=dict)),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=200, verbose_name="reason"),
                        ),
                        ("changed_at", models.DateTimeField(verbose_name="changed")),
                        ("changed_by", models.CharField(max_length=80, verbose_name="changed by")),
                    ],
                    options={
                        "ordering": ["row", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "row", "line"), name="one_figure_per_line"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="energy.report",
                            ),
                        ),
                        ("row", models.PositiveSmallIntegerField(default=0)),
                        ("line", models.CharField(max_length=40, verbose_name="line")),
                        (
                            "difference",
                            models.DecimalField(
                                decimal_places=6, max_digits=20, verbose_name="difference"
                            ),
                        ),
                        ("reason", models.CharField(max_length=400, verbose_name="reason")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("approved", "approved"),
                                    ("rejected", "rejected"),
                                ],
                                default="proposed",
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                        (
                            "proposed_by",
                            models.CharField(max_length=80, verbose_name="proposed by"),
                        ),
                        ("proposed_by_person_id", models.BigIntegerField(null=True)),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                        (
                            "decided_by",
                            models.CharField(blank=True, max_length=80, verbose_name="decided by"),
                        ),
                        (
                            "decision_note",
                            models.CharField(blank=True, max_length=400, verbose_name="note"),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "proposed")),
                                fields=("report", "row", "line"),
                                name="one_open_correction_per_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("difference", 0), _negated=True),
                                name="a_correction_corrects",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Duty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("after_hours", "load after hours"),
                                    ("backwards", "register went backwards"),
                                    ("balance", "sub-meters do not add up to their parent"),
                                    ("clock", "clock of the meter is off"),
                                    ("dead", "no readings arrive"),
                                    ("gap", "readings missing"),
                                    ("leak", "water leak"),
                                    ("level", "load changed its level"),
                                    ("multiplier", "multiplier or unit looks wrong"),
                                    ("off_baseline", "load off its baseline"),
                                    ("spike", "spike"),
                                    ("stuck", "register stands still"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "kind", "unit"), name="one_duty_per_kind_and_unit"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit", None)),
                                fields=("site", "kind"),
                                name="one_duty_per_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Episode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("number", models.CharField(max_length=20, verbose_name="number")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("after_hours", "load after hours"),
                                    ("backwards", "register went backwards"),
                                    ("balance", "sub-meters do not add up to their parent"),
                                    ("clock", "clock of the meter is off"),
                                    ("dead", "no readings arrive"),
                                    ("gap", "readings missing"),
                                    ("leak", "water leak"),
                                    ("level", "load changed its level"),
                                    ("multiplier", "multiplier or unit looks wrong"),
                                    ("off_baseline", "load off its baseline"),
                                    ("spike", "spike"),
                                    ("stuck", "register stands still"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="episodes",
                                to="energy.meter",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "notice"), (2, "minor"), (3, "major"), (4, "urgent")],
                                verbose_name="severity",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("acknowledged", "acknowledged"),
                                    ("in_work", "in work"),
                                    ("resolved", "resolved"),
                                ],
                                default="open",
                                max_length=14,
                                verbose_name="status",
                            ),
                        ),
                        ("started_at", models.DateTimeField(verbose_name="began")),
                        ("detected_at", models.DateTimeField(verbose_name="found")),
                        ("last_seen_at", models.DateTimeField(verbose_name="last seen")),
                        (
                            "gone_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="gone"),
                        ),
                        (
                            "size_per_hour",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=14,
                                null=True,
                                verbose_name="size per hour",
                            ),
                        ),
                        (
                            "yuan_per_day",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=12,
                                null=True,
                                verbose_name="yuan a day",
                            ),
                        ),
                        ("detail", models.JSONField(default=dict)),
                        ("parameters_used", models.JSONField(default=dict)),
                        ("source", models.CharField(max_length=80)),
                        ("merged", models.PositiveIntegerField(default=0)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "resolved_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="resolved"),
                        ),
                        (
                            "cause",
                            models.CharField(blank=True, max_length=200, verbose_name="cause"),
                        ),
                        (
                            "escalated_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="escalated"),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["-detected_at", "-id"],
                        "indexes": [
                            models.Index(
                                fields=["meter", "kind", "status"],
                                name="energy_epis_meter_i_acda60_idx",
                            ),
                            models.Index(
                                fields=["site", "status", "-detected_at"],
                                name="energy_epis_site_id_6f1ed3_idx",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "number"), name="one_episode_per_number"
                            ),
                            models.UniqueConstraint(
                                fields=("site", "source"), name="one_episode_per_source"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "resolved"), _negated=True),
                                    ("resolved_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="resolved_episodes_say_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EpisodeStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "episode",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="energy.episode",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("acknowledged", "acknowledged"),
                                    ("in_work", "in work"),
                                    ("resolved", "resolved"),
                                ],
                                max_length=14,
                                verbose_name="status",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=400, verbose_name="note")),
                        ("made_at", models.DateTimeField(verbose_name="at")),
                        ("made_by", models.CharField(max_length=80, verbose_name="by")),
                        ("revision", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="EquippingNeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "medium",
                            models.CharField(
                                choices=[
                                    ("electricity", "electricity"),
                                    ("water", "water"),
                                    ("gas", "natural gas"),
                                    ("heat", "heat"),
                                    ("coal", "coal"),
                                    ("gasoline", "gasoline"),
                                    ("diesel", "diesel"),
                                    ("lpg", "liquefied petroleum gas"),
                                    ("other", "other energy"),
                                ],
                                max_length=12,
                                verbose_name="medium",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("institution", "institution"),
                                    ("sub_unit", "unit"),
                                    ("equipment", "main equipment"),
                                ],
                                max_length=12,
                                verbose_name="level",
                            ),
                        ),
                        ("needed", models.PositiveIntegerField(verbose_name="needed")),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["medium", "level"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "medium", "level"),
                                name="one_need_per_medium_and_level",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exemption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("after_hours", "load after hours"),
                                    ("backwards", "register went backwards"),
                                    ("balance", "sub-meters do not add up to their parent"),
                                    ("clock", "clock of the meter is off"),
                                    ("dead", "no readings arrive"),
                                    ("gap", "readings missing"),
                                    ("leak", "water leak"),
                                    ("level", "load changed its level"),
                                    ("multiplier", "multiplier or unit looks wrong"),
                                    ("off_baseline", "load off its baseline"),
                                    ("spike", "spike"),
                                    ("stuck", "register stands still"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("since_on", models.DateField(verbose_name="since")),
                        ("until_on", models.DateField(verbose_name="until")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["-until_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gte", models.F("since_on"))),
                                name="exempt_days_in_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Quota",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        (
                            "measure",
                            models.CharField(
                                choices=[
                                    ("electricity", "electricity (kWh)"),
                                    ("energy", "comprehensive energy (kgce)"),
                                    ("gas", "natural gas (m³)"),
                                    ("water", "water (m³)"),
                                ],
                                max_length=12,
                                verbose_name="what is limited",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=3, max_digits=16, verbose_name="quota"
                            ),
                        ),
                        (
                            "set_code",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="coefficient set"
                            ),
                        ),
                        ("source", models.CharField(max_length=200, verbose_name="source")),
                        ("set_at", models.DateTimeField(verbose_name="set")),
                        ("set_by", models.CharField(max_length=80, verbose_name="set by")),
                    ],
                    options={
                        "ordering": ["-year", "unit__code", "measure"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("site", "unit", "year", "measure"),
                                name="one_quota_per_unit_year",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", True)),
                                fields=("site", "year", "measure"),
                                name="one_quota_of_the_complex_per_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="quota_above_zero"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("measure", "energy"), ("set_code__gt", "")),
                                    models.Q(
                                        models.Q(("measure", "energy"), _negated=True),
                                        ("set_code", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="coal_quotas_name_their_coefficients",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Explanation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("number", models.CharField(max_length=20, verbose_name="number")),
                        (
                            "quota",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="explanation",
                                to="energy.quota",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        ("opened_on", models.DateField(verbose_name="asked for")),
                        ("due_on", models.DateField(verbose_name="due")),
                        (
                            "used",
                            models.DecimalField(
                                decimal_places=3, max_digits=16, verbose_name="used by then"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("awaited", "awaited"),
                                    ("submitted", "submitted"),
                                    ("sent_back", "sent back"),
                                    ("accepted", "accepted"),
                                ],
                                default="awaited",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("reasons", models.TextField(blank=True, verbose_name="reasons")),
                        (
                            "measures",
                            models.TextField(blank=True, verbose_name="what is done about it"),
                        ),
                        ("reminded_on", models.DateField(blank=True, null=True)),
                        ("revision", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["-opened_on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "number"), name="one_explanation_per_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExplanationStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "explanation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="energy.explanation",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("awaited", "awaited"),
                                    ("submitted", "submitted"),
                                    ("sent_back", "sent back"),
                                    ("accepted", "accepted"),
                                ],
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("made_at", models.DateTimeField(verbose_name="at")),
                        ("made_by", models.CharField(max_length=80, verbose_name="by")),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="ExtraPersons",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("visitors", "visitors handling affairs, daily mean"),
                                    ("other_water", "other water users"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("since_on", models.DateField(verbose_name="since")),
                        ("persons", models.PositiveIntegerField(verbose_name="number of persons")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["since_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="FixtureCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("number", models.CharField(max_length=20, verbose_name="number")),
                        (
                            "test",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fixture_checks",
                                to="energy.watertest",
                            ),
                        ),
                        ("place", models.CharField(max_length=80, verbose_name="place")),
                        ("started_at", models.DateTimeField(verbose_name="begun")),
                        ("started_by", models.CharField(max_length=80, verbose_name="by")),
                        (
                            "done_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="done"),
                        ),
                        (
                            "done_by",
                            models.CharField(blank=True, max_length=80, verbose_name="done by"),
                        ),
                    ],
                    options={
                        "ordering": ["-started_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "number"), name="one_fixture_check_per_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FixturePoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "check_ref",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="points",
                                to="energy.fixturecheck",
                            ),
                        ),
                        ("where", models.CharField(max_length=80, verbose_name="point")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("tap", "tap"),
                                    ("toilet", "toilet cistern"),
                                    ("urinal", "urinal"),
                                    ("shower", "shower"),
                                    ("boiler", "water boiler"),
                                    ("valve", "valve or joint"),
                                    ("other", "other"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("seen", models.PositiveIntegerField(verbose_name="seen")),
                        ("leaking", models.PositiveIntegerField(verbose_name="leaking")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        ("noted_at", models.DateTimeField(verbose_name="at")),
                        ("noted_by", models.CharField(max_length=80, verbose_name="by")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("leaking__lte", models.F("seen")), ("seen__gte", 1)
                                ),
                                name="no_more_leak_than_seen",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Institution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "unit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "credit_code",
                            models.CharField(
                                blank=True, max_length=18, verbose_name="unified social credit code"
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("organ", "state organ"),
                                    ("education", "education"),
                                    ("science", "science and technology"),
                                    ("culture", "culture"),
                                    ("health", "health"),
                                    ("sport", "sport"),
                                    ("other_service", "other public service"),
                                    ("group", "group organisation"),
                                ],
                                max_length=14,
                                verbose_name="institution type",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("central", "central"),
                                    ("province", "province"),
                                    ("city", "city"),
                                    ("county", "county"),
                                ],
                                default="city",
                                max_length=8,
                                verbose_name="administrative level",
                            ),
                        ),
                        (
                            "industry_code",
                            models.CharField(
                                blank=True, max_length=10, verbose_name="industry code"
                            ),
                        ),
                        (
                            "address",
                            models.CharField(blank=True, max_length=120, verbose_name="address"),
                        ),
                        (
                            "region_code",
                            models.CharField(blank=True, max_length=12, verbose_name="region code"),
                        ),
                        (
                            "phone",
                            models.CharField(blank=True, max_length=30, verbose_name="telephone"),
                        ),
                        (
                            "head",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="head of the unit"
                            ),
                        ),
                        (
                            "statistician",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="head of statistics"
                            ),
                        ),
                        (
                            "remarks",
                            models.CharField(blank=True, max_length=200, verbose_name="remarks"),
                        ),
                        (
                            "is_listed",
                            models.BooleanField(
                                default=True, verbose_name="in the directory of public institutions"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["unit__code"],
                    },
                ),
                migrations.CreateModel(
                    name="Instrument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instruments",
                                to="energy.meter",
                            ),
                        ),
                        ("serial", models.CharField(max_length=40, verbose_name="serial number")),
                        (
                            "maker",
                            models.CharField(blank=True, max_length=60, verbose_name="maker"),
                        ),
                        (
                            "model",
                            models.CharField(blank=True, max_length=60, verbose_name="model"),
                        ),
                        (
                            "accuracy_class",
                            models.CharField(
                                blank=True, max_length=10, verbose_name="accuracy class"
                            ),
                        ),
                        (
                            "measuring_range",
                            models.CharField(blank=True, max_length=40, verbose_name="range"),
                        ),
                        (
                            "ct_ratio",
                            models.DecimalField(
                                decimal_places=3, default=1, max_digits=10, verbose_name="CT ratio"
                            ),
                        ),
                        (
                            "pt_ratio",
                            models.DecimalField(
                                decimal_places=3, default=1, max_digits=10, verbose_name="PT ratio"
                            ),
                        ),
                        (
                            "multiplier",
                            models.DecimalField(
                                decimal_places=3,
                                default=1,
                                max_digits=12,
                                verbose_name="multiplier",
                            ),
                        ),
                        (
                            "register_unit",
                            models.CharField(max_length=8, verbose_name="register's unit"),
                        ),
                        (
                            "digits",
                            models.PositiveSmallIntegerField(default=6, verbose_name="digits"),
                        ),
                        (
                            "decimals",
                            models.PositiveSmallIntegerField(default=2, verbose_name="decimals"),
                        ),
                        ("installed_at", models.DateTimeField(verbose_name="installed")),
                        (
                            "initial_register",
                            models.DecimalField(
                                blank=True,
                                decimal_places=3,
                                max_digits=16,
                                null=True,
                                verbose_name="first register",
                            ),
                        ),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="removed"),
                        ),
                        (
                            "final_register",
                            models.DecimalField(
                                blank=True,
                                decimal_places=3,
                                max_digits=16,
                                null=True,
                                verbose_name="last register",
                            ),
                        ),
                        (
                            "final_method",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("read", "read off"),
                                    ("last_year", "same period of last year"),
                                    ("mean_of_three", "mean of the last three periods"),
                                    ("parallel", "parallel meter"),
                                ],
                                max_length=14,
                                verbose_name="last register by",
                            ),
                        ),
                        (
                            "calibrated_on",
                            models.DateField(blank=True, null=True, verbose_name="calibrated on"),
                        ),
                        (
                            "calibration_due_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="calibration due on"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="reason of the change"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                        (
                            "witness",
                            models.CharField(blank=True, max_length=80, verbose_name="witness"),
                        ),
                        ("photo_id", models.BigIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["installed_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("meter",),
                                name="one_instrument_at_a_meter",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("site", "maker", "serial"),
                                name="one_place_per_instrument",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("removed_at", None),
                                    ("removed_at__gt", models.F("installed_at")),
                                    _connector="OR",
                                ),
                                name="instrument_removed_after_installed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("multiplier__gt", 0)),
                                name="multiplier_above_zero",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MergedSign",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "episode",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signs",
                                to="energy.episode",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        ("source", models.CharField(max_length=80)),
                        ("started_at", models.DateTimeField(verbose_name="began")),
                        ("last_seen_at", models.DateTimeField(verbose_name="last seen")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "source"), name="one_merged_sign_per_source"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeterDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("use_micro", models.BigIntegerField()),
                        ("estimated_micro", models.BigIntegerField(default=0)),
                        ("covered_s", models.PositiveIntegerField(default=0)),
                        ("adjusted_micro", models.BigIntegerField(default=0)),
                        ("hours", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meter", "day"), name="one_used_day_per_meter"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeterMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        ("month", models.DateField()),
                        ("use_micro", models.BigIntegerField()),
                        ("estimated_micro", models.BigIntegerField(default=0)),
                        ("covered_s", models.PositiveIntegerField(default=0)),
                        ("adjusted_micro", models.BigIntegerField(default=0)),
                        ("days", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["site", "month"], name="energy_mete_site_id_6f4604_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meter", "month"), name="one_used_month_per_meter"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NightEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="energy.zone",
                            ),
                        ),
                        ("first_on", models.DateField(verbose_name="first night")),
                        ("last_on", models.DateField(verbose_name="last night")),
                        ("reason", models.CharField(max_length=400, verbose_name="reason")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["-first_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("first_on"))),
                                name="night_event_ends_after_it_starts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NightUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="energy.zone",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("canteen", "canteen preparation"),
                                    ("cooling_tower", "cooling tower make-up"),
                                    ("duty_rooms", "duty rooms"),
                                    ("other", "other"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "m3_per_h",
                            models.DecimalField(
                                decimal_places=4, max_digits=9, verbose_name="m³ an hour"
                            ),
                        ),
                        ("since_on", models.DateField(verbose_name="since")),
                        ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("reason", models.CharField(max_length=400, verbose_name="reason")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["-since_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("meter", None), ("zone__isnull", False)),
                                    models.Q(("meter__isnull", False), ("zone", None)),
                                    _connector="OR",
                                ),
                                name="night_use_of_a_meter_or_a_zone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("m3_per_h__gte", 0)),
                                name="night_use_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Placement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="placements",
                                to="energy.meter",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="child_placements",
                                to="energy.meter",
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("total", "total"),
                                    ("lighting", "lighting and sockets"),
                                    ("air_conditioning", "air conditioning"),
                                    ("power", "power: lifts, pumps, fans"),
                                    ("server_room", "server room"),
                                    ("canteen", "canteen"),
                                    ("boiling_water", "boiling water"),
                                    ("charging", "charging"),
                                    ("sanitary", "toilets and washing"),
                                    ("cooling_tower", "cooling tower make-up"),
                                    ("garden", "garden"),
                                    ("fire", "fire water"),
                                    ("special", "other special use"),
                                ],
                                default="total",
                                max_length=20,
                                verbose_name="item",
                            ),
                        ),
                        (
                            "building",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="estate.building",
                            ),
                        ),
                        (
                            "floor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="estate.floor",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="estate.room",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "location",
                            models.CharField(blank=True, max_length=120, verbose_name="location"),
                        ),
                        ("since_on", models.DateField(verbose_name="since")),
                        ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "ordering": ["since_on"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on", None)),
                                fields=("meter",),
                                name="one_place_at_a_time",
                            ),
                            models.UniqueConstraint(
                                fields=("meter", "since_on"), name="one_placement_per_first_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gt", models.F("since_on")),
                                    _connector="OR",
                                ),
                                name="placement_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("parent", models.F("meter")), _negated=True),
                                name="no_meter_is_its_own_parent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuotaTable",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("code", models.CharField(max_length=40, verbose_name="code")),
                        ("title", models.CharField(max_length=160, verbose_name="title")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("is_sample", models.BooleanField(default=False, verbose_name="sample")),
                        ("effective_from", models.DateField(verbose_name="in force from")),
                        (
                            "effective_until",
                            models.DateField(blank=True, null=True, verbose_name="in force until"),
                        ),
                        ("taken_in_at", models.DateTimeField(verbose_name="taken in")),
                        (
                            "taken_in_by",
                            models.CharField(max_length=80, verbose_name="taken in by"),
                        ),
                    ],
                    options={
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "code"), name="one_quota_table_per_code"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuotaRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "table",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="energy.quotatable",
                            ),
                        ),
                        (
                            "institution",
                            models.CharField(max_length=20, verbose_name="institution"),
                        ),
                        (
                            "level",
                            models.CharField(
                                blank=True, max_length=20, verbose_name="administrative level"
                            ),
                        ),
                        (
                            "zone",
                            models.CharField(
                                blank=True, max_length=10, verbose_name="climate zone"
                            ),
                        ),
                        (
                            "indicator",
                            models.CharField(
                                choices=[
                                    (
                                        "electricity_per_m2",
                                        "conventional electricity per m² (kWh/m²·a)",
                                    ),
                                    ("energy_per_m2", "non-heating energy per m² (kgce/m²·a)"),
                                    ("energy_per_person", "energy per person (kgce/person·a)"),
                                    ("server_room_eue", "server room energy ratio (EUE)"),
                                    ("water_per_person", "water per person (m³/person·a)"),
                                ],
                                max_length=20,
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "set_code",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="coefficient set"
                            ),
                        ),
                        (
                            "constraint",
                            models.DecimalField(
                                decimal_places=3, max_digits=12, verbose_name="constraint value"
                            ),
                        ),
                        (
                            "baseline",
                            models.DecimalField(
                                blank=True,
                                decimal_places=3,
                                max_digits=12,
                                null=True,
                                verbose_name="baseline value",
                            ),
                        ),
                        (
                            "guide",
                            models.DecimalField(
                                decimal_places=3, max_digits=12, verbose_name="guide value"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["indicator", "institution", "level", "zone"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "table",
                                    "institution",
                                    "level",
                                    "zone",
                                    "indicator",
                                    "set_code",
                                ),
                                name="one_limit_per_key",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadingCorrection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        ("at_s", models.BigIntegerField(verbose_name="instant")),
                        (
                            "register_milli",
                            models.BigIntegerField(null=True, verbose_name="register"),
                        ),
                        (
                            "was_milli",
                            models.BigIntegerField(null=True, verbose_name="register before"),
                        ),
                        ("reason", models.CharField(max_length=400, verbose_name="reason")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(
                                fields=["meter", "at_s"], name="energy_read_meter_i_39e13b_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadingDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("count", models.PositiveIntegerField()),
                        ("first_s", models.BigIntegerField()),
                        ("last_s", models.BigIntegerField()),
                        ("packed", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meter", "day"), name="one_packed_day_per_meter"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefusedReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="refusals",
                                to="energy.batch",
                            ),
                        ),
                        ("line", models.PositiveIntegerField(default=0, verbose_name="line")),
                        ("meter_number", models.CharField(max_length=60, verbose_name="meter")),
                        (
                            "at_text",
                            models.CharField(blank=True, max_length=40, verbose_name="time"),
                        ),
                        (
                            "value_text",
                            models.CharField(blank=True, max_length=40, verbose_name="value"),
                        ),
                        ("reason", models.CharField(max_length=40, verbose_name="reason")),
                        ("detail", models.CharField(blank=True, max_length=200)),
                        ("was_stored", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["batch", "line", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="RoundPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "every",
                            models.CharField(
                                choices=[("week", "every week"), ("month", "every month")],
                                default="month",
                                max_length=5,
                                verbose_name="how often",
                            ),
                        ),
                        (
                            "due_day",
                            models.PositiveSmallIntegerField(default=1, verbose_name="due on day"),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "name"), name="one_round_plan_per_name"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_day__gte", 1),
                                    models.Q(
                                        models.Q(("due_day__lte", 7), ("every", "week")),
                                        models.Q(("due_day__lte", 28), ("every", "month")),
                                        _connector="OR",
                                    ),
                                ),
                                name="round_due_on_a_day_there_is",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="energy.roundplan",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="due on")),
                        ("started_at", models.DateTimeField(verbose_name="started")),
                        ("started_by", models.CharField(max_length=80, verbose_name="started by")),
                        (
                            "finished_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="finished"),
                        ),
                        (
                            "finished_by",
                            models.CharField(blank=True, max_length=80, verbose_name="finished by"),
                        ),
                    ],
                    options={
                        "ordering": ["-due_on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "due_on"), name="one_round_per_due_day"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("finished_at", None),
                                    ("finished_at__gte", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="round_finished_after_started",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundStop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stops",
                                to="energy.roundplan",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "meter"), name="each_meter_once_in_a_round"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServedUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "placement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="served",
                                to="energy.placement",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("placement", "unit"), name="each_unit_served_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StepNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("backwards", "register went backwards"),
                                    ("foreign", "reading fits neither before nor after"),
                                    ("gap", "readings missing between"),
                                    ("jump", "step above what the meter can pass"),
                                    ("replacement", "instrument replaced"),
                                    ("rollover", "register rolled over"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("from_s", models.BigIntegerField(verbose_name="from")),
                        ("to_s", models.BigIntegerField(verbose_name="to")),
                        ("from_milli", models.BigIntegerField(verbose_name="register before")),
                        ("to_milli", models.BigIntegerField(verbose_name="register after")),
                        ("use_micro", models.BigIntegerField(null=True, verbose_name="use")),
                    ],
                    options={
                        "ordering": ["from_s"],
                        "indexes": [
                            models.Index(
                                fields=["meter", "from_s"], name="energy_step_meter_i_ee42dc_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("after_hours", "load after hours"),
                                    ("backwards", "register went backwards"),
                                    ("balance", "sub-meters do not add up to their parent"),
                                    ("clock", "clock of the meter is off"),
                                    ("dead", "no readings arrive"),
                                    ("gap", "readings missing"),
                                    ("leak", "water leak"),
                                    ("level", "load changed its level"),
                                    ("multiplier", "multiplier or unit looks wrong"),
                                    ("off_baseline", "load off its baseline"),
                                    ("spike", "spike"),
                                    ("stuck", "register stands still"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "least",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "notice"), (2, "minor"), (3, "major"), (4, "urgent")],
                                default=2,
                                verbose_name="from severity",
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("at_once", "at once"),
                                    ("digest", "once a day"),
                                    ("never", "not at all"),
                                ],
                                default="at_once",
                                max_length=8,
                                verbose_name="how",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "kind"), name="one_wish_per_kind"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TargetPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="code")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("base_year", models.PositiveSmallIntegerField(verbose_name="base year")),
                        ("first_year", models.PositiveSmallIntegerField(verbose_name="first year")),
                        ("last_year", models.PositiveSmallIntegerField(verbose_name="last year")),
                        (
                            "set_code",
                            models.CharField(max_length=40, verbose_name="coefficient set"),
                        ),
                        (
                            "is_open",
                            models.BooleanField(
                                default=False, verbose_name="figures not known yet"
                            ),
                        ),
                        ("references", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["-first_year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "code"), name="one_target_plan_per_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("base_year__lt", models.F("first_year")),
                                    ("first_year__lte", models.F("last_year")),
                                ),
                                name="target_years_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="energy.targetplan",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "indicator",
                            models.CharField(
                                choices=[
                                    ("energy_per_m2", "energy per m² (kgce/m²·a)"),
                                    ("energy_per_person", "energy per person (kgce/person·a)"),
                                    ("water_per_person", "water per person (m³/person·a)"),
                                    ("carbon_per_m2", "carbon dioxide per m² (kgCO₂/m²·a)"),
                                ],
                                max_length=20,
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "base_value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=14,
                                null=True,
                                verbose_name="value of the base year",
                            ),
                        ),
                        (
                            "reduction",
                            models.DecimalField(
                                decimal_places=4, max_digits=6, verbose_name="reduction"
                            ),
                        ),
                        ("steps", models.JSONField(default=dict)),
                        (
                            "filed_on",
                            models.DateField(blank=True, null=True, verbose_name="filed on"),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.storedfile",
                            ),
                        ),
                        ("set_at", models.DateTimeField(verbose_name="set")),
                        ("set_by", models.CharField(max_length=80, verbose_name="set by")),
                    ],
                    options={
                        "ordering": ["unit__code", "indicator"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("plan", "unit", "indicator"),
                                name="one_target_per_unit_and_indicator",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", True)),
                                fields=("plan", "indicator"),
                                name="one_target_of_the_complex_per_indicator",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reduction__gte", 0), ("reduction__lt", 1)),
                                name="reduction_is_a_share",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TargetYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="years",
                                to="energy.target",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        (
                            "value",
                            models.DecimalField(
                                decimal_places=4, max_digits=14, null=True, verbose_name="value"
                            ),
                        ),
                        (
                            "coverage",
                            models.DecimalField(
                                decimal_places=4, max_digits=6, null=True, verbose_name="coverage"
                            ),
                        ),
                        (
                            "estimated_share",
                            models.DecimalField(decimal_places=4, default=0, max_digits=6),
                        ),
                        ("persons", models.PositiveIntegerField(null=True)),
                        (
                            "area_m2",
                            models.DecimalField(decimal_places=2, max_digits=12, null=True),
                        ),
                        ("source", models.CharField(max_length=12, verbose_name="source")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.CharField(max_length=80, verbose_name="recorded by"),
                        ),
                    ],
                    options={
                        "ordering": ["year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("target", "year"), name="one_result_per_target_year"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnreadMeter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        ("client_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField(verbose_name="at")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("locked", "the door is locked"),
                                    ("covered", "covered or flooded"),
                                    ("unreadable", "the display cannot be read"),
                                    ("broken", "the meter is broken"),
                                    ("gone", "there is no meter"),
                                    ("other", "something else"),
                                ],
                                max_length=12,
                                verbose_name="reason",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        ("photo_id", models.BigIntegerField(blank=True, null=True)),
                        ("recorded_at", models.DateTimeField()),
                        ("recorded_by", models.CharField(max_length=80, verbose_name="by")),
                    ],
                    options={
                        "ordering": ["-happened_at"],
                        "indexes": [
                            models.Index(
                                fields=["meter", "happened_at"],
                                name="energy_unre_meter_i_4d43cb_idx",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("site", "client_id"), name="one_unread_per_client_id"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ZoneMeter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kit.site",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="borders",
                                to="energy.zone",
                            ),
                        ),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="energy.meter",
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("in", "into the zone"), ("out", "out of it")],
                                max_length=3,
                                verbose_name="direction",
                            ),
                        ),
                        ("since_on", models.DateField(verbose_name="since")),
                        ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on", None)),
                                fields=("zone", "meter"),
                                name="one_border_per_meter",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
