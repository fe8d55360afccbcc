"""Where phones can reach this machine: its addresses, the likeliest first, and their code."""

import ipaddress
import socket
from contextlib import suppress

LOOPBACK = "127.0.0.1"
_OUT = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737): connecting a UDP socket there sends nothing."""
_VIRTUAL = tuple(
    ipaddress.ip_network(net) for net in ("172.17.0.0/16", "172.18.0.0/16", "192.168.56.0/24")
)
"""What Docker and VirtualBox call their own; a phone never reaches them."""


def addresses() -> list[str]:
    """Private IPv4 addresses of this machine, the likeliest of them to be a school's first; those
    of virtual networks only where there are no others.
    """
    found = dict.fromkeys([_by_route(), *_by_name()])
    private = sorted((one for one in found if one and _is_private(one)), key=_rank)
    return [one for one in private if not _rank(one)[0]] or private


def qr_svg(text: str, *, alone: bool = False) -> str:
    """The text as a QR code (version by itself, error correction M).

    Args:
        text: what a phone reads.
        alone: as a picture of its own; otherwise to stand in a page.
    """
    import segno

    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if alone else svg


def _by_route() -> str:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_OUT)
        return str(probe.getsockname()[0])
    return ""


def _by_name() -> list[str]:
    with suppress(OSError):
        return list(socket.gethostbyname_ex(socket.gethostname())[2])
    return []


def _is_private(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return found.is_private and not found.is_loopback and not found.is_link_local


def _rank(address: str) -> tuple[bool, int]:
    """Homes and schools have 192.168 and 10 more than 172.16; virtual networks come last."""
    found = ipaddress.ip_address(address)
    virtual = any(found in net for net in _VIRTUAL)
    return virtual, next(
        place for place, start in enumerate(("192.168.", "10.", "")) if address.startswith(start)
    )
