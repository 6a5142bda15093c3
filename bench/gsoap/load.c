/* gSOAP's side of the load test: a server of CustomerService that answers CreateSession, and a client that calls it.
 *
 *   load serve PORT
 *   load call URL CONNECTIONS SECONDS
 *
 * Both keep connections alive. The server has a thread for each connection, the client one for each connection, too.
 * The client prints the number of calls and the nanoseconds that they took.
 */
#include "soapH.h"
#include "BasicHttpBinding_USCORECustomerService.nsmap"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MODE (SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE | SOAP_XML_TREE)
#define NOT_SERVED(operation)                                                                                                   \
  int __ns1__##operation(struct soap *soap, struct _ns1__##operation *request, struct _ns1__##operation##Response *reply)      \
  {                                                                                                                             \
    (void)request;                                                                                                              \
    (void)reply;                                                                                                                \
    return soap_receiver_fault(soap, "not served", NULL);                                                                       \
  }
NOT_SERVED(ChatSessionsForUser)
NOT_SERVED(CreateDefaultSmsConfig)
NOT_SERVED(DeleteChatSessions)
NOT_SERVED(EventHandlerExists)
NOT_SERVED(GetSmsConfig)
NOT_SERVED(GetStatistics)
NOT_SERVED(HasChatNotify)
NOT_SERVED(RemoveSession)
NOT_SERVED(SaveSmsConfig)
NOT_SERVED(SessionIsValid)
NOT_SERVED(UpdateFeatureToggles)

static int *number(struct soap *soap, int value)
{
  int *place = soap_malloc(soap, sizeof *place);
  *place = value;
  return place;
}

/* What the stand-in answers: the key of a session, Succeeded, and the time zone of the request. */
int __ns1__CreateSession(struct soap *soap, struct _ns1__CreateSession *request, struct _ns1__CreateSessionResponse *reply)
{
  struct ns1__CsSessionKey *key = soap_malloc(soap, sizeof *key);
  struct ns1__SoTimeZone *zone = soap->header ? soap->header->ns1__TimeZone : NULL;
  enum xsd__boolean *succeeded = soap_malloc(soap, sizeof *succeeded);
  (void)request;
  if (!soap->header || !soap->header->ns1__Credentials)
    return soap_sender_fault(soap, "no ticket", NULL);
  soap_default_ns1__CsSessionKey(soap, key);
  key->Key = soap_strdup(soap, "CS-key-of-the-session-1");
  key->LoginId = number(soap, 7);
  key->UserId = number(soap, 1);
  reply->Response = key;
  *succeeded = xsd__boolean__true_;
  soap->header = soap_malloc(soap, sizeof *soap->header);
  soap_default_SOAP_ENV__Header(soap, soap->header);
  soap->header->ns1__Succeeded = succeeded;
  soap->header->ns1__TimeZone = zone;
  return SOAP_OK;
}

static void *connection(void *context)
{
  struct soap *soap = context;
  soap_serve(soap);
  soap_destroy(soap);
  soap_end(soap);
  soap_free(soap);
  return NULL;
}

static int serve(int port)
{
  struct soap *soap = soap_new1(MODE);
  soap->bind_flags = SO_REUSEADDR;
  soap->send_timeout = soap->recv_timeout = 30;
  /* As many calls on a connection as there are. */
  soap->max_keep_alive = 0x7FFFFFFF;
  if (!soap_valid_socket(soap_bind(soap, "127.0.0.1", port, 100))) {
    soap_print_fault(soap, stderr);
    return 1;
  }
  for (;;) {
    pthread_t thread;
    if (!soap_valid_socket(soap_accept(soap))) {
      soap_print_fault(soap, stderr);
      return 1;
    }
    if (pthread_create(&thread, NULL, connection, soap_copy(soap)))
      return 1;
    pthread_detach(thread);
  }
}

static double now(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static const char *url;
static double end;

static void *calls(void *count)
{
  struct soap *soap = soap_new1(MODE);
  soap->send_timeout = soap->recv_timeout = soap->connect_timeout = 30;
  while (now() < end) {
    struct SOAP_ENV__Header header;
    struct ns1__SoCredentials credentials;
    struct ns1__SoTimeZone zone;
    struct _ns1__CreateSession request;
    struct _ns1__CreateSessionResponse reply;
    soap_default_SOAP_ENV__Header(soap, &header);
    soap_default_ns1__SoCredentials(soap, &credentials);
    soap_default_ns1__SoTimeZone(soap, &zone);
    header.ns1__ApplicationToken = "1234567-1234-9876";
    header.ns1__Credentials = &credentials;
    credentials.Ticket = "7T:load==";
    header.ns1__TimeZone = &zone;
    zone.SoTimeZoneId = number(soap, 8);
    zone.SoTimeZoneLocationCode = "NO-OSL";
    soap->header = &header;
    request.RemoteIp = "127.0.0.1";
    if (soap_call___ns1__CreateSession(soap, url, NULL, &request, &reply)) {
      soap_print_fault(soap, stderr);
      exit(1);
    }
    if (!reply.Response || !reply.Response->Key || !soap->header || !soap->header->ns1__Succeeded) {
      fprintf(stderr, "no session\n");
      exit(1);
    }
    ++*(long *)count;
    soap_destroy(soap);
    soap_end(soap);
  }
  soap_free(soap);
  return NULL;
}

static int call(int connections, double seconds)
{
  pthread_t threads[64];
  /* Counters that do not share a cache line. */
  static long counts[64][16];
  long sum = 0;
  double start = now();
  int i;
  if (connections < 1 || connections > 64)
    return 2;
  end = start + seconds * 1e9;
  for (i = 0; i < connections; i++)
    if (pthread_create(&threads[i], NULL, calls, &counts[i][0]))
      return 1;
  for (i = 0; i < connections; i++) {
    pthread_join(threads[i], NULL);
    sum += counts[i][0];
  }
  printf("%ld %.0f\n", sum, now() - start);
  return 0;
}

int main(int argc, char **argv)
{
  if (argc == 3 && !strcmp(argv[1], "serve"))
    return serve(atoi(argv[2]));
  if (argc == 5 && !strcmp(argv[1], "call")) {
    url = argv[2];
    return call(atoi(argv[3]), atof(argv[4]));
  }
  return 2;
}
