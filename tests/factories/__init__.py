"""Rows with boring defaults: pass only what matters to the test. One module per subject."""

from tests.factories.accounts import *  # noqa: F403
from tests.factories.automation import *  # noqa: F403
from tests.factories.hooks import *  # noqa: F403
from tests.factories.leaks import *  # noqa: F403
from tests.factories.log import *  # noqa: F403
from tests.factories.notices import *  # noqa: F403
from tests.factories.programs import *  # noqa: F403
from tests.factories.providers import *  # noqa: F403
from tests.factories.reports import *  # noqa: F403
from tests.factories.rewards import *  # noqa: F403
from tests.factories.search import *  # noqa: F403
from tests.factories.secrets import *  # noqa: F403
