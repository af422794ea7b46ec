from django.urls import path

from jieyue.kit.audit import views as audit
from jieyue.kit.files import views as files
from jieyue.kit.parameters import views as parameters
from jieyue.kit.tasks import views as tasks
from jieyue.kit.workdays import views as workdays

app_name = "kit"
urlpatterns = [
    path("deliveries/", audit.deliveries, name="deliveries"),
    path("deliveries/<int:delivery_id>/", audit.delivery, name="delivery"),
    path("files/<int:file_id>/", files.download, name="file"),
    path("journal/", audit.journal, name="journal"),
    path("journal/<int:entry_id>/", audit.entry, name="entry"),
    path("journal/verify/", audit.verify, name="journal_verify"),
    path("parameters/", parameters.index, name="parameters"),
    path("parameters/<str:code>/", parameters.parameter, name="parameter"),
    path(
        "parameters/<str:code>/versions/<int:version_id>/",
        parameters.decide,
        name="parameter_decide",
    ),
    path("tasks/", tasks.index, name="tasks"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("tasks/<int:task_id>/cancel/", tasks.cancel, name="task_cancel"),
    path("workdays/", workdays.this_year, name="workdays_now"),
    path("workdays/<int:year>/", workdays.year, name="workdays"),
    path("workdays/<int:year>/<int:month>/<int:day>/", workdays.day, name="workday"),
    path("workdays/<int:year>/publish/", workdays.publish, name="workdays_publish"),
]
