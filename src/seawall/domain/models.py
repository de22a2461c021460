"""Index of all tables, in subject order: Django finds them here."""
# ruff: noqa: F403, I001

from seawall.domain.audit.models import *
from seawall.domain.jobs_queue.models import *
from seawall.domain.vault.models import *
from seawall.domain.taxonomy.models import *
from seawall.domain.accounts.models import *
from seawall.domain.programs.models import *
from seawall.domain.reports.models import *
from seawall.domain.leaks.models import *
from seawall.domain.rewards.models import *
from seawall.domain.notify.models import *
from seawall.domain.search.models import *
from seawall.domain.insights.models import *
from seawall.domain.automation.models import *
