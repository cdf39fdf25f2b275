#!/usr/bin/env python3
"""Compare what two builds of feedmill cost, turn by turn in one sitting.

    benches/pairs.py [--rounds 5] OLD NEW COMMAND...

runs `OLD COMMAND...` and `NEW COMMAND...` by turns and prints the CPU seconds (user and system) of each round,
the least of both and their ratio, which is what to go by: a neighbour on the machine moves every figure, and
two that were taken minutes apart say nothing. For example, on saved pages:

    benches/pairs.py /tmp/before target/release/feedmill extract --json PAGES/*.html.gz

`{}` in the command is replaced by a fresh folder for each run, for commands that write:

    benches/pairs.py /tmp/before target/release/feedmill fetch --config world.toml --database {}/archive.db

What the builds print goes to nowhere; with --same they must print the same to the byte.
"""
import argparse
import hashlib
import os
import subprocess
import sys
import tempfile


def run(program, command):
    """CPU seconds, peak memory in MiB and a hash of the output of one run."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [argument.replace("{}", folder) for argument in command]
        with tempfile.TemporaryFile() as output:
            child = subprocess.Popen([program, *arguments], stdout=output, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            printed = hashlib.file_digest(output, "sha256").hexdigest()
    if child.returncode != 0:
        sys.exit(f"{program} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--same", action="store_true", help="fail if the two print different things")
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    programs = {"old": arguments.old, "new": arguments.new}
    runs = {name: [] for name in programs}
    for number in range(arguments.rounds):
        # Who goes first changes, so that neither always finds the other's caches.
        for name in sorted(programs, reverse=number % 2 == 1):
            runs[name].append(run(programs[name], arguments.command))
        print("round", number + 1, *(f"{name} {runs[name][-1][0]:.2f} s" for name in programs), flush=True)
    least = {name: min(cpu for cpu, _, _ in found) for name, found in runs.items()}
    peak = {name: max(memory for _, memory, _ in found) for name, found in runs.items()}
    for name in programs:
        print(f"{name}: least {least[name]:.2f} s CPU, peak {peak[name]:.1f} MiB")
    print(f"new/old: {least['new'] / least['old']:.3f}")
    if arguments.same and len({printed for found in runs.values() for _, _, printed in found}) > 1:
        sys.exit("the two print different things")


if __name__ == "__main__":
    main()
