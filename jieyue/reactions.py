"""Door 4: what follows each recorded fact. One line per step of a story."""

from collections.abc import Sequence

from jieyue.access.credentials import follow_ups as credentials
from jieyue.access.credentials import telling as credentials_telling
from jieyue.access.credentials.facts import BlockHit, CredentialLost, PlateAsked, PlateDecided
from jieyue.access.decisions import upkeep as decisions_upkeep
from jieyue.access.decisions.facts import GuestPassed
from jieyue.access.faces import guests as faces_guests
from jieyue.access.faces import telling as faces_telling
from jieyue.access.faces.facts import StoredFacesCounted, StrayFaceFound
from jieyue.access.health import telling as health_telling
from jieyue.access.health.facts import (
    HealthOrdered,
    HealthOrderEnded,
    StaggeredDiningEnded,
    StaggeredDiningOrdered,
)
from jieyue.access.parking import following as parking
from jieyue.access.permits import following as permits_following
from jieyue.access.silence import watching as gate_devices
from jieyue.access.silence.facts import DeviceFellIll
from jieyue.access.visitors import following as visitors_following
from jieyue.access.visitors.facts import (
    GuestConsented,
    GuestsAdded,
    VisitChanged,
    VisitConfirmed,
    VisitEnded,
)
from jieyue.canteen.diners.facts import AttendanceImported, CanteenClosed, ClosureWithdrawn
from jieyue.canteen.forecast import follow_ups
from jieyue.canteen.gatherings.facts import GatheringCancelled, GatheringNoted
from jieyue.canteen.guests.facts import GuestsBooked, GuestsCancelled
from jieyue.canteen.purchasing import follow_ups as purchasing
from jieyue.canteen.residue_tests.facts import ResidueTestFailed
from jieyue.canteen.signups.facts import MealsChosen
from jieyue.energy.consumption import follow_ups as consumption
from jieyue.energy.meters.facts import (
    InstrumentCorrected,
    InstrumentReplaced,
    MeterChanged,
    MeterRetired,
)
from jieyue.energy.watch import telling as watch_telling
from jieyue.energy.watch.facts import EpisodeOpened
from jieyue.estate.weather.facts import WeatherRecorded, WeatherTakenIn
from jieyue.flows import (
    failed_residue_test,
    people_beside_episodes,
    staggered_dining,
    visitors_meals,
)
from jieyue.kit.journal import Fact, Reaction
from jieyue.kit.parameters.facts import ParameterApproved
from jieyue.kit.workdays.facts import CalendarPublished, WorkdayChanged
from jieyue.people.approvals.facts import ApprovalGranted, ApprovalRefused, ApprovalWithdrawn
from jieyue.people.persons.facts import PersonLeft, PersonPosted, PersonsImported

REACTIONS: dict[type[Fact], Sequence[Reaction]] = {
    ApprovalGranted: [purchasing.order],
    ApprovalRefused: [purchasing.give_back],
    ApprovalWithdrawn: [purchasing.give_back],
    AttendanceImported: [follow_ups.learn_anew],
    BlockHit: [credentials_telling.tell_of_hit],
    CalendarPublished: [decisions_upkeep.follow_calendar],
    CanteenClosed: [follow_ups.forecast_anew],
    ClosureWithdrawn: [follow_ups.forecast_anew],
    DeviceFellIll: [gate_devices.tell],
    CredentialLost: [credentials_telling.tell_of_loss],
    EpisodeOpened: [people_beside_episodes.note_people, watch_telling.tell_of_opening],
    GatheringCancelled: [follow_ups.forecast_anew],
    GatheringNoted: [follow_ups.forecast_anew],
    GuestConsented: [faces_guests.follow_consent],
    GuestPassed: [permits_following.guest_passed, visitors_following.guest_passed],
    GuestsBooked: [follow_ups.forecast_anew],
    GuestsCancelled: [follow_ups.forecast_anew],
    HealthOrdered: [health_telling.tell_limit],
    HealthOrderEnded: [health_telling.tell_free],
    InstrumentCorrected: [consumption.follow_correction],
    InstrumentReplaced: [consumption.follow_replacement],
    MealsChosen: [follow_ups.forecast_anew],
    MeterChanged: [consumption.follow_change],
    MeterRetired: [consumption.follow_retirement],
    PersonLeft: [credentials.follow_leave],
    PersonPosted: [credentials.follow_posting],
    PersonsImported: [credentials.follow_import],
    PlateAsked: [credentials_telling.tell_of_asking],
    PlateDecided: [credentials_telling.tell_of_deciding],
    ParameterApproved: [decisions_upkeep.follow_parameter],
    ResidueTestFailed: [
        failed_residue_test.blame_supplier,
        failed_residue_test.blame_canteen,
    ],
    StaggeredDiningEnded: [staggered_dining.tell_end],
    StaggeredDiningOrdered: [staggered_dining.tell_slots],
    StoredFacesCounted: [faces_telling.tell_of_number],
    StrayFaceFound: [faces_telling.tell_of_stray],
    WeatherRecorded: [follow_ups.forecast_anew],
    WeatherTakenIn: [follow_ups.forecast_anew],
    GuestsAdded: [visitors_meals.count_anew],
    VisitChanged: [parking.move_spaces, visitors_meals.move],
    VisitConfirmed: [faces_guests.follow_confirmation, parking.keep_spaces, visitors_meals.book],
    VisitEnded: [faces_guests.follow_end, parking.give_back, visitors_meals.take_back],
    WorkdayChanged: [decisions_upkeep.follow_calendar],
}
