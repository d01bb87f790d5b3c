"""What waits in the outbox is seen in the operator's numbers."""

from collections.abc import Callable

from flask.testing import FlaskClient

from idp.infrastructure.web.application import Application


def test_a_mail_that_waits_is_counted(app: Application, client: FlaskClient, write_mail: Callable[..., str]) -> None:
    write_mail(app)

    numbers = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text

    assert 'idp_outbox_mails{state="queued"} 1.0' in numbers
    assert 'idp_outbox_mails{state="failed"} 0.0' in numbers
