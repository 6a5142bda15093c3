// JAX-WS: Contract URL; loads the contract from the server, which the classes beside this were made of, and places an order.
import example.orders.*;
import example.orders.types.Line;
import example.people.Person;
import java.math.BigDecimal;
import java.net.URL;
import java.util.List;
import javax.xml.ws.Holder;

public class Contract {
    public static void main(String[] arguments) throws Exception {
        OrderDesk port = new Orders(new URL(arguments[0])).getOrdersPort();
        Person customer = new Person();
        customer.setEmail("ann@example.com");
        customer.setName("Ann");
        Line line = new Line();
        line.setArticle("book");
        line.setPrice(new BigDecimal("12.50"));
        Holder<Long> number = new Holder<>();
        port.placeOrder(customer, List.of(line), null, "Ann", null, number, new Holder<>());
        System.out.println("order " + number.value);
    }
}
