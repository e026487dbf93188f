"""What the places room refuses, named by the fact. Unknown and forbidden are both NotFound."""

from __future__ import annotations


class TooManyInvitations(Exception):
    """This person has made as many invitations within an hour as anybody may (C44)."""


class RoleDoesNotFit(Exception):
    """There is no such role in a place of this level: a village office sits in a community."""


class AlreadyHeld(Exception):
    """The person holds this post already."""


class LastAdministrator(Exception):
    """Without this post nobody could appoint anybody: another administrator comes first."""


class AlreadyDeclared(Exception):
    """A person says once whether they are a woman or a man; askers rely on it."""


class BrokenPlaces(Exception):
    """The file has problems; nothing of it was taken over."""
