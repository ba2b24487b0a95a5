/*
 * access: with the keyboard alone, without motion, in colours of the system's own, four times as large.
 *
 * Nothing here touches a mouse: each walk begins where a page has just loaded, and goes on with keys.  Pages of a kind
 * that pages.js has not in its sample are looked at here.
 */
"use strict";

const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { axe, axe_problems, focus_all, overflow } = require("./inspect");
const { suite } = require("./suite");

const work = process.argv[2];
const { test, run } = suite("access", work);
const FRONT = "public/handbook/index.html";
const RUNBOOK = "busy/handbook/runbooks/sessions.html";
const BUDGET = "busy/handbook/runbooks/at-budget.html";
const RUNBOOKS = "public/handbook/runbooks/index.html";
const POSTMORTEM = "public/handbook/postmortems/2026-11-18-webhook-workers.html";
const EVERYTHING = "busy/handbook/pages/guides/everything.html";
const STATUS = "busy/status/index.html", COMPONENT = "busy/status/components/web-shop.html";
const AT = { at: "2026-11-21T12:00Z" };
const FORCED = { forcedColors: "active" };
const LARGE = { viewport: { width: 320, height: 256 } }; /* 1,280 by 1,024 at 400 % */
const MOST_STOPS = 150;

/* ---- keys ---- */

/* Tab until what has the focus matches; fails where nothing does. */
async function tab_to(page, selector, key = "Tab") {
	for (let i = 0; i < MOST_STOPS; i++) {
		await page.keyboard.press(key);
		if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
	}
	assert.fail(`${key} does not reach ${selector}`);
}

/* What has the focus is seen to have it, and nothing lies over it. */
async function sees_focus(page) {
	const problem = await page.evaluate(() => {
		const element = document.activeElement, box = element.getBoundingClientRect();
		const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
		const { outlineStyle, outlineWidth } = getComputedStyle(element);
		if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return "no outline";
		return hit && (element.contains(hit) || hit.contains(element)) ? "" : "covered";
	});
	assert.equal(problem, "");
}

const rows = (page) => page.locator("tbody tr:visible").count();

test("a page is found and opened with the keyboard", FRONT, {}, async (page) => {
	await page.keyboard.press("/");
	await page.locator("dialog.search input").waitFor();
	await page.keyboard.type("conection pool");
	await page.locator("dialog.search [role=option]").first().waitFor();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowUp");
	assert.match(await page.locator("dialog.search [aria-selected=true]").innerText(), /Database connection pool exhausted/);
	await page.keyboard.press("Enter");
	await page.waitForURL(/runbooks\/db-connection-pool\.html/);
});

test("the search is reached with Tab as well, and left with Escape", RUNBOOKS, {}, async (page) => {
	await tab_to(page, ".top .find");
	await sees_focus(page);
	await page.keyboard.press("Enter");
	await page.locator("dialog.search input").waitFor();
	await page.keyboard.type("disk");
	await page.locator("dialog.search [role=option]").first().waitFor();
	await page.keyboard.press("Escape");
	await page.locator("dialog.search").waitFor({ state: "hidden" });
	assert.ok(await page.evaluate(() => document.activeElement.matches(".top .find")));
});

test("a run is begun, a step ticked and a note written with the keyboard", RUNBOOK, AT, async (page) => {
	await tab_to(page, ".run-start button");
	await sees_focus(page);
	await page.keyboard.press("Enter");
	await page.locator(".body .tick input").first().waitFor();
	await tab_to(page, ".tick input");
	await sees_focus(page);
	await page.keyboard.press("Space");
	assert.ok(await page.evaluate(() => document.activeElement.checked));
	await page.locator(".stamp").first().waitFor();
	await tab_to(page, ".run textarea");
	await page.keyboard.type("It grows again");
	await tab_to(page, ".run [type=submit]");
	await sees_focus(page);
	await page.keyboard.press("Enter");
	await page.locator(".run .log li", { hasText: "It grows again" }).waitFor();
	await page.reload();
	await page.locator(".tick input:checked").first().waitFor();
});

test("a command is copied with the keyboard, its colours left behind", BUDGET, AT, async (page) => {
	await page.evaluate(() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; });
	await tab_to(page, ".command:has(.q-comment) .copy");
	await sees_focus(page);
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => window.copied);
	assert.equal(await page.evaluate(() => window.copied), "queuectl -n <NAMESPACE> consumers --group orders # four, one on each host");
});

test("an index is narrowed, sorted and shown whole again with the keyboard", RUNBOOKS, {}, async (page) => {
	const all = await rows(page);
	await tab_to(page, ".filters input[name=q]");
	await sees_focus(page);
	await page.keyboard.type("disk");
	await page.waitForFunction((before) => document.querySelectorAll("tbody tr:not([hidden])").length < before, all);
	assert.ok(await rows(page) >= 1);
	await page.keyboard.press("Control+a");
	await page.keyboard.press("Delete");
	await page.waitForFunction((before) => document.querySelectorAll("tbody tr:not([hidden])").length === before, all);
	await tab_to(page, ".filters select[name=severity]");
	await page.keyboard.press("ArrowDown");
	await page.waitForFunction((before) => document.querySelectorAll("tbody tr:not([hidden])").length < before, all);
	await page.keyboard.press("ArrowUp");
	await page.waitForFunction((before) => document.querySelectorAll("tbody tr:not([hidden])").length === before, all);
	await tab_to(page, ".sort");
	await sees_focus(page);
	await page.keyboard.press("Enter");
	assert.equal(await page.locator("th[aria-sort=ascending]").count(), 1);
});

/* ---- motion ---- */

/* In the page: what would move for a reader who wants nothing to. */
function movement() {
	const moving = [...document.querySelectorAll("*")].flatMap((element) => ["", "::before", "::after"].map((part) => [element, getComputedStyle(element, part)]))
		.filter(([, style]) => [style.transitionDuration, style.animationDuration].some((all) => all.split(",").some((one) => parseFloat(one) > 0)));
	const smooth = getComputedStyle(document.documentElement).scrollBehavior === "smooth" ? ["the page scrolls smoothly"] : [];
	return smooth.concat(moving.map(([element]) => element.outerHTML.slice(0, 80)));
}

for (const where of [FRONT, RUNBOOK, STATUS])
	test(`where motion is not wanted nothing moves: ${where}`, where, { ...AT, reducedMotion: "reduce" }, async (page) => {
		assert.deepEqual(await page.evaluate(movement), []);
	});

/* ---- colours of the system's own ---- */

/* In a page of its own: which of a picture's pixels are not as its first. */
async function ink(page, locator) {
	const picture = (await locator.screenshot()).toString("base64");
	return page.evaluate(async (data) => {
		const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
		const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), context = canvas.getContext("2d");
		context.drawImage(bitmap, 0, 0);
		const { data: pixels } = context.getImageData(0, 0, bitmap.width, bitmap.height);
		let row = "";
		for (let i = 0; i < pixels.length; i += 4)
			row += Math.abs(pixels[i] - pixels[0]) + Math.abs(pixels[i + 1] - pixels[1]) + Math.abs(pixels[i + 2] - pixels[2]) > 120 ? "x" : ".";
		return row;
	}, picture);
}

/* A shape of each class, one below the other, in the page's own style. */
async function shapes(page, classes) {
	await page.evaluate((all) => {
		document.querySelector("main").innerHTML = all.map((one) => `<p><span class="${one}"></span></p>`).join("");
	}, classes);
	const seen = [];
	for (let i = 0; i < classes.length; i++) seen.push(await ink(page.empty, page.locator("main span").nth(i)));
	return seen;
}

function forced(what, where, act) {
	test(`in colours of the system's own, ${what}`, where, { ...AT, ...FORCED }, async (page) => {
		page.empty = await page.context().newPage();
		await page.bringToFront();
		await act(page);
	});
}

forced("severities and states keep their shapes", FRONT, async (page) => {
	for (const classes of [["severity level-1", "severity level-2", "severity level-3", "severity level-4"],
		["status overdue", "status partial_outage", "status monitoring", "status open", "status resolved", "status"]]) {
		const seen = await shapes(page, classes);
		seen.forEach((row, i) => assert.ok(row.includes("x"), `nothing is seen of ${classes[i]}`));
		assert.equal(new Set(seen).size, classes.length, "two look the same");
	}
});

forced("a task that is done is told from one that is not", EVERYTHING, async (page) => {
	const [open, done] = [await ink(page.empty, page.locator(".check:not(.done)").first()), await ink(page.empty, page.locator(".check.done").first())];
	const count = (row) => [...row].filter((pixel) => pixel === "x").length;
	assert.ok(Math.abs(count(done) - count(open)) > 10, `${count(open)} and ${count(done)} pixels`);
});

forced("a placeholder is told from what surrounds it", RUNBOOK, async (page) => {
	const { weight, line } = await page.locator("var").first().evaluate((place) => ({ weight: getComputedStyle(place).fontWeight, line: getComputedStyle(place).textDecorationLine }));
	assert.ok(weight >= 600 && line === "underline", `${weight} ${line}`);
});

forced("what has the focus shows", RUNBOOK, async (page) => {
	await page.keyboard.press("Tab");
	const problems = await page.evaluate(focus_all);
	assert.deepEqual(problems, []);
});

forced("a drawing's parts are told apart", POSTMORTEM, async (page) => {
	const fills = await page.locator(".phase").evaluateAll((all) => all.map((phase) => getComputedStyle(phase).fill));
	assert.ok(fills.length > 1 && new Set(fills).size === fills.length, fills.join(" "));
	assert.ok((await ink(page.empty, page.locator(".chart svg").first())).includes("x"));
});

forced("each state of a day has a height of its own", COMPONENT, async (page) => {
	const heights = await page.locator(".legend svg").evaluateAll((all) => all.map((svg) => {
		const bar = svg.querySelector("rect, path"), { y, height } = bar.getBBox(), style = getComputedStyle(bar);
		return bar.localName === "path" ? `line of ${style.strokeWidth}` : `${y} ${height}`;
	}));
	assert.equal(heights.length, 6);
	assert.equal(new Set(heights).size, heights.length, heights.join(", "));
});

forced("no accessibility finding", FRONT, async (page) => {
	await page.evaluate(axe);
	assert.deepEqual(await axe_problems(page), []);
});

/* ---- four times as large ---- */

for (const where of [FRONT, RUNBOOK, RUNBOOKS, POSTMORTEM, STATUS])
	test(`four times as large all is reached: ${where}`, where, { ...AT, ...LARGE }, async (page) => {
		assert.deepEqual(await page.evaluate(overflow, false), []);
		await page.keyboard.press("Tab");
		assert.deepEqual(await page.evaluate(focus_all), []);
	});

test("four times as large a run leaves room for its steps", RUNBOOK, { ...AT, ...LARGE }, async (page) => {
	await tab_to(page, ".run-start button");
	await page.keyboard.press("Enter");
	await page.locator(".body .tick input").first().waitFor();
	const left = await page.evaluate(() => document.querySelector(".run-bar").getBoundingClientRect().top - document.querySelector(".top").getBoundingClientRect().bottom);
	assert.ok(left > 100, `${left} pixels`);
	await tab_to(page, ".tick input");
	await sees_focus(page);
});

/* ---- kinds of pages ---- */

const indexes = fs.readdirSync(path.join(work, "public/handbook")).map((name) => `public/handbook/${name}/index.html`).filter((name) => fs.existsSync(path.join(work, name)));
for (const where of indexes)
	test(`an index is accessible: ${where}`, where, { ...AT, viewport: { width: 360, height: 740 } }, async (page) => {
		await page.evaluate(axe);
		for (const colorScheme of ["light", "dark"]) {
			await page.emulateMedia({ colorScheme });
			assert.deepEqual(await axe_problems(page), [], colorScheme);
		}
	});

run(process.argv[3]);
