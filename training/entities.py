#!/usr/bin/env python3
"""Make the table of HTML's named characters: src/text/entities.txt.

    entities.py [--out FILE]

The names are those of the HTML Standard (https://html.spec.whatwg.org/entities.json), as Python's `html.entities` has them.
"""
import argparse
import html.entities
import pathlib

ROOT = pathlib.Path(__file__).parent.parent
HEAD = """\
# HTML's named characters (HTML Standard, 13.5), sorted by bytes; made by training/entities.py. A name, with `*` if it needs
# no semicolon, and one or two code points.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "src/text/entities.txt")
    args = parser.parse_args()
    known = html.entities.html5
    names = sorted(name.removesuffix(";") for name in known if name.endswith(";"))
    lines = (
        f"{name}{'*' if name in known else ''} {' '.join(f'{ord(char):X}' for char in known[name + ';'])}\n" for name in names
    )
    args.out.write_text(HEAD + "".join(lines))


if __name__ == "__main__":
    main()
