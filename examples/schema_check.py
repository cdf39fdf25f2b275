#!/usr/bin/env python3
"""Holds configurations against the schema that editors use.

    pip install jsonschema
    python3 examples/schema_check.py target/debug/feedmill [FILE…]

Without files: the example of the repository as it is and with every `#setting` taken in, which must be valid, and texts
with one fault each, which must not be. Exit 1 if one is taken for what it isn't.
"""

import datetime
import json
import subprocess
import sys
import tomllib
from pathlib import Path

from jsonschema import Draft7Validator

FAULTY = {
    "a key that nobody knows": "[defaults]\ngapp = '5s'",
    "a key of another table": "[defaults]\nurl = 'https://a.example/'",
    "two schedules": "[defaults]\nschedule = '@hourly'\nevery = '1h'",
    "no unit": "[defaults]\ngap = '5'",
    "a number for a length": "[defaults]\ngap = 5",
    "four fields": "[feed.a]\nschedule = '* * * *'",
    "no time zone": "[defaults]\ntimezone = 'Mars/Olympus'",
    "no such word": "[feed.a]\nfulltext = 'sometimes'",
    "no address": "[feed.a]\nurl = 'news.example/rss'",
    "too many workers": "[daemon]\nworkers = 4096",
    "a text for a list": "[site.'a.example']\nbody = '.story'",
}


def plain(value):
    """TOML's dates as the strings that schemas know."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else value


def taken_in(text):
    """Settings to try are lines that begin with `#` and no space."""
    return "\n".join(line[1:] if line.startswith("#") and not line.startswith("# ") else line for line in text.splitlines())


def main():
    program, *files = sys.argv[1:]
    schema = json.loads(subprocess.run([program, "check", "--schema"], capture_output=True, check=True).stdout)
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    wrong = 0

    def check(name, text, is_valid):
        nonlocal wrong
        faults = [f"{'.'.join(map(str, fault.path))}: {fault.message[:120]}" for fault in validator.iter_errors(plain(tomllib.loads(text)))]
        wrong += bool(faults) == is_valid
        print("ok  " if bool(faults) != is_valid else "FAIL", name, *(faults if is_valid else []), sep="  ")

    if files:
        for file in files:
            check(file, Path(file).read_text(), True)
    else:
        example = (Path(__file__).parent.parent / "config/feedmill.toml").read_text()
        check("config/feedmill.toml", example, True)
        check("config/feedmill.toml, every setting taken in", taken_in(example), True)
        for name, text in FAULTY.items():
            check(name, text, False)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
