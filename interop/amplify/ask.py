"""zeep: loads amplify.wsdl, and calls its operation."""

import sys

import zeep

client = zeep.Client("amplify.wsdl", settings=zeep.Settings(strict=False))
if sys.argv[1] == "call":
    print(len(str(client.service.Ask(Name="a"))))
