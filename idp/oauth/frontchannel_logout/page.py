"""The page between a sign-out and where it leads, which tells the applications of this browser."""

from collections.abc import Collection

from werkzeug.wrappers import Response

from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.headers import allow_frame
from idp.infrastructure.web.pages import render_page
from idp.oauth.frontchannel_logout.frames import find_frames
from idp.sessions import SignedIn


def tell_applications(response: Response, ended: Collection[SignedIn]) -> None:
    """Make a redirect after a sign-out the page with the frames, which leads to the same address.

    What is no redirect stays as it is, as does one for people whose applications have nothing to be told.
    """
    if "Location" not in response.headers or not ended:
        return
    session_ids = [each.session_id for each in ended]
    found = find_frames(current_session(), session_ids, current_settings().issuer)
    frames = [address for address in found if allow_frame(address) is not None]
    if frames:
        next_url = response.headers["Location"]
        page = render_page("oauth/frontchannel_logout.html", frames=frames, next_url=next_url)
        del response.headers["Location"]
        response.status_code = page.status_code
        response.mimetype = str(page.mimetype)
        response.set_data(page.get_data())
