"""Messages to the service manager that started this process: systemd's `Type=notify`, https://www.freedesktop.org/software/systemd/man/sd_notify.html."""

import os
import socket


def notify(message: str) -> None:
    """Send one message, e.g. `READY=1`; does nothing without a service manager."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # a name without a file
        address = f"\0{address[1:]}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect(address)
        channel.sendall(message.encode())


def watchdog_seconds() -> float | None:
    """Time within which the service manager expects `WATCHDOG=1`; None if it expects none."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1_000_000 if microseconds.isdecimal() else None
