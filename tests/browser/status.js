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
const { start, visit } = require("./browser");
const { serve } = require("./serve");
const { walk } = require("./site");
const { say, run_jobs, status } = require("./tap");

const work = process.argv[2];
const BUSY = "busy/status/index.html", CALM = "calm/status/index.html";
const CARDS = "busy/status/incidents/cards-declined.html";

const jobs = [];

/* test(name, where, options, act): with scripts and without, from a host; nothing goes wrong. */
function test(name, where, options, act) {
	for (const javaScriptEnabled of [true, false]) {
		const full = `status: ${name}${javaScriptEnabled ? "" : ", without scripts"}`;
		jobs.push([full, (browser, host) =>
			visit(browser, host.address + where, { ...options, javaScriptEnabled, origin: host.address }, async (page, problems) => {
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

test("it says when it was made", BUSY, {}, async (page) => {
	const times = await page.locator(".overall time").evaluateAll((list) => list.map((time) => Date.parse(time.dateTime)));
	assert.deepEqual(times, [Date.parse("2026-11-21T12:00Z")]);
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
	const feed = await page.locator('link[rel="alternate"][type="application/atom+xml"]').getAttribute("href");
	const link = await page.locator("main a[href$='.atom']").first().getAttribute("href");
	assert.equal(feed, link);
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
