#!/usr/bin/env python3
"""Holds what other programs read of an archive against what feedmill writes as JSON lines.

    python3 -m venv venv && venv/bin/pip install duckdb pandas pyarrow pytz feedparser datasette
    venv/bin/python tests/readers/compare.py target/release/feedmill feedmill.db

Parquet (one file, and folders by day and by feed) and CSV go through DuckDB and pandas, the database itself through
DuckDB, Datasette and Python's sqlite3, the Atom feed through feedparser and newsboat (if it is there). Exits 1 at the
first difference. It writes to a folder of its own, and serves it on loopback.
"""

import datetime
import functools
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

import duckdb
import feedparser
import pandas

LISTS = ["authors", "feeds", "keywords"]
TIMES = ["published_at", "modified_at", "first_seen_at", "updated_at", "gone_at"]
NUMBERS = ["id", "words", "revision", "cluster_id", "change_seq"]


def main():
    program, database = (os.path.abspath(path) for path in sys.argv[1:3])
    folder = tempfile.mkdtemp(prefix="feedmill-readers-")
    os.chdir(folder)

    def feedmill(*arguments):
        subprocess.run([program, *arguments, "--database", database], check=True, env={**os.environ, "FEEDMILL_CONFIG": empty})

    empty = os.path.join(folder, "feedmill.toml")
    open(empty, "w").close()
    for name, options in {
        "a.jsonl": ["jsonl"],
        "a.csv": ["csv", "--keep-formulas"],
        "a.parquet": ["parquet"],
        "days": ["parquet", "--partition", "day"],
        "feeds": ["parquet", "--partition", "feed"],
        "csv-days": ["csv", "--keep-formulas", "--partition", "day"],
        "a.xml": ["atom", "--limit", "200"],
    }.items():
        feedmill("export", "--format", *options, "--out", name)
    with open("a.jsonl", encoding="utf-8") as lines:
        written = {row["id"]: row for row in map(json.loads, lines)}
    print(f"{len(written)} articles")

    utc = duckdb.connect()
    for path in ["a.parquet", "days/*/*.parquet", "feeds/*/*.parquet"]:
        held(f"DuckDB, {path}", written, rows(utc, f"SELECT * FROM read_parquet('{path}', hive_partitioning = true)"))
    for path in ["a.csv", "csv-days/*/*.csv"]:
        held(f"DuckDB, {path}", written, rows(utc, f"SELECT * FROM read_csv('{path}', all_varchar = true, hive_partitioning = true, max_line_size = 20000000)"))
    for path in ["a.parquet", "days", "feeds"]:
        held(f"pandas, {path}", written, pandas.read_parquet(path).to_dict("records"))
    frame = pandas.read_csv("a.csv", dtype=str, keep_default_na=False)
    held("pandas, a.csv", written, frame.to_dict("records"))
    days = utc.execute("SELECT day, count(*) FROM read_parquet('days/*/*.parquet', hive_partitioning = true) GROUP BY day").fetchall()
    by_day = {}
    for row in written.values():
        day = as_time(row["published_at"] or row["first_seen_at"]).date().isoformat()
        by_day[day] = by_day.get(day, 0) + 1
    assert {str(day): count for day, count in days} == by_day, "the folders are the days of publication"
    print(f"the column `day` of hive partitioning: {len(days)} days")

    in_place(utc, database, written)
    datasette(database, written)
    atom(written)
    opml(program, empty)
    shutil.rmtree(folder)
    print("all equal")


def rows(connection, query):
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return (dict(zip(names, row)) for row in result.fetchall())


def held(reader, written, read):
    """Every row that was read, value by value, against the line that was written."""
    count = 0
    for row in read:
        expected = written[int(row["id"])]
        for name, value in expected.items():
            found = row[name]
            assert same(name, found, value), f"{reader}: {name} of {row['id']}: {found!r}, not {value!r}"
        count += 1
    assert count == len(written), f"{reader}: {count} rows, not {len(written)}"
    print(f"{reader}: {count} rows of {len(expected)} columns equal")


def same(name, found, expected):
    if found is None or (isinstance(found, float) and found != found) or found is pandas.NaT:
        return expected is None
    if name in LISTS:
        return (json.loads(found) if isinstance(found, str) else list(found)) == expected
    if name in TIMES:
        return (found == "" and expected is None) or (expected is not None and as_time(found) == as_time(expected))
    if name in NUMBERS:
        return (found == "" and expected is None) or (expected is not None and int(found) == expected)
    # CSV has no other word for "unknown" than an empty cell.
    return found == (expected or "") or found == expected


def as_time(value):
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if value.tzinfo is None:
        value = value.replace(tzinfo=datetime.timezone.utc)
    return value.astimezone(datetime.timezone.utc)


def in_place(connection, database, written):
    """The database itself, opened by DuckDB and by Python's SQLite."""
    import sqlite3

    if load_sqlite(connection):
        connection.execute(f"ATTACH '{database}' AS archive (TYPE sqlite, READ_ONLY)")
        found = connection.execute("SELECT count(*), sum(words) FROM archive.articles").fetchone()
        assert found == (len(written), sum(row["words"] for row in written.values())), found
        print(f"DuckDB {duckdb.__version__}, the database itself: equal")
    else:
        print("DuckDB's extension `sqlite` can't be had here: the database was not opened by it")
    plain = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    found = plain.execute("SELECT count(*), sum(words) FROM articles").fetchone()
    assert found == (len(written), sum(row["words"] for row in written.values())), found
    print(f"Python's SQLite {sqlite3.sqlite_version}, the database itself: equal")


def load_sqlite(connection):
    """From the net, or from the file that $DUCKDB_SQLITE names."""
    named = os.environ.get("DUCKDB_SQLITE")
    try:
        connection.execute(f"LOAD '{named}'" if named else "INSTALL sqlite; LOAD sqlite")
        return True
    except duckdb.Error:
        return False


def datasette(database, written):
    """Datasette's own JSON of the view `articles`."""
    if shutil.which("datasette") is None and not os.path.exists(os.path.join(os.path.dirname(sys.executable), "datasette")):
        return print("datasette is not here")
    port = free_port()
    command = [os.path.join(os.path.dirname(sys.executable), "datasette"), database, "--port", str(port), "--setting", "sql_time_limit_ms", "20000"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        name = os.path.splitext(os.path.basename(database))[0]
        address = f"http://127.0.0.1:{port}/{name}.json?_shape=arrays&sql=select+count(*),sum(words)+from+articles"
        for _ in range(100):
            try:
                found = json.load(urllib.request.urlopen(address))
                break
            except OSError:
                time.sleep(0.2)
        expected = [len(written), sum(row["words"] for row in written.values())]
        assert found["rows"] == [expected], found
        print("Datasette, the database itself: equal")
    finally:
        server.terminate()
        server.wait()


def atom(written):
    """The Atom feed on loopback, by feedparser and by newsboat."""
    handler = functools.partial(Quiet, directory=os.getcwd())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/a.xml"
    feed = feedparser.parse(address)
    assert not feed.bozo, feed.bozo_exception
    by_url = {row["url"]: row for row in written.values()}
    ids = {entry.id for entry in feed.entries}
    assert len(ids) == len(feed.entries) > 0
    for entry in feed.entries:
        row = by_url[entry.get("link")]
        assert entry.title == (row["title"] or ""), entry.title
        assert entry.content[0].value
    print(f"feedparser: {len(feed.entries)} entries, no complaint")
    if shutil.which("newsboat"):
        with open("urls", "w") as urls:
            urls.write(address + "\n")
        run = subprocess.run(["newsboat", "-u", "urls", "-c", "newsboat.db", "-C", "/dev/null", "-l", "4", "-d", "newsboat.log", "-x", "reload"],
                             capture_output=True, text=True, env={**os.environ, "HOME": os.getcwd()})
        assert run.returncode == 0 and not run.stderr, run
        import sqlite3

        kept = sqlite3.connect("newsboat.db").execute("SELECT count(*), count(DISTINCT guid), sum(length(content) > 0) FROM rss_item").fetchone()
        assert kept == (len(ids),) * 3, kept
        complaints = [line for line in open("newsboat.log") if "ERROR" in line or "CRITICAL" in line]
        assert not complaints, complaints
        print(f"newsboat: {kept[0]} items, no complaint")
    else:
        print("newsboat is not here")
    server.shutdown()


def opml(program, config):
    """Feeds to newsboat and back: the same addresses."""
    if not shutil.which("newsboat"):
        return
    addresses = [f"https://{host}.example/feed.xml" for host in ["one", "two", "drei-新闻"]]
    with open(config, "w", encoding="utf-8") as toml:
        toml.writelines(f'[feed.f{number}]\nurl = "{address}"\n' for number, address in enumerate(addresses))
    subprocess.run([program, "export", "--format", "opml", "--out", "out.opml", "--config", config], check=True)
    shutil.rmtree("boat", ignore_errors=True)
    os.mkdir("boat")
    open("boat/urls", "w").close()
    boat = ["newsboat", "-u", "boat/urls", "-c", "boat/cache.db", "-C", "/dev/null"]
    home = {**os.environ, "HOME": os.getcwd()}
    subprocess.run([*boat, "-i", "out.opml"], check=True, capture_output=True, env=home)
    exported = subprocess.run([*boat, "-e"], check=True, capture_output=True, text=True, env=home).stdout
    with open("back.opml", "w", encoding="utf-8") as file:
        file.write(exported)
    open("other.toml", "w").close()
    toml = subprocess.run([program, "import", "back.opml", "--config", "other.toml"], check=True, capture_output=True, text=True).stdout
    import tomllib

    back = {feed["url"] for feed in tomllib.loads(toml)["feed"].values()}
    expected = {urllib.request.Request(address).full_url for address in addresses}
    assert {idna(address) for address in back} == {idna(address) for address in expected}, back
    print(f"OPML through newsboat and back: {len(back)} feeds")


def idna(address):
    parts = urllib.parse.urlsplit(address)
    return (parts.hostname.encode("idna"), parts.path)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
