"""What this domain refuses, in the user's words; each says what would be right.

Not `messages.py` as elsewhere: that name is a topic here.
"""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jieyue.kit.problems import Words, connect
from jieyue.people.accounts import actions as account_actions
from jieyue.people.accounts import rules as accounts
from jieyue.people.approvals import actions as approval_actions
from jieyue.people.approvals import rules as approvals
from jieyue.people.messages import actions as message_actions
from jieyue.people.messages import rules as messages
from jieyue.people.persons import actions as person_actions
from jieyue.people.persons import rules as persons
from jieyue.people.persons import take_in
from jieyue.people.roles import actions as role_actions
from jieyue.people.roles import rules as roles
from jieyue.people.roles.built_in import BUILT_IN
from jieyue.people.units import actions as unit_actions
from jieyue.people.units import rules as units


@dataclass(frozen=True)
class _NamingRoles(Words):
    """Says a built-in role's name where the exception carries its code."""

    def say(self, error: Exception) -> str:
        names = {each.code: gettext(each.name) for each in BUILT_IN}
        return str(self.text) % {key: names.get(code, code) for key, code in vars(error).items()}


WORDS: dict[type[Exception], Words] = {
    account_actions.OtherSitesAccount: Words(
        409, _("This account belongs to another complex, whose officers look after it.")
    ),
    account_actions.OwnAccount: Words(
        409, _("This is your own account. Another officer must do this.")
    ),
    account_actions.UsernameTaken: Words(
        409, _("The user name “%(username)s” is taken. Choose another.")
    ),
    account_actions.WrongStatus: Words(
        409, _("The account is already “%(status)s”. Load the page again to see what is possible.")
    ),
    accounts.BadUsername: Words(
        422,
        _(
            "“%(username)s” is no user name: use 3 to 60 small letters, digits, dots, hyphens or "
            "underscores, beginning with a letter or digit."
        ),
    ),
    accounts.PasswordHoldsName: Words(422, _("The password must not contain the user name.")),
    accounts.PasswordTooPlain: Words(
        422,
        _(
            "The password has %(classes)s classes of characters; use at least %(asked)s of: small "
            "letters, capitals, digits, other characters."
        ),
    ),
    accounts.PasswordTooShort: Words(
        422, _("The password is too short: use at least %(shortest)s characters.")
    ),
    accounts.PasswordUsedBefore: Words(
        422, _("This is one of the last %(kept)s passwords. Choose a new one.")
    ),
    approval_actions.NoSuchDelegate: Words(
        422,
        _("Hand over to somebody who works here, other than yourself and whoever asked for it."),
    ),
    approval_actions.NotAsker: Words(
        409, _("Only whoever asked for it can withdraw or urge a request.")
    ),
    approval_actions.UrgedJustNow: Words(
        409, _("They were reminded within the last hour. Wait a little.")
    ),
    approvals.AlreadyAsked: Words(
        409, _("“%(title)s” waits for a decision already. Withdraw that request first.")
    ),
    approvals.AlreadyDecided: Words(
        409,
        _("%(by)s decided this step already, on %(said)s. Load the page again to see how."),
    ),
    approvals.AlreadyWithdrawn: Words(
        409, _("%(by)s took this request back on %(said)s; there is nothing left to decide.")
    ),
    approvals.ChainHasGap: Words(
        422,
        _("Each step from %(from_yuan)s yuan on needs one person or one right, numbered 1, 2, 3."),
    ),
    approvals.DecidedEarlierStep: Words(
        409,
        _(
            "You decided step %(position)s of this request. Another person must decide this one; "
            "you can hand it over."
        ),
    ),
    approvals.NoChain: Words(
        409,
        _("Nobody has said who decides “%(kind)s”. An office administrator can set the chain."),
    ),
    approvals.NobodyCalled: Words(
        422, _("“%(staff_no)s” is neither the code of a right nor a staff number on this site.")
    ),
    approvals.NotYourStep: Words(409, _("This request waits for somebody else.")),
    approvals.OwnRequest: Words(
        409, _("You asked for this yourself; somebody else must decide it.")
    ),
    approvals.ReasonMissing: Words(422, _("Say why: a reason is needed here.")),
    message_actions.NobodyToTell: Words(
        422, _("The notice would reach nobody. Choose units or roles that have persons.")
    ),
    messages.BadLink: Words(
        422, _("“%(link)s” is no page of ours. It begins with a single slash and has no blanks.")
    ),
    person_actions.HasLeft: Words(
        409, _("The person left on %(left_on)s. Record the return first.")
    ),
    person_actions.LeavesBeforePosting: Words(
        422,
        _("The posting began on %(since_on)s; leaving on %(left_on)s must be a later day."),
    ),
    person_actions.StaffNumberTaken: Words(
        409, _("The staff number “%(staff_no)s” belongs to somebody else.")
    ),
    person_actions.StillHere: Words(409, _("The person has not left. Record a posting instead.")),
    person_actions.UnitNotActive: Words(
        422, _("“%(name)s” has moved out. Choose a unit that is here.")
    ),
    persons.PostingInFuture: Words(
        422, _("The posting begins on %(since_on)s. Record it on that day or later.")
    ),
    persons.PostingOverlaps: Words(
        422, _("A posting on %(since_on)s would overlap: choose a day after %(after)s.")
    ),
    role_actions.EndsBeforeNow: Words(422, _("The role would end before it begins.")),
    role_actions.FixedRole: _NamingRoles(
        409, _("The rights of “%(role)s” are the same on every site and cannot be changed.")
    ),
    role_actions.NoRoles: Words(
        409, _("Grant a role first: without one the account can do nothing.")
    ),
    role_actions.NoSuchUser: Words(
        422, _("No active account has the user name “%(username)s”. Check the spelling.")
    ),
    role_actions.RoleHeld: _NamingRoles(409, _("The account holds “%(role)s” already.")),
    role_actions.UnknownPermission: Words(422, _("There is no right “%(permission)s”.")),
    roles.OfficerRight: _NamingRoles(
        422, _("“%(permission)s” belongs to an officer and cannot go into “%(role)s”.")
    ),
    roles.PowersNotSeparate: _NamingRoles(
        409,
        _(
            "“%(first)s” and “%(second)s” may not be held by one person: the three officers are "
            "separate and hold no business role."
        ),
    ),
    roles.SelfGrant: Words(
        409, _("Nobody grants or takes their own rights. Another security administrator must.")
    ),
    take_in.RepeatedStaffNumbers: Words(422, _("Staff numbers more than once: %(numbers)s.")),
    take_in.UnknownUnits: Words(
        422, _("No unit here has these codes: %(codes)s. Add the units first.")
    ),
    unit_actions.LeavesInFuture: Words(
        422, _("%(left_on)s is still to come. Record the move on that day or later.")
    ),
    unit_actions.UnitHasPersons: Words(
        409, _("“%(name)s” still has %(persons)s persons. End or move their postings first.")
    ),
    unit_actions.UnitTaken: Words(
        409, _("“%(name)s” (%(code)s) exists already: code and name are unique.")
    ),
    units.BadHeadCount: Words(
        422, _("“%(persons)s” of kind “%(kind)s” is no head-count: 0 or more of a known kind.")
    ),
}

connect(WORDS)
