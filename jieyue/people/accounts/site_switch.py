from django.http import HttpRequest

from jieyue.kit.shell import SiteChoice
from jieyue.kit.sites.models import Site


def sites_of(request: HttpRequest) -> list[SiteChoice]:
    """The sites where the account holds a role; no query when there is only one."""
    site_ids = getattr(request, "site_ids", ())
    if len(site_ids) < 2:
        return []
    found = Site.objects.filter(id__in=site_ids, is_active=True)
    return [SiteChoice(site.id, site.name) for site in found]
