import java.io.*;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.*;
import org.xml.sax.*;

/** Validates messages with the JDK's Xerces; requests and answers are those of judge.py. */
class Judge implements ErrorHandler {
    private final SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
    private Validator validator;
    /** That a key is out of scope, which is shown if nothing else is wrong. */
    private String scope;

    public static void main(String[] arguments) throws IOException {
        new Judge().answer(new DataInputStream(new BufferedInputStream(System.in)),
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8));
    }

    private void answer(DataInputStream requests, PrintStream answers) throws IOException {
        factory.setErrorHandler(this);
        for (String header = line(requests); !header.isEmpty(); header = line(requests)) {
            String[] words = header.split(" ");
            byte[] data = new byte[Integer.parseInt(words[1])];
            requests.readFully(data);
            String reason = null;
            scope = null;
            try {
                if (words[0].equals("schema")) {
                    validator = null;
                    validator = factory.newSchema(new File(new String(data, StandardCharsets.UTF_8))).newValidator();
                    validator.setErrorHandler(this);
                } else {
                    validator.validate(new StreamSource(new ByteArrayInputStream(data)));
                }
            } catch (SAXException | RuntimeException error) {
                reason = String.valueOf(error.getMessage());
            }
            if (reason == null) reason = scope;
            answers.print(reason == null ? "valid\n" : "invalid " + reason.replaceAll("\\s+", " ") + "\n");
            answers.flush();
        }
    }

    private static String line(InputStream requests) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = requests.read(); c >= 0 && c != '\n'; c = requests.read()) line.append((char) c);
        return line.toString();
    }

    @Override public void warning(SAXParseException error) {}
    @Override public void error(SAXParseException error) throws SAXException {
        String message = String.valueOf(error.getMessage());
        if (!message.startsWith("Identity Constraint error")) throw error;
        scope = message;
    }
    @Override public void fatalError(SAXParseException error) throws SAXException { throw error; }
}
