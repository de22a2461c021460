"""Vendored files are exactly those of the packages that their manifests name."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "src/seawall/web/static/vendor", ROOT / "tests/browser/vendor"]
OWN_FILES = {"manifest.json", "LICENSES.md"}
FIELDS = {"file", "package", "version", "path", "sha256", "licence"}


def entries(folder: Path) -> list[dict[str, str]]:
    listed: list[dict[str, str]] = json.loads((folder / "manifest.json").read_text())
    return listed


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - OWN_FILES


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_is_in_the_manifest_and_every_entry_is_a_file(folder):
    assert {entry["file"] for entry in entries(folder)} == names(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_an_entry_says_where_the_file_is_from_and_under_which_licence(folder):
    for entry in entries(folder):
        assert set(entry) >= FIELDS, entry["file"]
        assert all(entry[field] for field in FIELDS), entry["file"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_vendored_files_are_unchanged(folder):
    for entry in entries(folder):
        content = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["file"]


def test_every_licence_of_a_vendored_file_is_in_the_list():
    for folder in FOLDERS:
        licences = (folder / "LICENSES.md").read_text()
        for entry in entries(folder):
            assert entry["package"] in licences
            assert entry["licence"] in licences
