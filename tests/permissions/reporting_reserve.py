"""谋划储备: everybody who has to do with projects; a reporter sees its own unit's."""

from tests.permissions.reporting_figures import READERS

ROWS = [("reporting:reserve", {}, READERS)]
