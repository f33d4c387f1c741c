"""DNS, HTTP and HTTPS on loopback that answer everybody and count: every name is 127.0.0.1."""

import socket
import threading


class Listeners:
    """Ports 53, 80 and 443 of a network of our own. Each connection counts, whatever is said over it."""

    def __init__(self) -> None:
        self.asked: dict[str, int] = {"dns": 0, "http": 0, "https": 0}
        self.names: set[str] = set()
        self._dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._dns.bind(("127.0.0.1", 53))
        servers = {"http": socket.create_server(("127.0.0.1", 80)), "https": socket.create_server(("127.0.0.1", 443))}
        threading.Thread(target=self._answer_names, daemon=True).start()
        for kind, server in servers.items():
            threading.Thread(target=self._accept, args=(kind, server), daemon=True).start()

    def _answer_names(self) -> None:
        while True:
            question, peer = self._dns.recvfrom(4096)
            self.asked["dns"] += 1
            self.names.add(_name(question))
            is_ipv4 = question[-4:-2] == b"\0\1" or b"\0\1\0\1" in question
            answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1" if is_ipv4 else b""
            count = b"\0\1" if answer else b"\0\0"
            end = question.index(b"\0", 12) + 5
            self._dns.sendto(question[:2] + b"\x81\x80\0\1" + count + b"\0\0\0\0" + question[12:end] + answer, peer)

    def _accept(self, kind: str, server: socket.socket) -> None:
        while True:
            connection, _ = server.accept()
            self.asked[kind] += 1
            threading.Thread(target=_dismiss, args=(connection, kind), daemon=True).start()


def _dismiss(connection: socket.socket, kind: str) -> None:
    with connection:
        connection.settimeout(1)
        try:
            connection.recv(4096)
            if kind == "http":
                connection.sendall(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except OSError:
            return  # it went away: it is counted


def _name(question: bytes) -> str:
    labels = []
    position = 12
    while position < len(question) and (length := question[position]):
        labels.append(question[position + 1 : position + 1 + length].decode("ascii", "replace"))
        position += 1 + length
    return ".".join(labels)
