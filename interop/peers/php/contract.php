<?php
// SoapClient: contract.php URL; loads the contract from the server, and places an order.
$client = new SoapClient($argv[1]);
$person = ['email' => 'ann@example.com', 'name' => 'Ann'];
$placed = $client->placeOrder([
    'customer' => new SoapVar($person, SOAP_ENC_OBJECT, 'Person', 'urn:example:people'),
    'line' => [['article' => 'book', 'price' => '12.50']],
    'invoice' => 'Ann',
]);
echo "order $placed->orderNumber\n";
