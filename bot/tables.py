"""Every table of the product, so that one metadata knows them all."""

from bot.audit import models as audit
from bot.channels.telegram import inbox
from bot.delivery import models as delivery
from bot.dialogues import models as dialogues
from bot.interactions import models as interactions
from bot.people import models as people
from bot.people import sign_in_models
from bot.places import models as places
from bot.questions import models as questions
from bot.store import leases, marks
from bot.store.records import Record

__all__ = [
    "METADATA",
    "audit",
    "delivery",
    "dialogues",
    "inbox",
    "interactions",
    "leases",
    "marks",
    "people",
    "places",
    "questions",
    "sign_in_models",
]

METADATA = Record.metadata
