from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.utils import timezone

from jieyue.canteen.stock.opening import open_old_lots


def forwards(apps: Apps, _editor: Any) -> None:
    open_old_lots(apps, at=timezone.now())


class Migration(migrations.Migration):
    """Lots of before get their opening movement, and each a number of its own."""

    dependencies = [("canteen", "0002_whole_loop")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
