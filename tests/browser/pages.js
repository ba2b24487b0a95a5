/*
 * pages: what must hold of every page, looked at on one of each kind.
 *
 * From a host's subfolder: nothing fails, nothing is asked for elsewhere, no accessibility finding in light and dark, on a
 * desk and on a phone; all of it is reached with the keyboard. From disk it looks the same, and without scripts nothing is
 * missing. Of all pages: nothing fails, and nothing sticks out, on the screen or on paper.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const { gzipSync } = require("zlib");
const { visit } = require("./browser");
const { axe, axe_problems, focus_all, overflow } = require("./inspect");
const { serve } = require("./serve");
const { read_site, sample } = require("./site");
const { in_browser } = require("./suite");
const { say, run_jobs } = require("./tap");

const work = process.argv[2];

const DESK = { width: 1280, height: 800 }, PHONE = { width: 360, height: 740 };
const A4_INSIDE = { width: 688, height: 1000 }; /* CSS pixels between margins of 14 mm */

/* ---- accessibility ---- */

async function check_accessibility(page, name) {
	await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
	await page.evaluate(axe);
	for (const [where, viewport] of [["desk", DESK], ["phone", PHONE]]) {
		await page.setViewportSize(viewport);
		for (const colorScheme of ["light", "dark"]) {
			await page.emulateMedia({ colorScheme });
			say(`${name}: accessible, ${where}, ${colorScheme}`, await axe_problems(page));
		}
	}
}

/* ---- nothing sticks out ---- */

/* In the page: what is of no use on paper, and what can't be read there. */
function waste() {
	const [red, green, blue, alpha] = (getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) || []).map(Number);
	const problems = [...document.querySelectorAll("button, input, select, .skip")]
		.filter((element) => element.checkVisibility() && !element.closest("th")) /* a column's title is one, with scripts */
		.map((element) => `printed: ${element.outerHTML.slice(0, 80)}`);
	if (alpha !== 0 && (red + green + blue) / 3 < 200) problems.push("printed on a dark ground");
	return problems;
}

async function check_fit(page, name, problems) {
	for (const width of [1280, 768, 320]) { /* 320: four times as large on a desk */
		await page.setViewportSize({ width, height: 740 });
		problems.push(...(await page.evaluate(overflow, false)).map((problem) => `${width} px: ${problem}`));
	}
	say(`${name}: loads and fits`, problems);
	await page.setViewportSize(A4_INSIDE);
	await page.emulateMedia({ media: "print", colorScheme: "dark" });
	say(`${name}: prints`, [...await page.evaluate(overflow, true), ...await page.evaluate(waste)]);
	await page.emulateMedia({ media: "screen", colorScheme: "light" });
}

/* All pages of a site, one after the other in one window: what depends on what is written there. */
async function check_all(browser, host, site, names) {
	await visit(browser, "about:blank", { origin: host.address }, async (page, problems) => {
		for (const name of names) {
			await page.goto(host.address + name);
			await check_fit(page, `${site}/${name}`, problems.splice(0));
		}
	});
}

function chunks(list, size) {
	return list.length ? [list.slice(0, size), ...chunks(list.slice(size), size)] : [];
}

/* ---- keyboard ---- */

/* On a page just loaded. */
async function check_keyboard(page, name) {
	const problems = [];
	await page.keyboard.press("Tab");
	const first = await page.evaluate(() => document.activeElement.getAttribute("href"));
	if (!/^#/.test(first || "")) problems.push(`the first stop is no link that skips to the content: ${first}`);
	say(`${name}: every stop of the keyboard shows`, problems.concat(await page.evaluate(focus_all)));
}

/* On a page just loaded: from the skip link on, the next stop is in the content. */
async function check_skip(page, name) {
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await page.keyboard.press("Tab");
	const problem = await page.evaluate(() => {
		const before = document.querySelector("body > header, body > nav, nav");
		return before && before.contains(document.activeElement) ? `the next stop is ${document.activeElement.outerHTML.slice(0, 90)}` : "";
	});
	say(`${name}: the skip link skips`, problem ? [problem] : []);
}

/* ---- from disk, without scripts ---- */

/* The clock changes the status page, so that it is as it was made only at the time at which it was. */
function time_in(name) {
	return name.includes("status/") ? "2026-11-21T12:00Z" : null;
}

/* In the page: where each thing stands. */
function layout() {
	return [...document.body.querySelectorAll("*")].map((element) => {
		const { x, y, width, height } = element.getBoundingClientRect();
		return `<${element.localName} class="${element.className.baseVal ?? element.className}"> ${[x, y, width, height].map(Math.round)}`;
	});
}

/* In the page: the words that can be seen in the content, block by block; times as they are in the source. Not what
 * only scripts make useful (a run), or keep up to date (who is on call, and called, now: oncall.js). */
function words() {
	return [...document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, pre, th, td, dt, dd)")]
		.filter((block) => block.checkVisibility({ visibilityProperty: true }) && !block.closest("form, [role=status], .run-start, .run, .run-bar, .now"))
		.map((block) => {
			const copy = block.cloneNode(true);
			copy.querySelectorAll(".shift").forEach((shift) => shift.remove());
			copy.querySelectorAll("time").forEach((time) => { time.textContent = time.dateTime; });
			return copy.textContent.replace(/\s+/g, " ").trim();
		}).filter(Boolean);
}

/* In the page: what can be seen and does nothing. */
function dead_controls() {
	return [...document.querySelectorAll("button, input, select, textarea")]
		.filter((control) => control.checkVisibility({ visibilityProperty: true }) && !control.hasAttribute("popovertarget") && control.type !== "checkbox")
		.map((control) => `does nothing: ${control.outerHTML.slice(0, 90)}`);
}

function first_difference(expected, got) {
	if (expected.length !== got.length) return [`${got.length} elements, not ${expected.length}`];
	const at = expected.findIndex((line, i) => line !== got[i]);
	return at < 0 ? [] : [`${got[at]}, not ${expected[at]}`];
}

/* From disk style and scripts are loaded a second time, which takes a moment. */
async function difference_at_last(page, expected) {
	let differs = first_difference(expected, await page.evaluate(layout));
	for (let i = 0; i < 100 && differs.length; i++) {
		await page.waitForTimeout(50);
		differs = first_difference(expected, await page.evaluate(layout));
	}
	return differs;
}

/* What it says depends on where it was opened from; handbook.js looks at it. */
const OTHER_FROM_DISK = /\/offline\.html$/;

async function check_from_disk(browser, url, name, expected) {
	await visit(browser, url, { origin: "file:", at: time_in(name) }, async (page, problems) => {
		const differs = OTHER_FROM_DISK.test(name) ? [] : await difference_at_last(page, expected.layout);
		say(`${name}: from disk it looks the same`, problems.concat(differs));
		await check_skip(page, name);
	});
}

async function check_without_scripts(browser, url, origin, name, expected) {
	await visit(browser, url, { origin, javaScriptEnabled: false }, async (page, problems) => {
		const seen = new Set(await page.evaluate(words));
		const missing = expected.words.filter((line) => !seen.has(line)).map((line) => `not there: ${line.slice(0, 80)}`);
		const family = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
		if (family !== expected.family) missing.push(`without style: ${family}`);
		say(`${name}: without scripts nothing is missing`, problems.concat(missing, await page.evaluate(dead_controls)));
	});
}

/* ---- weight ---- */

const WEIGHT_LIMIT = 16 * 1024; /* gzipped, beside the page itself */

/* What the page on keeping the handbook is about is done by a script that no other page asks for: it is content. */
const is_content = (url, name) => name.endsWith("/handbook/offline.html") && /\/handbook-offline\.[0-9a-f]+\.js$/.test(url);

/* The status page is painted by one request; a handbook page has a style sheet and a script. */
function weight_problems(asked, name) {
	const beside = asked.slice(1).filter((one) => !is_content(one.url, name));
	const bytes = beside.reduce((sum, one) => sum + gzipSync(one.body).length, 0);
	const problems = [];
	if (name.includes("status/") && beside.length) problems.push(...beside.map((one) => `asks for ${one.url}`));
	if (beside.filter((one) => /\.(css|js)$/.test(one.url)).length > 2) problems.push(...beside.map((one) => `asks for ${one.url}`));
	if (bytes > WEIGHT_LIMIT) problems.push(`${bytes} bytes gzipped`);
	return problems;
}

async function bodies(responses) {
	return Promise.all(responses.map(async (response) => ({ url: response.url(), body: await response.body() })));
}

/* In the page: how much of it moved while it was loading. */
function shifts() {
	return new Promise((resolve) => {
		let sum = 0;
		new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
		setTimeout(() => resolve(sum), 50);
	});
}

/* ---- a page ---- */

async function check_page(browser, host, site_name, name) {
	const url = host.address + name, full = `${site_name}/${name}`;
	const expected = {};
	await visit(browser, url, { origin: host.address, at: time_in(full) }, async (page, problems, responses) => {
		const moved = await page.evaluate(shifts);
		say(`${full}: light to load`, weight_problems(await bodies(responses), full));
		expected.layout = await page.evaluate(layout);
		expected.words = await page.evaluate(words);
		expected.family = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
		await check_keyboard(page, full);
		await check_accessibility(page, full);
		say(`${full}: nothing fails, nothing is asked for elsewhere`, problems);
		say(`${full}: nothing moves while it loads`, moved > 0.01 ? [`shifts by ${moved}`] : []);
	});
	await check_from_disk(browser, pathToFileURL(path.join(work, site_name, name)).href, full, expected);
	await check_without_scripts(browser, url, host.address, full, expected);
}

/* By the first link one gets to a page: on this host, or on the half's own, which can't be asked here. */
async function way_back_problems(page, origin) {
	const link = page.locator("main a").first(), address = await link.evaluate((element) => element.href);
	if (/^https:\/\/(handbook|status)\.example\.com\/index\.html$/.test(address)) return [];
	if (!address.startsWith(origin)) return [`its first link leads to ${address}`];
	await link.click();
	await page.waitForLoadState();
	return !await page.title() || page.url().includes("/no/") ? [`its first link leads to ${page.url()}`] : [];
}

/* A 404.html stands at the root of its half, for whatever is not there. */
async function check_missing(browser, site_name, half) {
	const host = await serve(path.join(work, site_name, half));
	try {
		await visit(browser, `${host.address}no/such/page.html`, { origin: host.address }, async (page, problems) => {
			const real = problems.filter((problem) => !/\b404\b/.test(problem));
			const heading = await page.locator("h1").innerText();
			if (!heading.trim()) real.push("says nothing");
			await page.evaluate(axe);
			real.push(...await axe_problems(page), ...await page.evaluate(overflow, false));
			const family = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
			if (/^"?Times/.test(family)) real.push("without style");
			real.push(...await way_back_problems(page, host.address));
			say(`${site_name}/${half}: a missing page is answered with the way back`, real);
		});
	} finally {
		host.close();
	}
	await check_missing_from_disk(browser, site_name, half);
}

/* Opened from disk it is styled as well, and its links lead to the pages beside it. */
async function check_missing_from_disk(browser, site_name, half) {
	const home = pathToFileURL(path.join(work, site_name, half)).href;
	await visit(browser, `${home}/404.html`, { origin: "file:" }, async (page) => {
		const problems = [];
		const family = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
		if (/^"?Times/.test(family)) problems.push("without style");
		const links = await page.locator("main a, header a").evaluateAll((all) => all.map((link) => link.href));
		for (const link of links.filter((link) => link.startsWith("file:")))
			if (!fs.existsSync(new URL(link.replace(/#.*/, "")))) problems.push(`${link} is not there`);
		if (!links.some((link) => link.startsWith("file:") || link.startsWith("https:"))) problems.push("leads nowhere");
		say(`${site_name}/${half}: a missing page, opened from disk`, problems);
	});
}

/* Old addresses lead on, from a host and from disk. */
async function check_redirect(browser, host, site_name, page_name, target) {
	for (const root of [host.address, pathToFileURL(path.join(work, site_name) + "/").href]) {
		await visit(browser, "about:blank", { origin: "" }, async (page) => {
			const wanted = new URL(target, root + page_name).href;
			await page.goto(root + page_name);
			await page.waitForURL(wanted, { timeout: 30000 }).catch(() => {});
			const problems = page.url() === wanted ? [] : [`stays at ${page.url()}, not ${wanted}`];
			if (!await page.locator("h1").count()) problems.push("nothing is shown");
			say(`${site_name}/${page_name}: leads on, ${root.startsWith("http") ? "from a host" : "from disk"}`, problems);
		});
	}
}

async function site_jobs(browser, hosts, site_name, chosen) {
	const site = read_site(path.join(work, site_name));
	const host = await serve(site.directory, "/some/sub/path/");
	hosts.push(host);
	const names = sample(site).filter(chosen);
	const jobs = names.map((name) => [`${site_name}/${name}`, () => check_page(browser, host, site_name, name)]);
	const all = [...site.pages.values()].filter((page) => page.redirect === null && !page.name.endsWith("/404.html")).map((page) => page.name);
	for (const some of chunks(all, 20)) jobs.push([`${site_name}: pages from ${some[0]}`, () => check_all(browser, host, site_name, some)]);
	for (const page of site.pages.values())
		if (page.redirect !== null) jobs.push([page.name, () => check_redirect(browser, host, site_name, page.name, page.redirect)]);
	for (const half of ["handbook", "status"])
		if (site_name === "public" && site.pages.has(`${half}/404.html`)) jobs.push([`${site_name}/${half}/404.html`, () => check_missing(browser, site_name, half)]);
	return jobs;
}

in_browser(async (browser) => {
	const hosts = [];
	try {
		const jobs = [
			...await site_jobs(browser, hosts, "public", () => true),
			...await site_jobs(browser, hosts, "busy", (name) => name.startsWith("status/") || /long|everything/.test(name)),
			...await site_jobs(browser, hosts, "calm", (name) => name === "status/index.html"),
			...await site_jobs(browser, hosts, "rtl", (name) => /^status\/(de\/)?(index|incidents\/cards-declined)|^handbook\/(index|runbooks\/)/.test(name)),
			...await site_jobs(browser, hosts, "german", (name) => name === "handbook/index.html"),
			...await site_jobs(browser, hosts, "empty", (name) => /^\w+\/index\.html$/.test(name)),
		];
		const only = process.argv[3];
		await run_jobs(only ? jobs.filter(([name]) => name.includes(only)) : jobs, 3);
	} finally {
		hosts.forEach((host) => host.close());
	}
});
