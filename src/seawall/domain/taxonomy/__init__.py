"""VRT, CWE and CVSS: versioned facts, scores and what follows from them."""
