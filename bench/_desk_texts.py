"""Made-up reports that read like reports: always the same for the same number.

Sentences of our own, with hosts, paths, parameters and numbers put in; their common words are as
common as in English, and invented words by Zipf's law give the long tail.
"""

import random
from dataclasses import dataclass

RARE_EACH = 10
PHRASE = "the old session cookie is still accepted"

_HOSTS = [
    f"{a}{b}.example.org"
    for a in ("api", "shop", "admin", "files", "id", "pay", "mail", "docs", "status", "cdn")
    for b in ("", "1", "2", "-eu", "-us", "-test", "-old", "-b2b")
]
_THINGS = ("order", "invoice", "profile", "message", "ticket", "basket", "coupon", "shipment",
           "comment", "document", "photo", "team", "project", "session", "token", "address",
           "payment", "refund", "report", "calendar", "contact", "device", "webhook", "export",
           "backup", "template", "role", "group", "wallet", "voucher")  # fmt: skip
_PARAMS = (
    "id",
    "user",
    "next",
    "redirect",
    "q",
    "page",
    "sort",
    "file",
    "path",
    "lang",
    "email",
    "callback",
    "state",
    "limit",
    "cursor",
    "format",
    "account",
    "ref",
    "key",
    "name",
)
_FLAWS = (
    "Any signed-in user can read the {thing} of others",
    "Stored script in the name of a {thing} runs for the administrator",
    "The parameter {param} of {path} is put into SQL",
    "{host} follows redirects to internal addresses from {param}",
    "Open redirect by {param} after signing in at {host}",
    "Deleting a {thing} needs no token against forgery",
    "The export of every {thing} as CSV holds formulas",
    "Uploading a {thing} writes outside of its folder",
    "No limit on guesses of the code for a {thing}",
    "Cached answer of {path} shows the {thing} of somebody else",
    "A removed member still changes a {thing} by the API",
    "Error page of {host} prints keys of the {thing} service",
    "Race between two requests spends one {thing} twice",
    "The image converter of {host} runs commands in a file name",
)
_STEPS = (
    "Sign in as the first user and open {path}.",
    "Change the parameter {param} to the number of another {thing} and send the request again.",
    "The answer has status 200 and holds the whole {thing}, with name and address.",
    "The server does not compare the owner of the {thing} with the session.",
    "Without a session the same request is answered with status 401, as it should be.",
    "In the browser the script runs as soon as the page of the {thing} is opened.",
    "I used two accounts of my own and saw no data of other people.",
    "The header shows that {host} is behind a cache, and the key leaves out the cookie.",
    "After signing out " + PHRASE + " for an hour.",
    "A request for {path} with {param}={number} takes nine seconds instead of one.",
    "The documentation says that only a manager may change a {thing}.",
    "It works with the newest version of the application and in every browser I tried.",
    "The value of {param} is shown in the page without being escaped.",
    "Attached are the request and the answer as text, and a short recording.",
    "The name of the file is taken from {param} and joined to the folder of uploads.",
    "The token that is sent by mail can be used more than once.",
    "I stopped here and did not try to read more than one {thing}.",
    "The same happens at {path} with the parameter {param}.",
    "To fix it, ask for the owner of the {thing} in the query itself.",
    "The limit counts requests by address, and the header for it can be set by anybody.",
)
_IMPACTS = (
    "Anybody with an account reads every {thing} of all customers.",
    "Whoever knows the address of the page takes over the session of an administrator.",
    "Internal services of {host} can be reached and their answers are read.",
    "A customer can be charged for a {thing} that was never bought.",
    "Trust in links to {host} can be used to collect passwords.",
)
_TALK = (
    "Thank you. We can reproduce it on {host} and look into it.",
    "Which account did you use for the second step?",
    "It is fixed in the release of today. Could you check it again?",
    "Yes, {path} answers with status 404 now.",
    "This looks like the flaw of the {thing} that we closed last month.",
    "The team of {host} says that {param} will be checked on the server.",
    "I added a second request that shows the same for another {thing}.",
    "We ask for a few more days: the change needs a release of the application.",
)
_SYLLABLES = [a + b for a in "bcdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]


@dataclass(frozen=True, slots=True)
class Said:
    """What one report says."""

    title: str
    target: str
    url: str
    description: str
    impact: str
    comments: tuple[str, ...]


class Texts:
    """`of(number)` gives the words of a report; `count` is how many there will be."""

    def __init__(self, count: int) -> None:
        self._count = count
        order = random.Random(5)
        self._words = ["".join(order.choices(_SYLLABLES, k=order.randint(3, 5)))
                       for _ in range(40_000)]  # fmt: skip
        self._order = random.Random()

    def of(self, number: int) -> Said:
        """Always the same."""
        order = self._order
        order.seed(number)
        pick, draw = order.choice, order.random
        host, thing, param = pick(_HOSTS), pick(_THINGS), pick(_PARAMS)
        version, place = int(draw() * 4) + 1, int(draw() * 500)
        path = f"/v{version}/{thing}s/{place}/{self._rare(draw())}"
        slots = {"host": host, "thing": thing, "param": param, "path": path,
                 "number": int(draw() * 90_000)}  # fmt: skip
        steps = order.sample(_STEPS, 8 + int(draw() * 8))
        tail = " ".join(self._rare(draw()) for _ in range(6))
        # Each of these words stands in RARE_EACH reports.
        tail += f" zq{number % max(1, self._count // RARE_EACH)}x"
        return Said(
            title=f"{pick(_FLAWS)} ({self._rare(draw())})".format_map(slots)[:150],
            target=f"https://{host}",
            url=f"https://{host}{path}?{param}={place}",
            description="\n".join([*steps, tail]).format_map(slots),
            impact=pick(_IMPACTS).format_map(slots),
            comments=tuple(pick(_TALK).format_map(slots) for _ in range(number % 4)),
        )

    def _rare(self, share: float) -> str:
        """Common invented words far more often than rare ones."""
        return self._words[int(len(self._words) ** share) - 1]
