import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.security.KeyStore;
import java.util.List;
import java.util.Properties;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSDataRef;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.WSPasswordCallback;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;
import org.apache.ws.security.components.crypto.Crypto;
import org.apache.ws.security.components.crypto.CryptoFactory;
import org.apache.ws.security.message.WSSecDKEncrypt;
import org.apache.ws.security.message.WSSecDKSign;
import org.apache.ws.security.message.WSSecEncrypt;
import org.apache.ws.security.message.WSSecEncryptedKey;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.apache.ws.security.message.WSSecUsernameToken;
import org.w3c.dom.Document;

/** WSS4J on messages: protects the one on standard input, or checks it. The first argument says what, the second is a PKCS#12 file. */
public final class Wss4j {
    private static final String PASSWORD = "secret";

    public static void main(String[] arguments) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        byte[] message = System.in.readAllBytes();
        Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(message));
        Properties properties = new Properties();
        properties.put("org.apache.ws.security.crypto.provider", "org.apache.ws.security.components.crypto.Merlin");
        properties.put("org.apache.ws.security.crypto.merlin.keystore.type", "pkcs12");
        properties.put("org.apache.ws.security.crypto.merlin.keystore.password", PASSWORD);
        properties.put("org.apache.ws.security.crypto.merlin.keystore.file", arguments[1]);
        Crypto crypto = CryptoFactory.getInstance(properties);
        KeyStore store = KeyStore.getInstance("pkcs12");
        try (InputStream file = new FileInputStream(arguments[1])) {
            store.load(file, PASSWORD.toCharArray());
        }
        String alias = store.aliases().nextElement();
        if (arguments[0].equals("cost")) {
            cost(factory, message, crypto, alias, Integer.parseInt(arguments[2]));
            return;
        }
        if (arguments[0].equals("verify")) {
            verify(document, crypto);
            return;
        }
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(document);
        for (String step : arguments[0].split("-")) {
            step(step, document, header, crypto, alias);
        }
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(System.out));
    }

    /** Prints the nanoseconds of signing and of verifying, from bytes to bytes: the least of so many rounds, after as many to warm up. */
    private static void cost(DocumentBuilderFactory factory, byte[] message, Crypto crypto, String alias, int rounds) throws Exception {
        long[] least = {Long.MAX_VALUE, Long.MAX_VALUE};
        for (int round = 0; round < 2 * rounds; round++) {
            long start = System.nanoTime();
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(message));
            WSSecHeader header = new WSSecHeader();
            header.insertSecurityHeader(document);
            step("timestamp", document, header, crypto, alias);
            step("sign", document, header, crypto, alias);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
            long signed = System.nanoTime();
            document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(out.toByteArray()));
            new WSSecurityEngine().processSecurityHeader(document, null, null, crypto);
            long verified = System.nanoTime();
            if (round >= rounds) {
                least[0] = Math.min(least[0], signed - start);
                least[1] = Math.min(least[1], verified - signed);
            }
        }
        System.out.println(least[0] + " " + least[1]);
    }

    private static void step(String step, Document document, WSSecHeader header, Crypto crypto, String alias) throws Exception {
        switch (step) {
            case "timestamp" -> {
                WSSecTimestamp timestamp = new WSSecTimestamp();
                timestamp.setTimeToLive(300);
                timestamp.build(document, header);
            }
            case "username" -> {
                WSSecUsernameToken token = new WSSecUsernameToken();
                token.setUserInfo("ann", PASSWORD);
                token.build(document, header);
            }
            case "sign", "signserial", "signski", "signthumb" -> {
                WSSecSignature signature = new WSSecSignature();
                signature.setUserInfo(alias, PASSWORD);
                signature.setKeyIdentifierType(switch (step) {
                    case "signserial" -> WSConstants.ISSUER_SERIAL;
                    case "signski" -> WSConstants.SKI_KEY_IDENTIFIER;
                    case "signthumb" -> WSConstants.THUMBPRINT_IDENTIFIER;
                    default -> WSConstants.BST_DIRECT_REFERENCE;
                });
                signature.setSignatureAlgorithm("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
                signature.setDigestAlgo("http://www.w3.org/2001/04/xmlenc#sha256");
                signature.setParts(List.of(
                    new WSEncryptionPart("Body", document.getDocumentElement().getNamespaceURI(), "Element"),
                    new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, "Element")));
                signature.build(document, crypto, header);
            }
            case "encrypt", "encryptgcm" -> {
                WSSecEncrypt encrypt = new WSSecEncrypt();
                encrypt.setUserInfo(alias);
                encrypt.setKeyIdentifierType(WSConstants.ISSUER_SERIAL);
                encrypt.setKeyEncAlgo(WSConstants.KEYTRANSPORT_RSAOEP);
                encrypt.setSymmetricEncAlgorithm(step.equals("encrypt") ? WSConstants.AES_128 : WSConstants.AES_256_GCM);
                encrypt.build(document, crypto, header);
            }
            case "derived" -> derived(document, header, crypto, alias);
            default -> throw new IllegalArgumentException(step);
        }
    }

    /** Signs Body and Timestamp, and encrypts the content of the Body, with keys that follow from one encrypted key. */
    private static void derived(Document document, WSSecHeader header, Crypto crypto, String alias) throws Exception {
        WSSecEncryptedKey key = new WSSecEncryptedKey();
        key.setUserInfo(alias);
        key.setKeyIdentifierType(WSConstants.ISSUER_SERIAL);
        key.setKeyEncAlgo(WSConstants.KEYTRANSPORT_RSAOEP);
        key.prepare(document, crypto);
        WSSecDKSign sign = new WSSecDKSign();
        sign.setExternalKey(key.getEphemeralKey(), key.getId());
        sign.setCustomValueType(WSConstants.WSS_ENC_KEY_VALUE_TYPE);
        sign.setSignatureAlgorithm("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256");
        sign.setDigestAlgorithm("http://www.w3.org/2001/04/xmlenc#sha256");
        sign.setDerivedKeyLength(32);
        sign.setParts(List.of(
            new WSEncryptionPart("Body", document.getDocumentElement().getNamespaceURI(), "Element"),
            new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, "Element")));
        sign.build(document, header);
        WSSecDKEncrypt encrypt = new WSSecDKEncrypt();
        encrypt.setExternalKey(key.getEphemeralKey(), key.getId());
        encrypt.setCustomValueType(WSConstants.WSS_ENC_KEY_VALUE_TYPE);
        encrypt.setSymmetricEncAlgorithm(WSConstants.AES_256_GCM);
        encrypt.setDerivedKeyLength(32);
        encrypt.build(document, header);
        key.prependToHeader(header);
    }

    /** Prints a line for each step that was checked: what it was, and what it covers. */
    private static void verify(Document document, Crypto crypto) throws Exception {
        CallbackHandler passwords = callbacks -> {
            for (Callback callback : callbacks) {
                ((WSPasswordCallback) callback).setPassword(PASSWORD);
            }
        };
        List<WSSecurityEngineResult> results = new WSSecurityEngine().processSecurityHeader(document, null, passwords, crypto);
        for (WSSecurityEngineResult result : results) {
            StringBuilder line = new StringBuilder();
            line.append(switch ((Integer) result.get(WSSecurityEngineResult.TAG_ACTION)) {
                case WSConstants.SIGN -> "signed";
                case WSConstants.ENCR -> "encrypted";
                case WSConstants.UT -> "username";
                case WSConstants.TS -> "timestamp";
                case WSConstants.DKT -> "derived";
                default -> "other";
            });
            Object references = result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS);
            if (references instanceof List<?> list) {
                for (Object reference : list) {
                    line.append(' ').append(((WSDataRef) reference).getName().getLocalPart());
                }
            }
            System.out.println(line);
        }
    }
}
