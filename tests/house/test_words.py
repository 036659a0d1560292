"""No file of the project names a place outside it: a machine's folders, or where packages are fetched from."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written with a bar, so that this file does not hold them either.
WRITTEN = "../|shared /|work/ /|farm/ /|root/ pypi.|org pythonhosted.|org registry.|npmjs deb.|debian archive.|ubuntu"
FORBIDDEN = [word.replace("|", "") for word in WRITTEN.split()]


def project_files():
    if not (ROOT / ".git").exists():
        pytest.skip("only a checkout knows which files are the project's")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=30,
    )
    files = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [file for file in files if file.is_file()]


def words_in(content):
    lowered = content.lower()
    return [word for word in FORBIDDEN if word.encode() in lowered]


def test_no_file_names_a_place_outside_the_project():
    files = project_files()
    assert len(files) > 100
    found = {str(file.relative_to(ROOT)): words for file in files if (words := words_in(file.read_bytes()))}
    assert found == {}


@pytest.mark.parametrize("word", FORBIDDEN)
def test_a_planted_word_is_found(word):
    assert words_in(f"see https://{word}/simple".encode()) == [word]


def test_no_lock_file_with_download_addresses_is_kept():
    names = {file.name for file in project_files()}
    assert not names & {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"}
