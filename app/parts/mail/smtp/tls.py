"""TLS with a mail server, and in plain words why there is none."""

import socket
import ssl

from app.lib.errors import ScoutError
from app.parts.mail.failures import MailRefusedError, MailServerAwayError

WRONG_NAME = frozenset({62, 64})
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
CERTIFICATE_WORDS = {
    9: "its certificate is not valid yet: look at this machine's clock",
    10: "its certificate has expired",
    18: "it signed its certificate itself",
    19: "its certificate comes from an authority that this machine does not know",
    20: "its certificate comes from an authority that this machine does not know",
    21: "its certificate comes from an authority that this machine does not know",
}
OWN_AUTHORITY = (
    "If it is your own, add it to the certificates that this machine trusts, or to a file with "
    "the others that SSL_CERT_FILE names."
)
NOT_TLS = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"})
TOO_OLD = frozenset(
    {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"}
)
PROBE_SECONDS = 5


class WrongNameError(MailServerAwayError):
    """The certificate is good, but for other names than the server's."""


def protected(
    connection: socket.socket, host: str, port: int, *, after_starttls: bool, check_name: bool
) -> ssl.SSLSocket:
    """The connection over TLS, with a certificate that this machine trusts.

    Raises WrongNameError, MailServerAwayError, or MailRefusedError where there is no TLS.
    """
    context = ssl.create_default_context()
    context.check_hostname = check_name
    try:
        return context.wrap_socket(connection, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise untrusted(host, error) from error
    except ssl.SSLError as error:
        raise no_tls(host, port, error, after_starttls=after_starttls) from error


def untrusted(host: str, error: ssl.SSLCertVerificationError) -> MailServerAwayError:
    if error.verify_code in WRONG_NAME:
        return WrongNameError(f"No safe connection to {host}: its certificate is for other names.")
    words = CERTIFICATE_WORDS.get(error.verify_code, "its certificate is not to be trusted")
    advice = f" {OWN_AUTHORITY}" if error.verify_code in {18, 19, 20, 21} else ""
    return MailServerAwayError(f"No safe connection to {host}: {words}.{advice}")


def no_tls(host: str, port: int, error: ssl.SSLError, *, after_starttls: bool) -> ScoutError:
    if error.reason in NOT_TLS and after_starttls:
        return MailServerAwayError(
            f"No safe connection to {host}: it offers STARTTLS and then does not speak TLS."
        )
    if error.reason in NOT_TLS:
        return MailRefusedError(
            f"{host} does not speak TLS from the start at port {port}: set SMTP_SECURITY to "
            "starttls, or SMTP_PORT to 465."
        )
    if error.reason in TOO_OLD:
        words = "it speaks only old versions of TLS"
    elif isinstance(error, ssl.SSLEOFError) or "EOF" in (error.reason or ""):
        words = "it broke off while the two agreed on how to encrypt"
    else:
        words = "it knows no way to encrypt that is safe by the rules of this machine"
    return MailServerAwayError(f"No safe connection to {host}: {words}.")


def names_of(connection: ssl.SSLSocket) -> list[str]:
    """The names that the server's certificate is for."""
    certificate = connection.getpeercert() or {}
    names = certificate.get("subjectAltName", ())
    return [str(name[1]) for name in names if isinstance(name, tuple) and len(name) == 2]


def speaks_tls(host: str, port: int) -> bool:
    """Does a port that sends no greeting wait for TLS? Nothing is sent through it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), PROBE_SECONDS) as connection,
            context.wrap_socket(connection, server_hostname=host),
        ):
            return True
    except (OSError, UnicodeError):
        return False
