"""zeep's signatures, by xmlsec: signs the message on standard input with KEY and CERTIFICATE, or verifies it."""

import sys

import xmlsec
from lxml import etree
from zeep import ns
from zeep.wsse.signature import BinarySignature
from zeep.wsse.username import UsernameToken
from zeep.wsse.utils import get_security_header, get_timestamp


def main():
    what, key, certificate = sys.argv[1:4]
    envelope = etree.fromstring(sys.stdin.buffer.read())
    signature = BinarySignature(
        key,
        certificate,
        signature_method=xmlsec.Transform.RSA_SHA256,
        digest_method=xmlsec.Transform.SHA256,
    )
    if what == "verify":
        signature.verify(envelope)
        print("signed")
        return
    if what == "username":
        envelope, _ = UsernameToken("ann", "secret", use_digest=True).apply(envelope, {})
    else:
        stamp = etree.SubElement(get_security_header(envelope), etree.QName(ns.WSU, "Timestamp"))
        etree.SubElement(stamp, etree.QName(ns.WSU, "Created")).text = get_timestamp()
        envelope, _ = signature.apply(envelope, {})
    sys.stdout.buffer.write(etree.tostring(envelope))


main()
