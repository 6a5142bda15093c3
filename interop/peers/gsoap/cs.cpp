// gSOAP for CustomerService: `cs serve PORT`, or `cs call URL CASE...`.
#include "BasicHttpBinding_USCORECustomerService.nsmap"
#include "soapBasicHttpBinding_USCORECustomerServiceProxy.h"
#include "soapBasicHttpBinding_USCORECustomerServiceService.h"
#include <cmath>
#include "common.h"

// Objects owned by the context of the call.
template <class T> T *make(struct soap *soap, T *(*allocate)(struct soap *, int)) { return allocate(soap, -1); }
static std::string *str(struct soap *soap, const std::string &s) {
  std::string *p = soap_new_std__string(soap, -1);
  *p = s;
  return p;
}
template <class T> static T *value(struct soap *soap, T v) {
  T *p = static_cast<T *>(soap_malloc(soap, sizeof(T)));
  *p = v;
  return p;
}
template <class V, class F> static std::string listed(const V &all, F show) {
  std::string out = std::to_string(all.size()) + ":";
  for (size_t i = 0; i < all.size(); i++) {
    if (all.size() > 10 && i != 0 && i + 1 != all.size()) continue;
    if (i) out += ",";
    out += show(all[i]);
  }
  return out;
}

class Service : public BasicHttpBinding_USCORECustomerServiceService {
  void extra(const char *key, const std::string &v) {
    ns1__SoExtraInfo *info = soap->header->ns1__ExtraInfo;
    info->ExtraInfoNameValuePair.emplace_back();
    info->ExtraInfoNameValuePair.back().Key = str(soap, key);
    info->ExtraInfoNameValuePair.back().Value = str(soap, v);
  }
  // gSOAP has one header struct for both directions: what came in is taken out, or it would be sent back.
  int answer(const std::string &received, bool succeeded = true) {
    std::string report = "(null),(null),(null),(null)";
    ns1__SoTimeZone *zone = nullptr;
    if (soap->header) {
      zone = soap->header->ns1__TimeZone;
      ns1__SoCredentials *credentials = soap->header->ns1__Credentials;
      report = text(soap->header->ns1__ApplicationToken) + "," + text(credentials ? credentials->Ticket : nullptr) + ","
          + number(zone ? zone->SoTimeZoneId : nullptr) + "," + text(zone ? zone->SoTimeZoneLocationCode : nullptr);
    }
    soap->header = soap_new_SOAP_ENV__Header(soap, -1);
    soap->header->ns1__ExtraInfo = soap_new_ns1__SoExtraInfo(soap, -1);
    extra("received", received);
    extra("headers", report);
    soap->header->ns1__Succeeded = value(soap, succeeded);
    soap->header->ns1__TimeZone = zone;
    return SOAP_OK;
  }

public:
  Service() : BasicHttpBinding_USCORECustomerServiceService(SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE | SOAP_XML_NIL) {}
  virtual BasicHttpBinding_USCORECustomerServiceService *copy() {
    Service *one = new Service();
    soap_done(one->soap);
    soap_copy_context(one->soap, soap);
    return one;
  }

  int CreateDefaultSmsConfig(_ns1__CreateDefaultSmsConfig *, _ns1__CreateDefaultSmsConfigResponse &reply) {
    reply.Response = soap_new_ns1__SmsConfig(soap, -1);
    reply.Response->DefaultSmsCountry = str(soap, "SE");
    return answer("");
  }
  int GetSmsConfig(_ns1__GetSmsConfig *, _ns1__GetSmsConfigResponse &reply) {
    ns1__SmsConfig *c = reply.Response = soap_new_ns1__SmsConfig(soap, -1);
    c->TableRight = soap_new_ns1__TableRight(soap, -1);
    c->TableRight->Mask = value(soap, ns1__ETableRight::Select);
    c->FieldProperties = soap_new_ns1__FieldPropertyDictionary(soap, -1);
    auto &fields = c->FieldProperties->FieldPropertyDictionaryKeyValuePair;
    fields.resize(2);
    fields[0].Key = str(soap, "Name");
    fields[0].Value = soap_new_ns1__FieldProperty(soap, -1);
    fields[0].Value->FieldRight = soap_new_ns1__FieldRight(soap, -1);
    fields[0].Value->FieldRight->Mask = value(soap, (ns1__EFieldRight)((int64_t)ns1__EFieldRight::Read | (int64_t)ns1__EFieldRight::Write));
    fields[0].Value->FieldRight->Reason = str(soap, "");
    fields[0].Value->FieldType = str(soap, "string");
    fields[0].Value->FieldLength = value(soap, 10);
    fields[1].Key = str(soap, "Gone");
    c->DefaultSmsCountry = str(soap, "NO");
    c->NsPluginSender = str(soap, "");
    c->NsPluginConfig = soap_new_ns1__StringDictionary(soap, -1);
    auto &pairs = c->NsPluginConfig->StringKeyValuePair;
    pairs.resize(3);
    pairs[0].Key = str(soap, "user");
    pairs[0].Value = str(soap, "u");
    pairs[1].Key = str(soap, "empty");
    pairs[1].Value = str(soap, "");
    pairs[2].Key = str(soap, "none");
    return answer("");
  }
  int SaveSmsConfig(_ns1__SaveSmsConfig *request, _ns1__SaveSmsConfigResponse &reply) {
    ns1__SmsConfig *c = request->SmsConfig;
    if (!c) return answer("(null);(null);(null);(null);(null)");
    std::string settings = "(null)", fields = "(null)";
    if (c->NsPluginConfig) {
      settings = "";
      for (auto &p : c->NsPluginConfig->StringKeyValuePair) settings += (settings.empty() ? "" : ",") + text(p.Key) + "=" + text(p.Value);
    }
    if (c->FieldProperties) {
      fields = "";
      for (auto &p : c->FieldProperties->FieldPropertyDictionaryKeyValuePair) {
        ns1__EFieldRight *mask = p.Value && p.Value->FieldRight ? p.Value->FieldRight->Mask : nullptr;
        fields += (fields.empty() ? "" : ",") + text(p.Key) + "=" + (mask ? soap_ns1__EFieldRight2s(soap, *mask) : "(null)");
      }
    }
    reply.Response = c;
    return answer(text(c->DefaultSmsCountry) + ";" + text(c->NetServerSmsProvider) + ";" + text(c->NsPluginSender) + ";" + settings + ";" + fields);
  }
  int CreateSession(_ns1__CreateSession *request, _ns1__CreateSessionResponse &reply) {
    std::string ip = text(request->RemoteIp);
    if (ip == "fault") {
      soap->header = nullptr;
      return soap_senderfault("No <access> & no \xC3\xA6\xC3\xB8\xC3\xA5", nullptr);
    }
    if (ip == "unhandled") return SOAP_ERR;
    if (ip == "soerror") {
      answer("", false);
      ns1__SoExceptionInfo *e = soap->header->ns1__ExceptionInfo = soap_new_ns1__SoExceptionInfo(soap, -1);
      e->Message = str(soap, "Not logged in");
      e->FriendlyText = str(soap, "Please log in");
      e->InnerException = soap_new_ns1__SoExceptionInfo(soap, -1);
      e->InnerException->Message = str(soap, "inner");
      e->InnerException->InnerException = soap_new_ns1__SoExceptionInfo(soap, -1);
      e->InnerException->InnerException->Message = str(soap, "innermost");
      e->Parameters = soap_new_ns1__SoExceptionInfoParameters(soap, -1);
      auto &p = e->Parameters->SoExceptionInfoParametersKeyValuePair;
      p.resize(2);
      p[0].Key = str(soap, "p");
      p[0].Value = str(soap, "1<&>");
      p[1].Key = str(soap, "q");
      return SOAP_OK;
    }
    reply.Response = soap_new_ns1__CsSessionKey(soap, -1);
    reply.Response->Key = str(soap, "key of " + ip);
    reply.Response->LoginId = value(soap, 7);
    reply.Response->UserId = value(soap, -1);
    return answer(ip);
  }
  int RemoveSession(_ns1__RemoveSession *request, _ns1__RemoveSessionResponse &) { return answer(number(request->LoginId)); }
  int SessionIsValid(_ns1__SessionIsValid *request, _ns1__SessionIsValidResponse &reply) {
    reply.Response = value(soap, text(request->CsSessionKey) == "key");
    return answer(text(request->CsSessionKey));
  }
  int HasChatNotify(_ns1__HasChatNotify *, _ns1__HasChatNotifyResponse &reply) {
    reply.Response = value(soap, true);
    return answer("");
  }
  int UpdateFeatureToggles(_ns1__UpdateFeatureToggles *request, _ns1__UpdateFeatureTogglesResponse &) {
    if (!request->FeatureToggles) return answer("null");
    return answer(listed(request->FeatureToggles->CsFeatureToggle, [](ns1__CsFeatureToggle *t) {
      return t ? text(t->Name) + "=" + (t->State && *t->State ? "true" : "false") : std::string("nil");
    }));
  }
  int EventHandlerExists(_ns1__EventHandlerExists *request, _ns1__EventHandlerExistsResponse &reply) {
    ns1__EventHandlerType *type = request->EventHandlerType;
    reply.Response = value(soap, type && *type == ns1__EventHandlerType::SalesBeforeSaveSale);
    return answer(type ? soap_ns1__EventHandlerType2s(soap, *type) : "(null)");
  }
  int GetStatistics(_ns1__GetStatistics *request, _ns1__GetStatisticsResponse &reply) {
    if (!request->Functions) return answer("null");
    reply.Response = soap_new_ns1__ArrayOfStatisticsDataSet(soap, -1);
    auto &functions = request->Functions->StatusScreenPanelType;
    auto name = [this](ns1__StatusScreenPanelType f) { return std::string(soap_ns1__StatusScreenPanelType2s(soap, f)); };
    for (auto f : functions) {
      ns1__StatisticsDataSet *set = soap_new_ns1__StatisticsDataSet(soap, -1);
      set->Label = str(soap, name(f));
      set->Values = soap_new_ns1__ArrayOfStatisticsDataValue(soap, -1);
      for (double d : {1.5, double(NAN), -double(INFINITY), 0.1 + 0.2}) {
        ns1__StatisticsDataValue *v = soap_new_ns1__StatisticsDataValue(soap, -1);
        v->Value = value(soap, d);
        set->Values->StatisticsDataValue.push_back(v);
      }
      set->Values->StatisticsDataValue[0]->Label = str(soap, "a");
      set->Values->StatisticsDataValue[0]->Description = str(soap, "");
      reply.Response->StatisticsDataSet.push_back(set);
    }
    return answer(listed(functions, name));
  }
  int DeleteChatSessions(_ns1__DeleteChatSessions *request, _ns1__DeleteChatSessionsResponse &) {
    if (!request->Ids) return answer("null");
    return answer(listed(request->Ids->int_, [](int i) { return std::to_string(i); }));
  }
  int ChatSessionsForUser(_ns1__ChatSessionsForUser *, _ns1__ChatSessionsForUserResponse &reply) {
    reply.Response = soap_new_ns1__ArrayOfChatSession(soap, -1);
    int64_t masks[] = {(int64_t)ns1__ETableRight::Select | (int64_t)ns1__ETableRight::Update, 0, (int64_t)ns1__ETableRight::Select};
    for (int i = 0; i < 3; i++) {
      ns1__ChatSession *s = soap_new_ns1__ChatSession(soap, -1);
      s->ChatSessionId = value(soap, 11 + i);
      s->TableRight = soap_new_ns1__TableRight(soap, -1);
      s->TableRight->Mask = value(soap, (ns1__ETableRight)masks[i]);
      if (i == 0) s->TableRight->Reason = str(soap, "because");
      reply.Response->ChatSession.push_back(s);
    }
    return answer("");
  }
};

class Client {
  BasicHttpBinding_USCORECustomerServiceProxy proxy;
  struct soap *soap;
  std::string url, name, out;

public:
  explicit Client(const char *u) : proxy(u, SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE | SOAP_XML_NIL), soap(proxy.soap), url(u) {
    soap->send_timeout = soap->recv_timeout = soap->connect_timeout = 30;
  }
  void headers() {
    soap->header = soap_new_SOAP_ENV__Header(soap, -1);
    soap->header->ns1__ApplicationToken = str(soap, "token-1 <&>");
    soap->header->ns1__Credentials = soap_new_ns1__SoCredentials(soap, -1);
    soap->header->ns1__Credentials->Ticket = str(soap, "7T:tick=et==");
    soap->header->ns1__TimeZone = soap_new_ns1__SoTimeZone(soap, -1);
    soap->header->ns1__TimeZone->SoTimeZoneId = value(soap, 8);
    soap->header->ns1__TimeZone->SoTimeZoneLocationCode = str(soap, "NO-OSL");
  }
  std::string tail() {
    std::string received, report, succeeded = "(null)", zone = "(null)";
    SOAP_ENV__Header *h = soap->header;
    if (h && h->ns1__ExtraInfo)
      for (auto &p : h->ns1__ExtraInfo->ExtraInfoNameValuePair) {
        if (text(p.Key) == "received" && p.Value) received = *p.Value;
        if (text(p.Key) == "headers" && p.Value) report = *p.Value;
      }
    if (h && h->ns1__Succeeded) succeeded = *h->ns1__Succeeded ? "true" : "false";
    if (h && h->ns1__TimeZone) zone = number(h->ns1__TimeZone->SoTimeZoneId);
    return "|" + received + "|" + report + "|" + succeeded + "|" + zone;
  }
  void done(int error, const std::string &result) {
    if (error) failure(soap, name, name == "unhandled");
    else print(name, true, result + tail());
  }
  static std::string truth(bool *b) { return b ? (*b ? "true" : "false") : "(null)"; }

  void toggles(bool array, size_t count) {
    static const char *names[] = {"NewDashboard", "Chat & <Bots> \"x\"", "\xC3\x86r\xC3\xB8-\xF0\x9F\x9A\x80"};
    _ns1__UpdateFeatureToggles request;
    _ns1__UpdateFeatureTogglesResponse reply;
    if (array) request.FeatureToggles = soap_new_ns1__ArrayOfCsFeatureToggle(soap, -1);
    for (size_t i = 0; i < count; i++) {
      ns1__CsFeatureToggle *t = soap_new_ns1__CsFeatureToggle(soap, -1);
      t->Name = str(soap, count == 3 ? names[i] : "t" + std::to_string(i));
      t->State = value(soap, i % 2 == 0);
      request.FeatureToggles->CsFeatureToggle.push_back(t);
    }
    done(proxy.UpdateFeatureToggles(&request, reply), "");
  }
  void session(const char *ip) {
    _ns1__CreateSession request;
    _ns1__CreateSessionResponse reply;
    if (ip) request.RemoteIp = str(soap, ip);
    int error = proxy.CreateSession(&request, reply);
    ns1__CsSessionKey *k = reply.Response;
    done(error, k ? text(k->Key) + "," + number(k->LoginId) + "," + number(k->UserId) : "(null)");
  }
  void statistics(bool array, bool full) {
    _ns1__GetStatistics request;
    _ns1__GetStatisticsResponse reply;
    if (array) request.Functions = soap_new_ns1__ArrayOfStatusScreenPanelType(soap, -1);
    if (full) request.Functions->StatusScreenPanelType = {ns1__StatusScreenPanelType::UnassignedRequests, ns1__StatusScreenPanelType::Hotlist};
    int error = proxy.GetStatistics(&request, reply);
    std::string result = "null";
    if (reply.Response) result = std::to_string(reply.Response->StatisticsDataSet.size());
    if (reply.Response && !reply.Response->StatisticsDataSet.empty()) {
      ns1__StatisticsDataSet *set = reply.Response->StatisticsDataSet[0];
      auto &v = set->Values->StatisticsDataValue;
      bool exact = v.size() == 4 && *v[0]->Value == 1.5 && std::isnan(*v[1]->Value) && *v[2]->Value == -INFINITY && *v[3]->Value == 0.1 + 0.2;
      result += ":" + text(set->Label) + ":" + std::to_string(v.size()) + ":" + (exact ? "exact" : "wrong");
    }
    done(error, result);
  }
  void chats(bool array, std::vector<int> ids) {
    _ns1__DeleteChatSessions request;
    _ns1__DeleteChatSessionsResponse reply;
    if (array) request.Ids = soap_new_arr__ArrayOfint(soap, -1);
    if (array) request.Ids->int_ = ids;
    done(proxy.DeleteChatSessions(&request, reply), "");
  }
  void save(int error, ns1__SmsConfig *config) {
    _ns1__SaveSmsConfig request;
    _ns1__SaveSmsConfigResponse reply;
    request.SmsConfig = config;
    if (!error) headers();
    if (!error) error = proxy.SaveSmsConfig(&request, reply);
    done(error, reply.Response ? text(reply.Response->DefaultSmsCountry) : "(null)");
  }
  void run(const std::string &c) {
    name = c;
    headers();
    std::string endpoint = url;
    if (c.rfind("wire/", 0) == 0) endpoint += c.substr(4);
    proxy.soap_endpoint = endpoint.c_str();
    if (c == "toggles") toggles(true, 3);
    else if (c == "toggles-empty") toggles(true, 0);
    else if (c == "toggles-null") toggles(false, 0);
    else if (c == "toggles-10000") toggles(true, 10000);
    else if (c == "session") session("10.0.0.1");
    else if (c == "session-null" || c == "session-absent") session(nullptr);
    else if (c == "session-empty") session("");
    else if (c == "fault" || c == "unhandled") session(c.c_str());
    else if (c == "statistics") statistics(true, true);
    else if (c == "statistics-empty") statistics(true, false);
    else if (c == "statistics-null") statistics(false, false);
    else if (c == "delete-chat") chats(true, {1, -2, 2147483647});
    else if (c == "delete-chat-empty") chats(true, {});
    else if (c == "delete-chat-null") chats(false, {});
    else if (c == "valid") {
      _ns1__SessionIsValid request;
      _ns1__SessionIsValidResponse reply;
      request.CsSessionKey = str(soap, "key");
      int error = proxy.SessionIsValid(&request, reply);
      done(error, truth(reply.Response));
    } else if (c == "remove") {
      _ns1__RemoveSession request;
      _ns1__RemoveSessionResponse reply;
      request.LoginId = value(soap, 42);
      done(proxy.RemoveSession(&request, reply), "");
    } else if (c == "chat-notify") {
      _ns1__HasChatNotify request;
      _ns1__HasChatNotifyResponse reply;
      int error = proxy.HasChatNotify(&request, reply);
      done(error, truth(reply.Response));
    } else if (c == "event-handler") {
      _ns1__EventHandlerExists request;
      _ns1__EventHandlerExistsResponse reply;
      request.EventHandlerType = value(soap, ns1__EventHandlerType::SalesBeforeSaveSale);
      int error = proxy.EventHandlerExists(&request, reply);
      done(error, truth(reply.Response));
    } else if (c == "chat-sessions") {
      _ns1__ChatSessionsForUser request;
      _ns1__ChatSessionsForUserResponse reply;
      int error = proxy.ChatSessionsForUser(&request, reply);
      std::string ids, masks;
      size_t count = 0;
      if (reply.Response)
        for (auto s : reply.Response->ChatSession) {
          if (count++) ids += ",", masks += "/";
          ids += number(s->ChatSessionId);
          ns1__ETableRight *mask = s->TableRight ? s->TableRight->Mask : nullptr;
          masks += mask ? soap_ns1__ETableRight2s(soap, *mask) : "(null)";
        }
      done(error, std::to_string(count) + ":" + ids + ":" + masks);
    } else if (c == "sms-get") {
      _ns1__GetSmsConfig request;
      _ns1__GetSmsConfigResponse reply;
      int error = proxy.GetSmsConfig(&request, reply);
      save(error, reply.Response);
    } else if (c == "sms-default") {
      _ns1__CreateDefaultSmsConfig request;
      _ns1__CreateDefaultSmsConfigResponse reply;
      int error = proxy.CreateDefaultSmsConfig(&request, reply);
      save(error, reply.Response);
    } else if (c == "error-header") {
      _ns1__CreateSession request;
      _ns1__CreateSessionResponse reply;
      request.RemoteIp = str(soap, "soerror");
      int error = proxy.CreateSession(&request, reply);
      ns1__SoExceptionInfo *e = soap->header ? soap->header->ns1__ExceptionInfo : nullptr;
      std::string result = "no ExceptionInfo";
      if (e && e->InnerException && e->InnerException->InnerException && e->Parameters) {
        result = text(e->Message) + "/" + text(e->InnerException->Message) + "/" + text(e->InnerException->InnerException->Message) + "/";
        size_t i = 0;
        for (auto &p : e->Parameters->SoExceptionInfoParametersKeyValuePair) result += (i++ ? "," : "") + text(p.Key) + "=" + text(p.Value);
      }
      done(error, result);
    } else session("\xC3\x86r\xC3\xB8"); // wire/...
    proxy.destroy();
  }
};

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  if (std::string(argv[1]) == "serve") {
    Service service;
    return serve(service, std::atoi(argv[2]));
  }
  for (int i = 3; i < argc; i++) {
    Client client(argv[2]);
    client.run(argv[i]);
  }
}
