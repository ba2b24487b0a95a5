/*
 * serve-live: a site while somebody writes it, as the author sees it in the browser.
 *
 * What is saved appears without losing the place; what is wrong lies over the last good page, can be read, closed and
 * opened in the editor, and goes when it is mended; no page from elsewhere can have an editor opened.
 */
"use strict";

const fs = require("fs");
const http = require("http");
const os = require("os");
const path = require("path");
const { execFileSync, spawn } = require("child_process");
const { visit } = require("./browser");
const { in_browser } = require("./suite");
const { say, run_jobs } = require("./tap");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const program = path.join(process.argv[2], "..", "sitrep");
const work = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sitrep-live-")));
const AT = "2026-11-21T12:00Z";
const RUNBOOK = "content/runbooks/database-connections.md", PAGE = "handbook/runbooks/database-connections.html";
const HOSTILE = "<img src=x onerror=\"document.title='broken out'\"></script><script>document.title='broken out'</script>";

/* with_server(act): a site and its server, whose end is waited for. */
async function with_server(act) {
	const site = fs.mkdtempSync(path.join(work, "site-")), opened = path.join(site, "opened");
	const environment = { ...process.env, SITREP_CACHE: path.join(work, "cache"), VISUAL: `sh -c 'echo "$@" >>${opened}' sh {file} {line} {column}` };
	execFileSync(program, ["init", "--quiet", "--at", AT, site], { env: environment });
	const server = spawn(program, ["serve", "--quiet", "-C", site, "--at", AT, "--port", "0"], { env: environment, stdio: ["ignore", "pipe", "inherit"] });
	const ended = new Promise((resolve) => server.on("close", resolve));
	try {
		const address = await new Promise((resolve) => server.stdout.on("data", (data) => resolve(String(data).split("\n")[0])));
		await act({
			address, site, opened,
			read: (file) => fs.readFileSync(path.join(site, file), "utf8"),
			save: (file, text) => fs.writeFileSync(path.join(site, file), text),
		});
	} finally {
		server.kill("SIGTERM");
		if (await ended !== 0) say("the server ends in order", ["no"]);
	}
}

/* Pages leave their stream of events when they are loaded again. */
function without_streams(problems) {
	return problems.filter((problem) => !/\.sitrep\/events/.test(problem));
}

const jobs = [];

function test(what, where, act, options = {}) {
	jobs.push([what, (browser) => with_server((server) => visit(browser, server.address + where, { origin: server.address, ...options }, async (page, problems) => {
		await act(page, server, problems);
		say(`serve: ${what}`, without_streams(problems));
	}))]);
}

const panel = (page) => page.locator(".sitrep-live");

function expect(problems, is_so, what) {
	if (!is_so) problems.push(what);
}

test("what is saved appears at the same place", PAGE, async (page, server, problems) => {
	const long = Array.from({ length: 200 }, (_, i) => `Paragraph ${i} of many, which say nothing.\n`).join("\n");
	server.save(RUNBOOK, server.read(RUNBOOK) + `\n## Far below\n\n${long}\n`);
	await page.getByText("Paragraph 199 of many").waitFor();
	await page.waitForLoadState(); /* until then the page goes to where it was */
	await page.evaluate(() => document.getElementById("far-below").scrollIntoView());
	const top = () => page.evaluate(() => Math.round(document.getElementById("far-below").getBoundingClientRect().top));
	const before = await top();
	server.save(RUNBOOK, server.read(RUNBOOK).replace("## Far below", `${long}\n## Far below\n\nNew here.\n`));
	await page.getByText("New here.").waitFor();
	await page.waitForFunction((wanted) => Math.abs(document.getElementById("far-below").getBoundingClientRect().top - wanted) < 3, before)
		.catch(async () => problems.push(`the place was at ${before} and is at ${await top()}`));
	expect(problems, await panel(page).isHidden(), "something lies over the page");
});

test("what is wrong lies over the last good page until it is mended", PAGE, async (page, server, problems) => {
	const good = server.read(RUNBOOK), text = await page.locator("main").innerText();
	server.save(RUNBOOK, good.replace(/^title:/m, `service: '${HOSTILE.replace(/'/g, "''")}'\ntitle:`));
	await panel(page).waitFor({ state: "visible" });
	expect(problems, (await panel(page).innerText()).includes("<img src=x"), "what the author wrote is not shown as text");
	expect(problems, await page.locator(".sitrep-live img, .sitrep-live script").count() === 0, "what the author wrote is markup");
	expect(problems, !(await page.title()).includes("broken out"), "what the author wrote was run");
	expect(problems, await page.locator("main").innerText() === text, "the page is not the last good one");
	await page.evaluate(axe);
	for (const finding of (await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }))).violations)
		problems.push(`${finding.id}: ${finding.help}: ${finding.nodes.map((node) => node.html).join(", ")}`);
	server.save(RUNBOOK, good + "\nMended at last.\n");
	await page.getByText("Mended at last.").waitFor();
	await panel(page).waitFor({ state: "hidden" });
});

test("findings are closed by the keyboard and come again with others", PAGE, async (page, server, problems) => {
	const good = server.read(RUNBOOK);
	server.save(RUNBOOK, good.replace(/^title:/m, "service: nowhere\ntitle:"));
	await panel(page).waitFor({ state: "visible" });
	await page.keyboard.press("Escape");
	await panel(page).waitFor({ state: "hidden" });
	await page.reload();
	await page.waitForFunction(() => document.querySelector(".sitrep-live"));
	expect(problems, await panel(page).isHidden(), "what was closed is back after a reload");
	server.save(RUNBOOK, good.replace(/^title:/m, "service: elsewhere\ntitle:"));
	await panel(page).waitFor({ state: "visible" });
	await page.getByRole("button", { name: "Close" }).focus();
	await page.keyboard.press("Enter");
	await panel(page).waitFor({ state: "hidden" });
});

test("what is said again leaves the focus where it is", PAGE, async (page, server, problems) => {
	server.save(RUNBOOK, server.read(RUNBOOK).replace(/^title:/m, "service: nowhere\ntitle:"));
	await page.locator("button.sitrep-place").first().focus();
	const again = page.evaluate((address) => new Promise((resolve) => { new EventSource(address).addEventListener("findings", resolve, { once: true }); }),
		await page.evaluate(() => document.getElementById("sitrep-live").dataset.events + "?page=index.html&version="));
	server.save("content/incidents/checkout-slow.md", server.read("content/incidents/checkout-slow.md").replace(/^title: .*$/m, "title: Another title"));
	await again;
	await page.waitForTimeout(300);
	expect(problems, await page.evaluate(() => document.activeElement.matches("button.sitrep-place")), "the focus is gone");
});

test("a finding opens the editor at its place", PAGE, async (page, server, problems) => {
	server.save(RUNBOOK, server.read(RUNBOOK).replace(/^title:/m, "service: nowhere\ntitle:"));
	const place = page.locator("button.sitrep-place").first();
	await place.waitFor();
	const name = await place.innerText();
	await Promise.all([page.waitForResponse((response) => response.url().endsWith("/.sitrep/edit") && response.ok()), place.press("Enter")]);
	while (!fs.existsSync(server.opened) || !fs.readFileSync(server.opened, "utf8").endsWith("\n")) await new Promise((resolve) => setTimeout(resolve, 20));
	expect(problems, fs.readFileSync(server.opened, "utf8") === `${server.site}/${name.replace(/:/g, " ")}\n`, fs.readFileSync(server.opened, "utf8"));
});

test("the status page is shown anew, too", "status/index.html", async (page, server) => {
	server.save("content/incidents/checkout-slow.md", server.read("content/incidents/checkout-slow.md").replace(/^title: .*$/m, "title: A title that was changed"));
	await page.getByText("A title that was changed").first().waitFor();
});

test("a page from elsewhere opens no editor", PAGE, async (page, server, problems) => {
	const token = await page.locator("#sitrep-live").getAttribute("data-token");
	const elsewhere = http.createServer((_, response) => response.end("<!doctype html><title>elsewhere</title>"));
	server.save(RUNBOOK, server.read(RUNBOOK).replace(/^title:/m, "service: nowhere\ntitle:"));
	await panel(page).waitFor({ state: "visible" });
	await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
	try {
		const before = problems.length;
		await page.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
		const sent = await page.evaluate(async ([address, own, file]) => {
			const body = JSON.stringify({ file, line: 1, column: 1 });
			const simple = await fetch(address, { method: "POST", mode: "no-cors", body }).then(() => "sent", () => "refused");
			const full = await fetch(address, { method: "POST", headers: { "Sitrep-Token": own }, body }).then(() => "sent", () => "refused");
			return [simple, full];
		}, [`${server.address}.sitrep/edit`, token, RUNBOOK]);
		problems.splice(before); /* that requests fail is what is wanted */
		expect(problems, sent[1] === "refused", `a request with the token was ${sent[1]}`);
	} finally {
		elsewhere.close();
	}
	/* One that may, so that the server has seen all that came before. */
	await page.goto(server.address + PAGE);
	expect(problems, !fs.existsSync(server.opened), "an editor was opened");
});

in_browser(async (browser) => {
	try {
		await run_jobs(jobs.map(([what, job]) => [`serve: ${what}`, () => job(browser)]), 3);
	} finally {
		fs.rmSync(work, { recursive: true, force: true });
	}
});
