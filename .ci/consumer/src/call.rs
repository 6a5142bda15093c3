use soap_runtime::{Client, Error, transport::Ureq};

soap_runtime::include_generated!("greeter");

fn greet(endpoint: &str) -> Result<String, Error> {
    let client = greeter::GreeterClient::new(Client::blocking(endpoint, Ureq::new()));
    let request = greeter::Greet { name: "Ada".into() };
    let reply = client.greet(&request).wait()?;
    Ok(reply.body.greeting)
}
