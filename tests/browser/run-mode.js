/*
 * run-mode: an engineer works through a runbook: steps, time boxes, notes, and the timeline that is left.
 */
"use strict";

const assert = require("assert");
const { execFileSync } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { suite } = require("./suite");

const { test, run } = suite("run mode", process.argv[2]);
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const sitrep = path.resolve(process.argv[2], "..", "sitrep");
const RUNBOOK = "busy/handbook/runbooks/sessions.html";
const ESCALATED = "public/handbook/runbooks/payment-provider-failure.html";
const AT = { at: "2026-11-21T14:23:10Z" };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
/* There is one clipboard for all pages that run at once. */
const spy = (page) => page.evaluate(() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; });
const copied = (page) => page.evaluate(() => window.copied);

const start = (page) => page.getByRole("button", { name: "Start the run" });
const ticks = (page) => page.locator(".body .tick input");

/* The script comes when the run begins. */
async function begin(page) {
	await start(page).click();
	await ticks(page).first().waitFor();
}
const bar = (page) => page.locator(".run-bar");
const lines = (page) => page.locator(".run .log li");
const said = (page) => page.locator(".run [role=status]").textContent();

async function note(page, text) {
	await page.getByLabel("What did you see or do?").fill(text);
	await page.getByRole("button", { name: "Add with the time" }).click();
}

async function timeline(page) {
	await spy(page);
	await page.getByRole("button", { name: "Copy as timeline" }).click();
	await page.waitForFunction(() => window.copied);
	return copied(page);
}

/* ---- commands ---- */

test("of a session the commands alone are copied, with what was filled in", RUNBOOK, {}, async (page) => {
	await spy(page);
	await page.getByLabel("NAMESPACE").fill("shop");
	await page.locator(".command", { hasText: "owner" }).locator(".copy").click();
	await page.waitForFunction(() => window.copied);
	assert.equal(await copied(page), "queuectl -n shop show \\\n    --all\nqueuectl owner");
});

test("prompts and output are seen", RUNBOOK, {}, async (page) => {
	const shown = await page.locator(".command", { hasText: "owner" }).locator("code").innerText();
	assert.match(shown, /^\$ queuectl[^]*\ndepth {2}4021\n\$ queuectl owner\npayments\s*$/);
	assert.deepEqual(await page.locator(".output").allInnerTexts().then((all) => all.map((text) => text.trim())), ["depth  4021", "payments", "charge 17"]);
});

test("without the browser's clipboard the commands alone are copied too", RUNBOOK, { from_disk: true }, async (page) => {
	await page.evaluate(() => {
		Object.defineProperty(navigator, "clipboard", { value: undefined });
		document.addEventListener("copy", () => { window.copied = document.activeElement.value; });
	});
	await page.locator(".command", { hasText: "owner" }).locator(".copy").click();
	assert.equal(await copied(page), "queuectl -n <NAMESPACE> show \\\n    --all\nqueuectl owner");
	assert.equal(await page.locator("textarea.hidden").count(), 0);
});

/* ---- steps ---- */

test("before the run there is a button, and no box to tick", RUNBOOK, AT, async (page) => {
	assert.ok(await start(page).isVisible());
	assert.equal(await ticks(page).count(), 0);
	assert.equal(await bar(page).isVisible(), false);
});

test("the run gives a box to each step, and to what has no list", RUNBOOK, AT, async (page) => {
	await begin(page);
	assert.equal(await start(page).isVisible(), false);
	assert.deepEqual(await ticks(page).evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))), [
		"Done: Look at `queue_depth` of https://queue.example.com, all of it:",
		"Done: Ask @ada whether a release went out.",
		"Done: `queuectl peek`",
		"Done: Option 1: it drains",
		"Done: Rollback",
		"Done: The depth is below 10",
		"Done: Nobody complains",
	]);
	assert.ok(await ticks(page).first().evaluate((input) => input === document.activeElement), "the first has the focus");
});

test("a tick is stamped with the local and the UTC time, and can be taken back", RUNBOOK, AT, async (page) => {
	await begin(page);
	await page.clock.runFor(60000);
	await ticks(page).first().check();
	const time = page.locator(".body .tick time");
	assert.match(await time.innerText(), /^15:24 \S+ · 14:24 UTC$/);
	assert.equal((await time.getAttribute("datetime")).slice(0, 16), "2026-11-21T14:24");
	await ticks(page).first().uncheck();
	assert.equal(await time.count(), 0);
	assert.equal(await lines(page).count(), 1);
});

test("from the keyboard: start, tick, note", RUNBOOK, AT, async (page) => {
	await start(page).focus();
	await page.keyboard.press("Enter");
	await ticks(page).first().waitFor();
	await page.keyboard.press("Space");
	assert.equal(await ticks(page).first().isChecked(), true);
	await page.getByLabel("What did you see or do?").focus();
	await page.keyboard.type("Depth grows");
	await page.keyboard.press("Control+Enter");
	assert.match(await lines(page).last().innerText(), /UTC Depth grows/);
});

/* ---- time boxes ---- */

test("the first time box counts down, is said near its end, and points at the escalation when over", RUNBOOK, AT, async (page) => {
	await begin(page);
	await page.clock.runFor(30000);
	assert.match(await bar(page).locator(".box").innerText(), /^Diagnosis: 1:(2[5-9]|3[01]) left$/);
	assert.equal(await said(page), "");
	assert.match(await page.locator(".countdown").first().textContent(), /^1:(2[5-9]|3[01])$/);
	await page.clock.runFor(35000);
	assert.equal(await said(page), "One minute left: Diagnosis");
	assert.equal(await bar(page).locator(".escalate").isVisible(), false);
	await page.clock.runFor(60000);
	assert.equal(await bar(page).locator(".box").innerText(), "Time is up: Diagnosis. Do not go on alone.");
	assert.match(await said(page), /^Time is up: Diagnosis\./);
	await bar(page).getByRole("link", { name: "Escalate" }).click();
	assert.equal(new URL(page.url()).hash, "#escalation");
});

test("the next time box begins when the one before is done", RUNBOOK, AT, async (page) => {
	await begin(page);
	await page.clock.runFor(60000);
	await ticks(page).nth(0).check();
	await ticks(page).nth(1).check();
	await ticks(page).nth(2).check();
	await page.clock.runFor(60000);
	assert.match(await bar(page).locator(".box").innerText(), /^Resolution: (3:5[5-9]|4:0[01]) left$/);
	await ticks(page).nth(3).check();
	assert.equal(await bar(page).locator(".box").innerText(), "");
});

const named = (page) => bar(page).locator(".escalate span a").allInnerTexts();

test("when the time is over the people on call are named", ESCALATED, AT, async (page) => {
	await begin(page);
	await page.clock.runFor(121000);
	assert.deepEqual(await named(page), ["Luca Morandi", "Priya Raman", "Nadia Okafor"]);
});

test("who is named is on call when the time is over, however old the page is", ESCALATED, { at: "2026-12-21T09:58:50Z" }, async (page) => {
	await begin(page);
	await page.clock.runFor(15000);
	assert.match(await page.locator(".path .who").first().innerText(), /^Luca Morandi/);
	await page.clock.runFor(110000);
	assert.deepEqual(await named(page), ["Elena Castro", "Jonas Brandt", "Nadia Okafor"]);
});

/* Its first section alone has the highest level. */
test("sections below the first one's level are worked through as well", "busy/handbook/runbooks/long-commands.html", AT, async (page) => {
	await begin(page);
	assert.equal(await page.locator('[data-section="diagnosis"] li .tick input').count(), 1);
	assert.equal(await page.locator('[data-section="diagnosis"] .tick input').count(), 1);
	assert.match(await bar(page).locator(".box").innerText(), /^Diagnosis: (2:00|1:\d\d) left$/);
});

/* ---- what is kept ---- */

test("what is left of another night shows its day", RUNBOOK, AT, async (page) => {
	await begin(page);
	await ticks(page).nth(0).check();
	assert.doesNotMatch(await page.locator(".tick time").first().innerText(), /Nov/);
	await page.clock.setFixedTime("2026-12-12T14:23:10Z");
	await page.reload();
	await ticks(page).nth(0).waitFor();
	assert.match(await page.locator(".tick time").first().innerText(), /^(21 November|November 21), /);
	assert.match(await page.locator(".log time").first().innerText(), /^(21 November|November 21), /);
});

test("a run survives a reload, and is that of its page alone", RUNBOOK, AT, async (page) => {
	await begin(page);
	await ticks(page).nth(1).check();
	await note(page, "Depth grows");
	await page.clock.runFor(30000);
	await page.reload();
	assert.equal(await ticks(page).nth(1).isChecked(), true);
	assert.equal(await lines(page).count(), 3);
	assert.match(await bar(page).locator(".box").innerText(), /^Diagnosis: 1:\d\d left$/);
	await page.goto(new URL("long-commands.html", page.url()).href);
	assert.ok(await start(page).isVisible());
	assert.equal(await ticks(page).count(), 0);
});

test("starting over asks first, and then forgets all", RUNBOOK, AT, async (page) => {
	await begin(page);
	await note(page, "Depth grows");
	page.once("dialog", (dialog) => dialog.dismiss());
	await page.getByRole("button", { name: "Start over" }).click();
	assert.equal(await lines(page).count(), 2);
	page.once("dialog", (dialog) => dialog.accept());
	await page.getByRole("button", { name: "Start over" }).click();
	assert.ok(await start(page).isVisible());
	assert.ok(await start(page).evaluate((button) => button === document.activeElement));
	await page.reload();
	assert.ok(await start(page).isVisible());
	assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("run ")).length), 0);
});

test("starting over forgets what was filled in, which was of that incident", RUNBOOK, AT, async (page) => {
	const field = page.locator(".parameters input").first(), name = await field.getAttribute("name");
	const places = () => page.locator(`var[data-parameter="${name}"]`).allInnerTexts();
	const before = await places();
	await begin(page);
	await field.fill("worker-7");
	assert.ok((await places()).every((text) => text === "worker-7"));
	page.once("dialog", (dialog) => dialog.accept());
	await page.getByRole("button", { name: "Start over" }).click();
	assert.equal(await field.inputValue(), "");
	assert.deepEqual(await places(), before);
	await page.reload();
	assert.equal(await field.inputValue(), "");
});

test("nothing leaves the browser", RUNBOOK, AT, async (page) => {
	const requests = [];
	page.on("request", (request) => requests.push(request.url()));
	await begin(page);
	await ticks(page).first().check();
	await note(page, "Depth grows");
	await timeline(page);
	await page.clock.runFor(300000);
	assert.deepEqual(requests.filter((url) => !/handbook-run\.\w+\.js$/.test(url)), [], "nothing but the script itself");
});

test("where nothing can be kept it works, and says so", RUNBOOK, AT, async (page) => {
	await page.evaluate(() => { Storage.prototype.setItem = () => { throw new Error("full"); }; });
	await begin(page);
	await ticks(page).first().check();
	assert.ok(await page.locator(".run .unkept").isVisible());
	assert.equal(await lines(page).count(), 2);
});

/* ---- the timeline ---- */

test("a note is taken away again", RUNBOOK, AT, async (page) => {
	await begin(page);
	await note(page, "A slip");
	await page.getByRole("button", { name: "Remove: A slip" }).click();
	assert.equal(await lines(page).count(), 1);
});

test("the timeline is in order, and names the day where it is another", RUNBOOK, { at: "2026-11-21T23:58:00Z" }, async (page) => {
	await begin(page);
	await note(page, "Depth *grows* <fast>\nin `a_b`");
	await page.clock.runFor(180000);
	await ticks(page).first().check();
	assert.equal(await timeline(page), "## Timeline (UTC)\n\n" +
		"- 23:58 UTC Started on “Commands with what they answer”\n" +
		"- 23:58 UTC Depth \\*grows\\* \\<fast\\> in `a_b`\n" +
		"- 2026-11-22 00:01 UTC Look at `queue_depth` of https://queue.example.com, all of it:\n");
});

test("a step that is only a session is called by its first command", RUNBOOK, AT, async (page) => {
	await begin(page);
	await ticks(page).nth(2).check();
	assert.match(await timeline(page), /UTC `queuectl peek`\n$/);
});

test("in a postmortem the timeline is read by the generator", RUNBOOK, { at: "2026-11-20T14:23:10Z" }, async (page) => {
	const site = fs.mkdtempSync(path.join(os.tmpdir(), "sitrep-run-"));
	try {
		await begin(page);
		await page.clock.runFor(120000);
		await ticks(page).first().check();
		await note(page, "<POD> is *gone* | [x] & `rm`");
		const text = await timeline(page);
		execFileSync(sitrep, ["init", "--quiet", "--at", "2026-11-21T12:00Z", site]);
		const folder = path.join(site, "content/postmortems");
		const name = path.join(folder, fs.readdirSync(folder).find((file) => file.endsWith(".md")));
		const before = fs.readFileSync(name, "utf8");
		const after = before.replace(/^## Timeline[^\n]*\n[^]*?(?=^## )/m, () => `${text}\n`).replace(/^(started|detected|acknowledged|mitigated|resolved):.*\n/gm, "");
		assert.notEqual(after, before);
		fs.writeFileSync(name, after);
		const found = (() => {
			try { return execFileSync(sitrep, ["check", "--format", "json", "--at", "2026-11-21T12:00Z", "-C", site], { encoding: "utf8" }); } catch (error) { return error.stdout; }
		})();
		assert.ok(found.trim().startsWith("{") || found.trim().startsWith("["), found);
		assert.doesNotMatch(found, /timeline\//);
		execFileSync(sitrep, ["build", "--quiet", "--at", "2026-11-21T12:00Z", "-C", site, "-o", path.join(site, "out")]);
		const html = fs.readFileSync(path.join(site, "out/handbook/postmortems", `${path.basename(name, ".md")}.html`), "utf8");
		assert.match(html, /14:25 UTC/);
		assert.match(html, /&lt;POD&gt; is \*gone\* \| \[x\] &amp; <code>rm<\/code>/);
	} finally {
		fs.rmSync(site, { recursive: true, force: true });
	}
});

/* ---- everywhere ---- */

test("it works from disk", RUNBOOK, { from_disk: true }, async (page) => {
	await begin(page);
	await ticks(page).first().check();
	await page.reload();
	assert.equal(await ticks(page).first().isChecked(), true);
});

test("a thumb on a phone has room, and nothing is cut off", RUNBOOK, { ...PHONE, ...AT }, async (page) => {
	await start(page).tap();
	await ticks(page).first().tap();
	for (const box of await page.locator(".body .tick").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => [width, height])))
		assert.ok(box[0] >= 44 && box[1] >= 44, String(box));
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is wider than the window");
	const place = await bar(page).evaluate((node) => node.getBoundingClientRect().bottom);
	assert.ok(place <= 740, `the bar ends at ${place}`);
});

for (const [what, options] of [["in the light", {}], ["in the dark", { colorScheme: "dark" }], ["on a phone", PHONE], ["with forced colours", { forcedColors: "active" }]])
	test(`no finding of access while a time box is over, ${what}`, RUNBOOK, { ...AT, ...options }, async (page) => {
		await begin(page);
		await ticks(page).first().check();
		await note(page, "Depth grows");
		await page.clock.runFor(130000);
		await page.evaluate(axe);
		const found = page.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
		await page.clock.runFor(3000);
		const { violations } = await found;
		assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), []);
	});

test("it is not printed", RUNBOOK, AT, async (page) => {
	await begin(page);
	await page.emulateMedia({ media: "print" });
	for (const name of [".run", ".run-bar", ".tick", ".countdown"])
		assert.equal(await page.locator(name).first().isVisible(), false, name);
});

test("without scripts nothing of it is seen", RUNBOOK, { javaScriptEnabled: false }, async (page) => {
	for (const name of [".run", ".run-bar", ".run-start"])
		assert.equal(await page.locator(name).first().isVisible(), false, name);
});

test("it is loaded when a run begins, or goes on", RUNBOOK, AT, async (page) => {
	const script = page.locator('script[src*="handbook-run"][integrity^="sha256-"]');
	assert.equal(await script.count(), 0);
	await begin(page);
	assert.equal(await script.count(), 1);
	await page.reload();
	await ticks(page).first().waitFor();
	assert.equal(await script.count(), 1);
});

run(process.argv[3]);
