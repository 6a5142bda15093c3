// Mono: Contract.exe URL; WCF imports the contract from the server, and the classes that `wsdl` makes of it place an order.
using System;
using System.Collections;
using System.Linq;
using System.ServiceModel.Description;
using System.Web.Services.Discovery;
using WsdlDocument = System.Web.Services.Description.ServiceDescription;

public static class Contract
{
    public static void Main(string[] arguments)
    {
        var found = new DiscoveryClientProtocol();
        found.DiscoverAny(arguments[0]);
        found.ResolveAll();
        var metadata = found.Documents.Cast<DictionaryEntry>().Select(entry => entry.Value).OfType<WsdlDocument>()
            .Select(document => MetadataSection.CreateFromServiceDescription(document));
        var importer = new WsdlImporter(new MetadataSet(metadata));
        var endpoint = importer.ImportAllEndpoints().Single();
        Console.WriteLine(endpoint.Contract.Name + " at " + endpoint.Address.Uri);

        decimal total;
        var customer = new Person { email = "ann@example.com", name = "Ann" };
        var lines = new[] { new Line { article = "book", price = 12.50m } };
        var number = new Orders { Url = endpoint.Address.Uri.ToString() }.placeOrder(customer, lines, "Ann", null, out total);
        Console.WriteLine("order " + number);
    }
}
