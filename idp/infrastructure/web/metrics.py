"""Numbers for Prometheus at ``/metrics``.

They are for the operator alone: only a scraper on this machine, or at an address among ``server.trusted_proxies``, that
connects directly gets them. What a proxy hands on comes from the public and finds no page here, whatever the proxy's
address is.

With several worker processes the numbers are summed over all of them: ``idp serve`` sets ``PROMETHEUS_MULTIPROC_DIR``
before the workers start.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import structlog
from flask import Flask, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from idp.infrastructure.web.endpoints import machine_endpoint
from idp.infrastructure.web.proxies import is_from_operator

EXTENSION = "einlass gauges"
_log = structlog.get_logger("idp.web")


def add_gauge(app: Flask, name: str, explanation: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
    """Show a number that is read at each scrape: ``read`` gives values by the content of ``label``."""
    app.extensions.setdefault(EXTENSION, []).append(_Gauge(name, explanation, label, read))


class _Gauge(Collector):
    def __init__(self, name: str, explanation: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        self._name, self._explanation, self._label, self._read = name, explanation, label, read

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(self._name, self._explanation, labels=[self._label])
        try:
            values = self._read()
        except SQLAlchemyError:
            # Left out: just when the database is away, the other numbers are needed most.
            _log.warning("a number can't be read", gauge=self._name)
            return
        for content, value in values.items():
            family.add_metric([content], value)
        yield family


class _All(Collector):
    """What this process or all workers have counted, and the gauges of the application."""

    def collect(self) -> Iterator[object]:  # type: ignore[override]  # families of both kinds
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            workers: Any = MultiProcessCollector
            yield from workers(CollectorRegistry()).collect()
        else:
            yield from REGISTRY.collect()
        for gauge in current_app.extensions.get(EXTENSION, []):
            yield from gauge.collect()


def init_metrics(app: Flask) -> None:
    """Serve ``/metrics``."""
    app.add_url_rule("/metrics", "metrics", metrics)


@machine_endpoint
def metrics() -> Response:
    """Everything counted, for a scraper that is the operator's own."""
    if not is_from_operator(request.environ):
        abort(404)
    registry = CollectorRegistry()
    registry.register(_All())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
