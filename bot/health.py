"""What a balancer, a watchman and Prometheus may ask. Nothing here tells of a place or a person."""

from __future__ import annotations

import hmac
import ipaddress

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.worker import Worker
from bot.settings import Settings
from bot.store.database import Store

BY_A_PROXY = ("x-forwarded", "forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip")
"""Headers, by how they begin, that say: somebody else stands behind this address."""


class Health:
    """/healthz, /readyz and /metrics. ``channel`` is None in a console alone."""

    def __init__(self, store: Store, channel: Channel | None, settings: Settings) -> None:
        self._store = store
        self._channel = channel
        self._settings = settings
        self._registry = CollectorRegistry()
        if channel is not None:
            self._registry.register(_WorkerFigures(channel.worker))

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
        ]

    async def healthz(self, request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(self, request: Request) -> Response:
        parts = {"database": await self._database(), "bot_api": await self._bot_api()}
        status = 200 if all(parts.values()) else 503
        if not self._may_see_details(request):
            return PlainTextResponse("ready" if status == 200 else "not ready", status)
        return JSONResponse(parts, status)

    async def metrics(self, request: Request) -> Response:
        if not self._may_see_details(request):
            return PlainTextResponse("not found", 404)
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

    def _may_see_details(self, request: Request) -> bool:
        """Loopback without a proxy in between, or the token (C15)."""
        if token := self._settings.metrics_token:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
                return True
        if any(each.startswith(BY_A_PROXY) for each in request.headers):
            return False
        return request.client is not None and _is_loopback(request.client.host)

    async def _database(self) -> bool:
        try:
            return await self._store.read(lambda s: s.scalar(text("SELECT 1")) == 1)
        except Exception:
            return False

    async def _bot_api(self) -> bool:
        return self._channel is None or await self._channel.is_reachable()


class _WorkerFigures:
    """Read when asked: how much is at work and how much was done."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def collect(self) -> list[Metric]:
        figures = {
            "kopuro_updates_in_hand": ("Updates taken in and not yet answered", "in_hand"),
            "kopuro_updates_answered": ("Updates answered since the start", "answered"),
            "kopuro_updates_failed": ("Attempts that failed since the start", "failures"),
            "kopuro_messages_sent": ("Parcels handed over since the start", "sent_parcels"),
            "kopuro_messages_failed": ("Parcels that were not taken since the start", "unsent"),
        }
        return [
            GaugeMetricFamily(name, what, value=float(getattr(self._worker, attribute)))
            for name, (what, attribute) in figures.items()
        ]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
