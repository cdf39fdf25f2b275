#!/usr/bin/env python3
"""Make the table of public suffixes: src/link/public_suffixes.txt.

    public_suffixes.py LIST [--out FILE]

LIST is public_suffix_list.dat (https://publicsuffix.org/list/, Mozilla Public License 2.0); Debian's package
`publicsuffix` brings it too. Names become ASCII by IDNA 2008 (Python's package `idna`). What is left out: names without
a dot, which are suffixes whether or not they are listed.
"""
import argparse
import collections
import pathlib

import idna

ROOT = pathlib.Path(__file__).parent.parent
HEAD = """\
# The Public Suffix List (https://publicsuffix.org), under the Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/);
# made by training/public_suffixes.py, sorted by bytes. A line: a name (`.` for all) and what stands before it in public
# suffixes. With `*` it stands for any name below it, with `+` for itself and these; with `!` it is none after all.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "src/link/public_suffixes.txt")
    args = parser.parse_args()
    plain, below, excepted = set(), set(), set()
    for line in args.list.read_text(encoding="utf-8").splitlines():
        rule = line.split("//")[0].strip()
        if not rule:
            continue
        kind = excepted if rule.startswith("!") else below if rule.startswith("*.") else plain
        name = rule.removeprefix("!").removeprefix("*.")
        kind.add(name if name.isascii() else idna.encode(name, uts46=True).decode())
    plain = {name for name in plain if "." in name}
    lines = collections.defaultdict(list)
    for name in sorted(plain | below | excepted, key=lambda name: name.split(".")[0]):
        mark = "!" if name in excepted else "" if name not in below else "+" if name in plain else "*"
        first, _, rest = name.partition(".")
        lines[rest or "."].append(first + mark)
    text = "".join(f"{rest} {' '.join(names)}\n" for rest, names in sorted(lines.items()))
    args.out.write_text(HEAD + text)


if __name__ == "__main__":
    main()
