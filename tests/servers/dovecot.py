"""A real Dovecot on loopback: a mailbox for each user name, which need not be known before."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.servers.certificates import make_certificate
from tests.servers.services import free_port

START_SECONDS = 60
PASSWORD = 'pä"ss\\wörd'
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
disable_plaintext_auth = no
auth_mechanisms = plain
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=anybody {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  client_limit = 100
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    port: int
    tls_port: int
    certificate: Path

    @contextmanager
    def login(self, user: str) -> Iterator[imaplib.IMAP4]:
        """As the mailbox's owner at a program of their own."""
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            yield client

    def deliver(
        self, user: str, *mails: bytes, folder: str = "INBOX", at: datetime | None = None
    ) -> None:
        """As they would come; `at` is when they came."""
        with self.login(user) as client:
            moment = imaplib.Time2Internaldate(at) if at else ""
            for mail in mails:
                said, words = client.append(folder, "", moment, mail)
                assert said == "OK", words

    def flags(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Those of each message."""
        with self.login(user) as client:
            client.select(folder, readonly=True)
            lines = client.fetch("1:*", "FLAGS")[1]
            found = [imaplib.ParseFlags(line) for line in lines if isinstance(line, bytes)]
            return [b" ".join(flags) for flags in found]

    def make_anew(self, user: str, folder: str) -> None:
        """The folder loses its messages and begins another UIDVALIDITY."""
        with self.login(user) as client:
            client.delete(folder)
            assert client.create(folder)[0] == "OK"


def program() -> str:
    path = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert path is not None, "Dovecot is not installed (apt-get install dovecot-imapd)"
    return path


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """It does not run as root; where the suite does, as nobody."""
    folder = Path(tempfile.mkdtemp(prefix="scout-dovecot-"))
    port, tls_port = free_port(), free_port()
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    configuration, certificate = folder / "dovecot.conf", make_certificate(folder, "localhost")
    (folder / "passwords").write_text(f"anybody:{PASSWORD}\n")
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            user=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            certificate=certificate,
            port=port,
            tls_port=tls_port,
        )
    )
    for path in (folder, *folder.iterdir()):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    process = subprocess.Popen(
        [program(), "-F", "-c", str(configuration)],
        user=owner.pw_uid if os.getuid() == 0 else None,
        group=owner.pw_gid if os.getuid() == 0 else None,
    )
    try:
        _wait_for(port, process, folder / "log")
        yield Dovecot(port, tls_port, certificate)
    finally:
        process.terminate()
        process.wait(START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS) as probe:
                if probe.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.02)
    said = log.read_text() if log.exists() else ""
    raise TimeoutError(f"Dovecot did not start: {said}")
