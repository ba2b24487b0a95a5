/*
 * status: what a worried customer finds.
 *
 * The state in words, what is going on, newest first, what was promised and when; and what a subscriber gets.
 */
"use strict";

const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");
const { pathToFileURL } = require("url");
const { start, visit } = require("./browser");
const { serve } = require("./serve");
const { walk } = require("./site");
const { say, run_jobs, status } = require("./tap");

const work = process.argv[2];
const BUSY = "busy/status/index.html", CALM = "calm/status/index.html";
const CARDS = "busy/status/incidents/cards-declined.html";

/* When the sites were built, and an hour of London's that Berlin calls another. */
const NOW = "2026-11-21T12:00Z";
const FRONT = "clock/status/index.html", PICTURES = "clock/status/components/pictures.html", DISKS = "clock/status/maintenance/larger-disks.html";

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const jobs = [];

/* test(name, where, options, act): with scripts and without, from a host; nothing goes wrong. */
function test(name, where, options, act) {
	for (const javaScriptEnabled of [true, false]) {
		const full = `status: ${name}${javaScriptEnabled ? "" : ", without scripts"}`;
		jobs.push([full, (browser, host) =>
			visit(browser, host.address + where, { at: NOW, ...options, javaScriptEnabled, origin: host.address }, async (page, problems) => {
				await act(page);
				say(full, problems);
			})]);
	}
}

const text_of = (page, selector = "main") => page.locator(selector).first().innerText();

/* In words of the register: one component in partial outage, others degraded or under maintenance. */
test("the state is the page's heading, in words", BUSY, {}, async (page) => {
	assert.equal(await text_of(page, "h1"), "Minor Service Outage");
});

test("where nothing is wrong it says so", CALM, {}, async (page) => {
	assert.equal(await text_of(page, "h1"), "All Systems Operational");
});

test("it says when it was made, and when it should be made again", BUSY, {}, async (page) => {
	const times = await page.locator(".overall time").evaluateAll((list) => list.map((time) => Date.parse(time.dateTime)));
	assert.deepEqual(times, [Date.parse(NOW), Date.parse("2026-11-21T13:30Z")]);
	const meta = (name) => page.locator(`meta[name="sitrep:${name}"]`).getAttribute("content");
	assert.equal(Date.parse(await meta("made")), Date.parse(NOW));
	assert.equal(Date.parse(await meta("next")), Date.parse("2026-11-21T13:30Z"));
});

test("what is going on stands before everything else, newest update first", BUSY, {}, async (page) => {
	const text = await text_of(page);
	const order = ["Card payments are declined", "Cards are taken again", "All cards are declined", "Some cards are declined"].map((words) => text.indexOf(words));
	assert.ok(order.every((at) => at >= 0), `missing: ${order}`);
	assert.deepEqual(order, [...order].sort((a, b) => a - b));
	assert.ok(order[3] < text.lastIndexOf("Web shop"), "the components come after");
});

/* SEV1 promises an update every 30 minutes; the last was at 11:50. */
test("it says when the next update is due", BUSY, {}, async (page) => {
	const due = await page.locator(".card", { hasText: "Card payments are declined" }).locator(".next time").getAttribute("datetime");
	assert.equal(Date.parse(due), Date.parse("2026-11-21T12:20Z"));
});

test("each component has its state in words", BUSY, {}, async (page) => {
	const states = await page.locator(".component").evaluateAll((list) => Object.fromEntries(list.map((one) =>
		[one.querySelector(".name").textContent.trim(), one.querySelector(".state").textContent.trim()])));
	assert.deepEqual(states, {
		"Web shop": "Degraded performance",
		"Card payments": "Degraded performance",
		"Paketzustellbenachrichtigungsdienst der Donaudampfschifffahrtsgesellschaft": "Partial outage",
		"Pictures": "Under maintenance",
	});
});

test("a state shows by its shape too", BUSY, {}, async (page) => {
	const shapes = await page.locator(".component").evaluateAll((list) => list.map((one) => one.querySelector("use").getAttribute("href")));
	assert.equal(new Set(shapes).size, 3);
});

test("maintenance that runs and maintenance to come are told apart", BUSY, {}, async (page) => {
	assert.match(await text_of(page, "section[aria-labelledby=running]"), /Pictures move to another store/);
	const upcoming = await text_of(page, "section[aria-labelledby=upcoming]");
	assert.match(upcoming, /Database upgrade, second part/);
	assert.match(upcoming, /Orders wait for up to an hour/);
});

test("an incident has a page, and each update an address", BUSY, {}, async (page) => {
	await page.getByRole("link", { name: "Card payments are declined" }).first().click();
	await page.waitForURL(/incidents\/cards-declined\.html$/);
	const updates = page.locator(".updates > li");
	assert.equal(await updates.count(), 3);
	const id = await updates.nth(1).getAttribute("id");
	await updates.nth(1).locator("a.anchor").click();
	assert.equal(new URL(page.url()).hash, `#${id}`);
	assert.match(await updates.nth(0).innerText(), /^Monitoring/);
	assert.match(await updates.nth(2).innerText(), /^Investigating/);
});

test("what an update affects is said with it", CARDS, {}, async (page) => {
	const second = await page.locator(".updates > li").nth(1).innerText();
	assert.match(second, /Card payments\s+Major outage/);
	assert.match(second, /Web shop\s+Degraded performance/);
	assert.match(second, /Bank transfers work/);
});

test("a time is a time, in the zone that the page names", CARDS, {}, async (page) => {
	const times = await page.locator("main time").evaluateAll((list) => list.map((time) => [time.dateTime, time.textContent]));
	assert.ok(times.length > 3);
	for (const [datetime, text] of times) {
		assert.ok(text.trim(), "an empty time");
		assert.ok(/^P/.test(datetime) || !isNaN(Date.parse(datetime)), datetime);
	}
	assert.match(await text_of(page, "footer"), /UTC/);
});

test("markup in an update is text", CARDS, {}, async (page) => {
	assert.match(await text_of(page), /<script>|never/);
	assert.equal(await page.locator("main script").count(), 0);
});

test("the past is found by month", CALM, {}, async (page) => {
	await page.locator('a[href$="history/index.html"]').first().click();
	await page.waitForURL(/history\/index\.html$/);
	await page.getByRole("link", { name: /November/ }).first().click();
	await page.waitForURL(/history\/2026-11\.html$/);
	await page.getByRole("link", { name: "Checkout is slow" }).first().click();
	await page.waitForURL(/incidents\/checkout-slow\.html$/);
	assert.match(await text_of(page), /Resolved/);
});

test("it can be subscribed to", CALM, {}, async (page) => {
	const linked = await page.locator('link[rel="alternate"]').evaluateAll((list) => list.map((link) => link.getAttribute("href")));
	const shown = await page.locator("main .subscribe a").evaluateAll((list) => list.map((link) => link.getAttribute("href")));
	assert.deepEqual(linked, ["history.atom", "history.rss", "updates.atom", "maintenance.ics"]);
	assert.deepEqual(shown, [...linked, "api/v2/summary.json"]);
});

/* ---- days ---- */

test("each component shows its days and says them", BUSY, {}, async (page) => {
	const rows = await page.locator(".component").evaluateAll((list) => list.map((one) => ({
		name: one.querySelector(".name").textContent,
		figure: one.querySelector(".figure").textContent,
		label: one.querySelector(".bars").getAttribute("aria-label"),
		days: [...one.querySelectorAll(".bars rect > title")].map((title) => title.textContent),
	})));
	assert.equal(rows.length, 4);
	for (const row of rows) {
		assert.match(row.figure, /^\d+\.\d\d % uptime$/);
		assert.ok(row.label.includes(row.figure), row.label);
		for (const day of row.days) assert.ok(row.label.includes(day), `${row.name}: ${day}`);
	}
	const cards = rows.find((row) => row.name === "Card payments");
	assert.ok(cards.days.some((day) => /^21 November 2026: Major outage for .*Degraded performance for /.test(day)), cards.days.join());
});

test("a component has a page, and from an incident a way to it", CARDS, {}, async (page) => {
	await page.locator(".facts").getByRole("link", { name: "Card payments" }).click();
	await page.waitForURL(/components\/card-payments\.html$/);
	assert.equal(await text_of(page, "h1"), "Card payments");
	assert.match(await text_of(page, ".says"), /Degraded performance/);
	assert.match(await text_of(page, "section[aria-labelledby=uptime]"), /Last 30 days\s+\d+\.\d\d %[^]*Last 90 days[^]*Last 365 days/);
	assert.match(await text_of(page, "section[aria-labelledby=days]"), /November 2026\s+\d+\.\d\d %/);
	await page.getByRole("link", { name: "Card payments are declined" }).click();
	await page.waitForURL(/incidents\/cards-declined\.html$/);
});

/* Since 1 November: that month has days, the ones before are told apart by their shape. */
test("days of which nothing is known are told apart", FRONT, {}, async (page) => {
	const bars = page.locator(".component", { hasText: "Pictures" }).locator(".bars");
	assert.match(await bars.getAttribute("aria-label"), /100\.00 % uptime\. No downtime\. No data before 1 November 2026/);
	const boxes = await bars.locator("path").evaluateAll((list) => list.map((path) => [path.getAttribute("class"), getComputedStyle(path).strokeWidth]));
	assert.equal(boxes.length, 2);
	assert.notEqual(boxes[0][1], boxes[1][1]);
});

/* ---- response times ---- */

/* In the page: what is wrong with where the names of a chart's heights and times stand. */
function plot_problems(plot) {
	const names = [...plot.querySelectorAll(".scale span, .parts time")], heights = plot.querySelectorAll(".scale span");
	const middle = (element) => element.getBoundingClientRect().top + element.getBoundingClientRect().height / 2;
	const drawing = plot.querySelector("svg").getBoundingClientRect(), problems = [];
	for (const name of names) {
		const box = name.getBoundingClientRect();
		if (box.left < 0 || box.right > document.documentElement.clientWidth) problems.push(`cut off: ${name.textContent}`);
		if (parseFloat(getComputedStyle(name).fontSize) < 12) problems.push(`small: ${name.textContent}`);
	}
	if (Math.abs(middle(heights[0]) - drawing.bottom) > 1) problems.push("the lowest height is not beside its line");
	if (Math.abs(middle(heights[heights.length - 1]) - drawing.top) > 1) problems.push("the highest is not beside its line");
	if (plot.scrollWidth > plot.clientWidth) problems.push("it is wider than its place");
	return problems;
}

for (const width of [320, 360, 768, 1280])
	test(`response times are drawn whole, ${width} wide`, "busy/status/components/web-shop.html", { viewport: { width, height: 760 } }, async (page) => {
		const plots = page.locator(".plot");
		assert.equal(await plots.count(), 2);
		assert.deepEqual([await plots.nth(0).evaluate(plot_problems), await plots.nth(1).evaluate(plot_problems)], [[], []]);
	});

test("on a phone a component's state and its figure share a line", BUSY, { viewport: { width: 360, height: 740 } }, async (page) => {
	const bottoms = await page.locator(".component").evaluateAll((all) => all.map((one) =>
		[".state", ".figure"].map((part) => one.querySelector(part).getBoundingClientRect().bottom)));
	assert.ok(bottoms.length > 2);
	for (const [state, figure] of bottoms) assert.ok(Math.abs(state - figure) < 4, `${state} and ${figure}`);
});

/* ---- the clock ---- */

async function axe_problems(page) {
	await page.evaluate(axe);
	const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }));
	return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target)}`);
}

const states_of = (page) => page.locator(".component").evaluateAll((list) => list.map((one) => one.querySelector(".state").textContent.trim()));

/* clock_test(name, where, act): from a host and from disk; scripts run, and nothing goes wrong. */
function clock_test(name, where, options, act) {
	for (const disk of [false, true]) {
		const full = `status: ${name}${disk ? ", from disk" : ""}`;
		jobs.push([full, (browser, host) => {
			const root = disk ? pathToFileURL(work + "/").href : host.address;
			return visit(browser, root + where, { at: NOW, timezoneId: "Europe/London", ...options, origin: root }, async (page, problems, responses) => {
				await act(page, responses);
				say(full, problems);
			});
		}]);
	}
}

clock_test("a window begins and ends while the page is open", FRONT, {}, async (page) => {
	assert.equal(await text_of(page, "h1"), "All Systems Operational");
	assert.deepEqual(await states_of(page), ["Operational", "Operational", "Operational"]);
	assert.match(await text_of(page, "section[aria-labelledby=upcoming]"), /Larger disks/);
	assert.equal(await page.locator("section[aria-labelledby=running]").count(), 0);

	await page.clock.runFor("01:50:00");
	assert.equal(await text_of(page, "h1"), "All Systems Operational");
	await page.clock.runFor("00:10:01");
	assert.equal(await text_of(page, "h1"), "Service Under Maintenance");
	assert.deepEqual(await states_of(page), ["Operational", "Under maintenance", "Operational"]);
	assert.deepEqual(await page.locator(".group-head .state").evaluateAll((list) => list.map((one) => one.textContent.trim())), ["Under maintenance", "Operational"]);
	assert.match(await text_of(page, "section[aria-labelledby=running]"), /Larger disks\s+In progress/);
	assert.equal(await page.locator("section[aria-labelledby=upcoming]").count(), 0);
	assert.deepEqual(await axe_problems(page), []);
	assert.equal(await page.locator("h1").count(), 1);

	await page.clock.runFor("01:00:00");
	assert.equal(await text_of(page, "h1"), "All Systems Operational");
	assert.deepEqual(await states_of(page), ["Operational", "Operational", "Operational"]);
	assert.equal(await page.locator("section[aria-labelledby=running]").count(), 0);
	assert.match(await text_of(page, "section[aria-labelledby=recent]"), /Larger disks\s+Completed/);
	assert.deepEqual(await axe_problems(page), []);
});

clock_test("a page that is opened late shows what the clock has changed", FRONT, { at: "2026-11-21T14:30Z" }, async (page) => {
	assert.equal(await text_of(page, "h1"), "Service Under Maintenance");
	assert.match(await text_of(page, "section[aria-labelledby=running]"), /Larger disks/);
});

clock_test("a component's page follows the clock", PICTURES, {}, async (page) => {
	assert.equal((await text_of(page, ".says")).trim(), "Operational");
	await page.clock.runFor("02:00:01");
	assert.equal((await text_of(page, ".says")).trim(), "Under maintenance");
	await page.clock.runFor("01:00:00");
	assert.equal((await text_of(page, ".says")).trim(), "Operational");
});

clock_test("a window's own page follows the clock", DISKS, {}, async (page) => {
	assert.equal((await text_of(page, ".says")).trim(), "Scheduled");
	await page.clock.runFor("02:00:01");
	assert.equal((await text_of(page, ".says")).trim(), "In progress");
	assert.match(await text_of(page, ".facts"), /Pictures\s+Under maintenance/);
	assert.deepEqual(await axe_problems(page), []);
	await page.clock.runFor("01:00:00");
	assert.equal((await text_of(page, ".says")).trim(), "Completed");
});

jobs.push(["status: without scripts the window's times are there", (browser, host) =>
	visit(browser, host.address + FRONT, { javaScriptEnabled: false, origin: host.address }, async (page, problems) => {
		assert.match(await text_of(page, "section[aria-labelledby=upcoming]"), /21 November 2026, 14:00 GMT\s+until 15:00 GMT/);
		assert.equal(await page.locator("#zone-turn").isVisible(), false);
		say("status: without scripts the window's times are there", problems);
	})]);

/* ---- whose time ---- */

clock_test("times are the reader's, and the site's one key away", FRONT, { timezoneId: "Asia/Tokyo" }, async (page) => {
	const upcoming = page.locator("section[aria-labelledby=upcoming]");
	assert.match(await upcoming.innerText(), /21 November 2026, 23:00 \S+\s+until 00:00/);
	assert.equal(await upcoming.locator("time").first().getAttribute("title"), "21 November 2026, 14:00 GMT");
	assert.match(await text_of(page, "footer"), /in your time zone/);
	await page.locator("#zone-turn").focus();
	await page.keyboard.press("Enter");
	assert.match(await upcoming.innerText(), /21 November 2026, 14:00 GMT\s+until 15:00 GMT/);
	assert.match(await text_of(page, "footer"), /Europe\/London/);
	await page.keyboard.press("Enter");
	assert.match(await upcoming.innerText(), /23:00/);
	await page.clock.runFor("02:00:01");
	assert.match(await text_of(page, "section[aria-labelledby=running]"), /21 November 2026, 23:00/);
});

clock_test("a reader in the site's zone sees it as it was made", FRONT, {}, async (page) => {
	assert.match(await text_of(page, "section[aria-labelledby=upcoming]"), /21 November 2026, 14:00 GMT\s+until 15:00 GMT/);
	assert.equal(await page.locator("#zone-turn").isVisible(), false);
});

clock_test("response times are by the reader's clock", "busy/status/components/web-shop.html", { timezoneId: "Asia/Kolkata" }, async (page) => {
	assert.deepEqual(await page.locator(".parts").first().locator("time").allTextContents(), ["18:30", "00:30", "06:30", "12:30"]);
	await page.locator(".chart summary").first().click();
	assert.match(await page.locator(".chart tbody th").first().innerText(), /^20 November 2026, 18:30 GMT\+5:30$/);
});

clock_test("one request paints it", FRONT, {}, async (page, responses) => {
	await page.clock.runFor("04:00:00");
	assert.equal(responses.length, 1);
});

test("it tells those who share it what it is", FRONT, {}, async (page) => {
	const tags = await page.locator("meta[property^='og:']").evaluateAll((list) => Object.fromEntries(list.map((one) => [one.getAttribute("property"), one.content])));
	assert.deepEqual(tags, { "og:type": "website", "og:site_name": "Clock status", "og:title": "All Systems Operational", "og:url": "https://status.example.com/" });
});

/* On paper what was behind a link or a button is not there, and the bars are. */
test("it prints", BUSY, {}, async (page) => {
	await page.emulateMedia({ media: "print" });
	assert.equal(await page.locator(".top nav").isVisible(), false);
	assert.equal(await page.locator("#zone-turn").isVisible(), false);
	assert.ok(await page.locator(".bars").first().isVisible());
});

/* ---- files ---- */

function xpath(file, expression) {
	return execFileSync("xmllint", ["--nonet", "--xpath", expression, file], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

const entry = (rest) => `*[local-name()="feed"]/*[local-name()="entry"]${rest}`;

function feed_test(name, act) {
	jobs.push([`status: ${name}`, async () => {
		act(path.join(work, "busy/status/history.atom"));
		say(`status: ${name}`, []);
	}]);
}

feed_test("the feed has an entry for each incident and each maintenance", (file) => {
	assert.equal(xpath(file, `count(/${entry("")})`), "6");
});

feed_test("the feed's entries have ids of their own, titles and dates", (file) => {
	for (const child of ["id", "title", "updated"]) assert.equal(xpath(file, `count(/${entry(`[not(*[local-name()="${child}"])]`)})`), "0");
	const ids = xpath(file, `/${entry(`/*[local-name()="id"]/text()`)}`).split("\n");
	assert.equal(new Set(ids).size, ids.length);
});

feed_test("the feed links to pages that are there", (file) => {
	const links = [...xpath(file, `/${entry(`/*[local-name()="link"]/@href`)}`).matchAll(/href="([^"]+)"/g)].map((match) => match[1]);
	assert.equal(links.length, 6);
	for (const link of links) {
		assert.ok(link.startsWith("https://status.example.com/"), link);
		assert.ok(fs.existsSync(path.join(work, "busy/status", new URL(link).pathname)), link);
	}
});

/* ---- languages ---- */

test("from right to left, what comes first stands right", "rtl/status/index.html", {}, async (page) => {
	const box = async (selector) => page.locator(selector).first().boundingBox();
	const [brand, nav, name, state, shape, words] = await Promise.all([".brand", ".top nav", ".component .name", ".component .state", ".overall .shape", ".overall h1"].map(box));
	assert.ok(brand.x > nav.x, "the title");
	assert.ok(name.x > state.x, "a component's name");
	assert.ok(shape.x > words.x, "the shape of the state");
	assert.equal(await page.locator("main").evaluate((main) => getComputedStyle(main).direction), "rtl");
});

test("what was written in another language reads in its own direction", "rtl/status/de/incidents/cards-declined.html", {}, async (page) => {
	assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
	assert.equal(await page.locator("h1").getAttribute("lang"), "ar");
	assert.equal(await page.locator(".update .text").first().evaluate((text) => getComputedStyle(text).direction), "rtl");
	assert.equal(await page.locator("h2").first().evaluate((text) => getComputedStyle(text).direction), "ltr");
});

test("each page leads to itself in the other languages and back", "rtl/status/incidents/cards-declined.html", {}, async (page) => {
	for (const [name, lang] of [["Deutsch", "de"], ["English", "en"], ["العربية", "ar"]]) {
		await page.locator(".languages").getByText(name, { exact: true }).click();
		await page.waitForLoadState();
		assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
		assert.ok(page.url().endsWith("/incidents/cards-declined.html"), page.url());
		assert.equal(await page.locator(".languages [aria-current]").innerText(), name);
	}
});

test("the handbook, too, is laid out from right to left", "rtl/handbook/runbooks/long-commands.html", { viewport: { width: 1280, height: 800 } }, async (page) => {
	const [nav, main] = await Promise.all(["#nav", "main"].map((selector) => page.locator(selector).boundingBox()));
	assert.ok(nav.x > main.x, "the navigation stands right");
	assert.equal(await page.locator("pre").first().evaluate((pre) => getComputedStyle(pre).direction), "ltr", "commands are read from left to right");
});

/* ---- what never goes out ---- */

const INTERNAL = [/Ada Okafor|Ben Lindqvist|Cleo Marsh/, /database-connections/, /handbook\.example\.com/, /git\.example\.com/, /\bSEV[123]\b/, /handbook\//];

jobs.push(["status: nothing internal is in any public file", async () => {
	const problems = [];
	for (const site of ["busy", "calm"])
		for (const name of walk(path.join(work, site, "status"))) {
			const text = fs.readFileSync(path.join(work, site, "status", name), "utf8");
			for (const pattern of INTERNAL) if (pattern.test(text)) problems.push(`${site}/status/${name}: ${text.match(pattern)[0]}`);
		}
	say("status: nothing internal is in any public file", problems);
}]);

async function main() {
	const browser = await start();
	const host = await serve(work, "/some/sub/path/");
	const only = process.argv[3];
	try {
		const wanted = jobs.filter(([name]) => !only || name.includes(only));
		await run_jobs(wanted.map(([name, job]) => [name, () => job(browser, host)]), 3);
	} finally {
		await browser.close();
		host.close();
	}
	process.exitCode = status();
}

main().catch((error) => {
	say("the browser runs", [error.stack || error]);
	process.exitCode = 1;
});
