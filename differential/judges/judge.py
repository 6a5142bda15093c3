"""Validates messages with lxml (libxml2) or xmlschema, as the argument says.

Each request is a line "schema N" or "message N" and N bytes: the path of a schema, or a message for the last schema.
Each answer is one line: "valid", or "invalid" and the reason.
"""
import io
import sys


def libxml2():
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)

    def message(schema, data):
        document = etree.parse(io.BytesIO(data), parser)
        if schema.validate(document):
            return None
        # Other judges look at values and content, too. Of identity constraints each knows what others do not.
        errors = list(schema.error_log)
        identity = [error for error in errors if error.type_name == "SCHEMAV_CVC_IDC"]
        return str((identity or errors)[-1])

    return lambda path: etree.XMLSchema(etree.parse(path)), message


def xmlschema():
    import xmlschema

    def message(schema, data):
        error = next(schema.iter_errors(io.BytesIO(data), use_location_hints=False), None)
        return None if error is None else f"{error.reason} ({error.path})"

    return xmlschema.XMLSchema10, message


def main():
    load, check = {"libxml2": libxml2, "xmlschema": xmlschema}[sys.argv[1]]()
    schema = None
    requests = sys.stdin.buffer
    while header := requests.readline():
        word, length = header.split()
        data = requests.read(int(length))
        try:
            if word == b"schema":
                schema = None
                schema = load(data.decode())
                reason = None
            else:
                reason = check(schema, data)
        except Exception as error:  # Whatever a library raises is its verdict.
            reason = f"{type(error).__name__}: {error}"
        print("valid" if reason is None else "invalid " + " ".join(reason.split()), flush=True)


main()
