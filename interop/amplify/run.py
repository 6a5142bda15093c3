"""Contracts and replies that are built to amplify, and what they cost this project and other toolkits.

    cargo build -p wsdl-codegen-cli && python3 interop/amplify/run.py

Writes docs/robustness-amplification.md. `cargo xtask interop` installs the toolkits below target/interop; those that are missing are left
out. Each program may take 15 seconds of processor time and 2 GB of memory.
"""

import hashlib
import http.server
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORK = os.path.join(ROOT, "target", "interop")
SECONDS, MEGABYTES = 15, 2048
JARS = ":".join(
    f"/usr/share/java/{jar}.jar"
    for jar in (
        "jaxws-rt jaxws-api jws-api jaxb-api javax.xml.soap-api glassfish-pfl-basic glassfish-pfl-dynamic glassfish-pfl-tf".split()
    )
)
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


def contract(types, address="http://127.0.0.1:9/", extra=""):
    return f"""<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" name="Amplify">
<types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified">
{types}
<xs:element name="Ask"><xs:complexType><xs:sequence><xs:element name="Name" type="xs:string" minOccurs="0"/>{extra}</xs:sequence></xs:complexType></xs:element>
<xs:element name="Answer"><xs:complexType><xs:sequence><xs:element name="Text" type="xs:string" minOccurs="0"/><xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
</xs:schema></types>
<message name="AskIn"><part name="body" element="t:Ask"/></message>
<message name="AskOut"><part name="body" element="t:Answer"/></message>
<portType name="Port"><operation name="Ask"><input message="t:AskIn"/><output message="t:AskOut"/></operation></portType>
<binding name="Binding" type="t:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="Ask"><soap:operation soapAction="urn:ask"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
<service name="Service"><port name="AskPort" binding="t:Binding"><soap:address location="{address}"/></port></service>
</definitions>"""


def chain(count, one):
    """Declarations, each of which uses the one before it."""
    return "\n".join(one(f"N{at + 1}", f"t:N{at}") for at in range(count))


def contracts():
    use = '<xs:element name="Value" type="t:{}"/>'.format
    groups = '<xs:group name="N0"><xs:sequence><xs:element name="g" type="xs:int" minOccurs="0"/></xs:sequence></xs:group>'
    groups += chain(28, lambda new, old: f'<xs:group name="{new}"><xs:sequence><xs:group ref="{old}"/><xs:group ref="{old}"/></xs:sequence></xs:group>')
    yield "a small one", contract("")
    yield "28 groups, each twice the one before", contract(
        groups + '<xs:complexType name="T"><xs:group ref="t:N28"/></xs:complexType>', extra=use("T")
    )
    yield "2,000 unions, each with the one before", contract(
        '<xs:simpleType name="N0"><xs:restriction base="xs:int"/></xs:simpleType>'
        + chain(2000, lambda new, old: f'<xs:simpleType name="{new}"><xs:union memberTypes="{old} xs:boolean"/></xs:simpleType>'),
        extra=use("N2000"),
    )
    yield "24 unions, each twice the one before", contract(
        '<xs:simpleType name="N0"><xs:restriction base="xs:int"/></xs:simpleType>'
        + chain(24, lambda new, old: f'<xs:simpleType name="{new}"><xs:union memberTypes="{old} {old}"/></xs:simpleType>'),
        extra=use("N24"),
    )
    yield "2,000 types, each an extension of the one before", contract(
        '<xs:complexType name="N0"><xs:sequence><xs:element name="e" type="xs:int" minOccurs="0"/></xs:sequence></xs:complexType>'
        + chain(
            2000,
            lambda new, old: f'<xs:complexType name="{new}"><xs:complexContent><xs:extension base="{old}"><xs:sequence><xs:element name="e{new}" type="xs:int" minOccurs="0"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>',
        ),
        extra=use("N2000"),
    )
    yield "24 types, each with two elements of the one before", contract(
        '<xs:complexType name="N0"/>'
        + chain(
            24,
            lambda new, old: f'<xs:complexType name="{new}"><xs:sequence><xs:element name="a" type="{old}"/><xs:element name="b" type="{old}"/></xs:sequence></xs:complexType>',
        ),
        extra=use("N24"),
    )
    yield "200 types with a group of 2,000 elements", contract(
        '<xs:group name="G"><xs:sequence>'
        + "".join(f'<xs:element name="g{at}" type="xs:int" minOccurs="0"/>' for at in range(2000))
        + "</xs:sequence></xs:group>"
        + "".join(f'<xs:complexType name="N{at}"><xs:group ref="t:G"/></xs:complexType>' for at in range(200)),
        extra="".join(f'<xs:element name="v{at}" type="t:N{at}" minOccurs="0"/>' for at in range(200)),
    )
    yield "a group of up to 100,000 elements in a sequence of up to 100,000", contract(
        "", extra='<xs:sequence minOccurs="0" maxOccurs="100000"><xs:element name="e" type="xs:int" maxOccurs="100000"/><xs:element name="f" type="xs:int" minOccurs="0"/></xs:sequence>'
    )


def envelope(body="<t:Text>a</t:Text>", header="", root=""):
    return f'<s:Envelope xmlns:s="{ENVELOPE}" xmlns:t="urn:t"{root}><s:Header>{header}</s:Header><s:Body><t:Answer>{body}</t:Answer></s:Body></s:Envelope>'


def replies():
    """Name, content type and body. The first is small, the second a plain one of the size of the others."""
    xml = "text/xml; charset=utf-8"
    declarations = "".join(f' xmlns:p{at}="urn:{"n" * 240}{at}"' for at in range(240))
    tiny = '<e xmlns="urn:o"/>' * 4000
    yield "a small one", xml, envelope()
    yield "plain text", xml, envelope(f"<t:Text>{'plain text ' * 12000}</t:Text>")
    yield "240 declarations, and 4,000 kept elements", xml, envelope("<t:Text>a</t:Text>" + tiny, root=declarations)
    yield "240 declarations, and 4,000 unknown headers", xml, envelope(header=tiny, root=declarations)
    yield "200 levels with 20 declarations each", xml, envelope(
        "<t:Text>a</t:Text>"
        + "".join(
            '<e xmlns="urn:o"' + "".join(f' xmlns:q{level}_{at}="urn:{at}"' for at in range(20)) + ">" for level in range(200)
        )
        + "<e/>" * 100
        + "</e>" * 200
    )
    yield "an element with 8,000 attributes", xml, envelope(
        '<t:Text>a</t:Text><e xmlns="urn:o"' + "".join(f' a{at}="{at}"' for at in range(8000)) + "/>"
    )
    yield "100 names of 600 letters, each twice", xml, envelope(
        "<t:Text>a</t:Text>" + "".join(f'<{"n" * 600}{at} xmlns="urn:o"></{"n" * 600}{at}>' for at in range(100))
    )
    yield "20,000 elements deep", xml, envelope('<t:Text>a</t:Text><e xmlns="urn:o">' + "<e>" * 20000 + "</e>" * 20000 + "</e>")
    parts = "".join(f"--b\r\nContent-ID: <{at}>\r\n\r\n\r\n" for at in range(4000))
    yield "4,000 empty parts", 'multipart/related; boundary=b; type="text/xml"; start="<root>"', (
        f"--b\r\nContent-ID: <root>\r\nContent-Type: {xml}\r\n\r\n{envelope()}\r\n{parts}--b--\r\n"
    )


class Server(http.server.BaseHTTPRequestHandler):
    reply = ("text/xml", b"")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "chunked" in (self.headers.get("Transfer-Encoding") or ""):
            while (size := int(self.rfile.readline(), 16)) > 0:
                self.rfile.read(size + 2)
            self.rfile.readline()
        kind, body = Server.reply
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def limits():
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(commands, folder):
    """Runs commands one after the other: the processor time in seconds, the peak in MB, and how it ended."""
    seconds = peak = 0.0
    for command in commands:
        out = tempfile.TemporaryFile()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, preexec_fn=limits, env={**os.environ, "NODE_PATH": NODE}
        )
        ended = ""
        while process.poll() is None:
            try:
                with open(f"/proc/{process.pid}/status") as status:
                    for line in status:
                        if line.startswith("VmHWM:"):
                            peak = max(peak, int(line.split()[1]) / 1024)
            except OSError:
                pass
            if peak > MEGABYTES:
                ended = f"stopped at {MEGABYTES // 1024} GB"
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                break
            time.sleep(0.01)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if ended:
            return seconds, peak, ended
        if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return seconds, peak, f"stopped after {SECONDS} s"
        if process.returncode != 0:
            out.seek(0)
            return seconds, peak, reason(out.read().decode(errors="replace"), process.returncode)
    return seconds, peak, "read"


def reason(text, code):
    """The line that says why."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marks = ("error[", "error:", "Error", "Exception", "overflow", "SOAP", "WSDL0")
    telling = [line for line in lines if any(mark in line for mark in marks)]
    line = (telling or lines or [f"exit code {code}"])[-1 if any("Traceback" in line for line in lines) else 0]
    shown = " ".join(line.replace("|", "/").replace("<", "&lt;").replace(ROOT, "").split())[:110]
    return "refused: " + shown + "`" * (shown.count("`") % 2)


NODE = os.path.join(WORK, "node", "node_modules")
PYTHON = os.path.join(WORK, "zeep", "bin", "python")
OURS = os.environ.get("WSDL_CODEGEN") or os.path.join(ROOT, "target", "debug", "wsdl-codegen")


def installed(*command):
    return subprocess.run(["which", command[0]], capture_output=True).returncode == 0


def peers():
    """By name: the commands that load a contract, and those that call its operation; the build before the calls."""
    source = lambda name: os.path.join(HERE, name)
    yield "ours", [], [[OURS, "generate", "amplify.wsdl", "--out", "ours"]], [[OURS, "call", "amplify.wsdl", "Ask", "Name=a", "--timeout", "60"]]
    if os.path.exists(PYTHON):
        yield "zeep", [], [[PYTHON, source("ask.py"), "load"]], [[PYTHON, source("ask.py"), "call"]]
    if os.path.exists(os.path.join(NODE, "soap")):
        yield "node-soap", [], [["node", source("ask.js"), "load"]], [["node", source("ask.js"), "call"]]
    if installed("php"):
        yield "PHP ext-soap", [], [["php", source("ask.php"), "load"]], [["php", source("ask.php"), "call"]]
    if installed("wsdl2h"):
        generate = [["wsdl2h", "-c++11", "-k", "-o", "s.h", "amplify.wsdl"], ["soapcpp2", "-1", "-j", "-x", "-L", "-C", "s.h"]]
        compile_ = ["sh", "-c", f"g++ -O0 -w -std=c++17 -I. {source('ask.cpp')} soap*.cpp -lgsoap++ -o ask"]
        yield "gSOAP", [*generate, compile_], generate, [["./ask"]]
    if installed("wsimport"):
        generate = [["wsimport", "-Xnocompile", "-keep", "-s", ".", "-p", "amplify", "amplify.wsdl"]]
        compile_ = ["sh", "-c", f"javac -nowarn -cp {JARS} -d . {source('Ask.java')} amplify/*.java"]
        # The heap is smaller than what is allowed, so that the machine says what is wrong.
        yield "JAX-WS RI", [*generate, compile_], generate, [["java", "-Xmx1g", "-cp", f"{JARS}:.", "Ask"]]


def cell(outcome, base=None):
    seconds, peak, ended = outcome
    more = f"{max(peak - base, 0):.0f} MB" if base is not None else f"{peak:.0f} MB"
    return f"{more}, {seconds:.1f} s" + ("" if ended == "read" else f"; {ended}")


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    all_peers, all_contracts, all_replies = list(peers()), list(contracts()), list(replies())
    digest = hashlib.sha256()
    for item in (*all_contracts, *all_replies):
        digest.update("\0".join(item).encode())
    names = [peer[0] for peer in all_peers]
    page = [
        "<!-- Written by `python3 interop/amplify/run.py`. -->",
        "# Contracts and replies built to amplify, here and elsewhere",
        "",
        f"Each program may take {SECONDS} s of processor time and {MEGABYTES // 1024} GB of memory. Ours is a build without optimization.",
        "",
        "## Contracts",
        "",
        "Memory at the peak and processor time of generating code, or of loading where there is no code: zeep, node-soap and PHP.",
        "",
        f"| contract | bytes | {' | '.join(names)} |",
        "|---|---:|" + "---|" * len(names),
    ]
    with tempfile.TemporaryDirectory() as top:
        for number, (name, text) in enumerate(all_contracts):
            row = []
            for peer, _, load, _ in all_peers:
                folder = os.path.join(top, f"{number}-{peer.split()[0]}")
                os.mkdir(folder)
                with open(os.path.join(folder, "amplify.wsdl"), "w") as file:
                    file.write(text)
                outcome = run(load, folder)
                print(name, peer, outcome, file=sys.stderr, flush=True)
                row.append(cell(outcome))
            page.append(f"| {name} | {len(text)} | {' | '.join(row)} |")
        page += [
            "",
            "## Replies",
            "",
            "Memory at the peak above that of the small reply, and processor time of the whole program, with its start.",
            "",
            f"| reply | bytes | {' | '.join(names)} |",
            "|---|---:|" + "---|" * len(names),
        ]
        base, broken = {}, set()
        for peer, build, _, _ in all_peers:
            folder = os.path.join(top, f"call-{peer.split()[0]}")
            os.mkdir(folder)
            with open(os.path.join(folder, "amplify.wsdl"), "w") as file:
                file.write(contract("", address))
            built = run(build, folder)
            print("build", peer, built, file=sys.stderr, flush=True)
            if built[2] != "read":
                broken.add(peer)
        for name, kind, text in all_replies:
            Server.reply = (kind, text.encode())
            row = []
            for peer, _, _, call in all_peers:
                if peer in broken:
                    row.append("not built")
                    continue
                outcome = run(call, os.path.join(top, f"call-{peer.split()[0]}"))
                print(name, peer, outcome, file=sys.stderr, flush=True)
                base.setdefault(peer, outcome[1])
                row.append(cell(outcome, base[peer]))
            page.append(f"| {name} | {len(text.encode())} | {' | '.join(row)} |")
    page += ["", f"Hash of the contracts and replies: `{digest.hexdigest()[:16]}`."]
    with open(os.path.join(ROOT, "docs", "robustness-amplification.md"), "w") as file:
        file.write("\n".join(page) + "\n")


main()
