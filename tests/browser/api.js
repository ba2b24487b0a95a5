/*
 * api: what machines read of the status page: the read API, feeds, the calendar, badges, and what hosts read.
 *
 * Everything goes through what others have published: a client of the API and the widget that its inventors give to
 * people, parsers of feeds and calendars.  decode.js is the strict reader; that it sees mistakes is shown here, too.
 */
"use strict";

const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");
const FeedParser = require("feedparser");
const ICAL = require("ical.js");
const RssParser = require("rss-parser");
const { Statuspage } = require("statuspage.io");
const { start } = require("./browser");
const { FILES, read_api, decode } = require("./decode");
const { serve } = require("./serve");
const { read_site, walk } = require("./site");
const { say, run_jobs, status } = require("./tap");

const work = process.argv[2];
const sitrep = path.join(work, "../sitrep");
const NOW = "2026-11-21T12:00Z", WIDGET = require.resolve("@statuspage/status-widget/dist/index.js");
const NAMES = path.join(__dirname, "../cases/status-api/site"); /* names with all that breaks formats */
const made = path.join(work, "api");

/* ---- sites ---- */

function build(name, source, at = NOW) {
	const output = path.join(made, name);
	execFileSync(sitrep, ["build", "--quiet", "--at", at, "-C", source, "-o", output], { stdio: ["ignore", "ignore", "pipe"] });
	return path.join(output, "status");
}

function copy_source(name, source) {
	const target = path.join(made, "sources", name);
	fs.cpSync(source, target, { recursive: true });
	return target;
}

/* More than the API gives, every fifth one a window. */
function write_many(name) {
	const source = path.join(made, "sources", name);
	fs.cpSync(NAMES, source, { recursive: true });
	for (let i = 0; i < 300; i++) {
		const day = new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10);
		if (i % 5) fs.writeFileSync(path.join(source, `content/incidents/${day}-n.md`), `---\ntitle: Number ${i}\nstarted: ${day} 09:00 UTC\ncomponents: [web-internal-name]\n---\n\n` +
			`## Investigating — ${day} 09:00 UTC\n\nSlow.\n\n## Resolved — ${day} 10:00 UTC\n\nFast.\n`);
		else fs.writeFileSync(path.join(source, `content/maintenance/${day}-n.md`), `---\ntitle: Number ${i}\nstarts: ${day} 09:00 UTC\nends: ${day} 10:00 UTC\n---\n\nWork.\n\n` +
			`## Completed — ${day} 10:00 UTC\n\nDone.\n`);
	}
	return source;
}

fs.rmSync(made, { recursive: true, force: true });
fs.mkdirSync(path.join(made, "sources"), { recursive: true });
const bare = copy_source("bare", NAMES);
fs.writeFileSync(path.join(bare, "site.yaml"), fs.readFileSync(path.join(bare, "site.yaml"), "utf8").replace(/^ {2}url:.*\n/m, ""));

const sites = {
	...Object.fromEntries(["public", "busy", "calm", "empty"].map((name) => [name, path.join(work, name, "status")])),
	names: build("names", NAMES, "2026-03-29T01:40Z"),
	"without an address": build("bare", bare, "2026-03-29T01:40Z"),
	many: build("many", write_many("many")),
};

const read = (site, file) => fs.readFileSync(path.join(sites[site], file), "utf8");
const api = (site, file) => JSON.parse(read(site, `api/v2/${file}.json`));
const jobs = [];

function test(name, act) {
	const full = `api: ${name}`;
	jobs.push([full, async (browser) => {
		const problems = await act(browser);
		say(full, problems || []);
	}]);
}

/* ---- the strict reader ---- */

for (const name of Object.keys(sites)) test(`${name}: every key and value is as agreed`, () => decode(read_api(path.join(sites[name], "api/v2"))));

test("50 incidents and 50 windows at most, the newest", () => {
	const all = api("many", "incidents").incidents;
	assert.equal(all.length, 50);
	assert.equal(all[10].name, "Number 292");
	assert.equal(api("many", "scheduled-maintenances").scheduled_maintenances.length, 50);
});

const first = (data, file, list) => data[file][list][0];
const of_incident = (data) => first(data, "incidents.json", "incidents");
const of_update = (data) => data["incidents.json"].incidents.find((one) => one.incident_updates.length).incident_updates[0];
const of_component = (data) => data["components.json"].components.find((one) => !one.group);

function in_order(one, key, at) {
	const entries = Object.entries(one).filter(([name]) => name !== key);
	entries.splice(at, 0, [key, one[key]]);
	for (const name of Object.keys(one)) delete one[name];
	Object.assign(one, Object.fromEntries(entries));
}

/* [what is done to sound files, what the reader must say of it] */
const MISTAKES = [
	["a file is missing", (data) => delete data["status.json"], /is missing/],
	["a key is missing", (data) => delete data["summary.json"].status, /lacks status/],
	["a key of a component is missing", (data) => delete of_component(data).showcase, /lacks showcase/],
	["a key of an update is missing", (data) => delete of_update(data).tweet_id, /lacks tweet_id/],
	["a key of a window is missing", (data) => delete first(data, "scheduled-maintenances.json", "scheduled_maintenances").scheduled_until, /lacks scheduled_until/],
	["an unknown key", (data) => { data["status.json"].page.title = "x"; }, /has title/],
	["an unknown key of an incident", (data) => { of_incident(data).metadata = {}; }, /has metadata/],
	["a window's key in an incident", (data) => { of_incident(data).scheduled_for = "2026-01-01T00:00:00.000Z"; }, /has scheduled_for/],
	["components of what is no group", (data) => { of_component(data).components = []; }, /has components/],
	["status in components.json", (data) => { data["components.json"].status = {}; }, /has status/],
	["keys in another order", (data) => in_order(data["summary.json"], "status", 0), /in the order/],
	["an incident's keys in another order", (data) => in_order(of_incident(data), "name", 0), /in the order/],
	["a number for a text", (data) => { of_incident(data).name = 5; }, /is no text/],
	["a text for a flag", (data) => { of_component(data).group = "false"; }, /neither true nor false/],
	["null where there must be a text", (data) => { of_incident(data).shortlink = null; }, /shortlink: is no text/],
	["something where there must be null", (data) => { of_incident(data).reminder_intervals = "1"; }, /is not null/],
	["a list that is none", (data) => { of_incident(data).incident_updates = {}; }, /is no list/],
	["an object that is none", (data) => { data["status.json"].status = []; }, /is no object/],
	["an empty list for null", (data) => { of_update(data).affected_components = []; }, /empty, and not null/],
	["a time without milliseconds", (data) => { of_incident(data).created_at = "2026-03-21T02:30:00Z"; }, /with milliseconds/],
	["a time in another zone", (data) => { of_incident(data).created_at = "2026-03-21T02:30:00.000+01:00"; }, /with milliseconds/],
	["a time that there is not", (data) => { of_update(data).display_at = "2026-02-30T02:30:00.000Z"; }, /there is not/],
	["a time that is null", (data) => { of_incident(data).updated_at = null; }, /with milliseconds/],
	["a start that is a time", (data) => { of_component(data).start_date = "2026-03-21T02:30:00.000Z"; }, /is no date/],
	["a position of 0", (data) => { of_component(data).position = 0; }, /integer from 1/],
	["a position over 255", (data) => { of_component(data).position = 256; }, /integer from 1/],
	["a status of another enumeration", (data) => { of_incident(data).status = "completed"; }, /is none of/],
	["a state with a blank", (data) => { of_component(data).status = "partial outage"; }, /is none of/],
	["an indicator that there is not", (data) => { data["status.json"].status.indicator = "ok"; }, /is none of/],
	["an incident's impact of maintenance", (data) => { of_incident(data).impact = "maintenance"; }, /is none of/],
	["an id of capitals", (data) => { of_component(data).id = "ABCDEFGHIJKL"; }, /is no id/],
	["an id that is too short", (data) => { data["status.json"].page.id = "abc"; }, /is no id/],
	["another page's id", (data) => { data["status.json"].page.id = "abcdefghijkl"; }, /another page/],
	["an incident of another page", (data) => { of_incident(data).page_id = "abcdefghijkl"; }, /of the page/],
	["an update of another incident", (data) => { of_update(data).incident_id = "abcdefghijkl"; }, /is of abcdefghijkl/],
	["a component in no group", (data) => { for (const file of ["components.json", "summary.json"]) data[file].components.find((one) => one.group_id).group_id = "abcdefghijkl"; }, /in the group abcdefghijkl/],
	["a child that is not there", (data) => { for (const file of ["components.json", "summary.json"]) data[file].components.find((one) => one.group).components.push("abcdefghijkl"); }, /which is not in it/],
	["an affected component that is not there", (data) => { data["incidents.json"].incidents.flatMap((one) => one.incident_updates).find((one) => one.affected_components).affected_components[0].code = "abcdefghijkl"; }, /no component/],
	["an incident's component that differs", (data) => { data["incidents.json"].incidents.find((one) => one.components.length).components[0].position = 9; }, /not the one of/],
	["two incidents of one id", (data) => { data["incidents.json"].incidents.push(of_incident(data)); }, /twice/],
	["updates oldest first", (data) => { data["incidents.json"].incidents.find((one) => one.incident_updates.length > 1).incident_updates.reverse(); }, /not newest first/],
	["an unresolved incident is left out", (data) => data["incidents/unresolved.json"].incidents.pop(), /lacks/],
	["a resolved one among them", (data) => { data["incidents/unresolved.json"].incidents.push(data["incidents.json"].incidents.find((one) => one.status === "resolved")); }, /which is resolved/],
	["resolved, and no time of it", (data) => { data["incidents.json"].incidents.find((one) => one.status === "resolved").resolved_at = null; }, /was resolved at null/],
	["a summary that says otherwise", (data) => { data["summary.json"].status.description = "All is well"; }, /another status/],
];

function with_mistake(act) {
	const data = Object.fromEntries(Object.entries(read_api(path.join(sites.names, "api/v2"))).map(([file, text]) => [file, JSON.parse(text)]));
	act(data);
	return Object.fromEntries(Object.entries(data).map(([file, value]) => [file, JSON.stringify(value, null, 2)]));
}

for (const [what, act, wanted] of MISTAKES)
	test(`the strict reader sees that ${what}`, () => {
		const problems = decode(with_mistake(act));
		return problems.some((problem) => wanted.test(problem)) ? [] : [`expected ${wanted}`, ...problems];
	});

test("the strict reader sees a key that is there twice, and what is no JSON", () => {
	const files = read_api(path.join(sites.names, "api/v2"));
	assert.match(decode({ ...files, "status.json": files["status.json"].replace('"indicator"', '"indicator": "none",\n"indicator"') }).join(), /twice/);
	assert.match(decode({ ...files, "status.json": files["status.json"].replace("}", "},") }).join(), /SyntaxError/);
});

/* ---- ids ---- */

const ids_of = (directory) => Object.fromEntries(["incidents", "scheduled-maintenances", "components"].flatMap((file) =>
	Object.values(JSON.parse(fs.readFileSync(path.join(directory, `api/v2/${file}.json`), "utf8"))).filter(Array.isArray).flat()
		.flatMap((one) => [[`${file} ${one.name}`, one.id], ...(one.incident_updates || []).map((each, i, all) => [`${file} ${one.name} ${all.length - i}`, each.id])])));

test("another folder, the same bytes", () => {
	const other = build("elsewhere", copy_source("a folder of another name", NAMES), "2026-03-29T01:40Z");
	for (const file of walk(other)) assert.ok(fs.readFileSync(path.join(other, file)).equals(fs.readFileSync(path.join(sites.names, file))), file);
});

test("what is added or retitled later changes no other id", () => {
	const source = copy_source("later", NAMES), changed = path.join(source, "content/incidents/2026-03-28-now.md");
	fs.writeFileSync(changed, fs.readFileSync(changed, "utf8").replace("## Identified", "## Monitoring — 2026-03-29 02:00 UTC\n\nBetter.\n\n## Identified"));
	fs.writeFileSync(path.join(source, "content/incidents/2025-05-05-first.md"), "---\ntitle: First\nstarted: 2025-05-05 10:00 UTC\n---\n\n## Resolved — 2025-05-05 11:00 UTC\n\nx\n");
	fs.writeFileSync(path.join(source, "site.yaml"), fs.readFileSync(path.join(source, "site.yaml"), "utf8").replace(/title: "Acme.*/, "title: Renamed"));
	const before = ids_of(sites.names), after = ids_of(build("later", source, "2026-03-29T03:00Z"));
	for (const [name, id] of Object.entries(before)) assert.equal(after[name], id, name);
	assert.equal(Object.keys(after).length, Object.keys(before).length + 3);
});

/* ---- clients that others have written ---- */

/* Its getAll and getActive of maintenance ask for upcoming.json: a mistake of its own. */
test("a published client reads it", async () => {
	const host = await serve(sites.busy);
	const client = new Statuspage("page");
	try {
		client.setApiUrl(host.address);
		assert.deepEqual((await client.api.getStatus()).status, { indicator: "minor", description: "Minor Service Outage" });
		const summary = await client.api.getSummary();
		assert.deepEqual(summary.incidents.map((one) => one.name).sort(), ["Card payments are declined", "Paketzustellbenachrichtigungen-und-Sendungsverfolgungsnummern-werden-verzögert-verschickt"]);
		assert.equal(summary.page.url, "https://status.example.com/");
		assert.equal((await client.api.getComponents()).components.filter((one) => !one.group).length, 4);
		const all = (await client.api.incidents.getAll()).incidents, unresolved = (await client.api.incidents.getUnresolved()).incidents;
		assert.ok(all.length > unresolved.length && unresolved.length === 2, `${all.length}, ${unresolved.length}`);
		assert.equal(unresolved.find((one) => /Card/.test(one.name)).incident_updates.length, 3);
		assert.deepEqual((await client.api.scheduledMaintenances.getUpcoming()).scheduled_maintenances.map((one) => one.name), ["Database upgrade, second part"]);
	} finally {
		host.close();
	}
});

test("the widget of the API's inventors shows it", async (browser) => {
	const host = await serve(sites.busy);
	/* on a page of ours, whose policy would not let a script of others run */
	const page = await browser.newPage({ bypassCSP: true });
	try {
		await page.goto(`${host.address}index.html`);
		await page.addScriptTag({ path: WIDGET });
		await page.evaluate((src) => {
			const widget = document.createElement("statuspage-widget");
			widget.setAttribute("src", src);
			document.body.append(widget);
		}, host.address);
		await page.locator("statuspage-widget .status-text", { hasText: "Minor Service Outage" }).waitFor();
		assert.equal(await page.locator("statuspage-widget .status-indicator.minor").count(), 1);
	} finally {
		await page.close();
		host.close();
	}
});

/* ---- feeds ---- */

const FEEDS = ["history.atom", "history.rss", "updates.atom"];

function feedparser_items(text) {
	return new Promise((resolve, reject) => {
		const items = [], parser = new FeedParser();
		parser.on("error", reject);
		parser.on("readable", () => {
			for (let item = parser.read(); item; item = parser.read()) items.push(item);
		});
		parser.on("end", () => resolve({ meta: parser.meta, items }));
		parser.end(text);
	});
}

const all_of = (site) => [...api(site, "incidents").incidents, ...api(site, "scheduled-maintenances").scheduled_maintenances];
/* what XML has no way to write */
const in_xml = (text) => text.replace(/[\ufffe\uffff]/g, "\ufffd");
/* feedparser takes tags out of titles, where they are text as well */
const without_tags = (text) => text.replace(/<\/?b>/g, "");

for (const site of ["busy", "names", "without an address"])
	test(`${site}: parsers of feeds find each incident in history.atom and history.rss`, async () => {
		const titles = all_of(site).map((one) => in_xml(one.name)).sort();
		for (const feed of ["history.atom", "history.rss"]) {
			const text = read(site, feed), { meta, items } = await feedparser_items(text), other = await new RssParser().parseString(text);
			assert.equal(meta.title, api(site, "summary").page.name);
			assert.deepEqual(items.map((item) => item.title).sort(), titles.map(without_tags).sort(), feed);
			assert.deepEqual(other.items.map((item) => item.title).sort(), titles, feed);
			assert.equal(new Set(items.map((item) => item.guid)).size, titles.length);
			for (const item of items) assert.ok(item.pubdate instanceof Date && !isNaN(item.pubdate) && item.link, item.title);
			for (const item of other.items) assert.ok(!isNaN(Date.parse(item.isoDate)), item.title);
		}
	});

for (const site of ["busy", "names"])
	test(`${site}: parsers of feeds find each update in updates.atom, with the year in its text`, async () => {
		const updates = all_of(site).flatMap((one) => one.incident_updates.map((each) => ({ ...each, title: without_tags(in_xml(one.name)), link: one.shortlink })));
		const { items } = await feedparser_items(read(site, "updates.atom"));
		assert.equal(items.length, updates.length);
		assert.equal(new Set(items.map((item) => item.guid)).size, updates.length);
		for (const each of updates) {
			const item = items.find((one) => one.title.startsWith(each.title) && one.pubdate.toISOString() === each.display_at);
			assert.ok(item && item.link.startsWith(each.link), `${each.title} ${each.display_at}`);
		}
		/* an announcement says when the window is, and that is a year, too */
		for (const item of items) assert.match(item.description, /\b2026\b/);
	});

test("a feed names itself, and links to pages and places that are there", async () => {
	for (const feed of FEEDS) {
		const { meta, items } = await feedparser_items(read("names", feed));
		assert.equal(meta.xmlurl, `https://status.example.com/acme/${feed}`);
		for (const item of items) {
			const url = new URL(item.link);
			assert.ok(url.href.startsWith("https://status.example.com/acme/"), url.href);
			const page = read("names", url.pathname.replace("/acme/", ""));
			assert.ok(!url.hash || page.includes(`id="${url.hash.slice(1)}"`), url.href);
		}
	}
});

test("many: feeds hold the newest, not everything", async () => {
	assert.equal((await feedparser_items(read("many", "history.atom"))).items.length, 50);
	assert.equal((await feedparser_items(read("many", "history.rss"))).items.length, 50);
	assert.equal((await feedparser_items(read("many", "updates.atom"))).items.length, 100);
});

/* ---- the calendar ---- */

function check_event(event, window) {
	assert.equal(event.summary, window.name);
	assert.equal(event.startDate.toJSDate().toISOString(), window.scheduled_for);
	assert.match(event.uid, new RegExp(`^${window.id}@|^tag:`));
	assert.ok(event.endDate.toJSDate() > event.startDate.toJSDate());
	for (const update of window.incident_updates) assert.ok(event.description.includes(update.body), update.body);
	const [cancelled] = window.incident_updates;
	const gone = event.component.getFirstPropertyValue("status") === "CANCELLED";
	assert.equal(gone, Boolean(cancelled && /do without/.test(cancelled.body)));
}

for (const site of ["public", "busy", "names", "without an address", "empty"])
	test(`${site}: a parser of calendars finds each window, with its time and words`, () => {
		const text = read(site, "maintenance.ics");
		assert.ok(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line)));
		assert.ok(!text.includes("\ufffd"));
		const calendar = new ICAL.Component(ICAL.parse(text));
		assert.equal(calendar.name, "vcalendar");
		const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
		const windows = api(site, "scheduled-maintenances").scheduled_maintenances;
		assert.equal(events.length, windows.length);
		assert.equal(new Set(events.map((one) => one.uid)).size, windows.length);
		events.forEach((event, i) => check_event(event, windows[i]));
	});

test("a window's event grows a sequence with each update, and keeps its uid", () => {
	const source = copy_source("moved", NAMES), file = path.join(source, "content/maintenance/2026-04-10-ahead.md");
	const event_of = (text) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((one) => new ICAL.Event(one))
		.find((one) => one.summary.startsWith("A long title"));
	fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("ends: 2026-04-10 22:00", "ends: 2026-04-10 23:00") + "\n## Scheduled — 2026-03-29 01:50 UTC\n\nAn hour more.\n");
	const before = event_of(read("names", "maintenance.ics")), after = event_of(fs.readFileSync(path.join(build("moved", source, "2026-03-29T02:00Z"), "maintenance.ics"), "utf8"));
	assert.equal(after.uid, before.uid);
	assert.equal(after.sequence, before.sequence + 1);
	assert.equal(after.endDate.toJSDate().toISOString(), "2026-04-10T23:00:00.000Z");
});

/* ---- badges ---- */

/* A text drawn in the width that it would have by itself, within a quarter, looks as if it were so. */
for (const site of ["busy", "names"])
	test(`${site}: a badge for the whole and for each component, with words that fit`, async (browser) => {
		const page = await browser.newPage();
		const leaves = api(site, "components").components.filter((one) => !one.group);
		assert.deepEqual(walk(path.join(sites[site], "badges")), leaves.map((one) => `${one.id}.svg`).sort());
		try {
			for (const [file, name] of [["badge.svg", api(site, "summary").page.name], ...leaves.map((one) => [`badges/${one.id}.svg`, one.name])]) {
				await page.setContent(read(site, file));
				const seen = await page.evaluate(() => ({
					title: document.querySelector("title").textContent,
					width: document.querySelector("svg").getBoundingClientRect().width,
					texts: [...document.querySelectorAll("text")].map((one) => {
						const box = one.getBoundingClientRect(), wanted = Number(one.getAttribute("textLength"));
						one.removeAttribute("textLength");
						return { left: box.left, right: box.right, wanted, own: one.getComputedTextLength() };
					}),
				}));
				assert.ok(seen.title.startsWith(`${name}: `), seen.title);
				const [label, message] = seen.texts, edge = await page.locator("svg").evaluate((one) => one.getBoundingClientRect().left);
				assert.ok(label.left >= edge && label.right < message.left && message.right <= edge + seen.width, JSON.stringify(seen));
				for (const one of seen.texts) assert.ok(Math.abs(one.own / one.wanted - 1) < 0.25, `${file}: ${JSON.stringify(one)}`);
			}
		} finally {
			await page.close();
		}
	});

/* ---- what hosts and crawlers read ---- */

test("the sitemap has each page once, and no other", () => {
	const found = [...read("names", "sitemap.xml").matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) => decodeURIComponent(match[1].replace("https://status.example.com/acme/", ""))).sort();
	const pages = walk(sites.names).filter((name) => name.endsWith(".html") && name !== "404.html").map((name) => (name === "index.html" ? "" : name)).sort();
	assert.deepEqual(found, pages);
	assert.match(read("names", "robots.txt"), /^Sitemap: https:\/\/status\.example\.com\/acme\/sitemap\.xml$/m);
	assert.ok(!fs.existsSync(path.join(sites["without an address"], "sitemap.xml")));
});

/* { "/path": { header: value } } */
function rules_of(text) {
	const rules = {};
	let path_now;
	for (const line of text.trimEnd().split("\n")) {
		const header = line.match(/^ {2}([A-Za-z-]+): (.+)$/);
		if (header) rules[path_now][header[1]] = header[2];
		else rules[(path_now = line)] = {};
	}
	return rules;
}

test("_headers has the policy of the pages, and one rule of caching for each file", () => {
	for (const site of ["public", "busy", "names"]) {
		const rules = rules_of(read(site, "_headers")), pages = read_site(path.dirname(sites[site])).pages;
		const { "Content-Security-Policy": policy } = rules["/*"];
		for (const [name, page] of pages)
			if (name.startsWith("status/")) assert.equal(page.elements.find((one) => one.attributes["http-equiv"]).attributes.content, policy, name);
		for (const file of ["", ...walk(sites[site]).filter((name) => name !== "_headers")]) {
			const matching = Object.entries(rules).filter(([rule, headers]) => headers["Cache-Control"] &&
				(rule.endsWith("*") ? `/${file}`.startsWith(rule.slice(0, -1)) : rule === `/${file}`));
			assert.equal(matching.length, 1, `${file}: ${matching.length} rules`);
		}
	}
});

test("the files of the API are those that clients ask for", () => {
	assert.deepEqual(walk(path.join(sites.names, "api/v2")), [...FILES].sort());
});

async function main() {
	const browser = await start();
	const wanted = process.argv[3];
	try {
		await run_jobs(jobs.filter(([name]) => !wanted || name.includes(wanted)).map(([name, job]) => [name, () => job(browser)]), 2);
	} finally {
		await browser.close();
	}
	process.exitCode = status();
}

main().catch((error) => {
	say("api.js runs", [error.stack || error]);
	process.exitCode = 1;
});
