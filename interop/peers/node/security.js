// node-soap's WSSecurityCert and its xml-crypto: signs the message on standard input with KEY and CERTIFICATE, or verifies it.
"use strict";
const fs = require("fs");
const soap = require("soap");
const { SignedXml } = require("xml-crypto");
const { DOMParser } = require("@xmldom/xmldom");
const xpath = require("xpath");

const [what, keyFile, certificateFile] = process.argv.slice(2);
const message = fs.readFileSync(0, "utf8");
const key = fs.readFileSync(keyFile);
const certificate = fs.readFileSync(certificateFile, "utf8");

if (what === "verify") {
  const document = new DOMParser().parseFromString(message, "text/xml");
  const node = xpath.select("//*[local-name(.)='Signature']", document)[0];
  const signature = new SignedXml({ publicCert: certificate, idMode: "wssecurity" });
  signature.loadSignature(node);
  if (!signature.checkSignature(message)) {
    throw new Error("the signature is refused");
  }
  console.log("signed");
} else if (what === "username") {
  const security = new soap.WSSecurity("ann", "secret", { passwordType: "PasswordDigest", hasTimeStamp: false });
  process.stdout.write(message.replace("</s:Header>", `${security.toXML()}</s:Header>`));
} else {
  const security = new soap.WSSecurityCert(key, certificate, "", {
    hasTimeStamp: true,
    signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    signerOptions: { idMode: "wssecurity" },
  });
  process.stdout.write(security.postProcess(message, "s"));
}
