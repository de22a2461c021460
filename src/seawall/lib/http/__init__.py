"""The one way out: every request that leaves goes through `fetch`.

It asks for a name once, refuses every address that is not out in the open, and connects to the
address it checked. https on 443 or 8443 only, no redirects, cookies, credentials or unpacking; ten
seconds and 64 KB in all. Mail, files and database, which the operator names, have their own ways.
"""

from seawall.lib.http.policies import Origin, Policy, also, policy_of
from seawall.lib.http.sending import Answer, check, configured, fetch, txt_records
from seawall.lib.http.targets import Refused, Target, Unreachable

__all__ = [
    "Answer",
    "Origin",
    "Policy",
    "Refused",
    "Target",
    "Unreachable",
    "also",
    "check",
    "configured",
    "fetch",
    "policy_of",
    "txt_records",
]
