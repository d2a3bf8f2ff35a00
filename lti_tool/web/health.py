"""Is it alive, is it ready, what does it count: for the machine that looks after it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.errors import NotFound
from lti_tool.lti import keys
from lti_tool.models import Attempt, Delivery, ToolKey
from lti_tool.sealing import Unsealable, same
from lti_tool.web import current

bp = Blueprint("health", __name__)
OPEN = ("pending", "sending", "confirming", "waiting")  # deliveries that are under way
LOOPBACK = ("127.0.0.1", "::1")


@bp.get("/healthz")
def alive() -> str:
    """The process answers."""
    return "ok"


@bp.get("/readyz")
def ready() -> Response:
    """It can serve; 503 and the names of what fails."""
    failing = failures()
    answer = jsonify(ready=not failing, failing=failing)
    answer.status_code = 503 if failing else 200
    return answer


def failures() -> list[str]:
    """Which of database, migrations and key keep the tool from serving."""
    try:
        if not current.database.current():
            return ["migrations"]
        with current.database.system(read=True) as db:
            sealed = db.scalar(select(ToolKey.sealed).where(ToolKey.state == "active"))
    except SQLAlchemyError:
        return ["database"]
    return [] if sealed is not None and _opens(sealed) else ["key"]


def _opens(sealed: bytes) -> bool:
    """Whether the operator's secret opens our signing key."""
    try:
        current.sealer.unseal(keys.PURPOSE, sealed)
    except Unsealable:
        return False
    return True


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus's text; NotFound for whoever has neither the token nor this machine."""
    token = current.config.metrics_token
    if token is None:
        allowed = request.remote_addr in LOOPBACK and not current.config.proxies
    else:
        allowed = same(
            request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()
        )
    if not allowed:
        raise NotFound("metrics")
    return Response(_counted(), content_type=CONTENT_TYPE_LATEST)


def _counted() -> bytes:
    """What every process counted, and what the database holds now."""
    now = CollectorRegistry()
    now.register(_Now())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        everybody = CollectorRegistry()
        multiprocess.MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
        return generate_latest(everybody) + generate_latest(now)
    return generate_latest(REGISTRY) + generate_latest(now)


class _Now(Collector):
    """Gauges read from the database at each scrape: they are the same from any process."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Sittings, deliveries by state, and how long the oldest has waited."""
        with current.database.system(read=True) as db:
            sitting = db.scalar(select(func.count(Attempt.id)).where(Attempt.state == "sitting"))
            states = db.execute(
                select(Delivery.state, func.count(Delivery.id)).group_by(Delivery.state)
            ).all()
            oldest = db.scalar(
                select(func.min(Delivery.first_try_at)).where(Delivery.state.in_(OPEN))
            )
        yield GaugeMetricFamily("cartable_sitting", "Exams under way", value=sitting or 0)
        deliveries = GaugeMetricFamily("cartable_delivery", "Deliveries by state", labels=["state"])
        for state, count in states:
            deliveries.add_metric([state], count)
        yield deliveries
        waited = (current.now() - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily(
            "cartable_delivery_oldest_seconds", "Since the oldest was tried first", value=waited
        )
