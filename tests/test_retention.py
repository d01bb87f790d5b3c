"""What has had its time is deleted, in small steps and by one look at an index; what is still needed stays."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.audit.models import AuditEvent
from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.models import RateLimitCounter
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.infrastructure.retention import BATCH, RetentionRule, kept_tables, retention_rules
from idp.mail.sender import PAUSES
from idp.settings import MailSettings, RetentionSettings
from tests.architecture.source import ROOT
from tests.factories.organizations import create_organization
from tests.factories.rows import save_row
from tests.provisioning.databases import Database
from tests.provisioning.product import product

pytestmark = pytest.mark.each_kind

DEFAULTS = RetentionSettings()
RULES = retention_rules(product())
SECOND = timedelta(seconds=1)
DELETING = [rule for rule in RULES if rule.cleared is None]
LASTING = {True: "account.created", False: "sign_in.succeeded"}


def name_of(rule: RetentionRule) -> str:
    kind = "" if rule.only is None else f"-{rule.keep(DEFAULTS).days} days"
    return f"{rule.table}{kind}{'' if rule.cleared is None else '-' + rule.cleared.key}"


every_rule = pytest.mark.parametrize("rule", RULES, ids=name_of)


@pytest.fixture
def run_periodic_tasks(app):
    def work():
        with app.app_context():
            for task in periodic_tasks_of(app):
                task()

    return work


@pytest.fixture
def carry_out(app):
    def work(rule):
        with app.app_context():
            rule()

    return work


def save_aged(database, rule, age, **values):
    """A row that had its time so long ago."""
    if rule.table == "audit_events":
        values = {"action": LASTING[is_for_lasting(rule)], "ip": "203.0.113.7"} | values
    if rule.table == "agreements":
        values = {"state": "awaiting"} | values
    if rule.table == "invitations":
        values = {"organization_id": create_organization(database).id} | values
    return save_row(database, rule.moment.class_, **{rule.moment.key: current_time() - age}, **values)


def is_for_lasting(rule):
    return rule.only is not None and str(rule.only) == str(AuditEvent.is_lasting.is_(True))


def keys_in(database, rule):
    return set(database.rows(select(rule.moment.class_.__mapper__.primary_key[0])))


def test_every_table_has_a_rule_or_a_reason_to_stay() -> None:
    ruled = {rule.table for rule in DELETING}
    kept = set(kept_tables(product()))
    assert ruled | kept == set(Base.metadata.tables)
    assert not ruled & kept


def test_the_worker_carries_every_rule_out(app) -> None:
    assert set(retention_rules(app)) <= set(periodic_tasks_of(app))


def test_the_manual_names_every_table_and_setting() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.partition("\n## Retention\n")[2].partition("\n## ")[0]
    for name in [rule.table for rule in RULES] + list(RetentionSettings.model_fields):
        assert f"`{name}`" in section


@pytest.mark.parametrize("rule", DELETING, ids=name_of)
def test_a_row_goes_when_its_time_is_over_and_not_a_moment_before(database, clock, carry_out, rule):
    keep = rule.keep(DEFAULTS)
    save_aged(database, rule, keep + SECOND)
    save_aged(database, rule, keep + timedelta(days=4000))
    kept = {save_aged(database, rule, age) for age in (keep, keep - SECOND, timedelta(days=-400))}
    carry_out(rule)

    assert keys_in(database, rule) == kept


def test_nothing_that_is_needed_goes_with_all_rules_together(database, clock, run_periodic_tasks):
    """A row whose time is not over is safe from every other rule on the same table, too."""
    kept = {rule: save_aged(database, rule, rule.keep(DEFAULTS)) for rule in DELETING}
    run_periodic_tasks()

    assert {rule: key for rule, key in kept.items() if key not in keys_in(database, rule)} == {}


def test_the_operator_says_for_how_long(make_app, database, clock):
    rule = next(rule for rule in RULES if rule.table == "sessions")
    save_aged(database, rule, timedelta(days=4))
    kept = save_aged(database, rule, timedelta(days=3))
    with make_app(retention={"sessions_days": 3}).app_context():
        rule()

    assert keys_in(database, rule) == {kept}


def test_an_event_loses_its_address_and_stays(database, clock, run_periodic_tasks):
    days = timedelta(days=DEFAULTS.event_addresses_days)
    old = days + SECOND
    for action, age in (
        ("sign_in.failed", old),
        ("consent.granted", old),
        ("sign_in.failed", days),
    ):
        save_row(database, AuditEvent, action=action, at=current_time() - age, ip="203.0.113.7", portal="shop")
    run_periodic_tasks()

    events = database.rows(select(AuditEvent).order_by(AuditEvent.at, AuditEvent.action))
    assert [(event.action, event.ip) for event in events] == [
        ("consent.granted", None),
        ("sign_in.failed", None),
        ("sign_in.failed", "203.0.113.7"),
    ]
    assert {event.portal for event in events} == {"shop"}


@pytest.mark.parametrize("action", ["account.deleted", "consent.granted", "client.created", "email_change.confirmed"])
def test_what_proves_something_is_kept_for_years(database, clock, run_periodic_tasks, action):
    save_row(database, AuditEvent, action=action, at=current_time() - timedelta(days=DEFAULTS.lasting_events_days))
    save_row(database, AuditEvent, action=action, at=current_time() - timedelta(days=DEFAULTS.lasting_events_days + 1))
    run_periodic_tasks()

    assert database.count(AuditEvent) == 1


def test_no_mail_is_deleted_that_is_still_tried() -> None:
    attempts = next(bound.le for bound in MailSettings.model_fields["attempts"].metadata if hasattr(bound, "le"))
    days = next(bound.ge for bound in RetentionSettings.model_fields["mail_days"].metadata if hasattr(bound, "ge"))
    longest = sum((PAUSES.decide(number, chance=1) for number in range(1, attempts)), timedelta(0))

    assert longest < timedelta(days=days)


def test_more_rows_than_a_batch_go_in_several_transactions(database, clock, app, carry_out):
    rule = next(rule for rule in RULES if rule.table == "rate_limit_counters")
    with database.transaction() as session:
        session.add_all(
            RateLimitCounter(
                key_hash=str(n), window_started_at=current_time(), window_ends_at=current_time() - SECOND, attempts=1
            )
            for n in range(BATCH + 5)
        )
    carry_out(rule)

    assert database.count(RateLimitCounter) == 0


def test_two_workers_at_once_delete_each_row_once(app, database):
    rule = next(rule for rule in RULES if rule.table == "rate_limit_counters")
    now = current_time() - SECOND
    with database.transaction() as session:
        session.add_all(
            RateLimitCounter(key_hash=str(n), window_started_at=now, window_ends_at=now, attempts=1)
            for n in range(3 * BATCH)
        )
    failed = []

    def work():
        try:
            with app.app_context():
                rule()
        except Exception as error:
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failed == []
    assert database.count(RateLimitCounter) == 0


@pytest.mark.only_on("postgresql")
def test_what_somebody_is_changing_is_left_for_the_next_time(app, database, carry_out):
    """A counter whose window begins anew at this moment must not be forgotten."""
    rule = next(rule for rule in RULES if rule.table == "rate_limit_counters")
    budget = Budget("test", 5, timedelta(minutes=1))
    with app.app_context():
        hit_limit([budget], current_time() - timedelta(hours=1))
    with database.transaction() as session:
        session.execute(
            update(RateLimitCounter).values(attempts=4, window_ends_at=current_time() + timedelta(minutes=1))
        )
        carry_out(rule)

    with app.app_context():
        assert hit_limit([budget], current_time()).is_allowed
        assert not hit_limit([budget], current_time()).is_allowed


@every_rule
def test_the_minutely_look_is_a_look_at_an_index(database, rule):
    """However long the table is: the expired rows lie together at the beginning of an index."""
    plan = explain(database, rule)
    assert "Seq Scan" not in plan
    assert "SCAN" not in plan.replace("Index Only Scan", "").replace("Index Scan", "")
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    assert rule.moment.key in plan


def explain(database: Database, rule: RetentionRule) -> str:
    statement = rule.expired(current_time()).limit(BATCH)
    sql = str(statement.compile(database.engine, compile_kwargs={"literal_binds": True}))
    with database.engine.connect() as connection:
        if database.kind == "sqlite":
            return "\n".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))
        # A planner that knows the table to be empty would read all of it.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}"))
