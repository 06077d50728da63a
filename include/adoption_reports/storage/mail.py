"""The mail server: plain text to a few addresses, over TLS unless the settings say otherwise.

Its address is smtps://login:password@host:port/?from=address, or smtp:// for a server that turns to TLS
after its greeting. With &tls=no that one doesn't, and then there must be no login for others to overhear.
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import localtime
from urllib.parse import parse_qs, unquote, urlsplit

from adoption_reports.domain.errors import StorageUnavailable, WrongUse

SECONDS = 10
"""How long the server may take to answer."""
_IMPLICIT_PORT, _STARTTLS_PORT = 465, 587


class MailRefused(WrongUse):
    """The server will not take this message, however often it is asked."""


class Mail:
    """One connection to the mail server; see `open_mail`."""

    def __init__(self, server: smtplib.SMTP, sender: str) -> None:
        self._server, self._sender = server, sender

    def send(self, to: Sequence[str], *, subject: str, text: str, message_id: str) -> None:
        """Send one message. Raises MailRefused, or StorageUnavailable where it may work later.

        message_id: equal for equal messages, so that a mailbox shows a message that came twice once.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, ", ".join(to), subject
        message["Date"] = localtime()
        message["Message-ID"] = f"<{message_id}@{self._sender.rpartition('@')[2] or 'adoption-reports'}>"
        message["Auto-Submitted"] = "auto-generated"  # answering machines keep silent
        message.set_content(text)
        try:
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refusal(min(codes), "it refuses every recipient") from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, f"it says {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise StorageUnavailable(f"The mail server did not answer ({type(error).__name__}).") from error


def _refusal(code: int, why: str) -> MailRefused | StorageUnavailable:
    words = f"The mail server did not take the message: {why}."
    return MailRefused(words) if code >= 500 else StorageUnavailable(words)


@contextmanager
def open_mail(url: str) -> Iterator[Mail]:
    """The mail server. Raises StorageUnavailable where it does not answer or refuses the login."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    sender, has_tls = options.get("from", ""), options.get("tls", "yes") != "no"
    if not parts.hostname or "@" not in sender or (parts.username and parts.scheme == "smtp" and not has_tls):
        raise WrongUse("The mail server's address needs a host, a sender's address, and TLS where it has a login.")
    try:
        server = _connect(parts.scheme, parts.hostname, parts.port, has_tls=has_tls)
        with server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield Mail(server, sender)
    except (smtplib.SMTPException, OSError) as error:
        raise StorageUnavailable(f"The mail server did not answer ({type(error).__name__}).") from error


def _connect(scheme: str, host: str, port: int | None, *, has_tls: bool) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or _IMPLICIT_PORT, timeout=SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port or _STARTTLS_PORT, timeout=SECONDS)
    if has_tls:
        server.starttls(context=ssl.create_default_context())
    return server
