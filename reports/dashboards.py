"""Superset on this machine with the archive's dashboard, as `make reports` runs it, until Ctrl+C.

    python reports/dashboards.py --state FOLDER (--archive FOLDER | --bucket NAME | --athena ENVIRONMENT) [--port 8088]

`reports/superset` holds what it shows. It prints the address and a sign-in; the password is made at every start. What people change
in the dashboard itself is overwritten at the next start; charts and dashboards of their own are kept in the state's folder.
"""

import argparse
import contextlib
import fcntl
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

import archive_bucket
import views

LOOPBACK = "127.0.0.1"
BUNDLE = views.FOLDER / "superset"
DATABASE, DASHBOARD = "databases/archive.yaml", "dashboards/decisions.yaml"
USER = "analyst"
# What a request is in that names no currency.
UNSAID_CURRENCY = "USD"
MOST_USED = "SELECT currency FROM daily_outcomes GROUP BY 1 ORDER BY sum(payments) DESC LIMIT 1"


class Unusable(Exception):
    """What the person who runs it has to change."""


def parse_arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Show the archive of decisions in Superset, on loopback.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--archive", metavar="FOLDER", type=Path, help="a copy of the archive's folder `decisions`")
    source.add_argument("--bucket", metavar="NAME", help="the archive's bucket, which is copied first")
    source.add_argument("--athena", metavar="ENVIRONMENT", help="the deployment whose views Athena has (athena_reports)")
    parser.add_argument("--currency", metavar="CODE", help="whose money is shown at first (default: the most used one, through Athena USD)")
    parser.add_argument("--state", metavar="FOLDER", type=Path, required=True, help="where Superset keeps its own files")
    parser.add_argument("--port", type=int, default=8088, help="port on 127.0.0.1, 0 for any free one (default: 8088)")
    return parser.parse_args(words)


def main(words: list[str]) -> None:
    arguments = parse_arguments(words)
    # Whatever is written from here on is this person's alone: rows, sessions, the key that signs them.
    os.umask(0o077)
    state = arguments.state.resolve()
    state.mkdir(parents=True, exist_ok=True)
    state.chmod(0o700)
    # The first one too: who is started in the background may be told to pass it over.
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, signal.default_int_handler)
    try:
        with contextlib.closing(listen(arguments.port)) as listener, alone_in(state):
            database, currency = source_of(arguments, state)
            files = bundle(database, arguments.currency or currency)
            tell("starting Superset, which takes a minute the first time")
            with logging_to(state / "superset.log"):
                serve(state, files, listener)
    except Unusable as refusal:
        sys.exit(f"reports: {refusal}")
    except KeyboardInterrupt:
        # Once is enough: an impatient second one would break into the end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell("Superset has ended")


def tell(text: str) -> None:
    print(f"· {text}", file=OUTPUT, flush=True)


def listen(port: int) -> socket.socket:
    """Takes the port before anything else: whoever waits for a minute has it for certain."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise Unusable(f"port {port} on {LOOPBACK} is taken: choose another one, make reports REPORTS_PORT=8090") from error
    listener.listen(128)
    return listener


@contextlib.contextmanager
def alone_in(state: Path):
    """Two of them would take the archive from each other."""
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Unusable(f"another dashboard runs in {state}: end that one first") from error
        yield


def source_of(arguments: argparse.Namespace, state: Path) -> tuple[dict, str]:
    """What Superset's database is, as its YAML says it, and which currency is the usual one there."""
    if arguments.athena:
        return athena(arguments.athena), UNSAID_CURRENCY
    archive = arguments.archive
    if arguments.bucket:
        tell(f"copying what is new in {arguments.bucket}")
        archive = copy_of(arguments.bucket, state / "archive")
    return duckdb_file(archive.resolve(), state / "archive.duckdb")


def copy_of(bucket: str, folder: Path) -> Path:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return archive_bucket.fetch(boto3.client("s3"), bucket, folder)
    except (BotoCoreError, ClientError) as error:
        raise Unusable(f"{bucket} can't be read: {error}") from error


def duckdb_file(archive: Path, file: Path) -> tuple[dict, str]:
    """The views over the archive's rows as they are now: every chart counts the same ones, and none reads files again."""
    import duckdb

    if not any(archive.glob("day=*/*")):
        raise Unusable(f"{archive} holds no day=YYYY-MM-DD with rows: name the folder `decisions` of an archive's copy")
    # Beside the old one, which stays whole if this is interrupted.
    made = file.with_suffix(".new")
    made.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(made)) as connection:
            views.make_views(connection, archive, rows="TABLE")
            (payments,) = connection.execute("SELECT count(*) FROM decisions_latest").fetchone()
            usual = connection.execute(MOST_USED).fetchone()
    except duckdb.Error as error:
        raise Unusable(f"{archive} can't be read: {error}") from error
    made.replace(file)
    tell(f"payments in the archive: {payments:,}")
    # Reads this file, and neither another one nor the network, whatever somebody asks in SQL Lab.
    closed = {"enable_external_access": False, "lock_configuration": True}
    arguments = {"read_only": True, "config": closed}
    database = {"sqlalchemy_uri": f"duckdb:///{file}", "extra": {"engine_params": {"connect_args": arguments}}}
    return database, usual[0] if usual else UNSAID_CURRENCY


def athena(environment: str) -> dict:
    """The deployment's own views, by the credentials and the region of the environment that this runs in."""
    import boto3

    # AWS_REGION is what everything else here goes by, and what boto3 passes over.
    region = os.environ.get("AWS_REGION") or boto3.session.Session().region_name
    if not region:
        raise Unusable("no region is set: export AWS_REGION")
    if not (environment.isascii() and environment.isalnum()):
        raise Unusable(f"{environment} is not the name of a deployment")
    address = f"athena.{region}.amazonaws.com:443"
    workgroup = f"tollgate-{environment}"
    return {"sqlalchemy_uri": f"awsathena+rest://@{address}/tollgate_{environment}?work_group={workgroup}", "extra": {}}


def bundle(database: dict, currency: str) -> dict[str, str]:
    """The files of the bundle, with the database that was chosen and the currency that is shown at first."""
    import yaml

    files = {str(file.relative_to(BUNDLE)): file.read_text() for file in sorted(BUNDLE.rglob("*.yaml"))}
    files[DATABASE] = yaml.safe_dump(yaml.safe_load(files[DATABASE]) | database)
    # Superset could take the first one that it finds. Where there is none yet, the whole page would wait for it.
    dashboard = yaml.safe_load(files[DASHBOARD])
    for shown in dashboard["metadata"]["native_filter_configuration"]:
        if shown["name"] == "Currency":
            shown["defaultDataMask"]["extraFormData"]["filters"][0]["val"] = [currency]
            shown["defaultDataMask"]["filterState"] = {"label": currency, "value": [currency]}
    files[DASHBOARD] = yaml.safe_dump(dashboard)
    return files


def serve(state: Path, files: dict[str, str], listener: socket.socket) -> None:
    """Starts Superset in this process, brings its own database up to date, and serves until it is interrupted."""
    key = state / "secret-key"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(48))
    os.environ |= {
        "TOLLGATE_REPORTS": str(state),
        "SUPERSET_HOME": str(state),
        "SUPERSET_CONFIG_PATH": str(views.FOLDER / "superset_config.py"),
    }
    from superset.app import create_app
    from werkzeug.serving import make_server

    app = create_app()
    password = secrets.token_urlsafe(18)
    with app.app_context():
        prepare(files, password)
    port = listener.getsockname()[1]
    server = make_server(LOOPBACK, port, app, threaded=True, fd=listener.fileno())
    print(f"\nThe dashboard is at http://{LOOPBACK}:{port}/superset/dashboard/tollgate/", file=OUTPUT)
    print(f"Sign in as {USER} with the password {password}", file=OUTPUT)
    print("It is good until this ends, by Ctrl+C.\n", file=OUTPUT, flush=True)
    server.serve_forever()


def prepare(files: dict[str, str], password: str) -> None:
    """Superset's own tables, its one user, and what it shows."""
    import flask_migrate
    from superset import appbuilder, security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.extensions import db
    from superset.utils.core import override_user

    flask_migrate.upgrade()
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    user = security_manager.find_user(USER)
    if user is None:
        role = security_manager.find_role("Admin")
        user = security_manager.add_user(USER, "Tollgate", "Analyst", f"{USER}@localhost", role, password=password)
    else:
        security_manager.reset_password(user.id, password)
    db.session.commit()
    with override_user(user):
        ImportAssetsCommand(files).run()


@contextlib.contextmanager
def logging_to(file: Path):
    """Sends what Superset says to a file; a failure names it."""
    terminal = [os.dup(output) for output in (1, 2)]
    with file.open("w") as log:
        try:
            for output in (1, 2):
                os.dup2(log.fileno(), output)
            yield
        except Exception as error:
            raise Unusable(f"Superset failed: {error}. Its log is {file}") from error
        finally:
            sys.stdout.flush()
            for output, kept in zip((1, 2), terminal):
                os.dup2(kept, output)
                os.close(kept)


# Where this talks to whoever started it, whatever becomes of standard output.
OUTPUT = os.fdopen(os.dup(1), "w")

if __name__ == "__main__":
    main(sys.argv[1:])
