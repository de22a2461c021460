"""`./run sbom [FILE]`: what Seawall is made of, as CycloneDX, from uv.lock and the vendored files.

Needs no network. What only tests and development use is left out.
"""

import argparse
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
VENDORED = ROOT / "src" / "seawall" / "web" / "static" / "vendor" / "manifest.json"
_EXPORT = ["export", "--frozen", "--offline", "--no-dev", "--format", "cyclonedx1.5", "--quiet"]


def run(arguments: list[str]) -> int:
    """Write the document, or print it."""
    parser = argparse.ArgumentParser(prog="./run sbom", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="where to write it")
    options = parser.parse_args(arguments)
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    done = subprocess.run(  # noqa: S603
        [uv, *_EXPORT], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        print(f"uv could not read the lock file (it must be 0.9.11 or newer):\n{done.stderr}")
        return 1
    document = json.loads(done.stdout)
    document["metadata"]["component"]["type"] = "application"
    document["components"] += [_vendored(one) for one in json.loads(VENDORED.read_text("utf-8"))]
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if options.file is None:
        print(text, end="")
    else:
        options.file.write_text(text, "utf-8")
        print(f"{options.file} names {len(document['components'])} components.")
    return 0


def _vendored(entry: dict[str, str]) -> dict[str, Any]:
    """A file that we serve, under the package that it was taken from."""
    package, version = entry["package"], entry["version"]
    return {
        "type": "file",
        "bom-ref": f"vendored/{entry['file']}",
        "name": entry["file"],
        "version": version,
        "purl": f"pkg:npm/{package.replace('@', '%40')}@{version}",
        "hashes": [{"alg": "SHA-256", "content": entry["sha256"]}],
        "licenses": [{"license": {"name": entry["licence"]}}],
    }
