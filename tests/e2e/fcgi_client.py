"""FastCGI by hand (Open Market specification 1.0): a peer that can be slow, cut off or wrong."""
import socket
import struct

BEGIN, PARAMS, STDIN, STDOUT, END = 1, 4, 5, 6, 3


def record(kind, content=b""):
    return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def pair(name, value):
    def length(n):
        return struct.pack(">B", n) if n < 128 else struct.pack(">I", n | 0x80000000)

    name, value = name.encode(), value.encode()
    return length(len(name)) + length(len(value)) + name + value


def request(method="GET", uri="/health", body=b"", **params):
    """All the bytes of one request."""
    params = {"REQUEST_METHOD": method, "REQUEST_URI": uri, "REMOTE_ADDR": "192.0.2.7",
              "SERVER_PROTOCOL": "HTTP/1.1"} | params
    if body:
        params |= {"CONTENT_LENGTH": str(len(body))}
    data = record(BEGIN, struct.pack(">HB5x", 1, 0)) + record(PARAMS, b"".join(pair(k, v) for k, v in params.items()))
    data += record(PARAMS)
    for at in range(0, len(body), 65000):
        data += record(STDIN, body[at:at + 65000])
    return data + record(STDIN)


def connect(path):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(60)
    s.connect(str(path))
    return s


def answer(s):
    """The STDOUT content up to the end of the connection."""
    data, out = b"", b""
    while piece := s.recv(65536):
        data += piece
    while len(data) >= 8:
        _, kind, _, size, padding, _ = struct.unpack(">BBHHBB", data[:8])
        if kind == STDOUT:
            out += data[8:8 + size]
        data = data[8 + size + padding:]
    return out


def ask(path, **more):
    with connect(path) as s:
        s.sendall(request(**more))
        return answer(s)
