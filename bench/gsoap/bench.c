/* gSOAP's side of the benchmark: reads or writes one of the benchmark documents a number of times, in memory.
 *
 *   bench DOCUMENT KIND read|write|load COUNT
 *
 * KIND is a (UpdateFeatureToggles), b (ChatSessionsForUserResponse), c (GetStatisticsResponse) or d (CreateSessionResponse).
 * Reading includes freeing what was read; writing goes to a buffer that is used again, as a socket's would be.
 * Prints the number of bytes read or written, the count, and the best and median nanoseconds of one pass.
 */
#include "soapH.h"
#include "BasicHttpBinding_USCORECustomerService.nsmap"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *document;
static size_t document_length;
static size_t written;

static int discard(struct soap *soap, const char *data, size_t length)
{
  (void)soap;
  (void)data;
  written += length;
  return SOAP_OK;
}

static size_t position;

static size_t supply(struct soap *soap, char *buffer, size_t room)
{
  size_t left = document_length - position;
  (void)soap;
  if (room > left)
    room = left;
  memcpy(buffer, document + position, room);
  position += room;
  return room;
}

union body {
  struct _ns1__UpdateFeatureToggles a;
  struct _ns1__ChatSessionsForUserResponse b;
  struct _ns1__GetStatisticsResponse c;
  struct _ns1__CreateSessionResponse d;
};

static int get(struct soap *soap, char kind, union body *body)
{
  position = 0;
  memset(body, 0, sizeof *body);
  if (soap_begin_recv(soap) || soap_envelope_begin_in(soap) || soap_recv_header(soap) || soap_body_begin_in(soap))
    return soap->error;
  switch (kind) {
  case 'a':
    if (!soap_get__ns1__UpdateFeatureToggles(soap, &body->a, "ns1:UpdateFeatureToggles", NULL))
      return soap->error;
    break;
  case 'b':
    if (!soap_get__ns1__ChatSessionsForUserResponse(soap, &body->b, "ns1:ChatSessionsForUserResponse", NULL))
      return soap->error;
    break;
  case 'c':
    if (!soap_get__ns1__GetStatisticsResponse(soap, &body->c, "ns1:GetStatisticsResponse", NULL))
      return soap->error;
    break;
  default:
    if (!soap_get__ns1__CreateSessionResponse(soap, &body->d, "ns1:CreateSessionResponse", NULL))
      return soap->error;
  }
  if (soap_body_end_in(soap) || soap_envelope_end_in(soap) || soap_end_recv(soap))
    return soap->error;
  return SOAP_OK;
}

static int put(struct soap *soap, char kind, union body *body)
{
  soap_serializeheader(soap);
  if (soap_begin_send(soap) || soap_envelope_begin_out(soap) || soap_putheader(soap) || soap_body_begin_out(soap))
    return soap->error;
  switch (kind) {
  case 'a':
    if (soap_put__ns1__UpdateFeatureToggles(soap, &body->a, "ns1:UpdateFeatureToggles", ""))
      return soap->error;
    break;
  case 'b':
    if (soap_put__ns1__ChatSessionsForUserResponse(soap, &body->b, "ns1:ChatSessionsForUserResponse", ""))
      return soap->error;
    break;
  case 'c':
    if (soap_put__ns1__GetStatisticsResponse(soap, &body->c, "ns1:GetStatisticsResponse", ""))
      return soap->error;
    break;
  default:
    if (soap_put__ns1__CreateSessionResponse(soap, &body->d, "ns1:CreateSessionResponse", ""))
      return soap->error;
  }
  if (soap_body_end_out(soap) || soap_envelope_end_out(soap) || soap_end_send(soap))
    return soap->error;
  return SOAP_OK;
}

static int ascending(const void *left, const void *right)
{
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
  struct soap *soap = soap_new1(SOAP_IO_BUFFER | SOAP_C_UTFSTRING | SOAP_XML_TREE);
  struct soap *source = soap_new1(SOAP_C_UTFSTRING | SOAP_XML_TREE);
  union body body;
  FILE *file;
  long count, i;
  double *times;
  size_t bytes = 0;
  if (argc != 5 || !(file = fopen(argv[1], "rb")))
    return 2;
  fseek(file, 0, SEEK_END);
  document_length = (size_t)ftell(file);
  rewind(file);
  document = malloc(document_length);
  if (fread(document, 1, document_length, file) != document_length)
    return 2;
  fclose(file);
  count = atol(argv[4]);
  times = calloc((size_t)count + 1, sizeof *times);
  soap->fsend = discard;
  source->frecv = supply;
  soap->frecv = supply;
  if (get(source, argv[2][0], &body)) {
    soap_print_fault(source, stderr);
    return 1;
  }
  soap->header = source->header;
  for (i = 0; i < count; i++) {
    struct timespec start, end;
    union body read;
    int failed;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (argv[3][0] == 'r') {
      failed = get(soap, argv[2][0], &read);
      bytes = document_length;
      soap_destroy(soap);
      soap_end(soap);
    } else {
      written = 0;
      failed = put(soap, argv[2][0], &body);
      bytes = written;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (failed) {
      soap_print_fault(soap, stderr);
      return 1;
    }
    times[i] = (double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec);
  }
  qsort(times, (size_t)count, sizeof *times, ascending);
  printf("%zu %ld %.0f %.0f\n", bytes, count, times[0], times[count / 2]);
  return 0;
}
