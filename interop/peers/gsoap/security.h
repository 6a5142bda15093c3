// What soapcpp2 makes of this reads and writes the Body of the message, and the security header.
#import "wsse.h"

//gsoap o schema namespace: urn:orders
//gsoap o schema form: qualified
struct o__Place
{
    @char *note;
    char *Note;
    char *Line;
};
