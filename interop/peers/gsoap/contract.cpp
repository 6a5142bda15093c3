// gSOAP: contract URL; places an order with the classes that wsdl2h and soapcpp2 have made of the server's contract.
#include "soapOrdersBindingProxy.h"
#include "OrdersBinding.nsmap"
#include <iostream>

int main(int, char **arguments) {
  OrdersBindingProxy desk(arguments[1]);
  ns3__Person customer;
  customer.email = "ann@example.com";
  customer.name = "Ann";
  ns2__Line line;
  line.article = "book";
  line.price = "12.50";
  std::string payer = "Ann";
  _ns2__placeOrder order;
  order.customer = &customer;
  order.line.push_back(&line);
  order.__union_placeOrder = SOAP_UNION__ns2__union_placeOrder_invoice;
  order.union_placeOrder.invoice = &payer;
  _ns2__placeOrderResponse placed;
  if (desk.placeOrder(&order, placed) != SOAP_OK) {
    desk.soap_stream_fault(std::cerr);
    return 1;
  }
  std::cout << "order " << placed.orderNumber << "\n";
}
