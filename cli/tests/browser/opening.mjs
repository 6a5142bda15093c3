// Measures how long `wsdl-codegen try` takes to open: `.ci/opening FOLDER` runs it, and prints a table.

import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createRequire } from "node:module";

const { WSDL_CODEGEN, CHROMIUM, OUT } = process.env;
const { chromium } = createRequire(join(OUT, "package.json"))("playwright-core");
const [, , folder] = process.argv;
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const context = await browser.newContext();

/** A contract of so many types, each with an element of the one before. */
function contractOf(types) {
  const all = Array.from({ length: types }, (_, at) => `<xs:complexType name="T${at}"><xs:sequence><xs:element name="text" type="xs:string"/>
    <xs:element name="number" type="xs:int" minOccurs="0"/>${at ? `<xs:element name="more" type="t:T${at - 1}" minOccurs="0"/>` : ""}</xs:sequence></xs:complexType>`);
  const text = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:t="urn:t" targetNamespace="urn:t"><types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified">${all.join("\n")}
    <xs:element name="Ask" type="t:T${types - 1}"/></xs:schema></types><message name="Ask"><part name="of" element="t:Ask"/></message>
    <portType name="P"><operation name="Ask"><input message="t:Ask"/></operation></portType><binding name="B" type="t:P"><soap:binding
    transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Ask"><soap:operation soapAction="urn:ask"/><input><soap:body use="literal"/></input></operation></binding>
    <service name="S"><port name="B" binding="t:B"><soap:address location="http://localhost/"/></port></service></definitions>`;
  const file = join(mkdtempSync(join(tmpdir(), "opening-")), `${types}-types.wsdl`);
  writeFileSync(file, text);
  return file;
}

/** Milliseconds until the browser has loaded a page with nothing on it, of a server that is there. */
async function empty() {
  const server = createServer((_, reply) => reply.setHeader("content-type", "text/html").end("<!doctype html><title>empty</title>"));
  await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const loaded = await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventStart);
  await page.close();
  server.closeAllConnections();
  server.close();
  return loaded;
}

/**
 * Opens a contract: milliseconds until the command listens, from then on until the page is ready by the browser's clock, which starts with the
 * navigation, and of a key in the search.
 */
async function open(contract) {
  // An empty tab, as a browser has it that is there already, and no work is left of the tab before.
  const page = await context.newPage();
  await new Promise((rested) => setTimeout(rested, 500));
  const began = performance.now();
  const child = spawn(WSDL_CODEGEN, ["try", contract, "--requests", join(OUT, "requests")], { stdio: ["pipe", "pipe", "ignore"] });
  const url = await new Promise((done, fail) => {
    let text = "";
    child.stdout.on("data", (piece) => { text += piece; if (text.includes("\n")) done(text.split("\n")[0]); });
    child.on("close", () => fail(new Error(`${contract}: the command ended`)));
  });
  const listens = performance.now() - began;
  await page.goto(url);
  await page.waitForSelector("body[data-ready]");
  const ready = await page.evaluate(() => performance.getEntriesByName("ready")[0].startTime);
  const keys = "update toggles of it";
  await page.focus("#search");
  const typed = performance.now();
  await page.keyboard.type(keys);
  const key = (performance.now() - typed) / keys.length;
  await page.close();
  child.removeAllListeners("close");
  child.stdin.end();
  child.kill();
  return { listens, ready, key };
}

const contracts = readdirSync(folder).filter((name) => name.endsWith(".wsdl")).map((name) => join(folder, name)).filter((file) => statSync(file).isFile());
// The first page starts the browser's processes.
await open(contracts[0]);
const rows = [];
for (const contract of [...contracts, contractOf(5000)]) rows.push({ name: basename(contract, ".wsdl"), ...(await open(contract)) });
rows.sort((one, other) => other.listens + other.ready - one.listens - one.ready);
console.log(`${rows.filter((row) => row.listens + row.ready < 200).length} of ${rows.length} contracts open in less than 200 ms.\n`);
console.log("| contract | the command listens, ms | then the page is ready, ms | a key in the search, ms |\n|---|---:|---:|---:|");
for (const row of rows.slice(0, 6)) console.log(`| ${row.name} | ${row.listens.toFixed(0)} | ${row.ready.toFixed(0)} | ${row.key.toFixed(1)} |`);
const middle = rows[Math.floor(rows.length / 2)];
console.log(`| the median of ${rows.length} | ${middle.listens.toFixed(0)} | ${middle.ready.toFixed(0)} | ${middle.key.toFixed(1)} |`);
const bare = [];
for (let turn = 0; turn < 9; turn++) bare.push(await empty());
bare.sort((one, other) => one - other);
console.log(`| an empty page, the median of ${bare.length} | | ${bare[Math.floor(bare.length / 2)].toFixed(0)} | |`);
await browser.close();
