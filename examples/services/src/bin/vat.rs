//! Checks tax numbers, with a blocking client.

use example_services::vat::vat_check::{CheckVat, VatCheckClient};
use example_services::{start, vat_stand_in};
use soap_runtime::Client;
use soap_runtime::transport::Ureq;
use std::error::Error;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    let url = start(vat_stand_in::server())?;
    let service = VatCheckClient::new(Client::blocking(url, Ureq::new()))
        .with_timeout(Duration::from_secs(10));
    for (country, number) in [("DK", "123456789"), ("DK", "1"), ("ZZ", "1")] {
        let request = CheckVat {
            country_code: country.to_owned(),
            vat_number: number.to_owned(),
        };
        match service.check_vat(&request).wait() {
            Ok(response) if response.body.valid => {
                let name = response.body.name.unwrap_or_default();
                println!("{country} {number} is valid: {name}");
            }
            Ok(_) => println!("{country} {number} is not valid"),
            Err(error) => match error.as_fault() {
                Some(fault) => println!("{country} cannot be asked: {}", fault.reason()),
                None => return Err(error.into()),
            },
        }
    }
    Ok(())
}
