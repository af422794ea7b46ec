"""What people are told of visits; English sources, said in each reader's language."""

from django.utils.translation import gettext_noop

ARRIVED = gettext_noop("%(name)s has arrived for you")
ASKED = gettext_noop("%(name)s would like to visit you: %(when)s")
CANCELLED = gettext_noop("The visit %(number)s was cancelled by the visitor")
CHANGED = gettext_noop("The visitor asks for another time for %(number)s: %(when)s")
DEPARTMENT = gettext_noop("Your unit is asked to agree to the visit %(number)s")
OVERSTAYED = gettext_noop("%(count)s visitors of %(number)s are still inside after %(when)s")
OVERSTAYED_GUARD = gettext_noop(
    "%(count)s visitors of %(number)s are still inside; the host was told and has not prolonged"
)
WRITE_UP = gettext_noop("The urgent visit %(number)s is not written up yet; due by %(when)s")
