// node-soap: contract.js URL; loads the contract from the server, and places an order.
const soap = require('soap');

(async () => {
  const client = await soap.createClientAsync(process.argv[2]);
  const customer = {
    attributes: { 'xsi:type': 'p:Person', 'xmlns:p': 'urn:example:people' },
    email: 'ann@example.com',
    name: 'Ann',
  };
  const [placed] = await client.placeOrderAsync({ customer, line: [{ article: 'book', price: '12.50' }], invoice: 'Ann' });
  console.log(`order ${placed.orderNumber}`);
})();
