"""Refuse files that hold an 18-digit identity number or an 11-digit mobile number.

Called before a commit with the changed files and by the house tests with all of them. Prints
file and line, never the number. Exit code 1 when something was found.
"""

import datetime as dt
import re
import sys
from pathlib import Path

# Not inside a longer word or number: hashes and decimals hold such runs of digits by chance.
IDENTITY = re.compile(r"(?<![0-9A-Za-z.])([1-8]\d{16}[\dXx])(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[ -]?)?1[3-9]\d{9}(?![0-9A-Za-z])")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def is_identity(number: str) -> bool:
    """Whether date of birth and check digit fit (GB 11643)."""
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return CHECKS[total % 11] == number[17].upper()


def is_personal(line: str) -> bool:
    """Whether a line of text holds a personal number."""
    return MOBILE.search(line) is not None or any(map(is_identity, IDENTITY.findall(line)))


def findings(file: Path) -> list[int]:
    """Numbers of the lines with a personal number; none for a file that is no text."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [number for number, line in enumerate(lines, 1) if is_personal(line)]


def main(names: list[str]) -> int:
    """Print what was found in the named files; 1 when there was something."""
    found = [(name, number) for name in names for number in findings(Path(name))]
    for name, number in found:
        finding = "疑似身份证号或手机号 / looks like an identity or mobile number"
        sys.stdout.write(f"{name}:{number} {finding}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
