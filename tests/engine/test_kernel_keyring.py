"""Secrets in the Linux kernel's key service, for scripts."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest

from mailclient.engine.secrets.kernel_keyring import KernelKeyring
from mailclient.engine.secrets.password_place import PlaceUnavailable
from mailclient.mail.account import Secret

PASSWORD = Secret("öpen sesame 열려라")


@pytest.fixture
def kernel() -> KernelKeyring:
    place = KernelKeyring()
    try:
        place.read("is it there?")
    except PlaceUnavailable as error:
        pytest.skip(str(error))
    return place


@pytest.fixture
def entry(kernel: KernelKeyring) -> Iterator[str]:
    name = f"test:{uuid.uuid4()}"
    yield name
    kernel.erase(name)


def test_in_the_kernel_other_processes_of_the_user_find_it(kernel: KernelKeyring, entry: str) -> None:
    assert kernel.read(entry) is None
    kernel.erase(entry)
    kernel.write(entry, "old")
    kernel.write(entry, PASSWORD.reveal())
    program = (
        "import sys; from mailclient.engine.secrets.kernel_keyring import KernelKeyring;"
        "sys.stdout.buffer.write(KernelKeyring().read(sys.argv[1]).encode())"
    )
    command = [sys.executable, "-c", program, entry]
    # In a session of its own, as after a new login.
    done = subprocess.run(command, capture_output=True, check=True, timeout=30, start_new_session=True)
    assert done.stdout.decode() == PASSWORD.reveal()
    kernel.erase(entry)
    assert kernel.read(entry) is None


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_in_the_kernel_another_user_does_not_find_it(kernel: KernelKeyring, entry: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can act as another user")
    kernel.write(entry, "secret")
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        found = kernel.read(entry)
        os._exit(0 if found is None else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_long_password_in_the_kernel(kernel: KernelKeyring, entry: str) -> None:
    token = "x" * 5000
    kernel.write(entry, token)
    assert kernel.read(entry) == token
