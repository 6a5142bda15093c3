// A page of `wsdl-codegen docs --html` on paper: `.ci/browser` runs it, and says what it needs.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { WSDL_CODEGEN, CHROMIUM, OUT } = process.env;
// The driver is installed there, not beside the sources.
const { chromium } = createRequire(join(OUT, "package.json"))("playwright-core");
const root = resolve(import.meta.dirname, "../../..");
const site = join(OUT, "site");
const pictures = join(OUT, "screenshots");
rmSync(site, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
execFileSync(WSDL_CODEGEN, ["--quiet", "docs", join(root, "cli/tests/contracts/shop-1.wsdl"), "--html", "-o", site]);

/** How light a colour is, from 0 to 255. */
const light = (colour) => colour.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
try {
  for (const name of ["index", "operation.Shop.GetOrder", "type.Order"]) {
    // A reader who has chosen the dark theme, on a sheet of A4 with margins of 1 cm.
    const context = await browser.newContext({ viewport: { width: 718, height: 1000 }, colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(site, `${name}.html`)).href);
    await page.evaluate(() => { document.documentElement.dataset.theme = "dark"; });
    const colours = () => page.evaluate(() => { const { color } = getComputedStyle(document.body); return color; });
    assert.ok(light(await colours()) > 150, `${name}: the dark theme has light text`);
    await page.emulateMedia({ media: "print" });
    // Browsers print no grounds: each text has to be dark.
    const pale = await page.evaluate(() => [...document.querySelectorAll("main *")]
      .filter((one) => one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .map((one) => [getComputedStyle(one).color, one.outerHTML.slice(0, 80)]));
    assert.ok(pale.length > 3, name);
    for (const [colour, element] of pale) assert.ok(light(colour) < 150, `${name}: ${colour} on paper: ${element}`);
    // Nothing to click, and nothing that the edge cuts.
    for (const aid of ["header", "nav"]) assert.equal(await page.locator(aid).filter({ visible: true }).count(), 0, `${name} prints ${aid}`);
    const cut = await page.evaluate(() => [...document.querySelectorAll("main, main *")]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && getComputedStyle(one).display !== "inline").map((one) => one.outerHTML.slice(0, 80)));
    assert.deepEqual(cut, [], `${name} is cut`);
    await page.pdf({ path: join(pictures, `docs-${name}.pdf`), format: "A4", margin: { top: "1cm", bottom: "1cm", left: "1cm", right: "1cm" } });
    await page.screenshot({ path: join(pictures, `docs-${name}-print.png`), fullPage: true });
    await context.close();
  }
  console.log("ok docs on paper");
} finally {
  await browser.close();
}
