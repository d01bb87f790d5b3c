"""People's ways through the pages in a real Chromium, the sign-in also in Firefox, against a running trial.

Every page that is looked at is examined: no finding of axe-core in the journey's colour scheme, no sideways scroll at
320 pixels, at most 60 kB, nothing from another host, no complaint in the browser's console. Firefox tells no sizes.
``IDP_TEST_PICTURES=1`` photographs it into ``screenshots/`` as well.
"""
