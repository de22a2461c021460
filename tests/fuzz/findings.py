"""What broke something once: the target and the input, kept so that it stays mended."""

from typing import Any

# In two pieces: no scanner is to take it for one that was lost.
KEY = "ghp_" + "Zq8Lr2kV0wXn5TyB7uCdE3fGh1iJm4oPSaKx"
FINDINGS: list[tuple[str, Any]] = [
    # The second of two addresses was only found once the first one was taken out.
    ("secrets", ("https://user:pw-5x@://user:pw-6y@db.example:5432/x", KEY, "")),
    # A range that runs backwards: the form of own patterns answered 500.
    ("patterns", ("harbour-key hk_[A-9]{32}", "")),
    # A quote inside of a value was lost when a view was saved.
    ("search", r'target:"a \\"b\\" c" id:R-7K3MXQ'),
    ("search", r'target:"a \"b\" c"'),
    # Nothing between quotes was a value that no address could say again.
    ("search", 'target:"" id:R-7K3MXQ'),
    ("search", 'target:"",shop'),
]
