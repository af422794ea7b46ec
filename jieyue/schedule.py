"""Door 2: every timed job, in local time, and every kind of background work."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from jieyue.access.console import forgetting as console
from jieyue.access.credentials import follow_ups as credentials
from jieyue.access.credentials import signing
from jieyue.access.credentials import telling as credentials_telling
from jieyue.access.decisions import hits as decisions_hits
from jieyue.access.decisions import upkeep as decisions_upkeep
from jieyue.access.deliveries import nightly as deliveries
from jieyue.access.edge import nightly as edge
from jieyue.access.edge import watching as edge_watching
from jieyue.access.entries import nightly
from jieyue.access.faces import retention as faces
from jieyue.access.faces import telling as faces_telling
from jieyue.access.gates import commands as gate_commands
from jieyue.access.health import actions as health_orders
from jieyue.access.lookups import actions as lookups
from jieyue.access.muster import timed as musters
from jieyue.access.parking import hours as parking_hours
from jieyue.access.parking import watch as parking_watch
from jieyue.access.permits import rounds as permits_rounds
from jieyue.access.presence import timed as presence
from jieyue.access.silence import watching as gate_devices
from jieyue.access.statistics import counting as passages
from jieyue.access.visitors import forgetting as visitors_forgetting
from jieyue.access.visitors import rounds as visitors_rounds
from jieyue.canteen.balance import actions as balance
from jieyue.canteen.evaluation import nightly as evaluation
from jieyue.canteen.experiments import actions as experiments
from jieyue.canteen.food_safety import reminders as food_safety
from jieyue.canteen.forecast import backtests, learning, making, scoring
from jieyue.canteen.menus import nightly as menus
from jieyue.canteen.planning import nightly as planning
from jieyue.canteen.samples import checking as sample_checks
from jieyue.canteen.samples import illness
from jieyue.canteen.service import counting
from jieyue.canteen.staff_health import warnings as staff_health
from jieyue.canteen.stock import reminders as fridges
from jieyue.canteen.suppliers import certificates
from jieyue.canteen.waste import proposals
from jieyue.energy.allocation import monthly as allocation
from jieyue.energy.evaluation import cards as energy_cards
from jieyue.energy.intake import uploads
from jieyue.energy.meters import reminders as calibrations
from jieyue.energy.quotas import nightly as quotas
from jieyue.energy.statistics import reminders as energy_reports
from jieyue.energy.targets import yearly as targets
from jieyue.energy.watch import rounds as watch_rounds
from jieyue.energy.watch import telling as watch_telling
from jieyue.energy.water import leaks, nights
from jieyue.flows import lunch_forecast, shared_energy, visitors_meals
from jieyue.kit import idempotency
from jieyue.kit.audit import actions as audit
from jieyue.kit.journal import sealing
from jieyue.kit.tasks import Job, Work, due_runs, labelled

JOBS = [
    Job("50 * * * *", faces.delete_due, late_limit=timedelta(hours=12)),
    Job("55 3 * * *", faces.count, late_limit=timedelta(hours=20)),
    Job("57 3 * * *", faces.forget, late_limit=timedelta(hours=20)),
    Job("12 * * * *", faces_telling.tell_overdue, late_limit=timedelta(hours=12)),
    Job("*/2 * * * *", decisions_hits.note, late_limit=timedelta(minutes=15)),
    Job("35 3 * * *", decisions_upkeep.forget, late_limit=timedelta(hours=12)),
    Job("5 0 * * *", credentials.end_expired, late_limit=timedelta(hours=20)),
    Job("25 3 * * *", signing.forget_dead, late_limit=timedelta(hours=12)),
    Job("15 8 * * *", credentials_telling.remind_of_blocks, late_limit=timedelta(hours=12)),
    Job("* * * * *", gate_commands.look_for_late, catch_up=False),
    Job("* * * * *", gate_devices.look, catch_up=False),
    Job("* * * * *", sealing.seal_all, every_site=False),
    Job("5 8 * * 1", gate_devices.remind_of_keys, late_limit=timedelta(hours=12)),
    Job("0 9 * * 1", food_safety.remind_of_the_week),
    Job("0 9 5 * *", food_safety.remind_of_the_month),
    Job("*/10 6-23 * * *", counting.count_meals),
    Job("*/10 * * * *", illness.remind),
    Job("*/10 6-23 * * *", sample_checks.check_meals),
    Job("10 2 * * *", learning.nightly, late_limit=timedelta(hours=6)),
    Job("15 23 * * *", balance.nightly, late_limit=timedelta(hours=8)),
    Job("15,45 8-9 * * *", lunch_forecast.correct, workdays_only=True),
    Job("20 0 * * *", lunch_forecast.keep_presence),
    Job("15 1 * * *", passages.nightly, late_limit=timedelta(hours=12)),
    Job("20 3 * * *", due_runs.forget_old, every_site=False),
    Job("20 5 3 * *", allocation.draft_last_month, late_limit=timedelta(hours=48)),
    Job("25 3 * * *", shared_energy.keep_diner_meals, late_limit=timedelta(hours=12)),
    Job("30 1 * * *", menus.learn, late_limit=timedelta(hours=6)),
    Job("30 10 * * *", visitors_meals.take_back_of_absent, late_limit=timedelta(minutes=30)),
    Job("30 16 * * *", food_safety.remind_of_the_day, workdays_only=True),
    Job("30 19 * * *", making.evening, late_limit=timedelta(hours=10)),
    Job("30 3 * * *", idempotency.forget_old, every_site=False),
    Job("40 1 * * *", scoring.nightly, late_limit=timedelta(hours=6)),
    Job("40 19 * * *", planning.draft_ahead, late_limit=timedelta(hours=10)),
    Job("50 2 * * *", proposals.nightly, late_limit=timedelta(hours=6)),
    Job("1,16,31,46 * * * *", presence.every_quarter, catch_up=False),
    Job("20 9 * * *", presence.tell, late_limit=timedelta(hours=12)),
    Job("36 3 * * *", musters.forget),
    Job("38 3 * * *", edge.forget, late_limit=timedelta(hours=12)),
    Job("32 3 * * *", presence.nightly, late_limit=timedelta(hours=12)),
    Job("0 * * * *", parking_hours.keep_hour),
    Job("4-59/10 * * * *", parking_watch.look, catch_up=False),
    Job("40 3 * * *", nightly.forget),
    Job("42 3 * * *", console.forget, late_limit=timedelta(hours=12)),
    Job("45 3 * * *", lookups.forget, late_limit=timedelta(hours=20)),
    Job("42 3 * * *", deliveries.forget, late_limit=timedelta(hours=12)),
    Job("44 3 * * *", parking_hours.forget, late_limit=timedelta(hours=12)),
    Job("*/5 * * * *", permits_rounds.look),
    Job("*/5 * * * *", visitors_rounds.look),
    Job("35 0 * * *", permits_rounds.forget, late_limit=timedelta(hours=20)),
    Job("30 0 * * *", visitors_forgetting.forget, late_limit=timedelta(hours=20)),
    Job("45 4 * * *", evaluation.keep_cards, late_limit=timedelta(hours=12)),
    Job("55 5 * * *", targets.take_last_year, late_limit=timedelta(hours=12)),
    Job("45 5 * * 1", energy_cards.keep, late_limit=timedelta(days=2)),
    Job("50 5 * * *", quotas.look, late_limit=timedelta(hours=12)),
    Job("3,18,33,48 * * * *", watch_rounds.every_quarter, catch_up=False),
    Job("22 * * * *", watch_rounds.hourly, catch_up=False),
    Job("35 4 * * *", watch_rounds.nightly, late_limit=timedelta(hours=12)),
    Job("8,23,38,53 * * * *", watch_telling.escalate),
    Job("30 8 * * *", watch_telling.send_digest, late_limit=timedelta(hours=4)),
    Job("*/10 * * * *", health_orders.close_due),
    Job("*/5 * * * *", edge_watching.look, catch_up=False),
    Job("5 0 * * *", experiments.start_due, late_limit=timedelta(hours=20)),
    Job("5 7 * * *", certificates.warn, late_limit=timedelta(hours=12)),
    Job("5 8 * * *", calibrations.remind, late_limit=timedelta(hours=12)),
    Job("5 8 * * *", staff_health.warn),
    Job("10 8 * * *", energy_reports.remind, late_limit=timedelta(hours=12)),
    Job("5 10,17 * * *", fridges.remind, late_limit=timedelta(hours=2)),
    Job("25 * * * *", leaks.watch_leaks),
    Job("50 4 * * *", nights.watch_nights, late_limit=timedelta(hours=8)),
]

TASKS: dict[str, Work] = {
    "canteen.forecast.backtest": labelled(_("Back-test of the forecast"))(backtests.run),
    "canteen.forecast.learn": labelled(_("Learning the forecast anew"))(making.learn_work),
    "canteen.forecast.make": labelled(_("Forecasting the days ahead"))(making.work),
    "energy.evaluation.draft": energy_cards.work,
    "energy.intake.import": labelled(_("Taking in a file of readings"))(uploads.work),
    "kit.audit.verify": audit.verify,
}
