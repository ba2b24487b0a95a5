/*
 * search: finding a page of the handbook by what one remembers of it.
 */
"use strict";

const assert = require("assert");
const fs = require("fs");
const { suite } = require("./suite");

const { test, run } = suite("search", process.argv[2]);
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const FRONT = "public/handbook/index.html";
const RUNBOOK = "public/handbook/runbooks/db-connection-pool.html";
const EVERYTHING = "public/handbook/search.html";
const PHONE = { viewport: { width: 360, height: 740 } };

const input = (page) => page.locator("dialog.search input");
const options = (page) => page.locator("dialog.search [role=option]");
const titles = (page) => options(page).locator("strong").allInnerTexts();

async function open(page) {
	await page.keyboard.press("/");
	await input(page).waitFor();
}

/* Types, and waits until what is said is of this query: pieces of the index come when they are needed. */
async function ask(page, query) {
	await input(page).fill(query);
	await page.waitForFunction(async (wanted) => {
		await sitrepSearch.ready();
		await sitrepSearch.prepare(wanted);
		return true;
	}, query);
	await page.waitForTimeout(100);
}

/* finds(what, query, title): the first result is the page of that title. */
function finds(what, query, title, where = FRONT, more = {}) {
	test(`${what} finds its page: ${query}`, where, more, async (page) => {
		await open(page);
		await ask(page, query);
		assert.equal((await titles(page))[0], title);
	});
}

/* ---- opening and closing ---- */

for (const [what, key] of [["a slash", "/"], ["Ctrl K", "Control+k"], ["Cmd K", "Meta+k"]])
	test(`${what} opens it anywhere, Escape closes it and gives the focus back`, RUNBOOK, {}, async (page) => {
		await page.locator(".copy").first().focus();
		await page.keyboard.press(key);
		await input(page).waitFor();
		assert.equal(await input(page).evaluate((node) => node === document.activeElement), true);
		await page.keyboard.press("Escape");
		await page.waitForFunction(() => !document.querySelector("dialog.search").open);
		assert.equal(await page.evaluate(() => document.activeElement.className), "copy");
	});

/* As on a slow network: what belongs to the search comes when it is let. */
for (const [what, part] of [["script", "**/handbook-search*.js"], ["index", "**/search/index.js"]])
	test(`what is typed before the search's ${what} has come is searched for`, RUNBOOK, {}, async (page) => {
		let let_through;
		const later = new Promise((resolve) => { let_through = resolve; });
		await page.route(part, async (route) => { await later; await route.continue(); });
		await page.keyboard.press("/");
		await page.keyboard.type("x");
		await page.keyboard.press("Backspace");
		await page.keyboard.type("database conn");
		let_through();
		await options(page).first().waitFor();
		assert.equal(await input(page).inputValue(), "database conn");
		assert.match((await titles(page))[0], /connection/i);
	});

test("a slash that is typed into a field is a slash", "public/handbook/runbooks/index.html", {}, async (page) => {
	const filter = page.locator(".filters input[name=q]");
	await filter.focus();
	await page.keyboard.press("/");
	assert.equal(await filter.inputValue(), "/");
	assert.equal(await page.locator("dialog.search").count(), 0);
});

test("the button in the head opens it", FRONT, PHONE, async (page) => {
	await page.locator(".top .find").click();
	await input(page).waitFor();
});

for (const [width, height] of [[1280, 800], [360, 740], [640, 360]])
	test(`with many results all of it stands in the window, ${width} by ${height}`, FRONT, { viewport: { width, height } }, async (page) => {
		await open(page);
		await ask(page, "database");
		const box = await page.locator("dialog.search").boundingBox();
		assert.ok(box.y + box.height <= height - 12, `it ends at ${box.y + box.height}`);
	});

/* ---- finding ---- */

finds("an alert's name", "DbPoolWaiting", "Database connection pool exhausted");
finds("the beginning of an alert's name", "dbpool", "Database connection pool exhausted");
finds("a title", "slow database queries", "Slow database queries");
finds("a file's name", "stuck-deploys", "Deploys stuck");
finds("a word of an error message", "cl_waiting", "Database connection pool exhausted");
finds("words that stand apart in the text", "waiting clients pool", "Database connection pool exhausted");
finds("a typo", "databse failovr", "Orders database failover");
finds("letters that changed places", "certifciate", "Certificate about to expire");
finds("a word that is a tag, too,", "database", "Database connection pool exhausted");
finds("a person", "nadia", "Nadia Okafor");
finds("a service", "payments-api", "Payments API");
finds("capitals and accents", "ABUSÍVE TRAFFIC", "Abusive traffic");
finds("a page from another folder", "DbPoolWaiting", "Database connection pool exhausted", RUNBOOK);
finds("an alert's name from disk", "DbPoolWaiting", "Database connection pool exhausted", RUNBOOK, { from_disk: true });
finds("a word of a text from disk", "cl_waiting", "Database connection pool exhausted", FRONT, { from_disk: true });

test("a heading leads to its place", FRONT, {}, async (page) => {
	await open(page);
	await ask(page, "alert review no data");
	const first = options(page).first();
	assert.match(await first.innerText(), /^Pages › No data is not good news\n/);
	await page.keyboard.press("Enter");
	await page.waitForURL(/guides\/alert-review\.html#no-data-is-not-good-news$/);
});

test("a result shows where the words stand, and marks them", FRONT, {}, async (page) => {
	await open(page);
	await ask(page, "too many clients");
	await page.waitForFunction(() => /cl_waiting/.test(document.querySelector("dialog [role=option] .excerpt").textContent));
	const marks = await options(page).first().locator("mark").allInnerTexts();
	assert.ok(marks.includes("clients") && marks.includes("many"), marks.join());
});

test("words that are nowhere find nothing, and it says so", FRONT, {}, async (page) => {
	await open(page);
	await ask(page, "zzyzx xyzzyplugh");
	assert.equal(await options(page).count(), 0);
	assert.match(await page.locator("dialog .said").innerText(), /^Nothing has all of these words\. Fewer words/);
});

/* As they are pasted at night, with what no runbook has. */
for (const [what, query, title] of [
	["a message of a pager", "[FIRING:1] DbConnectionsNearLimit (orders-db prod page)", "Database connection pool exhausted"],
	["a line of a log", "PANIC: could not write to file \"pg_wal/xlogtemp.8812\": No space left on device", "Disk nearly full on a database host"],
	["an address", "https://wiki.example.com/old/disk-space-full.html", "Disk nearly full on a database host"],
])
	test(`${what} finds what has some of its words, and it says so`, FRONT, {}, async (page) => {
		await open(page);
		await ask(page, query);
		assert.equal((await titles(page))[0], title);
		assert.ok(await options(page).count() <= 10);
		assert.equal(await page.locator("dialog .said").innerText(), "Nothing has all of these words. These have some of them.");
	});

test("what has some words is not shown while those that have all may still come", FRONT, {}, async (page) => {
	let let_through;
	const later = new Promise((resolve) => { let_through = resolve; });
	await page.route("**/search/words-*.js", async (route) => { await later; await route.continue(); });
	await open(page);
	await input(page).fill("database cl_waiting");
	await page.waitForFunction(() => document.querySelector("dialog .said").textContent);
	assert.equal(await options(page).count(), 0);
	let_through();
	await options(page).first().waitFor();
	assert.equal((await titles(page))[0], "Database connection pool exhausted");
});

test("a typo is said", FRONT, {}, async (page) => {
	await open(page);
	await ask(page, "databse");
	assert.equal(await page.locator("dialog .said").innerText(), "Nothing is called “databse”; this is near.");
});

test("what is typed is text, whatever it looks like", FRONT, {}, async (page) => {
	await open(page);
	for (const query of ["<img src=x onerror=alert(1)>", "__proto__", "constructor", "\\", "(", "[a-z]+", "  ", "ﬁ", "🔥", "a".repeat(3000)])
		await ask(page, query);
	assert.equal(await page.locator("dialog img").count(), 0);
});

/* ---- the keyboard ---- */

test("arrows choose, round both ends, and Enter opens", FRONT, {}, async (page) => {
	await open(page);
	await ask(page, "connection pool");
	const count = await options(page).count();
	const chosen = () => page.evaluate(() => {
		const field = document.querySelector("dialog.search input");
		const option = document.getElementById(field.getAttribute("aria-activedescendant"));
		return [...option.parentNode.children].indexOf(option) + (option.getAttribute("aria-selected") === "true" ? 0 : 1000);
	});
	assert.ok(count > 2);
	assert.equal(await chosen(), 0);
	await page.keyboard.press("ArrowUp");
	assert.equal(await chosen(), count - 1);
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	assert.equal(await chosen(), 1);
	const address = await options(page).nth(1).evaluate((link) => link.href);
	await page.keyboard.press("Enter");
	await page.waitForURL(address);
});

/* ---- the page of its own ---- */

test("search.html takes its query from the address, and keeps it there", EVERYTHING + "?q=webhook", {}, async (page) => {
	const field = page.locator("form.search input"), results = page.locator("#results strong");
	await page.waitForFunction(() => document.querySelectorAll("#results strong").length > 2);
	assert.equal(await field.inputValue(), "webhook");
	assert.equal(await page.locator("#everything").isVisible(), false);
	await field.fill("sign in");
	await page.waitForFunction(() => document.querySelector("#results strong").textContent === "Customers cannot sign in");
	assert.match(page.url(), /search\.html\?q=sign%20in$/);
	await field.fill("");
	assert.equal(await results.count(), 0);
	assert.match(page.url(), /search\.html$/);
	assert.equal(await page.locator("#everything").isVisible(), true);
});

test("without scripts search.html lists everything, and the button leads there", FRONT, { javaScriptEnabled: false }, async (page) => {
	await page.locator(".top .find").click();
	await page.waitForURL(/search\.html$/);
	assert.equal(await page.locator("form.search").isVisible(), false);
	assert.ok(await page.locator("#everything a", { hasText: "Database connection pool exhausted" }).isVisible());
});

test("the open search has no accessibility finding", FRONT, {}, async (page) => {
	await open(page);
	await ask(page, "connection pool");
	await page.evaluate(axe);
	for (const colorScheme of ["light", "dark"]) {
		await page.emulateMedia({ colorScheme });
		const result = await page.evaluate(() => window.axe.run("dialog.search"));
		assert.deepEqual(result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target)}`), []);
	}
});

run(process.argv[3]);
