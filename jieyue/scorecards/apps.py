from django.apps import AppConfig


class Config(AppConfig):
    name = "jieyue.scorecards"
