"""Starts the local cloud: the AWS emulator MiniStack on loopback, brought closer to AWS, until it is told to stop.

    python launcher.py --port 4566 [--call-record FILE] [--unit-record FILE] [--packages FOLDER]

It prints one line that starts with `ready ` and names the endpoint once it serves; `/_ministack/health` answers from
then on. SIGTERM or SIGINT ends it and every function process that it started. All state is in memory. The emulator's
log goes to standard error.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import shutil
import socket
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version

MINISTACK_VERSION = "1.5.33"
LOOPBACK = "127.0.0.1"
REGION = "us-east-1"


def main() -> None:
    arguments = parse_arguments()
    refuse_other_emulator()
    listener = listen(arguments.port)
    port = listener.getsockname()[1]
    set_environment(port)
    if arguments.packages:
        sys.path.append(arguments.packages)
    # Where the emulator unpacks the functions; its own choice would be a known name that outlives it.
    tempfile.tempdir = tempfile.mkdtemp(prefix="tollgate-local-cloud-")
    # Only now: the emulator reads the environment when it is imported.
    from call_record import CallRecord
    from emulator import adapt
    from unit_record import UnitRecord

    adapt(CallRecord(arguments.call_record), UnitRecord(arguments.unit_record))
    asyncio.run(serve(listener, port))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Start the local cloud and keep it running.")
    parser.add_argument("--port", type=int, default=4566, help="port on 127.0.0.1, 0 for any free one (default: 4566)")
    parser.add_argument("--call-record", metavar="FILE", help="append every AWS API call to FILE, as JSON lines")
    parser.add_argument("--unit-record", metavar="FILE", help="append what each DynamoDB call costs to FILE, as JSON lines")
    parser.add_argument("--packages", metavar="FOLDER", help="further Python packages: those of requirements-kafka.txt, to read Kafka topics")
    return parser.parse_args()


def refuse_other_emulator() -> None:
    try:
        found = version("ministack")
    except PackageNotFoundError:
        found = "none"
    if found != MINISTACK_VERSION:
        sys.exit(
            f"The local cloud needs ministack {MINISTACK_VERSION}, found {found}: "
            "run `pip install -r local-cloud/requirements.txt`."
        )


def listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        sys.exit(f"The local cloud cannot listen on {LOOPBACK}:{port}: {error.strerror}.")
    listener.listen(1024)
    return listener


def set_environment(port: int) -> None:
    """The emulator's settings, which its functions inherit."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # no function of the local cloud ever sees the developer's own account
    os.environ.update({
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{port}",
        "LAMBDA_EXECUTOR": "local",
        # Listeners that would be open to the network.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    })
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), LOOPBACK, "localhost"]))


async def serve(listener: socket.socket, port: int) -> None:
    from hypercorn.asyncio import serve as serve_application
    from hypercorn.config import Config
    from ministack.app import app

    from emulator import with_crashes
    from refusal_plan import RefusalPlan
    from retried_calls import RetriedCalls

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"

    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)

    async def until_stopped() -> None:
        print(f"ready http://{LOOPBACK}:{port}", flush=True)
        await stop.wait()
        end()

    await serve_application(RetriedCalls(RefusalPlan(with_crashes(app))), config, shutdown_trigger=until_stopped)


def end() -> None:
    """Ends the functions' processes, then this one at once: there is nothing to save, and waiting for open connections
    and poll threads would take seconds."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    # Every start of a process takes this lock, so from here on none is added.
    lambda_svc._provided_code_lock.acquire()
    lambda_runtime.reset()
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
    # Whoever started this may have gone.
    with contextlib.suppress(BrokenPipeError):
        print("stopped", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
