// gSOAP for Probe: `probe serve PORT`, or `probe call 11|12 URL CASE...`.
#include "ProbeSoap11.nsmap"
#include "soapProbeSoap11Proxy.h"
#include "soapProbeSoap11Service.h"
#include <mutex>
#include "common.h"

static std::string *str(struct soap *soap, const std::string &s) {
  std::string *p = soap_new_std__string(soap, -1);
  *p = s;
  return p;
}

class Service : public ProbeSoap11Service {
  static std::string notified;
  static bool told;
  static std::mutex mutex;

public:
  Service() : ProbeSoap11Service(SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE) {}
  virtual ProbeSoap11Service *copy() {
    Service *one = new Service();
    soap_done(one->soap);
    soap_copy_context(one->soap, soap);
    return one;
  }
  int Give(_ns1__Give *request, _ns1__GiveResponse &reply) {
    reply.Result = soap_new_ns1__Values(soap, -1);
    reply.Result->Case = request->Case;
    reply.Result->RequiredText = str(soap, "");
    std::lock_guard<std::mutex> lock(mutex);
    if (told) reply.Result->Text = str(soap, notified);
    return SOAP_OK;
  }
  int Echo(_ns1__Echo *request, _ns1__EchoResponse &reply) {
    reply.Result = request->Value;
    return SOAP_OK;
  }
  int Fail(_ns1__Fail *request, _ns1__FailResponse &) {
    std::string how = text(request->How);
    if (how == "plain") return soap_senderfault("Plain \xC3\xA6\xC3\xB8\xC3\xA5", nullptr);
    if (how != "typed") return SOAP_ERR;
    int error = soap_senderfault("Declared \xC3\xA6\xC3\xB8\xC3\xA5", nullptr);
    SOAP_ENV__Detail *detail = soap_new_SOAP_ENV__Detail(soap, -1);
    detail->ns1__Trouble_ = soap_new_ns1__Trouble(soap, -1);
    detail->ns1__Trouble_->Number = static_cast<int *>(soap_malloc(soap, sizeof(int)));
    *detail->ns1__Trouble_->Number = 42;
    detail->ns1__Trouble_->Reason = str(soap, "Because <&>");
    if (soap->version == 2) soap->fault->SOAP_ENV__Detail = detail;
    else soap->fault->detail = detail;
    return error;
  }
  int Notify(_ns1__Notify *request) {
    std::lock_guard<std::mutex> lock(mutex);
    notified = text(request->Text);
    told = true;
    return send_Notify_empty_response();
  }
  int Give_(_ns1__Give *a, _ns1__GiveResponse &b) { return Give(a, b); }
  int Echo_(_ns1__Echo *a, _ns1__EchoResponse &b) { return Echo(a, b); }
  int Fail_(_ns1__Fail *a, _ns1__FailResponse &b) { return Fail(a, b); }
  int Notify_(_ns1__Notify *a) { return Notify(a); }
};

std::string Service::notified;
bool Service::told = false;
std::mutex Service::mutex;

static void run(const std::string &version, const char *url, const std::string &name) {
  ProbeSoap11Proxy proxy(url, SOAP_C_UTFSTRING);
  struct soap *soap = proxy.soap;
  soap->send_timeout = soap->recv_timeout = soap->connect_timeout = 30;
  soap_set_version(soap, version == "12" ? 2 : 1);
  std::string label = "probe" + version + "/" + name;
  if (name.rfind("fault-", 0) == 0) {
    _ns1__Fail request;
    _ns1__FailResponse reply;
    request.How = str(soap, name.substr(6));
    int error = version == "12" ? proxy.Fail_(&request, reply) : proxy.Fail(&request, reply);
    if (!error) return print(label, true, "no fault");
    SOAP_ENV__Detail *detail = nullptr;
    if (soap->fault) detail = soap->fault->detail ? soap->fault->detail : soap->fault->SOAP_ENV__Detail;
    ns1__Trouble *t = detail ? detail->ns1__Trouble_ : nullptr;
    failure(soap, label, name == "fault-unhandled", t ? ":" + number(t->Number) + ":" + text(t->Reason) : "");
    return;
  }
  if (name == "one-way") {
    _ns1__Notify request;
    request.Text = str(soap, "told \xC3\xA6\xC3\xB8\xC3\xA5");
    int error = version == "12" ? proxy.send_Notify_(nullptr, nullptr, &request) : proxy.send_Notify(nullptr, nullptr, &request);
    if (!error) soap_recv_empty_response(soap);
    if (error) { failure(soap, label, false); return; }
  }
  _ns1__Give give;
  _ns1__GiveResponse given;
  give.Case = str(soap, name == "one-way" ? "notified" : name);
  if (version == "12" ? proxy.Give_(&give, given) : proxy.Give(&give, given)) { failure(soap, label, false); return; }
  if (name == "one-way") return print(label, true, text(given.Result ? given.Result->Text : nullptr));
  _ns1__Echo echo;
  _ns1__EchoResponse echoed;
  echo.Value = given.Result;
  if (version == "12" ? proxy.Echo_(&echo, echoed) : proxy.Echo(&echo, echoed)) { failure(soap, label, false); return; }
  print(label, true, text(echoed.Result ? echoed.Result->Verdict : nullptr));
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  if (std::string(argv[1]) == "serve") {
    Service service;
    return serve(service, std::atoi(argv[2]));
  }
  for (int i = 4; i < argc; i++) run(argv[2], argv[3], argv[i]);
}
