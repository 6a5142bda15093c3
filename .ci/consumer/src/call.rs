use soap_runtime::{Client, Error, transport::Ureq};

soap_runtime::include_module!(hello);

fn greet(endpoint: &str) -> Result<String, Error> {
    let client = hello::GreeterClient::new(Client::blocking(endpoint, Ureq::new()));
    let request = hello::Greet::new("Ada");
    let reply = client.greet(&request).wait()?;
    Ok(reply.body.greeting)
}
