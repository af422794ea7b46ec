"""Finds the topics' modules of one name, so that a topic is known by being there."""

import pkgutil
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


def import_from_topics(name: str) -> None:
    """Import `<domain>.<topic>.<name>` wherever a topic of ours has such a module."""
    for config in apps.get_app_configs():
        if config.name.startswith("jieyue."):
            for topic in pkgutil.iter_modules([config.path]):
                module = f"{config.name}.{topic.name}"
                if topic.ispkg and find_spec(f"{module}.{name}"):
                    import_module(f"{module}.{name}")
