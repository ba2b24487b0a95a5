/*
 * oncall: the calendars of shifts, as a parser of calendars reads them; and who is on call now, as pages tell it.
 *
 * Each holds what `sitrep oncall --until` prints for the same weeks, this one and thirteen more; the bytes are the same all week; no
 * calendar is in the public half.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");
const assert = require("assert");
const ICAL = require("ical.js");
const { suite } = require("./suite");
const { say } = require("./tap");

const work = process.argv[2];
const site = path.join(work, "public");
const root = path.resolve(__dirname, "../..");

/* The Monday of the build's week, in Europe/London, and the one thirteen weeks behind its end: both in winter time. */
const FROM = "2026-11-16T00:00:00Z", UNTIL = "2027-02-22T00:00:00Z";

function calendars(half) {
	return fs.readdirSync(path.join(site, half), { recursive: true }).filter((name) => name.endsWith(".ics"));
}

function events_of(text) {
	return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
}

const instant = (time) => time.toJSDate().toISOString().replace(".000Z", "Z");

/* A calendar's events and the shifts that the command knows, in one form. */
function lines_of(events) {
	return events.map((event) => `${event.uid.split("@")[0]} ${instant(event.startDate)} ${instant(event.endDate)}`).sort();
}

function shifts_of(option, id) {
	const { stdout, stderr } = spawnSync(path.join(path.dirname(work), "sitrep"),
		["oncall", `--${option}`, id, "--at", FROM, "--until", UNTIL, "--format", "json", "-C", root], { encoding: "utf8" });
	if (!stdout) throw new Error(stderr);
	return JSON.parse(stdout).shifts.map((shift) => `${shift.schedule}-${shift.from.replace(/[-:]/g, "")} ${shift.from} ${shift.until}`).sort();
}

function problems_of(name) {
	const text = fs.readFileSync(path.join(site, "handbook", name), "utf8");
	const events = events_of(text);
	const [folder, file] = name.split("/");
	const got = lines_of(events), wanted = shifts_of(folder === "oncall" ? "schedule" : "person", path.basename(file, ".ics"));
	const problems = [];

	if (new Set(events.map((event) => event.uid)).size !== events.length) problems.push("an event's uid occurs twice");
	for (const event of events) {
		if (event.endDate.compare(event.startDate) <= 0) problems.push(`${event.uid} ends before it begins`);
		if (event.startDate.zone !== ICAL.Timezone.utcTimezone) problems.push(`${event.uid} is not in UTC`);
		if (!/ on call: /.test(event.summary)) problems.push(`${event.uid} is called ${event.summary}`);
	}
	if (wanted.length === 0) problems.push("nobody has a shift");
	problems.push(...wanted.filter((line) => !got.includes(line)).map((line) => `misses ${line}`));
	problems.push(...got.filter((line) => !wanted.includes(line)).map((line) => `has ${line}`));
	return problems;
}

function is_linked(name) {
	const [folder, file] = name.split("/");
	const page = folder === "oncall" ? "oncall/index.html" : name.replace(/\.ics$/, ".html");
	return fs.readFileSync(path.join(site, "handbook", page), "utf8").includes(`${folder}/${file}"`);
}

/* Built on another day of the same week. */
function differing(names) {
	const folder = path.join(work, "sunday");
	const { status: exit, stderr } = spawnSync(path.join(path.dirname(work), "sitrep"),
		["build", "--quiet", "--at", "2026-11-22T23:59Z", "-C", root, "-o", folder], { encoding: "utf8" });
	if (exit !== 0) return [stderr];
	return names.filter((name) => !fs.readFileSync(path.join(folder, "handbook", name)).equals(fs.readFileSync(path.join(site, "handbook", name))));
}

const names = calendars("handbook");
say("there is a calendar for each schedule and for whoever is on one", names.length === 7 + 16 ? [] : [`there are ${names.length}`]);
for (const name of names) say(`${name} has the shifts of the command`, problems_of(name));
say("each calendar is linked from its page", names.filter((name) => !is_linked(name)));
say("calendars are the same all week", differing(names));
say("no shift is in the public half", calendars("status").filter((name) => /on call/.test(fs.readFileSync(path.join(site, "status", name), "utf8"))));

/* ---- who is on call now ---- */

const PAGE = "public/handbook/oncall/index.html";
const PHONE = { width: 360, height: 780 };
const { test, run } = suite("oncall", work);

const row_of = (page, name) => page.locator(".now li", { hasText: name });
const shift_of = async (page, name, which) => (await row_of(page, name).locator(".shift").nth(which).innerText()).replace(/\s+/g, " ").trim();

async function across_a_handoff(page) {
	assert.equal(await shift_of(page, "Payments primary", 0), "Luca Morandi until 23 November 2026 at 05:00 GMT-5");
	assert.equal(await shift_of(page, "Payments primary", 1), "then Diego Salas until 30 November 2026 at 05:00 GMT-5");
	await page.clock.runFor(20000);
	assert.equal(await shift_of(page, "Payments primary", 0), "Diego Salas until 30 November 2026 at 05:00 GMT-5");
	assert.equal(await shift_of(page, "Payments primary", 1), "then Priya Raman until 7 December 2026 at 05:00 GMT-5");
	assert.match(await page.locator(".now .made").innerText(), /America\/New_York/);
}

const NEW_YORK = { at: "2026-11-23T09:59:50Z", timezoneId: "America/New_York" };
for (const where of [PAGE, "public/handbook/index.html", "public/handbook/teams/payments.html", "public/handbook/runbooks/payment-provider-failure.html"])
	test(`${where} says who is on call now, across a handoff`, where, NEW_YORK, across_a_handoff);
async function called_across_a_handoff(page) {
	const turn = async (which) => (await page.locator(".path .schedule", { hasText: "Payments primary" }).first().locator(".shift").nth(which).innerText()).replace(/\s+/g, " ").trim();
	assert.equal(await turn(0), "Luca Morandi until 23 November 2026 at 05:00 GMT-5");
	await page.clock.runFor(20000);
	assert.equal(await turn(0), "Diego Salas (quiet hours: passed over) until 30 November 2026 at 05:00 GMT-5");
	assert.equal(await turn(1), "Priya Raman until 7 December 2026 at 05:00 GMT-5");
}

for (const where of [PAGE, "public/handbook/services/payments-api.html", "public/handbook/runbooks/payment-provider-failure.html"])
	test(`${where} says who is called, across a handoff`, where, NEW_YORK, called_across_a_handoff);
/* Of the back-up, who is called after five minutes: 00:00 to 05:00 in Mexico City. */
for (const [at, rests] of [["2026-12-10T05:54:30Z", false], ["2026-12-10T05:55:30Z", true], ["2026-12-10T10:54:30Z", true], ["2026-12-10T10:55:30Z", false]])
	test(`who is in quiet hours when a level is called is said to be passed over, ${at}`, "public/handbook/runbooks/payment-provider-failure.html", { at }, async (page) => {
		const level = page.locator(".path li", { hasText: "Diego Salas" }).first();
		assert.match(await level.locator(".when").innerText(), /^after 5 ?m/i);
		assert.equal(await level.locator(".resting").count(), rests ? 1 : 0);
	});

test("quiet hours begin while the page is open", "public/handbook/runbooks/payment-provider-failure.html", { at: "2026-12-10T05:54:50Z" }, async (page) => {
	const level = page.locator(".path li", { hasText: "Diego Salas" }).first();
	assert.equal(await level.locator(".resting").count(), 0);
	await page.clock.runFor(20000);
	assert.equal(await level.locator(".resting").innerText(), "(quiet hours: passed over)");
});

test("it does so from disk", PAGE, { ...NEW_YORK, from_disk: true }, across_a_handoff);

test("whose name is there leads to them", "public/handbook/runbooks/payment-provider-failure.html", NEW_YORK, async (page) => {
	await row_of(page, "Payments primary").locator("a", { hasText: "Luca" }).click();
	assert.equal(await page.locator("h1").innerText(), "Luca Morandi");
});

test("times are those of the reader", PAGE, { at: "2026-11-23T09:00:00Z", timezoneId: "Pacific/Auckland", locale: "en-NZ" }, async (page) => {
	assert.match(await shift_of(page, "Payments primary", 0), /^Luca Morandi until 23 November 2026 at 11:00.pm /i);
	assert.match(await row_of(page, "Payments primary").locator(".until").first().textContent(), /11:00\u00a0pm\u00a0NZDT$/i);
});

test("a page that is too old says that it can't tell", PAGE, { at: "2027-03-01T12:00:00Z" }, async (page) => {
	assert.match(await shift_of(page, "Payments primary", 0), /too long ago/);
	assert.equal(await row_of(page, "Payments primary").locator(".then").isVisible(), false);
});

test("nobody is on call in a gap, and a name is no markup", PAGE, { at: "2026-11-23T12:00:00Z" }, async (page) => {
	const at = Date.parse("2026-11-23T12:00:00Z") / 1000;
	await row_of(page, "Payments primary").evaluate((row, data) => { row.dataset.ahead = data; },
		JSON.stringify({ until: at + 86400, people: [["<b>A</b>", null]], shifts: [[at + 3600, at + 7200, 0]] }));
	await page.clock.runFor(11000);
	assert.equal(await shift_of(page, "Payments primary", 0), "Nobody on call until 23 November 2026 at 14:00 CET");
	assert.equal(await shift_of(page, "Payments primary", 1), "then <b>A</b> until 23 November 2026 at 15:00 CET");
});

test("without scripts the next shifts are there, and that they are of the build", PAGE, { at: NEW_YORK.at, javaScriptEnabled: false }, async (page) => {
	assert.equal(await shift_of(page, "Payments primary", 0), "Luca Morandi until 23 November 2026, 10:00 GMT");
	assert.equal(await shift_of(page, "Payments primary", 1), "then Diego Salas until 30 November 2026, 10:00 GMT");
	assert.match(await page.locator(".now .made").innerText(), /^As when this page was made: each turn ends at the time beside it/);
});

for (const javaScriptEnabled of [true, false])
	test(`a zone stays beside its clock, ${javaScriptEnabled ? "with" : "without"} scripts`, PAGE, { at: NEW_YORK.at, javaScriptEnabled, viewport: PHONE }, async (page) => {
		const times = await page.locator(".now .until").allTextContents();
		assert.ok(times.length > 1);
		assert.deepEqual(times.filter((text) => !/\d\u00a0[A-Z+\-0-9]+\s*$/.test(text)), []);
	});

for (const viewport of [PHONE, { width: 768, height: 900 }, { width: 1280, height: 800 }])
	test(`nothing moves when a script tells it, ${viewport.width} wide`, PAGE, { at: "2026-11-23T12:00:00Z", viewport }, async (page) => {
		const plain = await page.context().browser().newContext({ viewport, javaScriptEnabled: false });
		const other = await plain.newPage();
		await other.goto(page.url());
		assert.deepEqual(await page.locator("#schedules").boundingBox(), await other.locator("#schedules").boundingBox());
		await plain.close();
	});

test("the weeks fit a phone, and each shift is in a table beside them", PAGE, { at: "2026-11-23T12:00:00Z", viewport: PHONE }, async (page) => {
	const card = page.locator("#schedule-payments-primary");
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
	assert.equal(await card.locator(".days").count(), 4);
	await card.locator("summary", { hasText: "The shifts of these four weeks" }).click();
	assert.match((await card.locator("details tbody tr").first().innerText()).replace(/\s+/g, " "), /^Elena|^Luca/);
});

run(process.argv[3]);
