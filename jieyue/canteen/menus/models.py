from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.menus.rules.take_rates import Learnt
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.kit.unit_labels import choices as unit_choices


class Storage(models.TextChoices):
    CHILLED = "chilled", _("chilled (0-8 °C)")
    FROZEN = "frozen", _("frozen (-18 °C)")
    DRY = "dry", _("dry")
    AMBIENT = "ambient", _("ambient")


class Allergen(models.TextChoices):
    """致敏物质 (GB 7718-2011, 4.4.3): what must be named on a dish."""

    CRUSTACEAN = "crustacean", _("crustaceans")
    EGG = "egg", _("egg")
    FISH = "fish", _("fish")
    GLUTEN = "gluten", _("cereals with gluten")
    MILK = "milk", _("milk")
    PEANUT = "peanut", _("peanut")
    SESAME = "sesame", _("sesame")
    SOYBEAN = "soybean", _("soybean")
    TREE_NUT = "tree_nut", _("tree nuts")


class Course(models.TextChoices):
    MAIN = "main", _("meat dish")
    HALF = "half", _("half-meat dish")
    VEGETABLE = "vegetable", _("vegetable dish")
    COLD = "cold", _("cold dish")
    SOUP = "soup", _("soup")
    STAPLE = "staple", _("staple")
    NOODLE = "noodle", _("noodles")
    BREAKFAST = "breakfast", _("breakfast dish")
    DAIRY = "dairy", _("dairy and drinks")
    FRUIT = "fruit", _("fruit")


class Weighing(models.TextChoices):
    """At which stage a recipe states a quantity."""

    COOKED = "cooked", _("cooked, on the plate")
    NET = "net", _("net, after trimming")
    GROSS = "gross", _("gross, as bought")


class Ingredient(SiteOwned):
    """食材: what is bought, in its base unit. Yields: trimmed / bought, and soaked / dry."""

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    category = models.CharField(_("category"), max_length=30, blank=True)
    base_unit = models.CharField(_("unit"), max_length=10, choices=unit_choices)
    net_yield = models.DecimalField(_("net yield"), max_digits=6, decimal_places=4, default=1)
    soaking_yield = models.DecimalField(
        _("soaking yield"), max_digits=6, decimal_places=3, default=1
    )
    density_kg_per_l = models.DecimalField(
        _("density (kg/l)"), max_digits=6, decimal_places=4, null=True, blank=True
    )
    grams_per_piece = models.DecimalField(
        _("grams per piece"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    shelf_life_days = models.PositiveSmallIntegerField(
        _("shelf life (days)"), null=True, blank=True
    )
    storage = models.CharField(_("storage"), max_length=10, choices=Storage, blank=True)
    allergens = models.JSONField(_("allergens"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_ingredient_per_code"),
            models.UniqueConstraint(fields=["site", "name"], name="one_ingredient_per_name"),
            models.CheckConstraint(
                condition=Q(net_yield__gt=0) & Q(soaking_yield__gt=0),
                name="ingredient_yields_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IngredientPrice(SiteOwned):
    """What one base unit costs from a day on. Rows are added, never changed."""

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    ingredient = models.ForeignKey(Ingredient, on_delete=models.CASCADE, related_name="prices")
    price_yuan = models.DecimalField(_("price (yuan)"), max_digits=10, decimal_places=4)
    effective_on = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=80, blank=True)

    class Meta:
        ordering = ["ingredient", "-effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["ingredient", "effective_on"], name="one_price_per_ingredient_day"
            ),
            models.CheckConstraint(
                condition=Q(price_yuan__gte=0), name="ingredient_price_not_negative"
            ),
        ]


class Dish(SiteOwned):
    """菜品: what is on the menu. `recipe_portions` is how many portions the recipe is written for.

    may_cook_twice: a second, fresh batch can be cooked while the meal is served.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    course = models.CharField(_("course"), max_length=10, choices=Course)
    spiciness = models.PositiveSmallIntegerField(_("spiciness"), default=0)
    portion_g = models.PositiveSmallIntegerField(_("portion (g)"), null=True, blank=True)
    recipe_portions = models.DecimalField(
        _("recipe is for (portions)"), max_digits=6, decimal_places=1, default=1
    )
    prior_take_rate = models.DecimalField(
        _("take rate, first guess"), max_digits=4, decimal_places=3
    )
    cook_minutes = models.PositiveSmallIntegerField(_("cooking time (min)"), default=30)
    holding_minutes = models.PositiveSmallIntegerField(_("holding time (min)"), default=120)
    may_cook_twice = models.BooleanField(_("in two batches"), default=False)
    season = models.CharField(_("season"), max_length=20, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "dishes"
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_dish_per_code"),
            models.UniqueConstraint(fields=["site", "name"], name="one_dish_per_name"),
            models.CheckConstraint(
                condition=Q(prior_take_rate__gte=0) & Q(prior_take_rate__lte=1),
                name="prior_take_rate_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(recipe_portions__gt=0), name="recipe_portions_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RecipeLine(SiteOwned):
    """One ingredient of a dish, for all the portions its recipe is written for."""

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    dish = models.ForeignKey(Dish, on_delete=models.CASCADE, related_name="lines")
    ingredient = models.ForeignKey(Ingredient, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=10, choices=unit_choices)
    weighed = models.CharField(_("weighed"), max_length=6, choices=Weighing, default=Weighing.NET)
    cook_yield = models.DecimalField(_("cooking yield"), max_digits=5, decimal_places=3, default=1)

    class Meta:
        ordering = ["dish", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(cook_yield__gt=0), name="recipe_line_positive"
            )
        ]


class CycleMenu(SiteOwned):
    """循环菜单: a menu that repeats every `weeks` weeks from the Monday `starts_on`."""

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    starts_on = models.DateField(_("starts on Monday"))

    class Meta:
        ordering = ["canteen", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "name"], name="one_cycle_per_name"),
            models.CheckConstraint(condition=Q(weeks__gt=0), name="cycle_has_weeks"),
        ]


class CycleDish(SiteOwned):
    """A dish of a cycle: week 1 to `weeks`, ISO weekday 1 to 7."""

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    cycle = models.ForeignKey(CycleMenu, on_delete=models.CASCADE, related_name="dishes")
    week = models.PositiveSmallIntegerField(_("week"))
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["cycle", "week", "weekday", "meal", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "week", "weekday", "meal", "dish"],
                name="one_cycle_dish_per_meal",
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1) & Q(weekday__lte=7) & Q(week__gte=1),
                name="cycle_dish_in_week",
            ),
        ]


class MenuDay(SiteOwned):
    """菜单: what one canteen offers at one meal of one day."""

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)

    class Meta:
        ordering = ["day", "canteen", "meal"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "day", "meal"], name="one_menu_per_meal")
        ]
        indexes = [models.Index(fields=["site", "day"])]


class MenuDish(SiteOwned):
    """One dish of a menu, in the order people read it."""

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    menu = models.ForeignKey(MenuDay, on_delete=models.CASCADE, related_name="dishes")
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["menu", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["menu", "dish"], name="one_menu_dish_per_menu")
        ]


class ServedCount(SiteOwned):
    """售出份数: portions of one dish taken at one meal, of the diners who came."""

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="served_counts")
    diners = models.PositiveIntegerField(_("diners"))
    taken = models.PositiveIntegerField(_("portions taken"))
    sold_out = models.BooleanField(_("sold out"), default=False)

    class Meta:
        ordering = ["-day", "canteen", "meal", "dish"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "day", "meal", "dish"], name="one_served_count_per_dish_meal"
            ),
            models.CheckConstraint(condition=Q(taken__lte=F("diners")), name="taken_by_diners"),
        ]
        indexes = [models.Index(fields=["dish", "day"])]


class TakeRate(SiteOwned):
    """选择率: what is known of the share of diners who take a dish at a meal, as of a day.

    A beta distribution: mean = taking / (taking + passing).
    """

    read_permission: ClassVar[str | None] = CanteenPermission.MENUS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="+")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    dish = models.ForeignKey(Dish, on_delete=models.CASCADE, related_name="take_rates")
    taking = models.FloatField()
    passing = models.FloatField()
    day_correlation = models.FloatField()
    days = models.PositiveIntegerField(_("days learnt from"))
    learnt_on = models.DateField(_("as of"))
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["dish", "canteen", "meal"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "meal", "dish"], name="one_take_rate_per_dish_meal"
            )
        ]

    @property
    def learnt(self) -> Learnt:
        """The row as the rules have it."""
        return Learnt(
            taking=self.taking,
            passing=self.passing,
            days=self.days,
            prior_mean=float(self.dish.prior_take_rate),
            day_correlation=self.day_correlation,
        )
