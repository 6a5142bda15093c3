//! The benchmark documents as hand-written structs for instant-xml.
//!
//! Names are matched with their namespaces. The struct gives the element its name, so equal contents under two names
//! need two structs.
#![allow(missing_docs)]

use instant_xml::{FromXml, ToXml};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const CRM: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";

macro_rules! structs {
    ($($name:ident $(as $element:tt)? { $($field:ident: $type:ty),* $(,)? })*) => { $(
        #[derive(Debug, FromXml, ToXml)]
        #[xml(ns(CRM), rename_all = "PascalCase" $(, rename = $element)?)]
        pub struct $name { $(pub $field: $type),* }
    )* };
}

#[derive(Debug, FromXml, ToXml)]
#[xml(ns(SOAP, soap = SOAP, crm = CRM))]
pub struct Envelope<B> {
    pub header: Option<Header>,
    pub body: Body<B>,
}

#[derive(Debug, FromXml, ToXml)]
#[xml(ns(SOAP))]
pub struct Body<B> {
    pub content: B,
}

#[derive(Debug, FromXml, ToXml)]
#[xml(ns(SOAP))]
pub struct Header {
    #[xml(rename = "ApplicationToken", ns(CRM))]
    pub application_token: Option<String>,
    pub credentials: Option<Credentials>,
    pub extra_info: Option<ExtraInfo>,
    #[xml(rename = "Succeeded", ns(CRM))]
    pub succeeded: Option<bool>,
    pub time_zone: Option<TimeZone>,
}

structs! {
    Credentials { ticket: Option<String> }
    ExtraInfo { pairs: Vec<ExtraInfoNameValuePair> }
    ExtraInfoNameValuePair { key: String, value: Option<String> }
    TimeZone { so_time_zone_id: Option<i32>, so_time_zone_location_code: Option<String> }

    UpdateFeatureToggles { feature_toggles: FeatureToggles }
    FeatureToggles { items: Vec<CsFeatureToggle> }
    CsFeatureToggle {
        table_right: Option<TableRight>,
        field_properties: Option<FieldProperties>,
        name: Option<String>,
        state: Option<bool>,
    }

    TableRight { mask: Option<String>, reason: Option<String> }
    FieldProperties { pairs: Vec<FieldPropertyDictionaryKeyValuePair> }
    FieldPropertyDictionaryKeyValuePair { key: String, value: Option<FieldProperty> }
    FieldProperty as "Value" {
        field_right: Option<FieldRight>,
        field_type: Option<String>,
        field_length: Option<i32>,
    }
    FieldRight { mask: Option<String>, reason: Option<String> }

    ChatSessionsForUserResponse { response: ChatSessions }
    ChatSessions as "Response" { items: Vec<ChatSession> }
    ChatSession {
        table_right: Option<TableRight>,
        field_properties: Option<FieldProperties>,
        chat_session_id: Option<i32>,
    }

    GetStatisticsResponse { response: DataSets }
    DataSets as "Response" { items: Vec<StatisticsDataSet> }
    StatisticsDataSet {
        table_right: Option<TableRight>,
        field_properties: Option<FieldProperties>,
        label: Option<String>,
        values: Option<Values>,
        description: Option<String>,
    }
    Values { items: Vec<StatisticsDataValue> }
    StatisticsDataValue {
        table_right: Option<TableRight>,
        field_properties: Option<FieldProperties>,
        label: Option<String>,
        value: Option<f64>,
        description: Option<String>,
    }

    CreateSessionResponse { response: SessionKey }
    SessionKey as "Response" {
        table_right: Option<TableRight>,
        field_properties: Option<FieldProperties>,
        key: Option<String>,
        login_id: Option<i32>,
        user_id: Option<i32>,
    }
}

#[cfg(test)]
mod tests {
    use super::{ChatSessionsForUserResponse, Envelope, GetStatisticsResponse};
    use crate::documents::{Document, Spelling};

    /// Every library must read the values of the document.
    #[test]
    fn documents_are_read() {
        for spelling in [Spelling::Gsoap, Spelling::Wcf] {
            let text = Document::B.text(spelling);
            let read: Envelope<ChatSessionsForUserResponse> =
                instant_xml::from_str(&text).expect("a document");
            let sessions = read.body.content.response.items;
            assert_eq!(sessions.len(), 500);
            let properties = sessions[499].field_properties.as_ref().expect("properties");
            let property = properties.pairs[1].value.as_ref().expect("a property");
            assert_eq!(property.field_length, Some(255));

            let text = Document::C.text(spelling);
            let read: Envelope<GetStatisticsResponse> =
                instant_xml::from_str(&text).expect("a document");
            let values = read.body.content.response.items[99]
                .values
                .as_ref()
                .expect("values");
            assert_eq!(values.items[49].value, Some(4999.0 / 7.0));
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let text = Document::B.text(Spelling::Gsoap);
        let read: Envelope<ChatSessionsForUserResponse> =
            instant_xml::from_str(&text).expect("a document");
        let written = instant_xml::to_string(&read).expect("text");
        assert!(
            crate::ours::read(Document::B, written.as_bytes()).is_ok(),
            "{written}"
        );
    }
}
