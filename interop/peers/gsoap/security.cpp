// The WS-Security plugin of gSOAP on messages: protects the one on standard input, or checks it. The arguments are the step, a key, its
// certificate, and the certificate of the authority, in PEM.
#include "c14n.nsmap"
#include "plugin/wsseapi.h"
#include <iostream>
#include <iterator>
#include <string>

namespace {

const char *const PASSWORD = "secret";

[[noreturn]] void fail(soap *soap, const char *what)
{
    std::cerr << what << ": ";
    if (soap->error) {
        soap_stream_fault(soap, std::cerr);
    }
    std::exit(1);
}

FILE *opened(const char *path)
{
    FILE *file = std::fopen(path, "r");
    if (!file) {
        std::cerr << "no file " << path << "\n";
        std::exit(1);
    }
    return file;
}

/// Reads the message; with a plugin that checks, it is checked while it is read.
void receive(soap *soap, const std::string &text, o__Place *place)
{
    // The plugin decrypts what comes from a file, and not from a stream.
    FILE *input = std::tmpfile();
    std::fwrite(text.data(), 1, text.size(), input);
    std::rewind(input);
    soap->recvfd = fileno(input);
    soap_default_o__Place(soap, place);
    if (soap_begin_recv(soap) || soap_envelope_begin_in(soap) || soap_recv_header(soap) || soap_body_begin_in(soap)) {
        fail(soap, "the message cannot be read");
    }
    if (!soap_get_o__Place(soap, place, "o:Place", nullptr) || soap_body_end_in(soap) || soap_envelope_end_in(soap) || soap_end_recv(soap)) {
        fail(soap, "the Body cannot be read");
    }
}

int write(soap *soap, o__Place *place)
{
    return soap_envelope_begin_out(soap) || soap_putheader(soap) || soap_body_begin_out(soap) || soap_put_o__Place(soap, place, "o:Place", "")
        || soap_body_end_out(soap) || soap_envelope_end_out(soap);
}

/// Writes the message twice, as a stub does: the plugin computes digests the first time.
void send(soap *soap, o__Place *place)
{
    soap->sendfd = 1;
    soap_serializeheader(soap);
    soap_serialize_o__Place(soap, place);
    if (soap_begin_count(soap) || ((soap->mode & SOAP_IO_LENGTH) && write(soap, place)) || soap_end_count(soap)) {
        fail(soap, "the message cannot be counted");
    }
    if (soap_begin_send(soap) || write(soap, place) || soap_end_send(soap)) {
        fail(soap, "the message cannot be written");
    }
}

void verify(soap *soap, const std::string &text, EVP_PKEY *key, X509 *own)
{
    o__Place place;
    // With it, a message without a signature is refused.
    const bool by_password = text.find("UsernameToken") != std::string::npos;
    if (!by_password) {
        soap_wsse_verify_auto(soap, SOAP_SMD_NONE, nullptr, 0);
        soap_wsse_decrypt_auto(soap, SOAP_MEC_ENV_DEC_AES256_GCM, key, 0);
    }
    receive(soap, text, &place);
    if (by_password) {
        if (soap_wsse_verify_Password(soap, PASSWORD)) {
            fail(soap, "the password is wrong");
        }
        std::cout << "username " << soap_wsse_get_Username(soap) << "\n";
        return;
    }
    if (soap_wsse_verify_Timestamp(soap) || soap_wsse_verify_body(soap)) {
        fail(soap, "the Body is not signed");
    }
    const char *utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    if (!soap_wsse_verify_element(soap, utility, "Timestamp")) {
        fail(soap, "the Timestamp is not signed");
    }
    // The plugin takes every certificate of the authority.
    X509 *signer = soap_wsse_get_BinarySecurityTokenX509(soap, nullptr);
    if (!signer || X509_cmp(signer, own) != 0) {
        fail(soap, "another signer");
    }
    std::cout << "signed " << place.Note << "\n";
    if (soap_wsse_EncryptedKey(soap)) {
        std::cout << "encrypted\n";
    }
}

} // namespace

int main(int, char **arguments)
{
    const std::string step = arguments[1];
    const std::string text(std::istreambuf_iterator<char>(std::cin), {});
    soap *soap = soap_new1(SOAP_XML_CANONICAL | SOAP_ENC_PLAIN);
    soap_register_plugin(soap, soap_wsse);
    FILE *file = opened(arguments[2]);
    EVP_PKEY *key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    file = opened(arguments[3]);
    X509 *own = PEM_read_X509(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    soap->cafile = arguments[4];
    if (step == "verify") {
        verify(soap, text, key, own);
        return 0;
    }
    o__Place place;
    receive(soap, text, &place);
    if (step == "username") {
        soap_wsse_add_UsernameTokenDigest(soap, "User", "ann", PASSWORD);
    } else {
        soap_wsse_add_Timestamp(soap, "Time", 300);
        if (soap_wsse_add_BinarySecurityTokenX509(soap, "X509Token", own) || soap_wsse_add_KeyInfo_SecurityTokenReferenceX509(soap, "#X509Token")
            || soap_wsse_sign_body(soap, SOAP_SMD_SIGN_RSA_SHA256, key, 0)) {
            fail(soap, "it cannot be signed");
        }
    }
    send(soap, &place);
    return 0;
}
