"""An HTTP server that signs connections in by NTLM, with pyspnego as the acceptor.

The arguments are the scheme (NTLM or Negotiate), and user and password of the only account, which has the domain EXAMPLE. The first
line of its output is the port. It answers a signed-in request with its body in SOAP, the name of the user, and the number of the
connection, and any other one with 401.
"""

import base64
import http.server
import os
import sys
import tempfile
import threading

import spnego

SCHEME, USER, PASSWORD = sys.argv[1:4]
ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    '<who connection="%d" bytes="%d">%s</who></s:Body></s:Envelope>'
)
connections = iter(range(1, 1 << 30))
lock = threading.Lock()


class Connection(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        with lock:
            self.number = next(connections)
        self.context = None
        self.user = None

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", challenge=None):
        self.send_response(status)
        if challenge is not None:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        header = self.headers.get("Authorization")
        if header is None and self.user:
            return self.greet(body)
        if header is None or not header.startswith(SCHEME + " "):
            return self.answer(401, challenge=SCHEME)
        token = base64.b64decode(header[len(SCHEME) + 1 :])
        try:
            if self.context is None:
                self.context = spnego.server(protocol="ntlm")
            reply = self.context.step(token)
        except (spnego.exceptions.SpnegoError, ValueError) as error:
            print(error, file=sys.stderr, flush=True)
            self.context = None
            return self.answer(401, challenge=SCHEME)
        if not self.context.complete:
            challenge = SCHEME + " " + base64.b64encode(reply).decode()
            return self.answer(401, challenge=challenge)
        self.user, self.context = self.context.client_principal, None
        self.greet(body)

    def greet(self, body):
        text = ENVELOPE % (self.number, len(body), self.user)
        self.answer(200, text.encode())


with tempfile.NamedTemporaryFile("w", suffix=".txt") as accounts:
    accounts.write(f"EXAMPLE:{USER}:{PASSWORD}\n")
    accounts.flush()
    os.environ["NTLM_USER_FILE"] = accounts.name
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Connection)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    # The test ends by closing our input.
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()
