// The page of `wsdl-codegen try` in a browser: `.ci/browser` runs it, and says what it needs.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";

const { WSDL_CODEGEN, STAND_IN, CHROMIUM, OUT, FILTER = "" } = process.env;
// The driver is installed there, not beside the sources.
const { chromium } = createRequire(join(OUT, "package.json"))("playwright-core");
const root = resolve(import.meta.dirname, "../../..");
const netserver = join(root, "wsdl/Services83-CustomerService.wsdl");
const shapes = join(root, "codegen/tests/generate/json/input.wsdl");
const shop = join(root, "cli/tests/contracts/shop-1.wsdl");
const requests = join(OUT, "requests");
rmSync(requests, { recursive: true, force: true });
mkdirSync(join(OUT, "screenshots"), { recursive: true });

const children = [];

/** Starts a program, and returns its first line. */
async function started(program, ...words) {
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, WSDL_PASSWORD: "from-the-environment" } });
  children.push(child);
  child.text = "";
  return new Promise((done, fail) => {
    child.stdout.on("data", (piece) => { child.text += piece; if (child.text.includes("\n")) done(child.text.split("\n")[0]); });
    child.on("close", () => fail(new Error(`${program} ended`)));
  });
}

const mock = (contract, ...words) => started(WSDL_CODEGEN, "mock", contract, "--listen", "127.0.0.1:0", ...words);
const tryIt = (contract, ...words) => started(WSDL_CODEGEN, "try", contract, "--requests", requests, ...words);

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });

/** A page that is ready. What it writes into the console as an error is one. */
async function opened(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && page.errors.push(message.text()));
  // Nothing but the command's own server is asked.
  const { host } = new URL(url);
  page.on("request", (request) => new URL(request.url()).host === host || page.errors.push(`asked ${request.url()}`));
  await page.goto(url);
  await page.waitForSelector("body[data-ready]");
  return page;
}

async function closed(page) {
  assert.deepEqual(page.errors, []);
  await page.context().close();
}

async function choose(page, search, name) {
  await page.fill("#search", search);
  await page.getByRole("button", { name }).first().click();
  await page.waitForSelector("#work:not([hidden])");
  await page.waitForFunction((name) => document.getElementById("operation").textContent === name, typeof name === "string" ? name : search);
}

const value = (page, id) => page.locator(`#${id} textarea.code`).inputValue();
const says = (page, text) => page.waitForFunction((text) => { const box = document.getElementById("verdict"); return box.dataset.checked === "true" && box.textContent.includes(text); }, text);

const tests = {
  /** NetServer: search, three toggles in the form, the stand-in's reply. */
  async toggles() {
    const base = await started(STAND_IN, "t0ps3cret");
    const page = await opened(await tryIt(netserver, "--endpoint", `${base}CustomerService.svc`, "--secrets", "Ticket"));
    await choose(page, "toggles", "UpdateFeatureToggles");
    assert.match(await page.locator("#found").textContent(), /^\d+ of 12 operations$/);
    const form = page.locator("#form");
    await form.getByText("SOAP headers").click();
    await form.getByRole("button", { name: "Add Credentials" }).click();
    await form.getByLabel("Ticket").fill("t0ps3cret");
    for (const [index, [name, on]] of [["Chat", "true"], ["Sms", "false"], ["Beta", "true"]].entries()) {
      await form.getByRole("button", { name: "Add FeatureToggles" }).click();
      const toggle = form.locator(".item").nth(index);
      await toggle.getByLabel("Name", { exact: true }).fill(name);
      await toggle.getByLabel("State").selectOption(on);
    }
    await says(page, "as the contract says");
    assert.deepEqual(JSON.parse(await value(page, "pane-json")).FeatureToggles.map((one) => [one.Name, one.State]), [["Chat", true], ["Sms", false], ["Beta", true]]);
    assert.match(await value(page, "pane-xml"), /<\w*:?Name>Beta</);
    await page.click("#send");
    await page.waitForSelector("#reply .status");
    assert.equal(await page.locator("#reply .status").textContent(), "200 OK");
    await page.getByRole("tab", { name: "Sent" }).click();
    const sent = await page.locator("#reply textarea").inputValue();
    assert.match(sent, /Sms/);
    assert.doesNotMatch(sent, /t0ps3cret/);
    const stand = children.at(-2);
    stand.stdin.end();
    await new Promise((done) => stand.on("close", done));
    assert.match(stand.text, /Beta true[^]*Chat true[^]*Sms false/);
    // Saved without the ticket, and listed.
    await page.click("#save");
    await page.getByLabel("Name").last().fill("three");
    await page.keyboard.press("Enter");
    await says(page, "Saved as three, without 1 secret");
    const [folder] = readdirSync(requests);
    assert.equal(folder, "CustomerService.UpdateFeatureToggles");
    assert.doesNotMatch(readFileSync(join(requests, folder, "three.json"), "utf8"), /t0ps3cret/);
    await page.getByRole("tab", { name: "Saved" }).click();
    await page.getByRole("button", { name: /three/ }).first().click();
    await page.waitForFunction(() => document.querySelector("#pane-json textarea").value.includes("Beta"));
    await page.selectOption("#copy", "call");
    const command = await page.locator("#dialog textarea").inputValue();
    assert.match(command, /^wsdl-codegen call CustomerService\.UpdateFeatureToggles /);
    assert.doesNotMatch(command, /t0ps3cret/);
    await page.keyboard.press("Escape");
    // The history has the call.
    await page.getByRole("tab", { name: "History" }).click();
    await page.getByRole("button", { name: /200/ }).first().click();
    await page.waitForSelector("#reply:not([hidden])");
    await closed(page);
  },

  /** A form that nobody has touched has no mistakes; one that is sent, or typed in, has. */
  async fresh() {
    const page = await opened(await tryIt(join(root, "cli/tests/contracts/lines.wsdl")));
    const wrong = page.locator("#verdict.bad, .wrong, [aria-invalid=true]");
    await says(page, "Fill in the form");
    assert.equal(await wrong.count(), 0);
    await page.locator("#form").getByLabel("Customer").fill("Ann");
    await page.waitForSelector("#verdict.bad");
    await page.click("#clear");
    await says(page, "Fill in the form");
    assert.equal(await wrong.count(), 0);
    await page.click("#send");
    await page.waitForSelector("#verdict.bad");
    await closed(page);
  },

  /** Operations of two ports are told apart, and called at their port. */
  async ports() {
    const page = await opened(await tryIt(join(root, "cli/tests/contracts/two-ports.wsdl")));
    assert.deepEqual(await page.locator("#list .port").allTextContents(), ["SumsSoap (SOAP 1.1)", "SumsSoap12 (SOAP 1.2)"]);
    await page.locator("#list .entry").last().click();
    await page.waitForFunction(() => document.getElementById("signature").textContent.includes("SumsSoap12"));
    await page.click("#sample");
    await says(page, "as the contract says");
    await page.selectOption("#copy", "call");
    assert.match(await page.locator("#dialog textarea").inputValue(), /--port 'SumsSoap12'/);
    await page.keyboard.press("Escape");
    await closed(page);
  },

  /** A choice, a derived type, lists, flags, a dictionary, a wrong date with its message and place. */
  async shapes() {
    const page = await opened(await tryIt(shapes, "--endpoint", await mock(shapes)));
    const form = page.locator("#form");
    await form.getByRole("button", { name: "Add order" }).click();
    await form.getByLabel("number", { exact: true }).fill("7");
    // A choice: another branch takes the first one away.
    await form.getByLabel("One of pickup, street + town").selectOption({ label: "pickup" });
    await form.getByLabel("pickup", { exact: true }).fill("depot");
    await form.getByLabel("One of pickup, street + town").selectOption({ label: "street + town" });
    await form.getByLabel("street", { exact: true }).fill("Main");
    await form.getByLabel("town", { exact: true }).fill("Oslo");
    // A derived type.
    await form.getByRole("button", { name: "Add payment" }).click();
    const payment = form.getByRole("group", { name: "payment" });
    await payment.getByLabel("Type").selectOption({ label: "Cash" });
    await payment.getByLabel("due", { exact: true }).fill("2026-02-30");
    await says(page, "order.payment.due");
    const note = payment.locator(".note").filter({ hasText: "2026-02-30" });
    assert.match(await note.textContent(), /is not an xs:date/);
    assert.equal(await payment.getByLabel("due").getAttribute("aria-invalid"), "true");
    assert.match(await page.locator("#pane-json .mistake").textContent(), /^\d+:\d+ .*xs:date/);
    await payment.getByLabel("due").fill("2026-02-28");
    await says(page, "as the contract says");
    // Lists.
    await form.getByRole("button", { name: "Add tag" }).click();
    await form.getByLabel("tag 1", { exact: true }).fill("urgent");
    await form.getByRole("button", { name: "Add values" }).click();
    await form.getByRole("button", { name: "Add colours" }).click();
    await form.getByRole("group", { name: "colours" }).getByLabel("green").check();
    await form.getByRole("group", { name: "values" }).getByLabel("base64", { exact: true }).waitFor();
    await form.locator('input[type="file"]').first().setInputFiles({ name: "a.bin", mimeType: "application/octet-stream", buffer: Buffer.from([1, 2, 255]) });
    await says(page, "as the contract says");
    const made = JSON.parse(await value(page, "pane-json")).order;
    assert.deepEqual([made.street, made.pickup, made.payment["@type"], made.tag, made.values.colours, made.values.base64], ["Main", undefined, "Cash", ["urgent"], ["green"], "AQL/"]);
    // The XML is edited: form and JSON follow.
    const xml = await value(page, "pane-xml");
    await page.locator("#pane-xml textarea.code").fill(xml.replace("Oslo", "Bergen"));
    await page.waitForFunction(() => document.querySelector("#pane-json textarea").value.includes("Bergen"));
    assert.equal(await form.getByLabel("town", { exact: true }).inputValue(), "Bergen");
    // A mistake in the XML has its line.
    await page.locator("#pane-xml textarea.code").fill(xml.replace("2026-02-28", "soon"));
    await page.waitForFunction(() => /^\d+:\d+ .*xs:date/.test(document.querySelector("#pane-xml .mistake").textContent));
    await page.locator("#pane-xml textarea.code").fill(xml);
    // JSON that is none has its place.
    await page.waitForFunction(() => document.querySelector("#pane-json textarea").value.includes("Oslo"));
    await says(page, "as the contract says");
    await page.locator("#pane-json textarea.code").fill('{"order": {\n"number": }}');
    await page.waitForFunction(() => document.querySelector("#pane-json .mistake").textContent.startsWith("2:1"));
    await closed(page);
  },

  /** Members with the names of what objects inherit are members like others, and an integer keeps its digits. */
  async inherited() {
    const page = await opened(await tryIt(join(root, "cli/tests/contracts/inherited-names.wsdl")));
    const form = page.locator("#form");
    const sent = async () => JSON.parse((await value(page, "pane-json")).replace("9007199254740993", '"9007199254740993"'));
    const choice = form.getByLabel("One of valueOf, plain");
    assert.equal(await choice.inputValue(), "-1");
    await choice.selectOption({ label: "plain" });
    await form.getByLabel("plain", { exact: true }).fill("p");
    await form.getByLabel("__proto__", { exact: true }).fill("first");
    assert.equal(await form.getByLabel("constructor", { exact: true }).inputValue(), "");
    await form.getByLabel("constructor", { exact: true }).fill("second");
    await says(page, "as the contract says");
    assert.deepEqual(Object.entries(await sent()), [["constructor", "second"], ["__proto__", "first"], ["plain", "p"]]);
    await choice.selectOption({ label: "valueOf" });
    await form.getByLabel("valueOf", { exact: true }).fill("v");
    await says(page, "as the contract says");
    assert.match(await value(page, "pane-xml"), /first<[^]*<valueOf>v</);
    // A field is changed after a number was written that JavaScript would round.
    await page.locator("#pane-json textarea.code").fill('{"number": 9007199254740993, "plain": "q"}');
    await page.waitForFunction(() => document.querySelector("#form select")?.selectedOptions[0].textContent === "plain");
    await form.getByLabel("constructor", { exact: true }).fill("third");
    await says(page, "as the contract says");
    assert.deepEqual(await sent(), { constructor: "third", number: "9007199254740993", plain: "q" });
    await closed(page);
  },

  /** Environments are edited on a narrow page, too. */
  async environments() {
    const page = await opened(await tryIt(shop), { viewport: { width: 400, height: 800 } });
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByLabel("Name of environment 1").fill("test");
    await page.getByLabel("Endpoint of environment 1").fill("http://test.example/");
    await page.locator("#dialog").getByRole("button", { name: "Save" }).click();
    await page.waitForFunction(() => !document.getElementById("dialog").open);
    assert.deepEqual(await page.locator("#environment option").allTextContents(), ["of the contract", "test"]);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await closed(page);
  },

  /** Everything without a mouse. */
  async keyboard() {
    const page = await opened(await tryIt(shop, "--endpoint", await mock(shop)));
    const { keyboard } = page;
    await keyboard.press("/");
    await keyboard.type("getord");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("operation").textContent === "GetOrder");
    await keyboard.press("Alt+1");
    for (let at = 0; at < 20 && !(await page.evaluate(() => document.activeElement.closest(".member")?.textContent.startsWith("Number"))); at++) await keyboard.press("Tab");
    await keyboard.type("7");
    await says(page, "as the contract says");
    await keyboard.press("Control+Enter");
    await page.waitForSelector("#reply .status.good");
    await keyboard.press("Alt+r");
    assert.equal(await page.evaluate(() => document.activeElement.id), "reply");
    await keyboard.press("Tab");
    await keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "JSON");
    await keyboard.press("?");
    await page.waitForSelector("#dialog[open]");
    await keyboard.press("Escape");
    await closed(page);
  },

  /** A fault is explained, and so is a service that is not there. */
  async failures() {
    const answers = join(OUT, "answers");
    mkdirSync(answers, { recursive: true });
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(answers, "GetOrder.xml"), "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>no such order</faultstring></s:Fault></s:Body></s:Envelope>");
    const page = await opened(await tryIt(shop, "--endpoint", await mock(shop, "--answers", answers)));
    await choose(page, "GetOrder", "GetOrder");
    await page.locator("#form").getByLabel("Number").fill("7");
    await page.click("#send");
    await page.waitForSelector("#reply .failure");
    assert.match(await page.locator("#reply .failure").textContent(), /Fault: Sender.*no such order.*refuses the request/s);
    await page.fill("#endpoint", "http://127.0.0.1:9/");
    await page.click("#send");
    await page.waitForFunction(() => /there is no connection/.test(document.getElementById("reply").textContent));
    await closed(page);
  },

  /** A page of another server cannot make it call: not by its address, and not even with the token. */
  async attack() {
    const called = [];
    const service = createServer((request, response) => { called.push(request.url); response.end(); });
    await new Promise((done) => service.listen(0, "127.0.0.1", done));
    const url = await tryIt(shop, "--endpoint", `http://127.0.0.1:${service.address().port}/`);
    const attacker = createServer((request, response) => { response.setHeader("Content-Type", "text/html"); response.end("<!doctype html><title>Attack</title>"); });
    await new Promise((done) => attacker.listen(0, "127.0.0.1", done));
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const host of ["127.0.0.1", "localhost"]) {
      await page.goto(`http://${host}:${attacker.address().port}/`);
      const answers = await page.evaluate(async (url) => {
        const body = JSON.stringify({ operation: 0, body: '{"Number": 7}', headers: "{}" });
        const { origin } = new URL(url);
        const told = async (request) => { try { const response = await request; return response.type ?? response.status; } catch { return "refused"; } };
        const frame = document.createElement("iframe");
        frame.src = url;
        document.body.append(frame);
        await new Promise((done) => setTimeout(done, 500));
        const form = document.createElement("form");
        Object.assign(form, { method: "POST", action: `${url}api/send`, enctype: "text/plain", target: "frame" });
        const named = document.createElement("iframe");
        named.name = "frame";
        document.body.append(named);
        const input = document.createElement("input");
        input.name = body.slice(0, -1) + ',"x":"';
        input.value = '"}';
        form.append(input);
        document.body.append(form);
        form.submit();
        const post = (where, mode, type) => fetch(`${where}api/send`, { method: "POST", mode, headers: { "Content-Type": type }, body });
        return [
          await told(post(`${origin}/`, "no-cors", "text/plain")),
          await told(post(url, "no-cors", "text/plain")),
          await told(post(url, "cors", "application/json")),
          await told(fetch(`${url}api/history`)),
          await told(new Promise((done, fail) => { const script = document.createElement("script"); script.onload = () => done({ status: "loaded" }); script.onerror = fail; script.src = url; document.body.append(script); })),
          frame.contentDocument ? "framed" : "closed",
        ];
      }, url);
      assert.deepEqual(answers, ["refused", "refused", "refused", "refused", "refused", "closed"]);
    }
    // Another name for this machine, as an attacker's name server gives it: the Host header tells.
    const { port, pathname } = new URL(url);
    const rebound = await new Promise((done, fail) => {
      import("node:http").then(({ request }) => request({ host: "127.0.0.1", port, path: `${pathname}api/history`, headers: { Host: `attacker.example:${port}` } }, (response) => done(response.statusCode)).on("error", fail).end());
    });
    assert.equal(rebound, 403);
    assert.deepEqual(called, []);
    service.close();
    attacker.close();
    await context.close();
  },

  /** Pictures at two widths in both themes, and what no reader can see in them. */
  async pictures() {
    const base = await started(STAND_IN, "t0ps3cret");
    const pages = { netserver: [netserver, `${base}CustomerService.svc`, "UpdateFeatureToggles"], shapes: [shapes, await mock(shapes), "Echo"] };
    for (const [name, [contract, endpoint, operation]] of Object.entries(pages)) {
      const url = await tryIt(contract, "--endpoint", endpoint);
      for (const width of [1280, 400]) {
        for (const colorScheme of ["light", "dark"]) {
          const page = await opened(url, { viewport: { width, height: 900 }, colorScheme });
          const picture = (part) => page.screenshot({ path: join(OUT, "screenshots", `${name}-${part}-${width}-${colorScheme}.png`) });
          if (width === 400) await page.click("#drawer");
          await picture("start");
          await choose(page, operation, operation);
          await page.click("#sample");
          await page.waitForFunction(() => document.getElementById("verdict").textContent !== "");
          await page.waitForTimeout(300);
          await picture("form");
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(wide, 0, `${name} is wider than ${width}`);
          await page.click("#send");
          await page.waitForSelector("#reply .status");
          await picture("reply");
          // Each control has a name for who does not see it.
          const nameless = await page.evaluate(() => [...document.querySelectorAll("button, input, select, textarea")].filter((one) =>
            !one.closest("[hidden]") && one.getAttribute("aria-hidden") !== "true" && !(one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim() && one.matches("button"))).map((one) => one.outerHTML.slice(0, 120)));
          assert.deepEqual(nameless, []);
          await closed(page);
        }
      }
    }
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  if (!name.includes(FILTER)) continue;
  const began = Date.now();
  try {
    await test();
    console.log(`ok ${name} (${Date.now() - began} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}\n${error.stack}`);
    for (const context of browser.contexts()) {
      for (const page of context.pages()) await page.screenshot({ path: join(OUT, "screenshots", `failed-${name}.png`) }).catch(() => {});
      await context.close();
    }
  }
  for (const child of children.splice(0)) child.kill();
}
await browser.close();
process.exit(failed ? 1 : 0);
