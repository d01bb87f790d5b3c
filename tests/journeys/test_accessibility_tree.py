"""What a snapshot leaves out of an accessibility tree."""

import pytest

from tests.journeys.accessibility_tree import mask_tree


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ('- link "Weiter":\n  - /url: /signin/int_7f?x=1\n', '- link "Weiter"\n'),
        ('- link "Logo":\n  - /url: /\n  - img\n', '- link "Logo":\n  - img\n'),
        ("- code: 3dyk-36xm-dk8k-azhc\n", "- code: CODE\n"),
        ("- code: JBSW Y3DP EHPK 3PXP\n", "- code: CODE\n"),
        ("- time: 29. November 2026, 11:25 Uhr\n", "- time: DAY, 0:0 Uhr\n"),
        ("- text: seit 3. Dez.\n", "- text: seit DAY\n"),
        ('- heading "Freitag, 27. November" [level=2]\n', '- heading "DAY" [level=2]\n'),
        ("- text: gestern, 16:16\n", "- text: DAY, 0:0\n"),
        ('- heading "Ada Beispiel 12" [level=1]\n', '- heading "Ada Beispiel 0" [level=1]\n'),
        ("- definition: acc_7bbf2f1ee4ddbccb\n", "- definition: ID\n"),
        ("- code: 0f3a99c1d2e4b576\n", "- code: ID\n"),
        ('- textbox "E‑Mail-Adresse"\n', '- textbox "E‑Mail-Adresse"\n'),
    ],
)
def test_what_differs_from_run_to_run_is_masked(line: str, masked: str) -> None:
    assert mask_tree(line) == masked
