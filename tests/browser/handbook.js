/*
 * handbook: what an engineer does there, step by step.
 *
 * Copies a command with its parameters filled in, narrows and sorts an index, shares what was narrowed, opens the menu
 * on a phone, and finds the place in a long page.
 */
"use strict";

const assert = require("assert");
const path = require("path");
const { read_site } = require("./site");
const { suite } = require("./suite");

const work = process.argv[2];
const RUNBOOK = "busy/handbook/runbooks/long-commands.html";
const INDEX = "public/handbook/runbooks/index.html";
const INCIDENTS = "public/handbook/incidents/index.html";
const POSTMORTEMS = "public/handbook/postmortems/index.html";
const ACTIONS = "public/handbook/actions.html";
const ALERTS = "public/handbook/alerts.html";
const ALERTED = "public/handbook/runbooks/database-failover.html";

const { test, run } = suite("handbook", work);

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/* ---- commands ---- */

test("a command is copied as it stands", RUNBOOK, CLIPBOARD, async (page) => {
	await page.locator(".command", { hasText: "SELECT" }).locator(".copy").click();
	assert.equal(await clipboard(page), "SELECT 'one \"quoted\" & a < b > value', '<CHARGE_ID>' FROM charges WHERE id = '<CHARGE_ID>';");
});

test("the button says that it was copied, and then what it does again", RUNBOOK, CLIPBOARD, async (page) => {
	const button = page.locator(".copy").first();
	const before = await button.innerText();
	await button.click();
	await page.waitForFunction(() => document.querySelector(".copy").textContent === document.body.dataset.copied);
	await page.waitForFunction((word) => document.querySelector(".copy").textContent === word, before);
});

test("a command is copied with the keyboard", RUNBOOK, CLIPBOARD, async (page) => {
	await page.locator(".copy").first().focus();
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => document.querySelector(".copy").textContent === document.body.dataset.copied);
	assert.match(await clipboard(page), /^curl -sS "https:\/\/provider\.example\.com\/v1\/charges\/<CHARGE_ID>\?expand=refunds" --header "X-Region: <REGION>"\ncurl [^\n]*$/);
});

test("a command is copied from disk", RUNBOOK, { from_disk: true }, async (page) => {
	await page.locator(".copy").first().click();
	await page.waitForFunction(() => document.querySelector(".copy").textContent === document.body.dataset.copied);
});

test("parameters are asked for once each", RUNBOOK, {}, async (page) => {
	const names = await page.locator(".parameters input").evaluateAll((inputs) => inputs.map((input) => input.name));
	assert.deepEqual(names, ["CHARGE_ID", "REGION"]);
});

test("a parameter is filled in everywhere, and copied so", RUNBOOK, CLIPBOARD, async (page) => {
	await page.getByLabel("CHARGE_ID").fill("ch_1 & 2");
	const places = await page.locator('var[data-parameter="CHARGE_ID"]').allInnerTexts();
	assert.deepEqual([...new Set(places)], ["ch_1 & 2"]);
	assert.equal(places.length, 4);
	await page.locator(".command", { hasText: "SELECT" }).locator(".copy").click();
	assert.match(await clipboard(page), /id = 'ch_1 & 2';$/);
});

test("a parameter is remembered over a reload, and emptied again", RUNBOOK, {}, async (page) => {
	const place = page.locator('var[data-parameter="REGION"]').first();
	const before = await place.innerText();
	await page.getByLabel("REGION").fill("eu-north");
	await page.reload();
	assert.equal(await page.getByLabel("REGION").inputValue(), "eu-north");
	assert.equal(await place.innerText(), "eu-north");
	await page.getByLabel("REGION").fill("");
	assert.equal(await place.innerText(), before);
});

test("a parameter of one runbook is not that of another", RUNBOOK, {}, async (page) => {
	await page.getByLabel("REGION").fill("eu-north");
	await page.goto(new URL("database-connections.html", page.url()).href);
	assert.equal(await page.locator("main").innerText().then((text) => text.includes("eu-north")), false);
});

/* ---- indexes ---- */

const rows = (page) => page.locator("table.index tbody tr:visible");
const first_cells = (page) => rows(page).locator("th").evaluateAll((cells) => cells.map((cell) => cell.querySelector("a").textContent));

test("an index lists every document of its kind", INDEX, {}, async (page) => {
	const site = read_site(path.join(work, "public"));
	const documents = [...site.pages.values()].filter((one) => /^handbook\/runbooks\/(?!index)/.test(one.name) && one.redirect === null);
	assert.equal(await rows(page).count(), documents.length);
});

test("words narrow an index while they are typed, and say to how many", INDEX, {}, async (page) => {
	const all = await rows(page).count();
	await page.locator(".filters input").pressSequentially("CONNECTION pool");
	const left = await rows(page).count();
	assert.ok(left > 0 && left < all, `${left} of ${all}`);
	for (const text of await rows(page).allInnerTexts()) assert.match(text, /connection/i);
	for (const text of await rows(page).allInnerTexts()) assert.match(text, /pool/i);
	const said = await page.locator(".filters [role=status]").innerText();
	assert.ok(said.includes(String(left)) && said.includes(String(all)), said);
});

test("where nothing matches it says so", INDEX, {}, async (page) => {
	assert.equal(await page.locator(".nothing").isVisible(), false);
	await page.locator(".filters input").fill("no runbook says this");
	assert.equal(await rows(page).count(), 0);
	assert.equal(await page.locator(".nothing").isVisible(), true);
});

test("a choice narrows an index to what has it", INDEX, {}, async (page) => {
	const service = page.locator('.filters select[name="service"]');
	const value = await service.locator("option").nth(1).getAttribute("value");
	await service.selectOption(value);
	const services = await rows(page).evaluateAll((list) => [...new Set(list.map((row) => row.dataset.service.trim()))]);
	assert.deepEqual(services, [value]);
});

/* What is about several services is found by each of them. */
for (const [name, url] of [["an incident", INCIDENTS], ["a postmortem", POSTMORTEMS], ["an action item", ACTIONS]])
	test(`${name} is found by every service it touches`, url, {}, async (page) => {
		const all = await rows(page).evaluateAll((list) => list.map((row) => row.dataset.service.trim().split(" ")));
		const row = all.find((services) => services.length > 1);
		assert.ok(row, "no row is about two services");
		for (const service of row) {
			await page.locator('.filters select[name="service"]').selectOption(service);
			assert.equal(await rows(page).count(), all.filter((services) => services.includes(service)).length);
		}
	});

for (const [name, url] of [["runbooks", INDEX], ["alerts", ALERTS]])
	test(`every choice of every filter of ${name} leaves something`, url, {}, async (page) => {
		assert.ok(await page.locator(".filters select").count() >= 2, "fewer than two filters");
		for (const select of await page.locator(".filters select").all()) {
			const values = await select.locator("option").evaluateAll((options) => options.map((option) => option.value).filter(Boolean));
			assert.ok(values.length, "a filter without choices");
			for (const value of values) {
				await select.selectOption(value);
				assert.ok(await rows(page).count() > 0, `nothing has ${value}`);
			}
			await select.selectOption("");
		}
	});

/* An alert may have a rule for each severity, and is found by each. */
test("alerts narrow by their rule's severity and by what is covered", ALERTS, {}, async (page) => {
	const level = page.locator('.filters select[name="level"]');
	const levels = await rows(page).evaluateAll((list) => list.map((row) => row.dataset.level.trim().split(" ")));
	for (const value of new Set(levels.flat().filter(Boolean))) {
		await level.selectOption(value);
		assert.equal(await rows(page).count(), levels.filter((found) => found.includes(value)).length, value);
	}
});

test("what was narrowed can be shared by its address", INDEX, {}, async (page) => {
	await page.locator(".filters input").fill("database");
	const [left, address] = [await first_cells(page), page.url()];
	assert.match(address, /[?&]q=database/);
	await page.goto("about:blank");
	await page.goto(address);
	assert.deepEqual(await first_cells(page), left);
	assert.equal(await page.locator(".filters input").inputValue(), "database");
});

test("Enter in the filter does not leave the page", INDEX, {}, async (page) => {
	await page.locator(".filters input").fill("database");
	const left = await rows(page).count();
	await page.keyboard.press("Enter");
	assert.equal(await rows(page).count(), left);
});

test("an index narrows from disk as well", INDEX, { from_disk: true }, async (page) => {
	const all = await rows(page).count();
	await page.locator(".filters input").fill("database");
	const left = await rows(page).count();
	assert.ok(left > 0 && left < all, `${left} of ${all}`);
});

test("a column sorts up, then down, and says which way", INDEX, {}, async (page) => {
	const head = page.locator("table.index thead th").first();
	const order = (a, b) => a.localeCompare(b, undefined, { numeric: true });
	await head.getByRole("button").click();
	const up = await first_cells(page);
	assert.equal(await head.getAttribute("aria-sort"), "ascending");
	assert.deepEqual(up, [...up].sort(order));
	await head.getByRole("button").press("Enter");
	assert.equal(await head.getAttribute("aria-sort"), "descending");
	assert.deepEqual(await first_cells(page), [...up].reverse());
});

test("dates sort by time, not by letters", INCIDENTS, {}, async (page) => {
	const column = await page.locator("table.index thead th").evaluateAll((heads) => heads.findIndex((head) => /date|started/i.test(head.textContent)));
	assert.ok(column > 0, "there is no column of dates");
	const head = page.locator("table.index thead th").nth(column);
	await head.getByRole("button").click();
	const times = await rows(page).locator("time").evaluateAll((list) => list.map((time) => Date.parse(time.dateTime)));
	assert.ok(times.length > 5 && times.every((time) => !isNaN(time)), String(times));
	assert.deepEqual(times, [...times].sort((a, b) => a - b));
});

test("severities sort by their rank", INCIDENTS, {}, async (page) => {
	await page.locator("table.index thead th", { hasText: /severity/i }).getByRole("button").click();
	const names = await rows(page).locator(".severity").evaluateAll((list) => list.map((one) => one.textContent.match(/SEV(\d)/)[1]));
	assert.ok(new Set(names).size > 1, String(names));
	assert.deepEqual(names, [...names].sort());
});

/* ---- getting about ---- */

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

test("a rule's expression is seen whole on a phone", ALERTED, PHONE, async (page) => {
	const rule = page.locator(".rules details").first();
	await rule.locator("summary").click();
	const expression = rule.locator(".promql");
	assert.ok(await expression.isVisible());
	assert.ok(await expression.evaluate((pre) => pre.scrollWidth <= pre.clientWidth), "it is cut off");
});

test("on a phone the menu opens, closes with Esc, and gives the focus back", INDEX, PHONE, async (page) => {
	const menu = page.locator(".menu"), nav = page.locator("#nav");
	assert.equal(await nav.isVisible(), false);
	await menu.tap();
	assert.equal(await nav.isVisible(), true);
	await page.keyboard.press("Escape");
	assert.equal(await nav.isVisible(), false);
	assert.equal(await page.evaluate(() => document.activeElement.className), "menu");
});

test("on a phone the menu leads on", INDEX, PHONE, async (page) => {
	await page.locator(".menu").tap();
	await page.locator('#nav a[href$="oncall/index.html"]').tap();
	await page.waitForURL(/oncall\/index\.html$/);
	assert.equal(await page.locator("#nav").isVisible(), false);
});

test("on a phone the menu opens without scripts", INDEX, { ...PHONE, javaScriptEnabled: false }, async (page) => {
	await page.locator(".menu").tap();
	assert.equal(await page.locator("#nav").isVisible(), true);
});

/* Nothing of a row is cut off or far away: each is a card, as wide as the window. */
for (const url of [INDEX, INCIDENTS, ACTIONS, "public/handbook/teams/index.html"])
	test(`on a phone the rows of ${path.basename(path.dirname(url))}/${path.basename(url)} are cards`, url, PHONE, async (page) => {
		const wide = await page.locator(".scroll").evaluate((box) => [box.scrollWidth, box.clientWidth]);
		assert.ok(wide[0] <= wide[1], `${wide[0]} in ${wide[1]}`);
		const cells = await rows(page).first().locator("th, td:not(:empty)").evaluateAll((list) =>
			list.map((cell) => cell.getBoundingClientRect()).map(({ left, right }) => left >= 0 && right <= innerWidth));
		assert.ok(cells.length > 2 && cells.every(Boolean), String(cells));
	});

test("on a phone cards are sorted and narrowed like rows", INCIDENTS, PHONE, async (page) => {
	await page.locator("table.index thead th", { hasText: /title/i }).getByRole("button").tap();
	const names = await first_cells(page);
	assert.deepEqual(names, [...names].sort((a, b) => a.localeCompare(b, undefined, { numeric: true })));
	await page.locator(".filters input").fill("orders");
	const left = await rows(page).count();
	assert.ok(left > 0 && left < names.length, `${left} of ${names.length}`);
});

test("on a phone a command is seen whole", RUNBOOK, PHONE, async (page) => {
	const cut = await page.locator(".command pre").evaluateAll((list) => list.filter((pre) => pre.scrollWidth > pre.clientWidth).map((pre) => pre.textContent));
	assert.deepEqual(cut, []);
});

/* In the page: the options of which a line ends within. */
function broken_options() {
	const range = document.createRange();
	return [...document.querySelectorAll(".command code")].flatMap((code) => {
		const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT), broken = [];
		for (let node = walker.nextNode(); node; node = walker.nextNode())
			for (const { 0: option, index } of node.data.matchAll(/(?<!\S)-[\w-]{1,23}(?![\w-])/g)) {
				range.setStart(node, index);
				range.setEnd(node, index + option.length);
				if (range.getClientRects().length > 1) broken.push(option);
			}
		return broken;
	});
}

for (const width of [320, 340, 360, 380, 400, 420])
	test(`no line of a command ends within an option, ${width} wide`, "busy/handbook/runbooks/long-commands.html", { viewport: { width, height: 780 } }, async (page) => {
		assert.ok(await page.locator(".command .q-option").count() > 4);
		assert.deepEqual(await page.evaluate(broken_options), []);
		assert.equal(await page.locator(".command pre").evaluateAll((list) => list.filter((pre) => pre.scrollWidth > pre.clientWidth).length), 0);
	});

test("on a phone long words of a language stay within a runbook's facts", "german/handbook/runbooks/at-budget.html", PHONE, async (page) => {
	assert.match(await page.locator(".facts .overdue").innerText(), /Überprüfung überfällig/);
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
});

test("a first heading of the highest level does not take the contents away", "busy/handbook/runbooks/long-commands.html", PHONE, async (page) => {
	assert.ok(await page.locator(".contents a:visible").count() > 4);
});

/* From disk as well, where the style sheet is asked for twice. */
for (const from_disk of [false, true])
	test(`nothing moves while a page loads${from_disk ? " from disk" : ""}`, "public/handbook/index.html", { ...PHONE, from_disk }, async (page) => {
		await page.addInitScript(() => {
			window.moves = [];
			new PerformanceObserver((list) => window.moves.push(...list.getEntries().map((entry) =>
				`${entry.value}: ${entry.sources.map(({ node, previousRect, currentRect }) => `${node?.nodeName} ${node?.className} from ${JSON.stringify(previousRect)} to ${JSON.stringify(currentRect)}`)}`))).observe({ type: "layout-shift", buffered: true });
		});
		const root = page.url();
		for (const name of ["index.html", "runbooks/index.html", "actions.html", "runbooks/db-connection-pool.html", "postmortems/index.html", "severities.html"]) {
			await page.goto(new URL(name, root).href);
			await page.waitForFunction(() => !document.documentElement.hidden);
			await page.waitForTimeout(300);
			assert.equal((await page.evaluate(() => window.moves)).join(), "", name);
		}
	});

test("lines of text are as long as they are read well", "public/handbook/postmortems/2026-09-03-pool-exhausted.html", {}, async (page) => {
	const letters = await page.locator(".body p").evaluateAll((list) => list.map((text) => {
		const range = document.createRange();
		range.selectNodeContents(text);
		const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
		return lines > 2 ? text.textContent.length / lines : 0;
	}).filter(Boolean));
	assert.ok(letters.length > 1, "no paragraph has three lines");
	for (const count of letters) assert.ok(count > 50 && count < 80, `${count} letters a line`);
});

test("a person's open actions say where they come from", "public/handbook/people/priya.html", {}, async (page) => {
	const row = page.locator("table.actions tbody tr").first();
	await row.getByRole("link").first().click();
	await page.waitForURL(/postmortems\/[^/]+\.html$/);
});

test("the navigation marks where one is", RUNBOOK, {}, async (page) => {
	const current = await page.locator('#nav [aria-current="page"]').evaluateAll((links) => links.map((link) => link.href));
	assert.deepEqual(current, [page.url()]);
});

test("the navigation carries the page's own branch alone", "public/handbook/runbooks/db-connection-pool.html", {}, async (page) => {
	const folders = () => page.locator("#nav a").evaluateAll((links) => links.map((link) => link.pathname)
		.filter((name) => !name.endsWith("/index.html") && name.split("/handbook/")[1].includes("/")).map((name) => name.split("/handbook/")[1].split("/")[0]));
	assert.deepEqual([...new Set(await folders())], ["runbooks"]);
	await page.goto(new URL("../oncall/index.html", page.url()).href);
	assert.deepEqual(await folders(), []);
});

test("the contents list follows the scroll", "public/handbook/runbooks/db-connection-pool.html", {}, async (page) => {
	const here = () => page.locator('.contents [aria-current="location"]').innerText();
	const entries = page.locator(".contents a");
	const first = await here();
	await page.locator(".body h2").nth(2).evaluate((heading) => heading.scrollIntoView({ behavior: "instant" }));
	await page.waitForFunction((text) => document.querySelector('.contents [aria-current="location"]').textContent !== text, first);
	await entries.nth(1).click();
	assert.equal(new URL(page.url()).hash.length > 1, true);
});

for (const from_disk of [false, true])
	test(`the contents list begins with the first section and ends with the last${from_disk ? ", from disk" : ""}`,
		"public/handbook/runbooks/db-connection-pool.html", { from_disk }, async (page) => {
			const is_marked = (at) => page.waitForFunction((index) => {
				const links = [...document.querySelectorAll(".contents a")];
				return links.at(index).getAttribute("aria-current") === "location" && links.filter((link) => link.hasAttribute("aria-current")).length === 1;
			}, at);
			await is_marked(0);
			await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
			await is_marked(-1);
		});

test("a heading's link leads to itself", "public/handbook/runbooks/db-connection-pool.html", {}, async (page) => {
	const heading = page.locator(".body h2").nth(1);
	const id = await heading.getAttribute("id");
	await heading.hover();
	await heading.locator("a.anchor").click();
	assert.equal(decodeURIComponent(new URL(page.url()).hash), `#${id}`);
	const top = await heading.evaluate((element) => element.getBoundingClientRect().top);
	assert.ok(top >= 0 && top < 300, `it stands ${top} px from the top`);
	assert.ok(await heading.evaluate((element) => {
		const box = element.getBoundingClientRect();
		return element.contains(document.elementFromPoint(box.left + 5, box.top + box.height / 2));
	}), "it is covered");
});

test("all that is written in a timeline's drawing is inside it", "public/handbook/postmortems/index.html", {}, async (page) => {
	const addresses = await page.locator("table.index tbody th a").evaluateAll((links) => links.map((link) => link.href));
	for (const address of addresses) {
		await page.goto(address);
		const [count, outside] = await page.locator(".chart svg").evaluate((svg) => {
			const box = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll("text")];
			return [texts.length, texts.filter((text) => {
				const { left, right, top, bottom } = text.getBoundingClientRect();
				return left < box.left || right > box.right || top < box.top - 1 || bottom > box.bottom + 1;
			}).map((text) => text.textContent)];
		});
		assert.ok(count > 3, `${address}: ${count} texts`);
		assert.deepEqual(outside, [], address);
	}
	assert.ok(addresses.length > 3);
});

test("a runbook tells whom to call, and after how many minutes", RUNBOOK, {}, async (page) => {
	const text = await page.locator("section[aria-labelledby=escalation-path]").innerText();
	assert.match(text, /At once\s+Shop primary/);
	assert.match(text, /After 5 ?m/);
	assert.match(text, /After 15 ?m/);
});

test("what is on fire stands on the front page", "busy/handbook/index.html", {}, async (page) => {
	const fire = page.locator(".fire");
	assert.match(await fire.innerText(), /Card payments are declined/);
	await fire.getByRole("link", { name: "Card payments are declined" }).click();
	await page.waitForURL(/incidents\/cards-declined\.html$/);
	assert.match(await page.locator("main").innerText(), /All cards are declined/);
});

test("a page with all that Markdown can do shows it", "busy/handbook/pages/guides/everything.html", {}, async (page) => {
	assert.match(await page.locator("h1").innerText(), /<b>&amp;<\/b> "quoted"/);
	assert.equal(await page.locator("main b").count(), 0);
	assert.equal(await page.locator('main [role="img"]').count(), 2, "task boxes");
	assert.match(await page.locator("main .alert").innerText(), /Read this first/);
	assert.equal(await page.locator("main del").innerText(), "Struck");
	await page.getByRole("link", { name: "a runbook", exact: true }).click();
	await page.waitForURL(/long-commands\.html#resolution-5-min$/);
});

/* A PDF's pages are objects of their own. */
async function paper(page) {
	const bytes = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
	return (bytes.match(/\/Type\s*\/Page\b/g) || []).length;
}

test("a runbook at its budget prints on one page", "busy/handbook/runbooks/at-budget.html", {}, async (page) => {
	const words = parseInt(await page.locator(".meta").innerText(), 10);
	assert.ok(words > 590 && words <= 600, `${words} words`);
	assert.equal(await paper(page), 1);
});

test("a longer one takes more pages, and all of its commands are seen", "busy/handbook/runbooks/at-budget.html", {}, async (page) => {
	await page.evaluate(() => {
		const body = document.querySelector(".body"), once = body.innerHTML;
		body.insertAdjacentHTML("beforeend", once + once);
		body.querySelectorAll("pre code").forEach((code) => { code.append("x".repeat(300)); });
	});
	assert.ok(await paper(page) > 1);
	await page.setViewportSize({ width: 718, height: 1000 }); /* A4 between its margins */
	await page.emulateMedia({ media: "print" });
	const cut = await page.locator("pre").evaluateAll((all) => all.filter((pre) => pre.scrollWidth > pre.clientWidth || pre.scrollHeight > pre.clientHeight).length);
	assert.equal(cut, 0);
});

test("on paper links say where they lead", "busy/handbook/runbooks/sessions.html", {}, async (page) => {
	await page.emulateMedia({ media: "print" });
	const behind = await page.locator('.body a[href^="http"]').first().evaluate((link) => getComputedStyle(link, "::after").content);
	assert.match(behind, /https:\/\/queue\.example\.com/);
});

/* ---- the page on keeping it ---- */

const KEEPING = "public/handbook/offline.html";
const shown = (page) => page.locator("main .lead, main .said").evaluateAll((all) => all.filter((one) => one.offsetParent && one.textContent).map((one) => one.className));

test("from disk it is said that all is here", KEEPING, { from_disk: true }, async (page) => {
	assert.deepEqual(await shown(page), ["lead disk"]);
});

test("on a host it is said what is kept", KEEPING, {}, async (page) => {
	assert.deepEqual(await shown(page), ["lead hosted"]);
});

test("on a host without https it is said that nothing is", KEEPING, {}, async (page) => {
	await page.addInitScript(() => { Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined }); });
	await page.reload();
	assert.deepEqual(await shown(page), ["lead hosted", "said"]);
	assert.equal(await page.locator("main button:visible").count(), 0);
});

test("without scripts it is said what holds where", KEEPING, { javaScriptEnabled: false }, async (page) => {
	assert.deepEqual(await page.locator("main .lead:visible").evaluateAll((all) => all.map((one) => one.className)), ["lead hosted", "lead disk"]);
});

run(process.argv[3]);
