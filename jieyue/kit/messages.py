"""What the platform says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.audit import actions as audit
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.parameters import actions as parameters
from jieyue.kit.parameters.registry import BadValue, UnknownParameter
from jieyue.kit.problems import Words, connect
from jieyue.kit.tasks import actions as tasks
from jieyue.kit.workdays import actions as workdays

connect(
    {
        BadValue: Words(
            422,
            _("“%(text)s” is not a value here: %(kind)s, from %(minimum)s to %(maximum)s."),
        ),
        FileRefused: Words(
            422,
            _(
                "“%(name)s” cannot be kept. A file has one of the kinds %(kinds)s, is not empty "
                "and not larger than %(largest_mb)s MiB."
            ),
        ),
        UnknownParameter: Words(404, _("There is no parameter “%(code)s”.")),
        audit.NotFailing: Words(409, _("This delivery is not failing; it may have been made.")),
        audit.ReasonMissing: Words(422, _("Say why: a reason is needed.")),
        parameters.AlreadyProposed: Words(
            409, _("This parameter has an open proposal. It must be decided first.")
        ),
        parameters.BeginsInThePast: Words(
            422,
            _(
                "A version cannot begin on %(effective_from)s: what was counted stays. The "
                "earliest day is %(earliest)s."
            ),
        ),
        parameters.BeginsWithAnother: Words(
            409, _("Another version begins on %(effective_from)s. Choose another day.")
        ),
        parameters.NotProposed: Words(409, _("This proposal is not open any more.")),
        parameters.OwnProposal: Words(
            409, _("You proposed this version. Somebody else must approve it.")
        ),
        parameters.ReasonMissing: Words(422, _("Say why: a reason is needed.")),
        tasks.AlreadyEnded: Words(409, _("This work has ended already.")),
        workdays.NothingChanges: Words(409, _("The calendar says so already.")),
        workdays.ReasonMissing: Words(422, _("Say why: a reason is needed.")),
    }
)
