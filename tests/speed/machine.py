"""What figures were taken on."""

import os
import platform


def machine() -> str:
    """One line; with how busy it was."""
    processor = platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores, {processor}, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
