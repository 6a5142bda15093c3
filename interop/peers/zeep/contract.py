"""zeep: contract.py URL; loads the contract from the server, and places an order."""
import sys

import zeep

client = zeep.Client(sys.argv[1])
person = client.get_type("{urn:example:people}Person")
placed = client.service.placeOrder(
    customer=person(email="ann@example.com", name="Ann"),
    line=[{"article": "book", "price": "12.50"}],
    invoice="Ann",
)
print("order", placed.orderNumber)
