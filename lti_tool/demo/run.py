"""``make demo``: the tool and an LMS of its own, on this machine, until Ctrl-C.

The tool is what an operator runs: its commands, in processes of their own, in a temporary folder.
"""

from __future__ import annotations

import html
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlencode

import click

from lti_tool.clock import system_clock
from lti_tool.demo.pages import Pages
from lti_tool.demo.platform import Platform
from lti_tool.demo.serving import server
from lti_tool.errors import OutboundFailed
from lti_tool.lti import link
from lti_tool.lti.link import Target
from lti_tool.outbound import HttpOutbound, Reach

ROOT = Path(__file__).parents[2]
NEAR = Reach(private=True, development=True, port=None)
HIDDEN = re.compile(r'name="(approval|sealed)" value="([^"]*)"')
PEOPLE = (
    ("u1", "Inès Marchetti", "learner"),
    ("u2", "Marc Delorme", "learner"),
    ("u3", "Awa Diallo", "learner"),
    ("t1", "Camille Perrin", "instructor"),
    ("a1", "Alix Moreau", "administrator"),
)
START = 40  # s that the server may take


@dataclass(frozen=True, slots=True)
class Demo:
    """Where it runs: the two ports, the data folder."""

    tool_port: int
    platform_port: int
    data: Path

    @property
    def tool_url(self) -> str:
        """The tool's address; a name of its own, so that its cookies are another site's."""
        return f"http://localhost:{self.tool_port}"

    @property
    def platform_url(self) -> str:
        """The platform's address."""
        return f"http://127.0.0.1:{self.platform_port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What the tool's commands are told."""
        kept = {name: value for name, value in os.environ.items() if "CARTABLE_" not in name}
        ours = {
            "CARTABLE_ENV": "development",
            "CARTABLE_DATA": str(self.data),
            "CARTABLE_PUBLIC_URL": self.tool_url,
            "CARTABLE_ASK_NAMES": "1",
        }
        return kept | ours

    def command(self, *words: str) -> str:
        """What a command of the tool prints. CalledProcessError."""
        done = subprocess.run(  # noqa: S603  # our own commands
            self.line(words), env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()

    def line(self, words: Sequence[str]) -> list[str]:
        """A command of the tool, with this Python."""
        return [sys.executable, "-m", "lti_tool.cli", *words]


@click.command()
@click.option("--tool-port", default=8090, show_default=True)
@click.option("--platform-port", default=8091, show_default=True)
@click.option("--course", type=click.Path(path_type=Path), default=ROOT / "course")
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "dist")
def main(tool_port: int, platform_port: int, course: Path, out: Path) -> None:
    """Play the tool with an LMS of its own; Ctrl-C ends both and forgets all."""
    signal.signal(signal.SIGTERM, _interrupt)
    files = exam_files(course, out)
    with tempfile.TemporaryDirectory(prefix="cartable-demo-") as folder:
        data = Path(folder) / "data"
        demo = Demo(tool_port, platform_port, data)
        demo.command("init")
        for file in files:
            click.echo(demo.command("exam", "load", str(file)))
        try:
            with platform(demo, files) as lms, tool(demo, lms):
                click.echo(f"Open {demo.platform_url}/ ; Ctrl-C ends it.")
                threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("Ended.")


def exam_files(course: Path, out: Path) -> list[Path]:
    """The course's exams, built when there are none yet."""
    folder = out / "certification"
    if not list(folder.glob("*-exam.zip")):
        builder = Path(sys.executable).with_name("cartable")
        line = [str(builder), "build", str(course), "--out", str(out), "--target", "exam"]
        subprocess.run(line, check=True)  # noqa: S603  # our own builder
    return sorted(folder.glob("*-exam.zip"))


@contextmanager
def platform(demo: Demo, files: Sequence[Path]) -> Iterator[Platform]:
    """The LMS, serving, with its people and one activity for each exam."""
    made = Platform(system_clock, issuer=demo.platform_url, tool_url=demo.tool_url)
    outbound = HttpOutbound()
    made.fetch = lambda url: outbound.request("GET", url, NEAR).body
    for sub, name, role in PEOPLE:
        made.world.person(sub, name).role = role  # type: ignore[assignment]  # a role of world
    for number, file in enumerate(files, 1):
        address, title = _activity(demo, file)
        made.world.activity(f"link-{number}", address, title)
        made.world.column(title, link_id=f"link-{number}")
    pages = Pages(made, lambda: demo.command("admin"))
    http = server(pages.handle, demo.platform_port)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        http.shutdown()
        http.server_close()
        outbound.close()


def _activity(demo: Demo, file: Path) -> tuple[str, str]:
    with zipfile.ZipFile(file) as archive:
        exam = json.loads(archive.read("exam.json"))
    target = Target(exam["course"], exam["format"], "exam")
    title, kind = exam["title"]["fr"], exam["format_title"]["fr"]
    return link.build(demo.tool_url, target), f"Examen, {kind} – {title}"


@contextmanager
def tool(demo: Demo, lms: Platform) -> Iterator[None]:
    """The tool, serving, and registered with the platform by the protocol."""
    line = demo.line(["serve", "--port", str(demo.tool_port)])
    running = subprocess.Popen(line, env=demo.environment)  # noqa: S603  # our own server
    outbound = HttpOutbound()
    try:
        _wait(demo, outbound, running)
        register(demo, lms, outbound)
        yield
    finally:
        outbound.close()
        running.terminate()
        running.wait(START)


def _wait(demo: Demo, outbound: HttpOutbound, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and running.poll() is None:
        try:
            if outbound.request("GET", f"{demo.tool_url}/healthz", NEAR).status == 200:
                return
        except OutboundFailed:
            time.sleep(0.2)  # it is starting
    raise click.ClickException("The tool did not start; its own words are above.")


def register(demo: Demo, lms: Platform, outbound: HttpOutbound) -> None:
    """Play the platform's administrator who opens the invitation, reads it and approves."""
    invitation = demo.command("invite", "--issuer", demo.platform_url, "--private-network")
    page = outbound.request("GET", lms.registrar.address(invitation), NEAR)
    fields = {name: html.unescape(value) for name, value in HIDDEN.findall(page.body.decode())}
    headers = {"Origin": demo.tool_url, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(fields).encode()
    done = outbound.request(
        "POST", f"{demo.tool_url}/lti/register", NEAR, headers=headers, body=body
    )
    if done.status != 200:
        raise click.ClickException(f"The registration was refused ({done.status}).")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
