import pytest

from tests.servers import chromium

both_browsers = pytest.mark.parametrize(
    "browser", [chromium.CURRENT, chromium.OLD], indirect=True, ids="chromium-{}".format
)
