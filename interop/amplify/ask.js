// node-soap: loads amplify.wsdl, and calls its operation.
'use strict';
const soap = require('soap');

async function main() {
  const client = await soap.createClientAsync('amplify.wsdl');
  if (process.argv[2] === 'load') return;
  const [reply] = await client.AskAsync({ Name: 'a' });
  console.log(Object.keys(reply || {}).length);
}

main().catch((error) => {
  console.error(`Error: ${error.message}`);
  process.exit(1);
});
