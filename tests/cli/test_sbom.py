"""The list of what Seawall is made of: complete, and made without a network."""

import json
import tomllib
from pathlib import Path

from seawall.cli import sbom

ROOT = Path(__file__).resolve().parents[2]


def _locked() -> dict[str, dict]:
    return {one["name"]: one for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}


def _needed(name: str, locked: dict[str, dict], seen: set[str]) -> set[str]:
    """What the lock file says that a package needs, with all that this needs."""
    for one in locked[name].get("dependencies", []):
        extras = locked[one["name"]].get("optional-dependencies", {})
        seen.update({one["name"]})
        for extra in one.get("extra", []):
            for more in extras.get(extra, []):
                if more["name"] not in seen:
                    seen.add(more["name"])
                    _needed(more["name"], locked, seen)
        _needed(one["name"], locked, seen)
    return seen


def test_it_names_every_package_that_runs_and_every_vendored_file(tmp_path, monkeypatch):
    monkeypatch.setenv("UV_OFFLINE", "1")
    file = tmp_path / "sbom.json"

    status = sbom.run([str(file)])

    document, locked = json.loads(file.read_text("utf-8")), _locked()
    packages = {
        one["name"]: one["version"] for one in document["components"] if one["type"] == "library"
    }
    vendored = [one for one in document["components"] if one["type"] == "file"]
    wanted = _needed("seawall", locked, set())
    assert status == 0
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    assert document["metadata"]["component"]["name"] == "seawall"
    assert packages == {name: locked[name]["version"] for name in wanted}
    assert "pytest" not in packages
    assert all(one["purl"].startswith("pkg:") for one in document["components"])
    assert len(vendored) == len(json.loads(sbom.VENDORED.read_text()))
    assert all(len(one["hashes"][0]["content"]) == 64 for one in vendored)


def test_a_lock_file_that_cannot_be_read_is_no_list(tmp_path, monkeypatch, capsys):
    (tmp_path / "uv.lock").write_text("version = nothing")
    monkeypatch.setattr(sbom, "ROOT", tmp_path)

    assert sbom.run([]) == 1
    assert "could not read the lock file" in capsys.readouterr().out
