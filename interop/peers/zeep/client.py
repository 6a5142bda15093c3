"""zeep: client.py CS-URL PROBE11-URL PROBE12-URL CASE...; one line of JSON per case."""

import json
import os
import sys

import zeep
from zeep.exceptions import Fault
from zeep.transports import Transport

CS, PROBE11, PROBE12 = sys.argv[1:4]
REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
NS = "{http://www.superoffice.net/ws/crm/NetServer/Services83}"
HEADERS = {
    "ApplicationToken": "token-1 <&>",
    "Credentials": {"Ticket": "7T:tick=et=="},
    "TimeZone": {"SoTimeZoneId": 8, "SoTimeZoneLocationCode": "NO-OSL"},
}
customer_service = zeep.Client(
    REPOSITORY + "/wsdl/Services83-CustomerService.wsdl", transport=Transport(operation_timeout=30)
)
probe_service = zeep.Client(REPOSITORY + "/interop/Probe.wsdl", transport=Transport(operation_timeout=30))


def text(value):
    if value is None:
        return "(null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return " ".join(value)
    return str(value)


def call(operation, variant="", **arguments):
    service = customer_service.create_service(NS + "BasicHttpBinding_CustomerService", CS + variant)
    reply = getattr(service, operation)(_soapheaders=HEADERS, **arguments)
    headers = reply.header
    extra = {}
    if headers.ExtraInfo:
        extra = {pair.Key: pair.Value for pair in headers.ExtraInfo.ExtraInfoNameValuePair}
    zone = headers.TimeZone.SoTimeZoneId if headers.TimeZone else None
    tail = "|".join(
        ["", extra.get("received") or "", extra.get("headers") or "", text(headers.Succeeded), text(zone)]
    )
    body = getattr(reply.body, "Response", None)
    return body, tail, headers


def session(variant="", **arguments):
    key, tail, _ = call("CreateSession", variant, **arguments)
    return f"{key.Key},{key.LoginId},{key.UserId}{tail}"


def sms(operation):
    config, _, _ = call(operation)
    saved, tail, _ = call("SaveSmsConfig", SmsConfig=config)
    return saved.DefaultSmsCountry + tail


def statistics(functions):
    sets, tail, _ = call("GetStatistics", Functions=functions)
    if sets is None:
        return "null" + tail
    sets = sets.StatisticsDataSet if hasattr(sets, "StatisticsDataSet") else sets
    if not sets:
        return "0" + tail
    v = [x.Value for x in sets[0].Values.StatisticsDataValue]
    exact = v[0] == 1.5 and v[1] != v[1] and v[2] == float("-inf") and v[3] == 0.1 + 0.2
    return f"{len(sets)}:{sets[0].Label}:{len(v)}:{'exact' if exact else 'wrong'}" + tail


def toggle(name, state):
    return {"Name": name, "State": state}


def customer(case):
    if case == "toggles":
        toggles = [toggle("NewDashboard", True), toggle('Chat & <Bots> "x"', False), toggle("Ærø-🚀", True)]
        return call("UpdateFeatureToggles", FeatureToggles={"CsFeatureToggle": toggles})[1]
    if case == "toggles-empty":
        return call("UpdateFeatureToggles", FeatureToggles={"CsFeatureToggle": []})[1]
    if case == "toggles-null":
        return call("UpdateFeatureToggles", FeatureToggles=zeep.xsd.Nil)[1]
    if case == "toggles-10000":
        toggles = [toggle(f"t{i}", i % 2 == 0) for i in range(10000)]
        return call("UpdateFeatureToggles", FeatureToggles={"CsFeatureToggle": toggles})[1]
    if case == "session":
        return session(RemoteIp="10.0.0.1")
    if case == "session-null":
        return session(RemoteIp=zeep.xsd.Nil)
    if case == "session-absent":
        return session()
    if case == "session-empty":
        return session(RemoteIp="")
    if case == "valid":
        valid, tail, _ = call("SessionIsValid", CsSessionKey="key")
        return text(valid) + tail
    if case == "remove":
        return call("RemoveSession", LoginId=42)[1]
    if case == "chat-notify":
        notify, tail, _ = call("HasChatNotify")
        return text(notify) + tail
    if case == "event-handler":
        exists, tail, _ = call("EventHandlerExists", EventHandlerType="SalesBeforeSaveSale")
        return text(exists) + tail
    if case == "statistics":
        return statistics({"StatusScreenPanelType": ["UnassignedRequests", "Hotlist"]})
    if case == "statistics-empty":
        return statistics({"StatusScreenPanelType": []})
    if case == "statistics-null":
        return statistics(zeep.xsd.Nil)
    if case == "delete-chat":
        return call("DeleteChatSessions", Ids={"int": [1, -2, 2147483647]})[1]
    if case == "delete-chat-empty":
        return call("DeleteChatSessions", Ids={"int": []})[1]
    if case == "delete-chat-null":
        return call("DeleteChatSessions", Ids=zeep.xsd.Nil)[1]
    if case == "chat-sessions":
        sessions, tail, _ = call("ChatSessionsForUser")
        sessions = sessions.ChatSession
        ids = ",".join(str(x.ChatSessionId) for x in sessions)
        masks = "/".join(text(x.TableRight.Mask) for x in sessions)
        return f"{len(sessions)}:{ids}:{masks}" + tail
    if case == "sms-get":
        return sms("GetSmsConfig")
    if case == "sms-default":
        return sms("CreateDefaultSmsConfig")
    if case == "error-header":
        _, tail, headers = call("CreateSession", RemoteIp="soerror")
        e = headers.ExceptionInfo
        p = e.Parameters.SoExceptionInfoParametersKeyValuePair
        named = ",".join(f"{x.Key}={text(x.Value)}" for x in p)
        inner = e.InnerException
        return "/".join([e.Message, inner.Message, inner.InnerException.Message, named]) + tail
    if case in ("fault", "unhandled"):
        return session(RemoteIp=case)
    return session("/" + case.removeprefix("wire/"), RemoteIp="Ærø")


def probe(case, port, url):
    service = probe_service.create_service("{http://example.invalid/probe}" + port, url)
    if case.startswith("fault-"):
        try:
            service.Fail(How=case.removeprefix("fault-"))
            return "no fault"
        except Fault as fault:
            if case == "fault-unhandled":
                return "fault"
            typed = fault.detail.find(".//{http://example.invalid/probe}Trouble") if fault.detail is not None else None
            more = ""
            if typed is not None and len(typed):
                trouble = probe_service.get_type("{http://example.invalid/probe}Trouble").parse_xmlelement(typed)
                more = f":{trouble.Number}:{trouble.Reason}"
            return f"fault:{fault.message}{more}"
    if case == "one-way":
        service.Notify(Text="told æøå")
        return text(service.Give(Case="notified").Text)
    return text(service.Echo(Value=service.Give(Case=case)).Verdict)


for case in sys.argv[4:]:
    line = {"case": case, "ok": True}
    try:
        if case.startswith("probe11/"):
            line["detail"] = probe(case.removeprefix("probe11/"), "ProbeSoap11", PROBE11)
        elif case.startswith("probe12/"):
            line["detail"] = probe(case.removeprefix("probe12/"), "ProbeSoap12", PROBE12)
        else:
            line["detail"] = customer(case)
    except Fault as fault:
        line["detail"] = "fault" if case == "unhandled" else f"fault:{fault.message}"
    except Exception as error:  # a peer may fail in any way: each is a result to list
        line["ok"] = False
        line["detail"] = f"error: {type(error).__name__}: {error}"
    print(json.dumps(line, ensure_ascii=False), flush=True)
