//! The benchmark documents as hand-written structs for quick-xml's serde layer.
//!
//! That layer matches names without namespaces: prefixes do not matter for reading, and are not written.
#![allow(missing_docs)]

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename = "Envelope")]
pub struct Envelope<B> {
    #[serde(rename = "Header", default)]
    pub header: Option<Header>,
    #[serde(rename = "Body")]
    pub body: B,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Header {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<Credentials>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_info: Option<ExtraInfo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeded: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<TimeZone>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Credentials {
    pub ticket: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ExtraInfo {
    #[serde(rename = "ExtraInfoNameValuePair", default)]
    pub pairs: Vec<StringPair>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StringPair {
    pub key: String,
    pub value: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TimeZone {
    pub so_time_zone_id: Option<i32>,
    pub so_time_zone_location_code: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BodyA {
    pub update_feature_toggles: UpdateFeatureToggles,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateFeatureToggles {
    pub feature_toggles: Toggles,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Toggles {
    #[serde(rename = "CsFeatureToggle", default)]
    pub items: Vec<Toggle>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Toggle {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_right: Option<Right>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_properties: Option<FieldProperties>,
    pub name: Option<String>,
    pub state: Option<bool>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Right {
    pub mask: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct FieldProperties {
    #[serde(rename = "FieldPropertyDictionaryKeyValuePair", default)]
    pub pairs: Vec<FieldPropertyPair>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FieldPropertyPair {
    pub key: String,
    pub value: Option<FieldProperty>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FieldProperty {
    pub field_right: Option<Right>,
    pub field_type: Option<String>,
    pub field_length: Option<i32>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BodyB {
    pub chat_sessions_for_user_response: ChatSessionsResponse,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChatSessionsResponse {
    pub response: ChatSessions,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ChatSessions {
    #[serde(rename = "ChatSession", default)]
    pub items: Vec<ChatSession>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChatSession {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_right: Option<Right>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_properties: Option<FieldProperties>,
    pub chat_session_id: Option<i32>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BodyC {
    pub get_statistics_response: StatisticsResponse,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StatisticsResponse {
    pub response: DataSets,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct DataSets {
    #[serde(rename = "StatisticsDataSet", default)]
    pub items: Vec<DataSet>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DataSet {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_right: Option<Right>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_properties: Option<FieldProperties>,
    pub label: Option<String>,
    pub values: Option<DataValues>,
    pub description: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct DataValues {
    #[serde(rename = "StatisticsDataValue", default)]
    pub items: Vec<DataValue>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DataValue {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_right: Option<Right>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_properties: Option<FieldProperties>,
    pub label: Option<String>,
    pub value: Option<f64>,
    pub description: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BodyD {
    pub create_session_response: CreateSessionResponse,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateSessionResponse {
    pub response: SessionKey,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SessionKey {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_right: Option<Right>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_properties: Option<FieldProperties>,
    pub key: Option<String>,
    pub login_id: Option<i32>,
    pub user_id: Option<i32>,
}
