// CustomerService as WCF's own tools would write it down: data contracts, message contracts with headers, the contract.
using System.Collections.Generic;
using System.Runtime.Serialization;
using System.ServiceModel;

public static class Ns
{
    public const string So = "http://www.superoffice.net/ws/crm/NetServer/Services83";
    public const string Probe = "http://example.invalid/probe";
}

[DataContract(Namespace = Ns.So)]
public class SoCredentials
{
    [DataMember] public string Ticket;
}
[DataContract(Namespace = Ns.So)]
public class SoTimeZone
{
    [DataMember(Order = 0)] public int SoTimeZoneId;
    [DataMember(Order = 1)] public string SoTimeZoneLocationCode;
}
[DataContract(Namespace = Ns.So)]
public class SoExceptionInfo
{
    [DataMember(Order = 0)] public string Message;
    [DataMember(Order = 1)] public string StackTrace;
    [DataMember(Order = 2)] public string FriendlyText;
    [DataMember(Order = 3)] public string ExceptionType;
    [DataMember(Order = 4)] public string Source;
    [DataMember(Order = 5)] public SoExceptionInfo InnerException;
    [DataMember(Order = 6)] public SoExceptionInfoParameters Parameters;
}
[CollectionDataContract(Namespace = Ns.So, ItemName = "SoExceptionInfoParametersKeyValuePair")]
public class SoExceptionInfoParameters : Dictionary<string, string> { }
[CollectionDataContract(Namespace = Ns.So, ItemName = "ExtraInfoNameValuePair")]
public class SoExtraInfo : Dictionary<string, string> { }

[DataContract(Namespace = Ns.So)]
public class Carrier
{
    [DataMember(Order = 0)] public TableRight TableRight;
    [DataMember(Order = 1)] public FieldPropertyDictionary FieldProperties;
}
[DataContract(Namespace = Ns.So)]
public class TableRight
{
    [DataMember(Order = 0)] public ETableRight Mask;
    [DataMember(Order = 1)] public string Reason;
}
[System.Flags, DataContract(Namespace = Ns.So)]
public enum ETableRight
{
    [EnumMember] Select = 1, [EnumMember] Update = 2, [EnumMember] Insert = 4, [EnumMember] Delete = 8,
    [EnumMember] Filtering = 16, [EnumMember] RestrictedUpdate = 32
}
[CollectionDataContract(Namespace = Ns.So, ItemName = "FieldPropertyDictionaryKeyValuePair")]
public class FieldPropertyDictionary : Dictionary<string, FieldProperty> { }
[DataContract(Namespace = Ns.So)]
public class FieldProperty
{
    [DataMember(Order = 0)] public FieldRight FieldRight;
    [DataMember(Order = 1)] public string FieldType;
    [DataMember(Order = 2)] public int FieldLength;
}
[DataContract(Namespace = Ns.So)]
public class FieldRight
{
    [DataMember(Order = 0)] public EFieldRight Mask;
    [DataMember(Order = 1)] public string Reason;
}
[System.Flags, DataContract(Namespace = Ns.So)]
public enum EFieldRight
{
    [EnumMember] Read = 1, [EnumMember] Write = 2, [EnumMember] Unused1 = 4, [EnumMember] Unused2 = 8,
    [EnumMember] Unused3 = 16, [EnumMember] Unused4 = 32, [EnumMember] UIHintMandatory = 64,
    [EnumMember] UIHintReadOnly = 128, [EnumMember] UndefinedValue256 = 256
}
[DataContract(Namespace = Ns.So)]
public class SmsConfig : Carrier
{
    [DataMember(Order = 0)] public string DefaultSmsCountry;
    [DataMember(Order = 1)] public string NetServerSmsProvider;
    [DataMember(Order = 2)] public string NsPluginSender;
    [DataMember(Order = 3)] public StringDictionary NsPluginConfig;
}
[CollectionDataContract(Namespace = Ns.So, ItemName = "StringKeyValuePair")]
public class StringDictionary : Dictionary<string, string> { }
[DataContract(Namespace = Ns.So)]
public class CsSessionKey : Carrier
{
    [DataMember(Order = 0)] public string Key;
    [DataMember(Order = 1)] public int LoginId;
    [DataMember(Order = 2)] public int UserId;
}
[DataContract(Namespace = Ns.So)]
public class CsFeatureToggle : Carrier
{
    [DataMember(Order = 0)] public string Name;
    [DataMember(Order = 1)] public bool State;
}
[DataContract(Namespace = Ns.So)]
public class StatisticsDataSet : Carrier
{
    [DataMember(Order = 0)] public string Label;
    [DataMember(Order = 1)] public StatisticsDataValue[] Values;
    [DataMember(Order = 2)] public string Description;
}
[DataContract(Namespace = Ns.So)]
public class StatisticsDataValue : Carrier
{
    [DataMember(Order = 0)] public string Label;
    [DataMember(Order = 1)] public double Value;
    [DataMember(Order = 2)] public string Description;
}
[DataContract(Namespace = Ns.So)]
public class ChatSession : Carrier
{
    [DataMember] public int ChatSessionId;
}
[DataContract(Namespace = Ns.So)]
public enum EventHandlerType
{
    [EnumMember] Unknown, [EnumMember] SalesBeforeSaveAppointment, [EnumMember] SalesBeforeSaveStakeholder,
    [EnumMember] SalesBeforeSaveQuote, [EnumMember] SalesBeforeSaveDocument, [EnumMember] SalesBeforeSaveContact,
    [EnumMember] SalesBeforeSavePerson, [EnumMember] SalesBeforeSaveRelation, [EnumMember] SalesBeforeSaveSale,
    [EnumMember] SalesBeforeSaveProject, [EnumMember] SalesBeforeSaveSelection, [EnumMember] SalesBeforeSaveProjectMember,
    [EnumMember] SalesBeforeSaveSelectionMember, [EnumMember] SalesAfterSaveAppointment,
    [EnumMember] SalesAfterSaveStakeholder, [EnumMember] SalesAfterSaveQuote, [EnumMember] SalesAfterSaveDocument,
    [EnumMember] SalesAfterSaveContact, [EnumMember] SalesAfterSavePerson, [EnumMember] SalesAfterSaveRelation,
    [EnumMember] SalesAfterSaveSale, [EnumMember] SalesAfterSaveProject, [EnumMember] SalesAfterSaveSelection,
    [EnumMember] SalesAfterSaveProjectMember, [EnumMember] SalesAfterSaveSelectionMember
}
[DataContract(Namespace = Ns.So)]
public enum StatusScreenPanelType
{
    [EnumMember] None, [EnumMember] OpenRequestsPerCategory, [EnumMember] OpenRequestsPerTopCategory,
    [EnumMember] OpenRequestsPerUser, [EnumMember] OpenRequestsPerUserGroup, [EnumMember] OpenRequestsPerPriority,
    [EnumMember] OpenRequestsPerStatus, [EnumMember] OpenRequestsPerOrigin, [EnumMember] NumberOfCreatedRequestsPerDay,
    [EnumMember] NumberOfCreatedRequestsPerWeek, [EnumMember] NumberOfCreatedRequestsPerMonth,
    [EnumMember] UserResponseTimePerDay, [EnumMember] UserReponseTimePerWeek, [EnumMember] UserResponseTimePerMonth,
    [EnumMember] OwnOpenRequests, [EnumMember] UnassignedRequests, [EnumMember] Hotlist, [EnumMember] StatusScreen
}

[MessageContract(IsWrapped = true)]
public class RequestMessage
{
    [MessageHeader(Namespace = Ns.So)] public string ApplicationToken;
    [MessageHeader(Namespace = Ns.So)] public SoCredentials Credentials;
    [MessageHeader(Namespace = Ns.So)] public SoTimeZone TimeZone;
}
[MessageContract(IsWrapped = true)]
public class ReplyMessage
{
    [MessageHeader(Namespace = Ns.So)] public SoExceptionInfo ExceptionInfo;
    [MessageHeader(Namespace = Ns.So)] public SoExtraInfo ExtraInfo;
    [MessageHeader(Namespace = Ns.So)] public bool Succeeded;
    [MessageHeader(Namespace = Ns.So)] public SoTimeZone TimeZone;
}
[MessageContract(WrapperName = "CreateDefaultSmsConfig", WrapperNamespace = Ns.So)]
public class CreateDefaultSmsConfigMessage : RequestMessage
{
}
[MessageContract(WrapperName = "CreateDefaultSmsConfigResponse", WrapperNamespace = Ns.So)]
public class CreateDefaultSmsConfigReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public SmsConfig Response;
}
[MessageContract(WrapperName = "SaveSmsConfig", WrapperNamespace = Ns.So)]
public class SaveSmsConfigMessage : RequestMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public SmsConfig SmsConfig;
}
[MessageContract(WrapperName = "SaveSmsConfigResponse", WrapperNamespace = Ns.So)]
public class SaveSmsConfigReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public SmsConfig Response;
}
[MessageContract(WrapperName = "CreateSession", WrapperNamespace = Ns.So)]
public class CreateSessionMessage : RequestMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public string RemoteIp;
}
[MessageContract(WrapperName = "CreateSessionResponse", WrapperNamespace = Ns.So)]
public class CreateSessionReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public CsSessionKey Response;
}
[MessageContract(WrapperName = "RemoveSession", WrapperNamespace = Ns.So)]
public class RemoveSessionMessage : RequestMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public int LoginId;
}
[MessageContract(WrapperName = "RemoveSessionResponse", WrapperNamespace = Ns.So)]
public class RemoveSessionReply : ReplyMessage
{
}
[MessageContract(WrapperName = "SessionIsValid", WrapperNamespace = Ns.So)]
public class SessionIsValidMessage : RequestMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public string CsSessionKey;
}
[MessageContract(WrapperName = "SessionIsValidResponse", WrapperNamespace = Ns.So)]
public class SessionIsValidReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public bool Response;
}
[MessageContract(WrapperName = "HasChatNotify", WrapperNamespace = Ns.So)]
public class HasChatNotifyMessage : RequestMessage
{
}
[MessageContract(WrapperName = "HasChatNotifyResponse", WrapperNamespace = Ns.So)]
public class HasChatNotifyReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public bool Response;
}
[MessageContract(WrapperName = "UpdateFeatureToggles", WrapperNamespace = Ns.So)]
public class UpdateFeatureTogglesMessage : RequestMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public CsFeatureToggle[] FeatureToggles;
}
[MessageContract(WrapperName = "UpdateFeatureTogglesResponse", WrapperNamespace = Ns.So)]
public class UpdateFeatureTogglesReply : ReplyMessage
{
}
[MessageContract(WrapperName = "EventHandlerExists", WrapperNamespace = Ns.So)]
public class EventHandlerExistsMessage : RequestMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public EventHandlerType EventHandlerType;
}
[MessageContract(WrapperName = "EventHandlerExistsResponse", WrapperNamespace = Ns.So)]
public class EventHandlerExistsReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public bool Response;
}
[MessageContract(WrapperName = "GetStatistics", WrapperNamespace = Ns.So)]
public class GetStatisticsMessage : RequestMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public StatusScreenPanelType[] Functions;
}
[MessageContract(WrapperName = "GetStatisticsResponse", WrapperNamespace = Ns.So)]
public class GetStatisticsReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public StatisticsDataSet[] Response;
}
[MessageContract(WrapperName = "GetSmsConfig", WrapperNamespace = Ns.So)]
public class GetSmsConfigMessage : RequestMessage
{
}
[MessageContract(WrapperName = "GetSmsConfigResponse", WrapperNamespace = Ns.So)]
public class GetSmsConfigReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public SmsConfig Response;
}
[MessageContract(WrapperName = "DeleteChatSessions", WrapperNamespace = Ns.So)]
public class DeleteChatSessionsMessage : RequestMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public int[] Ids;
}
[MessageContract(WrapperName = "DeleteChatSessionsResponse", WrapperNamespace = Ns.So)]
public class DeleteChatSessionsReply : ReplyMessage
{
}
[MessageContract(WrapperName = "ChatSessionsForUser", WrapperNamespace = Ns.So)]
public class ChatSessionsForUserMessage : RequestMessage
{
}
[MessageContract(WrapperName = "ChatSessionsForUserResponse", WrapperNamespace = Ns.So)]
public class ChatSessionsForUserReply : ReplyMessage
{
    [MessageBodyMember(Namespace = Ns.So)] public ChatSession[] Response;
}

[ServiceContract(Namespace = Ns.So, Name = "CustomerService")]
public interface ICustomerService
{
    [OperationContract(Action = Ns.So + "/CustomerService/CreateDefaultSmsConfig", ReplyAction = Ns.So + "/CustomerService/CreateDefaultSmsConfigResponse")]
    CreateDefaultSmsConfigReply CreateDefaultSmsConfig(CreateDefaultSmsConfigMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/SaveSmsConfig", ReplyAction = Ns.So + "/CustomerService/SaveSmsConfigResponse")]
    SaveSmsConfigReply SaveSmsConfig(SaveSmsConfigMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/CreateSession", ReplyAction = Ns.So + "/CustomerService/CreateSessionResponse")]
    CreateSessionReply CreateSession(CreateSessionMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/RemoveSession", ReplyAction = Ns.So + "/CustomerService/RemoveSessionResponse")]
    RemoveSessionReply RemoveSession(RemoveSessionMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/SessionIsValid", ReplyAction = Ns.So + "/CustomerService/SessionIsValidResponse")]
    SessionIsValidReply SessionIsValid(SessionIsValidMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/HasChatNotify", ReplyAction = Ns.So + "/CustomerService/HasChatNotifyResponse")]
    HasChatNotifyReply HasChatNotify(HasChatNotifyMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/UpdateFeatureToggles", ReplyAction = Ns.So + "/CustomerService/UpdateFeatureTogglesResponse")]
    UpdateFeatureTogglesReply UpdateFeatureToggles(UpdateFeatureTogglesMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/EventHandlerExists", ReplyAction = Ns.So + "/CustomerService/EventHandlerExistsResponse")]
    EventHandlerExistsReply EventHandlerExists(EventHandlerExistsMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/GetStatistics", ReplyAction = Ns.So + "/CustomerService/GetStatisticsResponse")]
    GetStatisticsReply GetStatistics(GetStatisticsMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/GetSmsConfig", ReplyAction = Ns.So + "/CustomerService/GetSmsConfigResponse")]
    GetSmsConfigReply GetSmsConfig(GetSmsConfigMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/DeleteChatSessions", ReplyAction = Ns.So + "/CustomerService/DeleteChatSessionsResponse")]
    DeleteChatSessionsReply DeleteChatSessions(DeleteChatSessionsMessage request);
    [OperationContract(Action = Ns.So + "/CustomerService/ChatSessionsForUser", ReplyAction = Ns.So + "/CustomerService/ChatSessionsForUserResponse")]
    ChatSessionsForUserReply ChatSessionsForUser(ChatSessionsForUserMessage request);
}
