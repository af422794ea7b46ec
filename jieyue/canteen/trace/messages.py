"""What a recall says when it cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.trace.actions import RecallReasonMissing
from jieyue.kit import problems
from jieyue.kit.problems import Words

problems.connect({RecallReasonMissing: Words(422, _("Say why the lot is recalled."))})
