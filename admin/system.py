"""What runs, and how much of what there is: no secret, no address, nothing of anybody."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from starlette.responses import Response

from admin.visits import Visit
from bot.articles import service as articles
from bot.delivery import service as delivery
from bot.errors import NotFound
from bot.insights import service as insights
from bot.places import service as places
from bot.places.service import Right


def show(visit: Visit) -> Response:
    """For administrators of the whole country."""
    if places.where_may(visit.session, visit.person, Right.ADMINISTER) is not None:
        raise NotFound("system")
    _ = visit.speech.gettext
    bind = visit.session.get_bind()
    catalogue = articles.catalogue()
    count = visit.speech.count
    facts = [
        (_("Kopuro"), _version()),
        (_("Python"), platform.python_version()),
        (_("Database"), f"{bind.dialect.name} {_database(visit)}"),
        (_("Articles"), count(len(catalogue.articles))),
        (_("Edition of the articles"), catalogue.content_hash[:12]),
        (_("Places"), count(len(places.gazetteer(visit.session)))),
        (
            _("Questions that wait"),
            count(
                insights.how_many_wait(visit.session, visit.person, with_sample=visit.with_sample)
            ),
        ),
        (_("Messages about to leave"), count(_parcels(visit, delivery.State.WAITING))),
        (_("Messages that could not be delivered"), count(_parcels(visit, delivery.State.FAILED))),
    ]
    return visit.page("system.html", facts=facts)


def _version() -> str:
    """Of the installed package; a checkout has none."""
    try:
        return version("kopuro")
    except PackageNotFoundError:
        return "dev"


def _database(visit: Visit) -> str:
    query = "select sqlite_version()" if _is_sqlite(visit) else "show server_version"
    return str(visit.session.connection().exec_driver_sql(query).scalar())


def _is_sqlite(visit: Visit) -> bool:
    return visit.session.get_bind().dialect.name == "sqlite"


def _parcels(visit: Visit, state: delivery.State) -> int:
    return delivery.how_many(visit.session, state)
