"""A site is the tenant: one complex with its own people, rows and calendar.

A bureau may run several sites; every table that belongs to one carries its `site_id`, and every
read starts at `visible_to(actor)`, so that nobody meets another site's rows.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.actor import Actor, Scope


class Site(models.Model):
    """集中办公区: one shared office complex."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SiteQuerySet(models.QuerySet[Any]):
    """Rows of one site, and of those only what the actor's right reaches."""

    def visible_to(self, actor: Actor) -> Self:
        """The rows this actor may see; none at all without the table's read permission."""
        model: type[SiteOwned] = self.model
        rows = self.filter(site_id=actor.site_id)
        if model.read_permission is None:
            return rows
        scope = actor.scope_of(model.read_permission)
        if scope is Scope.COMPLEX:
            return rows
        if scope is Scope.UNIT and model.unit_path and actor.unit_id is not None:
            return rows.filter(**{model.unit_path: actor.unit_id})
        if scope is not None and model.person_path and actor.person_id is not None:
            return rows.filter(**{model.person_path: actor.person_id})
        return rows.none()


class SiteOwned(models.Model):
    """Base of every table that belongs to a site.

    read_permission: who may see rows; None means everybody on the site.
    unit_path, person_path: look-ups that narrow a right held for one's unit or oneself.
    """

    read_permission: ClassVar[str | None] = None
    unit_path: ClassVar[str] = ""
    person_path: ClassVar[str] = ""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")

    objects = SiteQuerySet.as_manager()

    class Meta:
        abstract = True
