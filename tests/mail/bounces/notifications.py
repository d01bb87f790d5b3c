"""Delivery status notifications (RFC 3464), as mail servers write them."""

from pathlib import Path

SAMPLES = Path(__file__).with_name("samples")


def notification(
    recipient: str = "anna@example.com",
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 no such user here",
) -> bytes:
    """One in the form of Postfix."""
    text = (SAMPLES / "postfix.eml").read_text(encoding="utf-8")
    for name, value in (
        ("RECIPIENT", recipient),
        ("ACTION", action),
        ("STATUS", status),
        ("DIAGNOSTIC", diagnostic),
    ):
        text = text.replace(f"@{name}@", value)
    return text.replace("\n", "\r\n").encode()


def sample(name: str) -> bytes:
    """A stored notification, with the line ends of SMTP."""
    return (SAMPLES / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")
