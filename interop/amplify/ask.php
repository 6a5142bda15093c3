<?php
// PHP SoapClient: loads amplify.wsdl, and calls its operation.
declare(strict_types=1);
ini_set('soap.wsdl_cache_enabled', '0');
ini_set('memory_limit', '-1');
try {
    $client = new SoapClient('amplify.wsdl');
    if ($argv[1] === 'call') {
        echo count((array) $client->Ask(['Name' => 'a'])), "\n";
    }
} catch (Throwable $error) {
    fwrite(STDERR, 'Error: ' . $error->getMessage() . "\n");
    exit(1);
}
