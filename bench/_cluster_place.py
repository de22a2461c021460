"""Several hosts on one machine: network namespaces behind a bridge, or processes side by side.

PostgreSQL, the bucket and Caddy stand at the hub; each node has its own home, with nothing in it
but a copy of secrets.json, its own address, and one process.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from _cpu import WORKER_NAME
from _server import BENCH
from tests.lib.small_s3 import small_s3

from seawall.cli import postgresql

ROOT = BENCH.parent
BRIDGE, NET = "swbench", "10.77.91"
NODES = {"web1": 11, "web2": 12, "worker1": 21, "worker2": 22}
WEB_PORT, PROXY_PORT = 8000, 8080


@dataclass
class Node:
    """One host. `prefix` enters its network; empty where there are no namespaces."""

    name: str
    address: str
    port: int
    environment: dict[str, str]
    prefix: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    @property
    def is_web(self) -> bool:
        return self.name.startswith("web")

    def start(self) -> None:
        """Begin its one process; returns at once."""
        command = ["worker"]
        if self.is_web:
            command = ["web", "--host", self.address, "--port", str(self.port)]
        log = Path(self.environment["SEAWALL_HOME"]) / "log"
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [*self.prefix, sys.executable, str(BENCH / "_serve.py"), *command],
                env=self.environment, stdout=out, stderr=out,
            )  # fmt: skip

    def wait(self) -> None:
        """Until a web node answers; a worker needs no waiting."""
        until = time.monotonic() + 120
        while self.is_web and time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://{self.address}:{self.port}/healthz", timeout=2)
                return
            time.sleep(0.2)

    def kill(self) -> None:
        """As if the power had gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def cut_off(self) -> None:
        """Its line goes dead; where there are no namespaces, it stands still."""
        if self.prefix:
            _ip("link", "set", f"sw{self.name}", "down")
        else:
            self.freeze()

    def heal(self) -> None:
        """Undo `cut_off`."""
        if self.prefix:
            _ip("link", "set", f"sw{self.name}", "up")
        else:
            self.thaw()

    def freeze(self) -> None:
        """Its process stands still, its connections stay open."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Undo `freeze`."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@dataclass
class Cluster:
    """What runs. `database_url` leads to the same database from here."""

    nodes: dict[str, Node]
    proxy: str
    database_url: str
    environment: dict[str, str]
    has_namespaces: bool


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """The database, the bucket and the proxy run; no node is started, no table is made."""
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="sw-cluster-", dir="/tmp"))
        folder.chmod(0o755)
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        has_namespaces = stack.enter_context(_network())
        hub = f"{NET}.1" if has_namespaces else "127.0.0.1"
        database = stack.enter_context(_postgresql(folder / "pg", hub))
        environment = {
            **os.environ,
            "SEAWALL_DATABASE_URL": database,
            "SEAWALL_BASE_URL": f"http://{hub}:{PROXY_PORT}",
            "SEAWALL_TRUSTED_PROXIES": "1",
            "SEAWALL_API_PER_MINUTE": "1000000",
            "SEAWALL_BLOBS": "s3",
            "SEAWALL_S3_BUCKET": "files",
            "SEAWALL_S3_ENDPOINT": stack.enter_context(small_s3(hub)),
            "SEAWALL_S3_REGION": "x",
            "SEAWALL_S3_ACCESS_KEY": "x",
            "SEAWALL_S3_SECRET_KEY": "x",
            "SEAWALL_LOG_LEVEL": "WARNING",
            "SEAWALL_HOME": str(folder / "hub"),
            "DJANGO_SETTINGS_MODULE": "seawall.config.settings",
        }
        nodes = {
            name: _node(folder, name, number, environment, has_namespaces)
            for name, number in NODES.items()
        }
        stack.callback(_end, list(nodes.values()))
        stack.enter_context(_caddy(folder, hub, [one for one in nodes.values() if one.is_web]))
        yield Cluster(nodes, f"{hub}:{PROXY_PORT}", database, environment, has_namespaces)


def _node(
    folder: Path, name: str, number: int, environment: dict[str, str], has_namespaces: bool
) -> Node:
    home = folder / name
    home.mkdir(mode=0o700)
    own = {**environment, "SEAWALL_HOME": str(home)}
    if not name.startswith("web"):
        own["PGAPPNAME"] = WORKER_NAME
    if has_namespaces:
        prefix = ["ip", "netns", "exec", f"sw{name}"]
        address = f"{NET}.{number}"
        return Node(name, address, WEB_PORT, own | {"SEAWALL_ALLOWED_HOSTS": address}, prefix)
    return Node(name, "127.0.0.1", WEB_PORT + number, own)


def _end(nodes: list[Node]) -> None:
    for node in nodes:
        node.kill()


@contextlib.contextmanager
def _network() -> Iterator[bool]:
    """A bridge and a namespace for each node. False where that is not allowed."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        yield False
        return
    try:
        _take_down()
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{NET}.1/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for name, number in NODES.items():
            _ip("netns", "add", f"sw{name}")
            _ip("link", "add", f"sw{name}", "type", "veth", "peer", "name", "eth0", "netns",
                f"sw{name}")  # fmt: skip
            _ip("link", "set", f"sw{name}", "master", BRIDGE, "up")
            _ip("-n", f"sw{name}", "addr", "add", f"{NET}.{number}/24", "dev", "eth0")
            _ip("-n", f"sw{name}", "link", "set", "eth0", "up")
            _ip("-n", f"sw{name}", "link", "set", "lo", "up")
    except subprocess.CalledProcessError as error:
        print(f"No namespaces: {error.stderr.decode().strip()}", file=sys.stderr)
        _take_down()
        yield False
        return
    try:
        yield True
    finally:
        _take_down()


def _take_down() -> None:
    for arguments in [["link", "del", BRIDGE], *(["netns", "del", f"sw{name}"] for name in NODES)]:
        with contextlib.suppress(subprocess.CalledProcessError):
            _ip(*arguments)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@contextlib.contextmanager
def _postgresql(folder: Path, hub: str) -> Iterator[str]:
    """A server of its own that the nodes reach by TCP."""
    binaries = postgresql._installed()
    if binaries is None:
        raise SystemExit("Install the PostgreSQL server: apt install postgresql")
    folder.mkdir()
    user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        user = ["runuser", "-u", "postgres", "--"]

    def call(name: str, *arguments: str) -> None:
        subprocess.run([*user, str(binaries / name), *arguments], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)  # fmt: skip

    data = str(folder / "db")
    call("initdb", "-D", data, "-U", "seawall", "-A", "trust", "-E", "UTF8", "--no-sync")
    with (folder / "db" / "pg_hba.conf").open("a") as file:
        file.write(f"host all all {NET}.0/24 trust\n")
    options = f"-k {folder} -p 5477 -c listen_addresses={hub} -c max_connections=200"
    call("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://seawall@{hub}:5477/postgres"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


@contextlib.contextmanager
def _caddy(folder: Path, hub: str, webs: list[Node]) -> Iterator[None]:
    """The shipped Caddyfile with these addresses, and without TLS."""
    program = shutil.which("caddy")
    if program is None:
        raise SystemExit("Install Caddy: apt install caddy")
    shipped = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    text = shipped.replace("bounty.example.org", f"http://{hub}:{PROXY_PORT}", 1)
    upstreams = " ".join(f"{node.address}:{node.port}" for node in webs)
    text = re.sub(r"(reverse_proxy) .*(?= \{)", rf"\1 {upstreams}", text)
    version = subprocess.run([program, "version"], check=True, capture_output=True, text=True)
    if [int(n) for n in re.findall(r"\d+", version.stdout)[:3]] < [2, 6, 3]:
        old = "buffer_requests\n\t\tmax_buffer_size 4MB"
        text = text.replace("request_buffers 4MB", old)
    file = folder / "Caddyfile"
    file.write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text)
    with (folder / "caddy.log").open("wb") as log:
        running = subprocess.Popen(
            [program, "run", "--config", str(file), "--adapter", "caddyfile"],
            env={**os.environ, "HOME": str(folder)}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        time.sleep(1)
        if running.poll() is not None:
            raise SystemExit((folder / "caddy.log").read_text("utf-8", "replace"))
        yield
    finally:
        running.terminate()
        running.wait()
