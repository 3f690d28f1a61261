"""A server whose certificate does not hold is never read all the same, and that is a finding of its own."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scrapers.errors import BadCertificate, Unreachable
from tests.support.fault_server import LIST, Answer, running
from tests.support.quick_client import quick_client

x509 = pytest.importorskip("cryptography.x509", reason="makes the certificates")
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402


def certificate(folder: Path, *, host: str, days: int) -> ssl.SSLContext:
    """A server's context with a self-signed certificate for `host` that ends in so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize(
    ("host", "days", "trusted", "words"),
    [
        ("127.0.0.1", 30, False, "self-signed"),
        ("127.0.0.1", -3, True, "expired"),
        ("127.0.0.2", 30, True, "not valid for '127.0.0.1'"),
    ],
    ids=["nobody vouches for it", "expired", "of another host"],
)
def test_a_certificate_that_does_not_hold_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: int, trusted: bool, words: str
) -> None:
    context = certificate(tmp_path, host=host, days=days)
    if trusted:
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "cert.pem"))
    with running(pages={"/list/": Answer(LIST)}, tls=context) as server:
        client = quick_client(server.server, obey_robots=False, retries=0)
        with pytest.raises(BadCertificate, match="its certificate is not valid") as raised:
            client.get(server.url("/list/").replace("http:", "https:"))
        assert words in raised.value.reason
        assert (raised.value.state, raised.value.cause) == ("bad_certificate", "not_assessable")
        assert server.seen == []


def test_a_certificate_that_holds_lets_us_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = certificate(tmp_path, host="127.0.0.1", days=30)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "cert.pem"))
    with running(pages={"/list/": Answer(LIST)}, tls=context) as server:
        assert quick_client(server.server).get(server.url("/list/").replace("http:", "https:"))


def test_a_certificate_that_keeps_us_from_robots_txt_is_named_as_such(tmp_path: Path) -> None:
    with running(pages={"/list/": Answer(LIST)}, tls=certificate(tmp_path, host="127.0.0.1", days=30)) as server:
        client = quick_client(server.server)
        for _ in range(2):
            with pytest.raises(BadCertificate, match="its certificate is not valid"):
                client.get(server.url("/list/").replace("http:", "https:"))


def test_plain_speech_on_a_secure_port_is_no_secure_connection() -> None:
    with running(pages={"/list/": Answer(LIST)}) as server:
        client = quick_client(server.server, obey_robots=False, retries=0)
        with pytest.raises(Unreachable, match="no secure connection"):
            client.get(server.url("/list/").replace("http:", "https:"))
