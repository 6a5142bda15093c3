// gSOAP: calls the operation of amplify.wsdl.
#include "Binding.nsmap"
#include "soapBindingProxy.h"

int main() {
  BindingProxy proxy(SOAP_C_UTFSTRING);
  _ns1__Ask ask;
  _ns1__Answer answer;
  if (proxy.Ask(&ask, answer) == SOAP_OK) return 0;
  proxy.soap_stream_fault(std::cerr);
  return 1;
}
