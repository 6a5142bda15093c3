import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.crypto.Data;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.XMLCryptoContext;
import javax.xml.crypto.XMLStructure;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.TransformException;
import javax.xml.crypto.dsig.TransformService;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.encryption.EncryptedKey;
import org.apache.xml.security.encryption.XMLCipher;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Attachments under signatures and encryption. Signatures, canonical forms and encrypted keys are those of Apache XML Security, the engine of WSS4J,
 * whose own version here knows no attachments; the transforms of the profile are below. The first argument says what to do, the second is a folder
 * with the message and its parts, which are changed there, the third a PKCS#12 file.
 */
public final class Swa {
    private static final String SWA = "http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1#";
    private static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static final String WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
    private static final char[] PASSWORD = "secret".toCharArray();

    /** An attachment: its header fields and its bytes. */
    private static final class Part {
        final Map<String, String> head = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byte[] body;

        static void fields(String text, Map<String, String> into) {
            for (String line : text.split("\r?\n")) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    into.put(line.substring(0, colon), line.substring(colon + 1).trim());
                }
            }
        }

        String uri() {
            return "cid:" + head.get("Content-ID").replaceAll("[<>]", "");
        }
    }

    private static final List<Part> PARTS = new ArrayList<>();

    private static Part part(String uri) {
        return PARTS.stream().filter(part -> part.uri().equals(uri)).findFirst().orElseThrow(() -> new IllegalArgumentException("no part " + uri));
    }

    /** The transforms of section 5.3 of the profile. */
    public static class Content extends TransformService {
        boolean isComplete() {
            return false;
        }

        @Override
        public Data transform(Data data, XMLCryptoContext context) throws TransformException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            transform(data, context, out);
            return new OctetStreamData(new ByteArrayInputStream(out.toByteArray()));
        }

        @Override
        public Data transform(Data data, XMLCryptoContext context, OutputStream out) throws TransformException {
            try {
                Part part = part(((OctetStreamData) data).getURI());
                String type = part.head.getOrDefault("Content-Type", "text/plain").toLowerCase();
                if (isComplete()) {
                    out.write(head(part).getBytes(StandardCharsets.UTF_8));
                }
                if (type.matches("(text|application)/(.*\\+)?xml.*")) {
                    Document document = parser().newDocumentBuilder().parse(new ByteArrayInputStream(part.body));
                    out.write(Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS).canonicalizeSubtree(document));
                } else if (type.startsWith("text/")) {
                    String text = new String(part.body, StandardCharsets.ISO_8859_1);
                    out.write(text.replaceAll("\r\n|\r|\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    out.write(part.body);
                }
                return null;
            } catch (Exception error) {
                throw new TransformException(error);
            }
        }

        /** The header fields in their order, without comments, parameters in theirs and in quotes. */
        private static String head(Part part) {
            StringBuilder all = new StringBuilder();
            part.head.putIfAbsent("Content-Type", "text/plain; charset=us-ascii");
            for (String name : List.of("Content-Description", "Content-Disposition", "Content-ID", "Content-Location", "Content-Type")) {
                String value = part.head.get(name);
                if (value == null) {
                    continue;
                }
                value = value.replaceAll("\\([^()]*\\)(?=([^\"]*\"[^\"]*\")*[^\"]*$)", "");
                if (value.contains(";") && !name.equals("Content-Description")) {
                    String[] pieces = value.split(";(?=([^\"]*\"[^\"]*\")*[^\"]*$)");
                    Map<String, String> sorted = new TreeMap<>();
                    for (String piece : Arrays.copyOfRange(pieces, 1, pieces.length)) {
                        String[] pair = piece.split("=", 2);
                        String key = pair[0].trim().toLowerCase();
                        String text = pair[1].trim().replaceAll("^\"|\"$", "");
                        boolean folded = List.of("charset", "filename", "type", "size", "padding").contains(key);
                        sorted.put(key, '"' + (folded ? text.toLowerCase() : text) + '"');
                    }
                    StringBuilder joined = new StringBuilder(pieces[0].trim().toLowerCase());
                    sorted.forEach((key, text) -> joined.append(';').append(key).append('=').append(text));
                    value = joined.toString();
                }
                all.append(name).append(':').append(value).append("\r\n");
            }
            return all.toString();
        }

        @Override
        public void init(TransformParameterSpec parameters) {
        }

        @Override
        public void init(XMLStructure parent, XMLCryptoContext context) {
        }

        @Override
        public void marshalParams(XMLStructure parent, XMLCryptoContext context) {
        }

        @Override
        public AlgorithmParameterSpec getParameterSpec() {
            return null;
        }

        @Override
        public boolean isFeatureSupported(String feature) {
            return false;
        }
    }

    public static final class Complete extends Content {
        @Override
        boolean isComplete() {
            return true;
        }
    }

    private static DocumentBuilderFactory parser() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory;
    }

    public static void main(String[] arguments) throws Exception {
        org.apache.xml.security.Init.init();
        Provider ours = new Provider("swa", "1", "") { };
        for (String name : List.of("Content", "Complete")) {
            String service = "TransformService." + SWA + "Attachment-" + name + "-Signature-Transform";
            ours.put(service, "Swa$" + name);
            ours.put(service + " MechanismType", "DOM");
        }
        Security.addProvider(ours);
        Path folder = Path.of(arguments[1]);
        Document document = parser().newDocumentBuilder().parse(folder.resolve("message.xml").toFile());
        for (int index = 0; Files.exists(folder.resolve(index + ".head")); index++) {
            Part part = new Part();
            Part.fields(Files.readString(folder.resolve(index + ".head")), part.head);
            part.body = Files.readAllBytes(folder.resolve(index + ".body"));
            PARTS.add(part);
        }
        KeyStore store = KeyStore.getInstance("pkcs12");
        try (InputStream file = new FileInputStream(arguments[2])) {
            store.load(file, PASSWORD);
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, PASSWORD);
        X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
        boolean complete = arguments[0].endsWith("complete");
        switch (arguments[0].split("-")[0]) {
            case "verify" -> verify(document, certificate, key);
            case "sign" -> sign(document, key, certificate, complete);
            case "encrypt" -> {
                sign(document, key, certificate, complete);
                encrypt(document, certificate, complete);
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(folder.resolve("message.xml").toFile()));
        for (int index = 0; index < PARTS.size(); index++) {
            StringBuilder head = new StringBuilder();
            PARTS.get(index).head.forEach((name, value) -> head.append(name).append(": ").append(value).append("\n"));
            Files.writeString(folder.resolve(index + ".head"), head);
            Files.write(folder.resolve(index + ".body"), PARTS.get(index).body);
        }
    }

    private static Element first(Node in, String namespace, String name) {
        NodeList found = in instanceof Document document ? document.getElementsByTagNameNS(namespace, name) : ((Element) in).getElementsByTagNameNS(namespace, name);
        return (Element) found.item(0);
    }

    private static URIDereferencer dereferencer(XMLSignatureFactory factory) {
        return (reference, context) -> {
            String uri = reference.getURI();
            if (!uri.startsWith("cid:")) {
                return factory.getURIDereferencer().dereference(reference, context);
            }
            return new OctetStreamData(new ByteArrayInputStream(part(uri).body), uri, null);
        };
    }

    /** Decrypts all parts that are encrypted, and checks the signature. Prints what it covers. */
    private static void verify(Document document, X509Certificate certificate, PrivateKey key) throws Exception {
        NodeList hidden = document.getElementsByTagNameNS(XENC, "EncryptedData");
        for (int index = 0; index < hidden.getLength(); index++) {
            Element data = (Element) hidden.item(index);
            Element wrapped = first(document, XENC, "EncryptedKey");
            XMLCipher unwrap = XMLCipher.getInstance();
            unwrap.init(XMLCipher.UNWRAP_MODE, key);
            EncryptedKey encryptedKey = unwrap.loadEncryptedKey(document, wrapped);
            SecretKey secret = (SecretKey) unwrap.decryptKey(encryptedKey, GCM);
            Part part = part(first(data, XENC, "CipherReference").getAttribute("URI"));
            byte[] plain = cipher(Cipher.DECRYPT_MODE, secret, Arrays.copyOf(part.body, 12)).doFinal(part.body, 12, part.body.length - 12);
            if (data.getAttribute("Type").equals(SWA + "Attachment-Complete")) {
                String text = new String(plain, StandardCharsets.ISO_8859_1);
                int end = text.indexOf("\r\n\r\n");
                part.head.clear();
                Part.fields(text.substring(0, end), part.head);
                part.body = Arrays.copyOfRange(plain, end + 4, plain.length);
            } else {
                part.body = plain;
                part.head.put("Content-Type", data.getAttribute("MimeType"));
            }
            System.out.println("decrypted " + part.uri());
        }
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM", new org.apache.jcp.xml.dsig.internal.dom.XMLDSigRI());
        DOMValidateContext context = new DOMValidateContext(certificate.getPublicKey(), first(document, XMLSignature.XMLNS, "Signature"));
        context.setURIDereferencer(dereferencer(factory));
        ids(document.getDocumentElement(), context);
        XMLSignature signature = factory.unmarshalXMLSignature(context);
        if (!signature.validate(context)) {
            throw new SecurityException("the signature is wrong");
        }
        for (Object reference : signature.getSignedInfo().getReferences()) {
            System.out.println("signed " + ((Reference) reference).getURI().replaceAll("#.*", "element"));
        }
    }

    private static void ids(Element element, DOMValidateContext context) {
        if (element.hasAttributeNS(WSU, "Id")) {
            context.setIdAttributeNS(element, WSU, "Id");
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element below) {
                ids(below, context);
            }
        }
    }

    private static Element security(Document document) {
        Element header = first(document, SOAP, "Header");
        Element security = first(document, WSSE, "Security");
        if (security == null) {
            security = document.createElementNS(WSSE, "wsse:Security");
            security.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:wsse", WSSE);
            header.appendChild(security);
        }
        return security;
    }

    private static void sign(Document document, PrivateKey key, X509Certificate certificate, boolean complete) throws Exception {
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM", new org.apache.jcp.xml.dsig.internal.dom.XMLDSigRI());
        DigestMethod digest = factory.newDigestMethod(DigestMethod.SHA256, null);
        Element body = first(document, SOAP, "Body");
        body.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:wsu", WSU);
        body.setAttributeNS(WSU, "wsu:Id", "body");
        Transform exclusive = factory.newTransform("http://www.w3.org/2001/10/xml-exc-c14n#", (TransformParameterSpec) null);
        List<Reference> references = new ArrayList<>();
        references.add(factory.newReference("#body", digest, List.of(exclusive), null, null));
        String covered = complete ? "Complete" : "Content";
        Transform beside = factory.newTransform(SWA + "Attachment-" + covered + "-Signature-Transform", (TransformParameterSpec) null);
        for (Part part : PARTS) {
            references.add(factory.newReference(part.uri(), digest, List.of(beside), null, null));
        }
        SignedInfo info = factory.newSignedInfo(
            factory.newCanonicalizationMethod("http://www.w3.org/2001/10/xml-exc-c14n#", (C14NMethodParameterSpec) null),
            factory.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", null),
            references);
        KeyInfoFactory keys = factory.getKeyInfoFactory();
        DOMSignContext context = new DOMSignContext(key, security(document));
        context.setURIDereferencer(dereferencer(factory));
        context.setIdAttributeNS(body, WSU, "Id");
        factory.newXMLSignature(info, keys.newKeyInfo(List.of(keys.newX509Data(List.of(certificate))))).sign(context);
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] start) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, start));
        return cipher;
    }

    private static void encrypt(Document document, X509Certificate certificate, boolean complete) throws Exception {
        SecureRandom random = new SecureRandom();
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        SecretKey secret = new SecretKeySpec(bytes, "AES");
        XMLCipher wrap = XMLCipher.getInstance(XMLCipher.RSA_OAEP);
        wrap.init(XMLCipher.WRAP_MODE, certificate.getPublicKey());
        EncryptedKey encrypted = wrap.encryptKey(document, secret);
        encrypted.setId("EK");
        Element security = security(document);
        Node before = security.getFirstChild();
        Element key = wrap.martial(document, encrypted);
        security.insertBefore(key, before);
        Element list = document.createElementNS(XENC, "xenc:ReferenceList");
        key.appendChild(list);
        for (int index = 0; index < PARTS.size(); index++) {
            Part part = PARTS.get(index);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            String uri = part.uri();
            String type = part.head.get("Content-Type");
            if (complete) {
                for (Map.Entry<String, String> field : part.head.entrySet()) {
                    plain.write((field.getKey() + ":" + field.getValue() + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                plain.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                String id = part.head.get("Content-ID");
                part.head.clear();
                part.head.put("Content-ID", id);
            }
            plain.write(part.body);
            byte[] start = new byte[12];
            random.nextBytes(start);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            sent.write(start);
            sent.write(cipher(Cipher.ENCRYPT_MODE, secret, start).doFinal(plain.toByteArray()));
            part.body = sent.toByteArray();
            part.head.put("Content-Type", "application/octet-stream");
            String xml = "<xenc:EncryptedData xmlns:xenc='" + XENC + "' xmlns:ds='" + XMLSignature.XMLNS + "' xmlns:wsse='" + WSSE + "' Id='ED" + index + "' MimeType='" + type
                + "' Type='" + SWA + "Attachment-" + (complete ? "Complete" : "Content-Only") + "'><xenc:EncryptionMethod Algorithm='" + GCM + "'/>"
                + "<ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI='#EK'/></wsse:SecurityTokenReference></ds:KeyInfo>"
                + "<xenc:CipherData><xenc:CipherReference URI='" + uri + "'><xenc:Transforms><ds:Transform Algorithm='" + SWA
                + "Attachment-Ciphertext-Transform'/></xenc:Transforms></xenc:CipherReference></xenc:CipherData></xenc:EncryptedData>";
            Document data = parser().newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
            security.insertBefore(document.importNode(data.getDocumentElement(), true), before);
            Element reference = document.createElementNS(XENC, "xenc:DataReference");
            reference.setAttribute("URI", "#ED" + index);
            list.appendChild(reference);
        }
    }
}
