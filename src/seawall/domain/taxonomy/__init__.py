"""VRT, CWE and CVSS as versioned data."""
