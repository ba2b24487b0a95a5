/*
 * oncall: the calendars of shifts, as a parser of calendars reads them.
 *
 * Each holds what `sitrep oncall --until` prints for the same thirteen weeks; the bytes are the same all week; no
 * calendar is in the public half.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");
const ICAL = require("ical.js");
const { say, status } = require("./tap");

const work = process.argv[2];
const site = path.join(work, "public");
const root = path.resolve(__dirname, "../..");

/* The Monday of the build's week, in Europe/London, and the one thirteen weeks later: both in winter time. */
const FROM = "2026-11-16T00:00:00Z", UNTIL = "2027-02-15T00:00:00Z";

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
process.exit(status());
