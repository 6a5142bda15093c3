// Mono WCF: Client.exe CS-URL PROBE11-URL PROBE12-URL CASE...; one line of JSON per case.
using System;
using System.Linq;
using System.ServiceModel;
using System.Text;

public static class Client
{
    static string csUrl;

    static string Json(string s)
    {
        var text = new StringBuilder("\"");
        foreach (var c in s)
            if (c == '"' || c == '\\') text.Append('\\').Append(c);
            else if (c < ' ') text.AppendFormat("\\u{0:x4}", (int)c);
            else text.Append(c);
        return text.Append('"').ToString();
    }
    static string Text(object value) { return value == null ? "(null)" : value.ToString(); }
    static string Text(bool value) { return value ? "true" : "false"; }

    static T Headers<T>(T request) where T : RequestMessage
    {
        request.ApplicationToken = "token-1 <&>";
        request.Credentials = new SoCredentials { Ticket = "7T:tick=et==" };
        request.TimeZone = new SoTimeZone { SoTimeZoneId = 8, SoTimeZoneLocationCode = "NO-OSL" };
        return request;
    }
    static string Tail(ReplyMessage reply)
    {
        string received = null, headers = null;
        if (reply.ExtraInfo != null)
        {
            reply.ExtraInfo.TryGetValue("received", out received);
            reply.ExtraInfo.TryGetValue("headers", out headers);
        }
        var zone = reply.TimeZone == null ? "(null)" : reply.TimeZone.SoTimeZoneId.ToString();
        return "|" + received + "|" + headers + "|" + Text(reply.Succeeded) + "|" + zone;
    }
    static ICustomerService Connect(string url)
    {
        return new ChannelFactory<ICustomerService>(Bindings.Soap11(), new EndpointAddress(url)).CreateChannel();
    }

    static string Session(string ip, string variant = "")
    {
        var reply = Connect(csUrl + variant).CreateSession(Headers(new CreateSessionMessage { RemoteIp = ip }));
        return reply.Response.Key + "," + reply.Response.LoginId + "," + reply.Response.UserId + Tail(reply);
    }
    static string Toggles(CsFeatureToggle[] toggles)
    {
        return Tail(Connect(csUrl).UpdateFeatureToggles(Headers(new UpdateFeatureTogglesMessage { FeatureToggles = toggles })));
    }
    static CsFeatureToggle Toggle(string name, bool state) { return new CsFeatureToggle { Name = name, State = state }; }
    static string Statistics(StatusScreenPanelType[] functions)
    {
        var reply = Connect(csUrl).GetStatistics(Headers(new GetStatisticsMessage { Functions = functions }));
        var sets = reply.Response;
        if (sets == null) return "null" + Tail(reply);
        if (sets.Length == 0) return "0" + Tail(reply);
        var v = sets[0].Values;
        var exact = v[0].Value == 1.5 && double.IsNaN(v[1].Value) && double.IsNegativeInfinity(v[2].Value) && v[3].Value == 0.1 + 0.2;
        return sets.Length + ":" + sets[0].Label + ":" + v.Length + ":" + (exact ? "exact" : "wrong") + Tail(reply);
    }
    static string Delete(int[] ids)
    {
        return Tail(Connect(csUrl).DeleteChatSessions(Headers(new DeleteChatSessionsMessage { Ids = ids })));
    }
    static string Save(SmsConfig config)
    {
        var reply = Connect(csUrl).SaveSmsConfig(Headers(new SaveSmsConfigMessage { SmsConfig = config }));
        return reply.Response.DefaultSmsCountry + Tail(reply);
    }

    static string Customer(string name)
    {
        switch (name)
        {
            case "toggles": return Toggles(new[] { Toggle("NewDashboard", true), Toggle("Chat & <Bots> \"x\"", false), Toggle("Ærø-🚀", true) });
            case "toggles-empty": return Toggles(new CsFeatureToggle[0]);
            case "toggles-null": return Toggles(null);
            case "toggles-10000": return Toggles(Enumerable.Range(0, 10000).Select(i => Toggle("t" + i, i % 2 == 0)).ToArray());
            case "session": return Session("10.0.0.1");
            case "session-null": case "session-absent": return Session(null);
            case "session-empty": return Session("");
            case "fault": case "unhandled": return Session(name);
            case "valid":
                var valid = Connect(csUrl).SessionIsValid(Headers(new SessionIsValidMessage { CsSessionKey = "key" }));
                return Text(valid.Response) + Tail(valid);
            case "remove": return Tail(Connect(csUrl).RemoveSession(Headers(new RemoveSessionMessage { LoginId = 42 })));
            case "chat-notify":
                var notify = Connect(csUrl).HasChatNotify(Headers(new HasChatNotifyMessage()));
                return Text(notify.Response) + Tail(notify);
            case "event-handler":
                var exists = Connect(csUrl).EventHandlerExists(Headers(new EventHandlerExistsMessage { EventHandlerType = EventHandlerType.SalesBeforeSaveSale }));
                return Text(exists.Response) + Tail(exists);
            case "statistics": return Statistics(new[] { StatusScreenPanelType.UnassignedRequests, StatusScreenPanelType.Hotlist });
            case "statistics-empty": return Statistics(new StatusScreenPanelType[0]);
            case "statistics-null": return Statistics(null);
            case "delete-chat": return Delete(new[] { 1, -2, 2147483647 });
            case "delete-chat-empty": return Delete(new int[0]);
            case "delete-chat-null": return Delete(null);
            case "chat-sessions":
                var chats = Connect(csUrl).ChatSessionsForUser(Headers(new ChatSessionsForUserMessage()));
                var masks = chats.Response.Select(s => s.TableRight.Mask == 0 ? "" : s.TableRight.Mask.ToString().Replace(", ", " "));
                return chats.Response.Length + ":" + string.Join(",", chats.Response.Select(s => s.ChatSessionId)) + ":" + string.Join("/", masks) + Tail(chats);
            case "sms-get": return Save(Connect(csUrl).GetSmsConfig(Headers(new GetSmsConfigMessage())).Response);
            case "sms-default": return Save(Connect(csUrl).CreateDefaultSmsConfig(Headers(new CreateDefaultSmsConfigMessage())).Response);
            case "error-header":
                var error = Connect(csUrl).CreateSession(Headers(new CreateSessionMessage { RemoteIp = "soerror" }));
                var e = error.ExceptionInfo;
                return e.Message + "/" + e.InnerException.Message + "/" + e.InnerException.InnerException.Message + "/"
                    + string.Join(",", e.Parameters.Select(p => p.Key + "=" + Text((object)p.Value))) + Tail(error);
        }
        return Session("Ærø", name.Substring("wire".Length)); // wire/...
    }

    static string Probe(string name, System.ServiceModel.Channels.Binding binding, string url)
    {
        var probe = new ChannelFactory<IProbe>(binding, new EndpointAddress(url)).CreateChannel();
        if (name.StartsWith("fault-"))
            try
            {
                probe.Fail(name.Substring("fault-".Length));
                return "no fault";
            }
            catch (FaultException<Trouble> fault)
            {
                return "fault:" + fault.Message + ":" + fault.Detail.Number + ":" + fault.Detail.Reason;
            }
            catch (FaultException fault)
            {
                return name == "fault-unhandled" ? "fault" : "fault:" + fault.Message;
            }
        if (name == "one-way")
        {
            probe.Notify("told æøå");
            return Text(probe.Give("notified").Text);
        }
        return Text(probe.Echo(probe.Give(name)).Verdict);
    }

    public static int Main(string[] arguments)
    {
        csUrl = arguments[0];
        var output = new System.IO.StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        foreach (var name in arguments.Skip(3))
        {
            var ok = true;
            string detail;
            try
            {
                if (name.StartsWith("probe11/")) detail = Probe(name.Substring(8), Bindings.Soap11(), arguments[1]);
                else if (name.StartsWith("probe12/")) detail = Probe(name.Substring(8), Bindings.Soap12(), arguments[2]);
                else detail = Customer(name);
            }
            catch (FaultException fault)
            {
                detail = name == "unhandled" ? "fault" : "fault:" + fault.Message;
            }
            catch (Exception e)
            {
                ok = false;
                detail = "error: " + e.GetType().Name + ": " + e.Message;
            }
            output.WriteLine("{\"case\":" + Json(name) + ",\"ok\":" + Text(ok) + ",\"detail\":" + Json(detail) + "}");
        }
        Environment.Exit(0);
        return 0;
    }
}
