import java.io.ByteArrayInputStream;
import java.security.Key;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSDataRef;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.apache.ws.security.message.token.KerberosSecurity;
import org.apache.ws.security.util.WSSecurityUtil;
import org.apache.ws.security.validate.KerberosTokenValidator;
import org.apache.ws.security.validate.KerberosTokenDecoder;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.w3c.dom.Document;

/** WSS4J with Kerberos tickets: `sign USER PASSWORD SERVICE` protects the message on standard input, `verify SERVICE` checks it. */
public final class Ticket {
    public static void main(String[] arguments) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(System.in.readAllBytes()));
        if (arguments[0].equals("verify")) {
            verify(document, arguments[1]);
            return;
        }
        CallbackHandler account = callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(arguments[1]);
                } else if (callback instanceof PasswordCallback password) {
                    password.setPassword(arguments[2].toCharArray());
                }
            }
        };
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(document);
        WSSecTimestamp timestamp = new WSSecTimestamp();
        timestamp.setTimeToLive(300);
        timestamp.build(document, header);
        KerberosSecurity token = new KerberosSecurity(document);
        token.retrieveServiceTicket("client", account, arguments[3]);
        token.setID("Id-ticket");
        WSSecSignature signature = new WSSecSignature();
        signature.setKeyIdentifierType(WSConstants.CUSTOM_SYMM_SIGNING);
        signature.setCustomTokenId(token.getID());
        signature.setCustomTokenValueType(WSConstants.WSS_GSS_KRB_V5_AP_REQ);
        signature.setSecretKey(token.getSecretKey().getEncoded());
        signature.setSignatureAlgorithm("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256");
        signature.setDigestAlgo("http://www.w3.org/2001/04/xmlenc#sha256");
        signature.setParts(List.of(
            new WSEncryptionPart("Body", document.getDocumentElement().getNamespaceURI(), "Element"),
            new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, "Element")));
        signature.build(document, null, header);
        WSSecurityUtil.prependChildElement(header.getSecurityHeader(), token.getElement());
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(System.out));
    }

    /** Prints a line for each step that was checked, with the client of a ticket, and what a signature covers. */
    private static void verify(Document document, String service) throws Exception {
        KerberosTokenValidator validator = new KerberosTokenValidator();
        validator.setContextName("service");
        validator.setServiceName(service);
        validator.setKerberosTokenDecoder(new SessionKey(service));
        WSSConfig config = WSSConfig.getNewInstance();
        config.setValidator(WSSecurityEngine.BINARY_TOKEN, validator);
        WSSecurityEngine engine = new WSSecurityEngine();
        engine.setWssConfig(config);
        for (WSSecurityEngineResult result : engine.processSecurityHeader(document, null, null, null)) {
            StringBuilder line = new StringBuilder();
            line.append(switch ((Integer) result.get(WSSecurityEngineResult.TAG_ACTION)) {
                case WSConstants.SIGN -> "signed";
                case WSConstants.TS -> "timestamp";
                case WSConstants.BST -> "ticket " + result.get(WSSecurityEngineResult.TAG_PRINCIPAL);
                default -> "other";
            });
            if (result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS) instanceof List<?> list) {
                for (Object reference : list) {
                    line.append(' ').append(((WSDataRef) reference).getName().getLocalPart());
                }
            }
            System.out.println(line);
        }
    }

    /** The key of a ticket, which WSS4J leaves to others to find: the JDK accepts the token once more, so its replay cache is off. */
    private static final class SessionKey implements KerberosTokenDecoder {
        private final String service;
        private byte[] token;
        private Subject subject;

        SessionKey(String service) {
            this.service = service;
        }

        @Override
        public void setToken(byte[] token) {
            this.token = token;
        }

        @Override
        public void setSubject(Subject subject) {
            this.subject = subject;
        }

        @Override
        public byte[] getSessionKey() {
            try {
                return Subject.doAs(subject, (PrivilegedExceptionAction<byte[]>) () -> {
                    GSSManager manager = GSSManager.getInstance();
                    GSSName name = manager.createName(service, GSSName.NT_HOSTBASED_SERVICE);
                    GSSContext context = manager.createContext(manager.createCredential(
                        name, 60, new org.ietf.jgss.Oid("1.2.840.113554.1.2.2"), org.ietf.jgss.GSSCredential.ACCEPT_ONLY));
                    context.acceptSecContext(token, 0, token.length);
                    Key key = (Key) ((ExtendedGSSContext) context).inquireSecContext(InquireType.KRB5_GET_SESSION_KEY);
                    return key.getEncoded();
                });
            } catch (java.security.PrivilegedActionException error) {
                throw new IllegalStateException(error);
            }
        }

        @Override
        public void clear() {
            token = null;
            subject = null;
        }
    }
}
