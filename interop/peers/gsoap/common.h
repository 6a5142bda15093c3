// What both gSOAP programs share: one line of JSON per case, and the loop of a server.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

inline std::string text(const std::string *s) { return s ? *s : "(null)"; }
template <class T> std::string number(const T *n) { return n ? std::to_string(*n) : "(null)"; }

inline std::string json(const std::string &s) {
  std::string out = "\"";
  for (unsigned char c : s) {
    if (c == '"' || c == '\\') { out += '\\'; out += c; }
    else if (c < 0x20) { char b[8]; std::snprintf(b, sizeof b, "\\u%04x", c); out += b; }
    else out += c;
  }
  return out + "\"";
}

inline void print(const std::string &name, bool ok, const std::string &detail) {
  std::printf("{\"case\":%s,\"ok\":%s,\"detail\":%s}\n", json(name).c_str(), ok ? "true" : "false", json(detail).c_str());
  std::fflush(stdout);
}

/// A failed call as text: a SOAP fault, or anything else.
inline bool failure(struct soap *soap, const std::string &name, bool brief, const std::string &detail = "") {
  soap_set_fault(soap);
  const char **string = soap_faultstring(soap);
  std::string message = string && *string ? *string : "";
  bool fault = soap->error == SOAP_FAULT || soap->error == SOAP_SVR_FAULT || soap->error == SOAP_CLI_FAULT;
  if (fault) print(name, true, brief ? "fault" : "fault:" + message + detail);
  else print(name, false, "error: " + std::to_string(soap->error) + " " + message);
  return fault;
}

/// A thread for each connection: with keep-alive, one that is waited on would keep all others waiting.
template <class S> int serve(S &service, int port) {
  service.soap->bind_flags = SO_REUSEADDR;
  service.soap->accept_timeout = 0;
  service.soap->send_timeout = service.soap->recv_timeout = 30;
  if (!soap_valid_socket(soap_bind(service.soap, "127.0.0.1", port, 100))) { soap_print_fault(service.soap, stderr); return 1; }
  for (;;) {
    if (!soap_valid_socket(soap_accept(service.soap))) { soap_print_fault(service.soap, stderr); return 1; }
    auto *one = service.copy();
    std::thread([one] {
      one->serve();
      one->destroy();
      delete one;
    }).detach();
  }
}
