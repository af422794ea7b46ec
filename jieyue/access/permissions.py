"""Rights over gates, who passes them and who is inside, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import Permission


class AccessPermission(Permission):
    """Single passages are read by few; only counts by unit leave this domain."""

    BLOCKS_EDIT = "access.blocks.edit", _("Put people, cards and plates on the block list")
    BLOCKS_READ = "access.blocks.read", _("See the block list")
    CONSOLE_READ = "access.console.read", _("Watch the gates live")
    CREDENTIALS_EDIT = "access.credentials.edit", _("Issue, block and end credentials")
    CREDENTIALS_READ = "access.credentials.read", _("See credentials")
    DECISIONS_ASK = "access.decisions.ask", _("Ask whether somebody may pass (devices)")
    DECISIONS_READ = "access.decisions.read", _("See single decisions of the gates and why")
    DEVICES_EDIT = "access.devices.edit", _("Register gate devices and renew their keys")
    DEVICES_READ = "access.devices.read", _("See gate devices and what they delivered")
    EDGE_SYNC = "access.edge.sync", _("Fetch the gate room's snapshot and send its queue (devices)")
    ENTRIES_STORE = "access.entries.store", _("Deliver gate entries")
    FACES_EDIT = "access.faces.edit", _("Enrol and delete faces, keep the register of face use")
    FACES_READ = "access.faces.read", _("See how many faces are stored and on what grounds")
    GATES_EDIT = "access.gates.edit", _("Set up zones, gates and opening plans")
    GATES_OPEN = "access.gates.open", _("Open a gate by hand, with a reason")
    GATES_READ = "access.gates.read", _("See zones, gates and opening plans")
    GATES_RELEASE = "access.gates.release", _("Open all gates in a fire")
    HEALTH_DECLARE = "access.health.declare", _("Declare one's health under an order")
    HEALTH_ORDER = "access.health.order", _("Order health measures and end them")
    HEALTH_READ = "access.health.read", _("See health measures and their figures")
    HEALTH_RECORD = "access.health.record", _("Record temperatures and isolation")
    HEALTH_TRACE = "access.health.trace", _("Trace contacts under an order")
    MUSTER_CALL = "access.muster.call", _("Call a muster and mark who was found")
    MUSTER_READ = "access.muster.read", _("See who is inside for an emergency")
    PARKING_EDIT = "access.parking.edit", _("Set up parking spaces and assign them")
    PARKING_READ = "access.parking.read", _("See the parking map")
    PERMITS_EDIT = "access.permits.edit", _("Issue contractors' work permits")
    PERMITS_READ = "access.permits.read", _("See contractors' work permits")
    PRESENCE_LOOKUP = "access.presence.lookup", _("Look up one person's whereabouts for a purpose")
    PRESENCE_READ = "access.presence.read", _("See how many people are inside, by unit")
    STATISTICS_READ = "access.statistics.read", _("See the statistics of the gates")
    VISITORS_EDIT = "access.visitors.edit", _("Stop visits and set their rules")
    VISITORS_INVITE = "access.visitors.invite", _("Invite visitors and confirm requests")
    VISITORS_READ = "access.visitors.read", _("See visits")
    VISITORS_RECEIVE = "access.visitors.receive", _("Receive visitors at the gate")
