// Mono WCF: Server.exe PORT serves CustomerService at PORT, Probe at PORT + 1 (SOAP 1.1) and PORT + 2 (SOAP 1.2).
// Mono answers nothing when one host has two endpoints, so each contract and version has a host of its own.
using System;
using System.Collections.Generic;
using System.Linq;
using System.ServiceModel;
using System.Threading;

[ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple, AddressFilterMode = AddressFilterMode.Any)]
public class CustomerService : ICustomerService
{
    static string Text(object value) { return value == null ? "(null)" : value.ToString(); }

    static string Listed<T>(ICollection<T> all, Func<T, string> show)
    {
        if (all == null) return "null";
        var some = all.Count <= 10 ? all : new[] { all.First(), all.Last() };
        return all.Count + ":" + string.Join(",", some.Select(show));
    }

    static T Answer<T>(RequestMessage request, T reply, string received) where T : ReplyMessage
    {
        var zone = request.TimeZone;
        reply.ExtraInfo = new SoExtraInfo {
            { "received", received },
            { "headers", string.Join(",", Text(request.ApplicationToken), Text(request.Credentials == null ? null : request.Credentials.Ticket),
                zone == null ? "(null)" : zone.SoTimeZoneId.ToString(), Text(zone == null ? null : zone.SoTimeZoneLocationCode)) },
        };
        reply.Succeeded = true;
        reply.TimeZone = zone;
        return reply;
    }

    public CreateDefaultSmsConfigReply CreateDefaultSmsConfig(CreateDefaultSmsConfigMessage r)
    {
        return Answer(r, new CreateDefaultSmsConfigReply { Response = new SmsConfig { DefaultSmsCountry = "SE" } }, "");
    }
    public GetSmsConfigReply GetSmsConfig(GetSmsConfigMessage r)
    {
        return Answer(r, new GetSmsConfigReply { Response = new SmsConfig {
            TableRight = new TableRight { Mask = ETableRight.Select },
            FieldProperties = new FieldPropertyDictionary {
                { "Name", new FieldProperty {
                    FieldRight = new FieldRight { Mask = EFieldRight.Read | EFieldRight.Write, Reason = "" },
                    FieldType = "string", FieldLength = 10 } },
                { "Gone", null },
            },
            DefaultSmsCountry = "NO",
            NsPluginSender = "",
            NsPluginConfig = new StringDictionary { { "user", "u" }, { "empty", "" }, { "none", null } },
        } }, "");
    }
    public SaveSmsConfigReply SaveSmsConfig(SaveSmsConfigMessage r)
    {
        var c = r.SmsConfig;
        var settings = c.NsPluginConfig == null ? "(null)" : string.Join(",", c.NsPluginConfig.Select(p => p.Key + "=" + Text(p.Value)));
        var fields = c.FieldProperties == null ? "(null)" : string.Join(",", c.FieldProperties.Select(p => p.Key + "="
            + (p.Value == null || p.Value.FieldRight == null ? "(null)" : p.Value.FieldRight.Mask.ToString().Replace(", ", " "))));
        var received = string.Join(";", Text(c.DefaultSmsCountry), Text(c.NetServerSmsProvider), Text(c.NsPluginSender), settings, fields);
        return Answer(r, new SaveSmsConfigReply { Response = c }, received);
    }
    public CreateSessionReply CreateSession(CreateSessionMessage r)
    {
        switch (r.RemoteIp)
        {
            case "fault": throw new FaultException("No <access> & no æøå", new FaultCode("Client"));
            case "unhandled": throw new InvalidOperationException("not foreseen");
            case "soerror":
                var reply = Answer(r, new CreateSessionReply(), "");
                reply.Succeeded = false;
                reply.ExceptionInfo = new SoExceptionInfo {
                    Message = "Not logged in",
                    FriendlyText = "Please log in",
                    InnerException = new SoExceptionInfo { Message = "inner", InnerException = new SoExceptionInfo { Message = "innermost" } },
                    Parameters = new SoExceptionInfoParameters { { "p", "1<&>" }, { "q", null } },
                };
                return reply;
        }
        var key = new CsSessionKey { Key = "key of " + Text(r.RemoteIp), LoginId = 7, UserId = -1 };
        return Answer(r, new CreateSessionReply { Response = key }, Text(r.RemoteIp));
    }
    public RemoveSessionReply RemoveSession(RemoveSessionMessage r) { return Answer(r, new RemoveSessionReply(), r.LoginId.ToString()); }
    public SessionIsValidReply SessionIsValid(SessionIsValidMessage r)
    {
        return Answer(r, new SessionIsValidReply { Response = r.CsSessionKey == "key" }, Text(r.CsSessionKey));
    }
    public HasChatNotifyReply HasChatNotify(HasChatNotifyMessage r) { return Answer(r, new HasChatNotifyReply { Response = true }, ""); }
    public UpdateFeatureTogglesReply UpdateFeatureToggles(UpdateFeatureTogglesMessage r)
    {
        return Answer(r, new UpdateFeatureTogglesReply(), Listed(r.FeatureToggles, t => Text(t.Name) + "=" + (t.State ? "true" : "false")));
    }
    public EventHandlerExistsReply EventHandlerExists(EventHandlerExistsMessage r)
    {
        return Answer(r, new EventHandlerExistsReply { Response = r.EventHandlerType == EventHandlerType.SalesBeforeSaveSale }, r.EventHandlerType.ToString());
    }
    public GetStatisticsReply GetStatistics(GetStatisticsMessage r)
    {
        var reply = new GetStatisticsReply();
        if (r.Functions != null)
            reply.Response = r.Functions.Select(f => new StatisticsDataSet { Label = f.ToString(), Values = new[] {
                new StatisticsDataValue { Label = "a", Value = 1.5, Description = "" },
                new StatisticsDataValue { Value = double.NaN },
                new StatisticsDataValue { Value = double.NegativeInfinity },
                new StatisticsDataValue { Value = 0.1 + 0.2 },
            } }).ToArray();
        return Answer(r, reply, Listed(r.Functions, f => f.ToString()));
    }
    public DeleteChatSessionsReply DeleteChatSessions(DeleteChatSessionsMessage r)
    {
        return Answer(r, new DeleteChatSessionsReply(), Listed(r.Ids, i => i.ToString()));
    }
    public ChatSessionsForUserReply ChatSessionsForUser(ChatSessionsForUserMessage r)
    {
        return Answer(r, new ChatSessionsForUserReply { Response = new[] {
            new ChatSession { TableRight = new TableRight { Mask = ETableRight.Select | ETableRight.Update, Reason = "because" }, ChatSessionId = 11 },
            new ChatSession { TableRight = new TableRight(), ChatSessionId = 12 },
            new ChatSession { TableRight = new TableRight { Mask = ETableRight.Select }, ChatSessionId = 13 },
        } }, "");
    }
}

[ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple, AddressFilterMode = AddressFilterMode.Any)]
public class Probe : IProbe
{
    string notified;

    public Values Give(string name) { return new Values { Case = name, RequiredText = "", Text = notified }; }
    public Values Echo(Values value) { return value; }
    public void Fail(string how)
    {
        if (how == "typed") throw new FaultException<Trouble>(new Trouble { Number = 42, Reason = "Because <&>" }, "Declared æøå", new FaultCode("Client"));
        if (how == "plain") throw new FaultException("Plain æøå", new FaultCode("Client"));
        throw new InvalidOperationException("not foreseen");
    }
    public void Notify(string text) { notified = text; }
}

public static class Server
{
    static void Open(object service, Type contract, System.ServiceModel.Channels.Binding binding, int port, string path)
    {
        var host = new ServiceHost(service, new Uri("http://127.0.0.1:" + port + path));
        host.AddServiceEndpoint(contract, binding, "");
        host.Open();
    }
    public static void Main(string[] arguments)
    {
        var port = int.Parse(arguments[0]);
        Open(new CustomerService(), typeof(ICustomerService), Bindings.Soap11(), port, "/cs");
        Open(new Probe(), typeof(IProbe), Bindings.Soap11(), port + 1, "/probe11");
        Open(new Probe(), typeof(IProbe), Bindings.Soap12(), port + 2, "/probe12");
        Thread.Sleep(Timeout.Infinite);
    }
}
