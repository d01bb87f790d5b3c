"""What is counted while the provider works; ``/metrics`` shows it.

A count costs a microsecond and writes nothing to the database, so it may stand on the hot paths.
"""

from functools import lru_cache

from prometheus_client import Counter, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

_requests = Counter("idp_requests", "Requests answered.", ["endpoint", "status"])
_request_seconds = Histogram("idp_request_seconds", "Time to answer a request.", ["endpoint"], buckets=_SECONDS)
_sign_ins = Counter("idp_sign_ins", "Sign-ins tried, by result.", ["result"])
_evidence = Counter("idp_registration_evidence", "Evidence that people showed when they registered.", ["result"])
_fallen = Counter("idp_processes_fallen", "Processes of the server that ended unasked.", ["process"])
_tokens = Counter("idp_tokens_issued", "Tokens issued, by kind.", ["kind"])


def count_request(endpoint: str, status: int, seconds: float | None = None) -> None:
    """Count one answered request; ``endpoint`` is a name of ours, never an address that was asked for."""
    _requests_of(endpoint, status).inc()
    if seconds is not None:
        _seconds_of(endpoint).observe(seconds)


def count_sign_in(result: str) -> None:
    """Count one sign-in that was tried: ``success``, ``wrong_password``, ``throttled``."""
    _sign_ins.labels(result).inc()


def count_evidence(result: str) -> None:
    """Count the evidence of one page of a registration: ``enough``, ``not_enough``, ``down``, ``throttled``."""
    _evidence.labels(result).inc()


def prepare_to_count_falls(process: str) -> None:
    """Open what :func:`count_fallen_process` writes to, as long as there is a descriptor for it."""
    _fallen.labels(process)


def count_fallen_process(process: str) -> None:
    """Count one process of the server that ended unasked; ``process`` is its name."""
    _fallen.labels(process).inc()


def count_token(kind: str) -> None:
    """Count one token that was issued: ``access``, ``id``, ``refresh``."""
    _tokens_of(kind).inc()


# Looking a label up takes longer than counting.
@lru_cache(maxsize=2000)
def _requests_of(endpoint: str, status: int) -> Counter:
    return _requests.labels(endpoint, str(status))


@lru_cache(maxsize=500)
def _seconds_of(endpoint: str) -> Histogram:
    return _request_seconds.labels(endpoint)


@lru_cache(maxsize=20)
def _tokens_of(kind: str) -> Counter:
    return _tokens.labels(kind)
