"""What the left navigation is made of."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Item:
    """One page. `permission` hides it from whoever may not open it; empty shows it to all.

    phone: also stands in the bar at the foot of a phone's screen, which has room for four.
    desk: whoever holds this permission works at this page, so it comes first in that bar, and its
    department is unfolded on the front page.
    """

    label: "str | Promise"
    url_name: str
    icon: str  # a Tabler icon name, without `ti-`
    permission: str = ""
    phone: bool = False
    desk: str = ""


@dataclass(frozen=True)
class Department:
    """One group of pages in the left navigation."""

    label: "str | Promise"
    icon: str
    items: tuple[Item, ...]
