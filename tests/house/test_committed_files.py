"""Nothing committed belongs to one machine: no package host, no index, no path of a person's folder."""

import re

import pytest

# Written in parts, so that this file is clean too.
HOSTS = [
    ".".join(parts)
    for parts in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("anaconda", "org"), ("deb", "debian")]
]
OPTIONS = ["--" + name for name in ("index-url", "extra-index-url", "find-links", "trusted-host")]
FOLDERS = ["/" + name + "/" for name in ("root", "work", "Users", r"home/\w+")]
LEFT_FOR_LATER = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
FORBIDDEN = re.compile(
    "|".join(
        [
            *(re.escape(host) for host in HOSTS),
            *OPTIONS,
            *(rf"(?<![\w.-]){folder}" for folder in FOLDERS),
            r"https?://\S+\.(?:whl|tgz|tar\.gz)\b",
            *(rf"\b{word}" for word in LEFT_FOR_LATER),
        ]
    )
)


@pytest.mark.parametrize(
    "line",
    [
        "see https://files." + HOSTS[1],
        OPTIONS[0] + " https://example.com/simple",
        'open("/' + 'root/data.csv")',
        "https://example.com/handfast-1.0." + "whl",
        "# TO" + "DO: later",
    ],
)
def test_the_scan_finds(line):
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("line", ["src/work/plan.py", "a framework/ folder", "the root of it", "/tmp/acme.db"])
def test_the_scan_lets_pass(line):
    assert not FORBIDDEN.search(line)


def test_no_committed_file_names_a_package_host_or_a_path_of_one_machine(root, committed):
    faults = []
    for file in committed:
        content = (root / file).read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), 1):
            if found := FORBIDDEN.search(line):
                faults.append(f"{file}:{number}: {found.group()}")
    assert not faults, "\n".join(faults)


def test_no_lock_file_with_addresses_is_committed(committed):
    assert not [file for file in committed if file.name in {"uv.lock", "poetry.lock", "package-lock.json"}]
