"""The desktop's keyring (Secret Service, KWallet, Keychain, Credential Locker) through the package ``keyring``.

Backends that write plain text or nothing are refused: installing ``keyrings.alt`` silently makes its plain-text file
the default of a computer without a desktop. ``keyring`` is imported at the first use: it takes 150 ms.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from mailclient.engine.secrets.password_place import PlaceLocked, PlaceUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "mailclient"
_REFUSED_MODULES = ("keyrings.alt", "keyring.backends.fail", "keyring.backends.null")

T = TypeVar("T")


class SystemKeyring:
    """See ``PasswordPlace``. ``backend`` is for tests; else the best one of this computer."""

    def __init__(self, backend: "KeyringBackend | None" = None) -> None:
        self._backend = backend

    def read(self, name: str) -> str | None:
        """See ``PasswordPlace``."""
        return self._ask(lambda backend: backend.get_password(_SERVICE, name))

    def write(self, name: str, password: str) -> None:
        """See ``PasswordPlace``."""
        self._ask(lambda backend: backend.set_password(_SERVICE, name, password))

    def erase(self, name: str) -> None:
        """See ``PasswordPlace``."""
        # Backends differ in what they raise for an entry that is not there, so it is looked up first.
        if self.read(name) is not None:
            self._ask(lambda backend: backend.delete_password(_SERVICE, name))

    def _ask(self, question: "Callable[[KeyringBackend], T]") -> T:
        from keyring.errors import InitError, KeyringLocked, NoKeyringError

        backend = self._backend or _best_backend()
        _refuse_unsafe(backend)
        # Kept only when it is one: a desktop may start its keyring after us.
        self._backend = backend
        try:
            return question(backend)
        except (NoKeyringError, InitError) as error:
            raise PlaceUnavailable(_words(error)) from error
        except KeyringLocked as error:
            raise PlaceLocked(_words(error)) from error
        except Exception as error:  # the backends let through whatever D-Bus or the system raises
            raise PlaceLocked(_words(error)) from error


def _best_backend() -> "KeyringBackend":
    import keyring
    from keyring.backend import KeyringBackend
    from keyring.backends.chainer import ChainerBackend
    from keyring.backends.fail import Keyring as NothingFound

    backend = keyring.get_keyring()
    if isinstance(backend, ChainerBackend):
        # The chain asks and writes to all its members, so an unsafe one in it would be used too.
        safe = [member for member in backend.backends if _is_safe(member)]
        return safe[0] if safe else backend
    if isinstance(backend, NothingFound):
        # The package has looked once and for all; the desktop may have started its keyring since.
        late = [kind() for kind in KeyringBackend.get_viable_backends() if not issubclass(kind, ChainerBackend)]
        return max(filter(_is_safe, late), key=lambda one: one.priority, default=backend)
    return backend


def _is_safe(backend: "KeyringBackend") -> bool:
    return not type(backend).__module__.startswith(_REFUSED_MODULES)


def _refuse_unsafe(backend: "KeyringBackend") -> None:
    members = getattr(backend, "backends", [backend])
    if not members or not all(map(_is_safe, members)):
        raise PlaceUnavailable(f"no safe keyring (found {type(backend).__module__})")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
