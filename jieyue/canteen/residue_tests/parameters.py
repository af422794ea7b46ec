"""Figures of the pesticide rapid test that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_FIELD = "canteen.residue_tests"

DISAGREEMENT = define(
    Parameter(
        code=f"{_FIELD}.disagreement",
        value="reject",
        kind="text",
        source=_(
            "Runs that disagree hold the lot; write reject, or laboratory to let "
            "a laboratory's report decide"
        ),
        evidence="D",
        label=_("What follows when the runs of one sample disagree"),
    )
)
GB_ATTENTION_PCT = define(
    Parameter(
        code=f"{_FIELD}.gb_attention_pct",
        value="40",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Some instruments mark readings from 35 % or 40 % on"),
        evidence="K",
        label=_("Inhibition worth a note, GB/T 5009.199"),
    )
)
GB_THRESHOLD_PCT = define(
    Parameter(
        code=f"{_FIELD}.gb_threshold_pct",
        value="50",
        kind="decimal",
        unit="%",
        minimum="1",
        maximum="100",
        source=_("GB/T 5009.199-2003: an inhibition of 50 % or more is positive"),
        evidence="found",
        label=_("Inhibition from which a sample fails, GB/T 5009.199"),
    )
)
INTERFERENCE_PRONE = define(
    Parameter(
        code=f"{_FIELD}.interference_prone",
        value='["葱", "蒜", "萝卜", "芹", "韭", "香菜", "芫荽", "茭白", "菇", "番茄", "西红柿"]',
        kind="json",
        source=_(
            "GB/T 5009.199-2003: juices of scallion, garlic, radish, leek, celery, coriander, "
            "water bamboo, mushrooms and tomato slow the enzyme; extract the whole plant"
        ),
        evidence="found",
        label=_("Parts of names of vegetables that give false positives"),
    )
)
LEAST_BLANK_DA = define(
    Parameter(
        code=f"{_FIELD}.least_blank_da",
        value="0.3",
        kind="decimal",
        minimum="0.01",
        maximum="5",
        source=_("GB/T 5009.199-2003: the blank changes by at least 0.3 in three minutes"),
        evidence="K",
        label=_("Least ΔA of the blank for a valid control"),
    )
)
LOTS_A_DAY = define(
    Parameter(
        code=f"{_FIELD}.lots_a_day",
        value="0",
        kind="integer",
        unit="lots",
        minimum="0",
        source=_("Our own proposal: 0 tests every lot of the categories, else so many a day"),
        evidence="D",
        label=_("Lots sampled a day"),
    )
)
LOWEST_INHIBITION_PCT = define(
    Parameter(
        code=f"{_FIELD}.lowest_inhibition_pct",
        value="-30",
        kind="decimal",
        unit="%",
        minimum="-100",
        maximum="0",
        source=_("Our own proposal: a sample somewhat livelier than the blank is noise"),
        evidence="D",
        label=_("Lowest inhibition that is believed"),
    )
)
NY_ATTENTION_PCT = define(
    Parameter(
        code=f"{_FIELD}.ny_attention_pct",
        value="35",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Some instruments mark readings from 35 % or 40 % on"),
        evidence="K",
        label=_("Inhibition worth a note, NY/T 448"),
    )
)
NY_THRESHOLD_PCT = define(
    Parameter(
        code=f"{_FIELD}.ny_threshold_pct",
        value="70",
        kind="decimal",
        unit="%",
        minimum="1",
        maximum="100",
        source=_("NY/T 448-2001"),
        evidence="K",
        label=_("Inhibition from which a sample fails, NY/T 448"),
    )
)
SAMPLED_CATEGORIES = define(
    Parameter(
        code=f"{_FIELD}.sampled_categories",
        value='["fruit", "fruit_vegetable", "leaf_vegetable", "mushroom", "root_vegetable"]',
        kind="json",
        source=_("Every lot of vegetables and fruit, each delivery"),
        evidence="D",
        label=_("Categories of ingredients that are sampled"),
    )
)
SUSPECT_DAYS = define(
    Parameter(
        code=f"{_FIELD}.suspect_days",
        value="30",
        kind="integer",
        unit="days",
        minimum="0",
        maximum="365",
        source=_("Our own proposal: after a failed or held test look closely for a month"),
        evidence="D",
        label=_("Days for which a supplier's goods of that kind are always sampled"),
    )
)
