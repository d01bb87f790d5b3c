"""People's ways through the pages in a real Chromium, the sign-in also in Firefox, against a running trial.

Every page that is looked at is photographed into ``screenshots/`` (light and dark), and examined: no finding of
axe-core in either colour scheme, no sideways scroll at 320 pixels, at most 60 kB, nothing from another host, no
complaint in the browser's console. Firefox shows one colour scheme and tells no sizes.
"""
