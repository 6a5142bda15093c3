import amplify.Answer;
import amplify.Port;
import amplify.Service;

/** JAX-WS RI: calls the operation of amplify.wsdl. */
public class Ask {
    public static void main(String[] args) throws Exception {
        Port port = new Service(new java.io.File("amplify.wsdl").toURI().toURL()).getAskPort();
        amplify.Ask ask = new amplify.Ask();
        ask.setName("a");
        Answer answer = port.ask(ask);
        System.out.println(answer.getAny().size());
        System.exit(0);
    }
}
