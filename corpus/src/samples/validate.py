"""Validates samples with libxml2: a JSON object per contract and line on standard input, a line per finding on standard output.

{"contract": name, "documents": [[name, text], ...], "messages": [message, ...]}
A message is {"name", "text", "typed"}: "typed" is null where the body holds declared elements, else {"wrapped", "parts"}:
"parts" has [local name, namespace, type] for each accessor that has a type, "wrapped" says whether they are in a wrapper.
"""
import json
import os
import posixpath
import re
import shutil
import sys
import tempfile

from lxml import etree

XSD = "http://www.w3.org/2001/XMLSchema"
XS = "{%s}" % XSD
OURS = "urn:example:accessors"
ENVELOPES = ["{http://schemas.xmlsoap.org/soap/envelope/}", "{http://www.w3.org/2003/05/soap-envelope}"]


class Schemas:
    """The schema documents of a contract, and files that name each other."""

    def __init__(self, documents):
        self.found = {}  # (document, number in it) -> element
        seen = set()
        for path, text in documents:
            # libxml2 takes a comment between two components for a component.
            parser = etree.XMLParser(remove_comments=True, remove_pis=True)
            root = etree.fromstring(re.sub(r"<\?xml\s[^>]*\?>", "", text.lstrip("\ufeff")).strip().encode(), parser)
            schemas = [root] if root.tag == XS + "schema" else list(root.iter(XS + "schema"))
            for number, schema in enumerate(schemas):
                # Through text: the declarations around it come along.
                text = etree.tostring(schema, with_tail=False)
                # The same schema in two places is one.
                if text not in seen:
                    self.found[(path, number)] = etree.fromstring(text)
                    seen.add(text)
        self.names = {key: f"{number}.xsd" for number, key in enumerate(self.found)}
        self.included = set()
        for (path, number), schema in self.found.items():
            for one in list(schema):
                if one.tag in (XS + "include", XS + "redefine"):
                    self.include(path, (path, number), one)
        self.spaces = {}
        for key, schema in self.found.items():
            if key not in self.included:
                self.spaces.setdefault(schema.get("targetNamespace", ""), []).append(key)
        # A cycle of inclusions has no beginning.
        for key, schema in self.found.items():
            self.spaces.setdefault(schema.get("targetNamespace", ""), [key])
        self.files = {space: f"all-{number}.xsd" for number, space in enumerate(self.spaces)}

    def include(self, path, key, one):
        location = one.get("schemaLocation", "")
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), location))
        documents = [name for name, number in self.found if number == 0]
        match = [name for name in documents if name == wanted]
        match = match or [name for name in documents if name.endswith("/" + posixpath.basename(location))]
        target = (match[0], 0) if match else None
        if target is None or target == key:
            one.getparent().remove(one)
            return
        self.included.add(target)
        one.set("schemaLocation", self.names[target])

    def write(self, folder):
        for key, schema in self.found.items():
            for one in schema.iterchildren(XS + "import"):
                place = self.files.get(one.get("namespace", ""))
                if place:
                    one.set("schemaLocation", place)
                elif "schemaLocation" in one.attrib:
                    del one.attrib["schemaLocation"]
            etree.ElementTree(schema).write(os.path.join(folder, self.names[key]))
        for space, keys in self.spaces.items():
            root = etree.Element(XS + "schema")
            if space:
                root.set("targetNamespace", space)
            for key in keys:
                etree.SubElement(root, XS + "include").set("schemaLocation", self.names[key])
            etree.ElementTree(root).write(os.path.join(folder, self.files[space]))

    def driver(self, folder, accessors):
        """A schema that imports all of them, with an element for each type of an accessor."""
        root = etree.Element(XS + "schema", nsmap={"xs": XSD})
        root.set("targetNamespace", OURS)
        for space, name in self.files.items():
            one = etree.SubElement(root, XS + "import")
            if space:
                one.set("namespace", space)
            one.set("schemaLocation", name)
        for number, (space, local) in enumerate(accessors):
            nsmap = {"t": space} if space else None
            one = etree.SubElement(root, XS + "element", nsmap=nsmap)
            one.set("name", f"a{number}")
            one.set("type", f"t:{local}" if space else local)
        path = os.path.join(folder, "driver.xsd")
        etree.ElementTree(root).write(path)
        return etree.XMLSchema(etree.parse(path))

    def declares(self, tag):
        name = etree.QName(tag)
        space = name.namespace or ""
        keys = [key for key, schema in self.found.items() if schema.get("targetNamespace", "") in (space, "")]
        return any(one.get("name") == name.localname for key in keys for one in self.found[key].iterchildren(XS + "element"))


def detached(element):
    """The element taken out of the message, so that nothing around it is validated."""
    return etree.fromstring(etree.tostring(element, with_tail=False))


def elements(message, accessors, schemas):
    """What is validated of a message, each with its place."""
    envelope = etree.fromstring(message["text"].encode())
    for part in envelope:
        if part.tag in [one + "Header" for one in ENVELOPES]:
            for block in part:
                if schemas.declares(block.tag):
                    yield "header", detached(block)
        if part.tag not in [one + "Body" for one in ENVELOPES]:
            continue
        if message["typed"] is None:
            for element in part:
                yield "body", detached(element)
            continue
        typed = {local: tuple(ty) for local, *ty in message["typed"]["parts"]}
        children = list(part)
        if message["typed"]["wrapped"]:
            children = [child for wrapper in part for child in wrapper]
        for child in children:
            ty = typed.get(etree.QName(child.tag).localname)
            element = detached(child)
            if ty and ty[1]:
                element.tag = "{%s}a%d" % (OURS, accessors.index(ty))
            yield "body", element


def judge(given):
    schemas = Schemas(given["documents"])
    accessors = []
    for message in given["messages"]:
        for _, *ty in (message["typed"] or {"parts": []})["parts"]:
            if ty[1] and tuple(ty) not in accessors:
                accessors.append(tuple(ty))
    folder = tempfile.mkdtemp()
    try:
        schemas.write(folder)
        schema = schemas.driver(folder, accessors)
    except etree.XMLSchemaParseError as error:
        said = str(error).split(", line")[0]
        print(f"{given['contract']}: libxml2 refuses the schema: {re.sub('/tmp/[^:]*/', '', said)}")
        return 0
    finally:
        shutil.rmtree(folder)
    checked = 0
    for message in given["messages"]:
        for place, element in elements(message, accessors, schemas):
            checked += 1
            if not schema.validate(element):
                error = schema.error_log[0]
                print(f"{given['contract']}: {message['name']} {place}: {error.path}: {error.message}")
    return checked


def main():
    checked = 0
    for line in sys.stdin:
        given = json.loads(line)
        try:
            checked += judge(given)
        except Exception as error:
            print(f"{given['contract']}: the validator fails: {type(error).__name__}: {error}")
    print(f"checked={checked}")


main()
