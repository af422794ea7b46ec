from django.urls import path

from jieyue.kit import shell_pages

app_name = "shell"
urlpatterns = [
    path("preferences/language/", shell_pages.set_language, name="language"),
    path("preferences/site/", shell_pages.set_site, name="site"),
    path("preferences/theme/", shell_pages.set_theme, name="theme"),
    path("search/", shell_pages.search, name="search"),
    path("worker.js", shell_pages.worker, name="worker"),
]
