/*
 * decode: the read API, read by one who forgives nothing.
 *
 * read_api(directory) → { "summary.json": text, … }, decode(files) → a list of what is wrong: a key that is missing,
 * one more, one in another place; a value of another type or outside its enumeration; a time without milliseconds; an id
 * that leads nowhere; files that contradict each other.  Whoever lists something in SHAPES says the order, too.
 */
"use strict";

const fs = require("fs");
const path = require("path");

const FILES = ["summary.json", "status.json", "components.json", "incidents.json", "incidents/unresolved.json",
	"scheduled-maintenances.json", "scheduled-maintenances/upcoming.json", "scheduled-maintenances/active.json"];
const NEWEST_LIMIT = 50;

const STATES = ["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"];
const INDICATORS = ["none", "minor", "major", "critical", "maintenance"];
const OF_INCIDENT = ["investigating", "identified", "monitoring", "resolved", "postmortem"];
const OF_MAINTENANCE = ["scheduled", "in_progress", "verifying", "completed"];

/* ---- types: each (value, say), where say(message) reports ---- */

const text = (value, say) => typeof value === "string" || say("is no text");
const filled = (value, say) => (typeof value === "string" && value.trim() !== "") || say("is no text, or an empty one");
const flag = (value, say) => typeof value === "boolean" || say("is neither true nor false");
const only = (wanted) => (value, say) => value === wanted || say(`is not ${wanted}`);
const id = (value, say) => (typeof value === "string" && /^[a-z0-9]{12}$/.test(value)) || say("is no id of 12 characters of a-z and 0-9");
const one_of = (list) => (value, say) => list.includes(value) || say(`is none of ${list.join(", ")}`);
const or_null = (type) => (value, say) => value === null || type(value, say);

function time(value, say) {
	if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return say("is no time in UTC with milliseconds");
	return (!isNaN(Date.parse(value)) && new Date(value).toISOString() === value) || say("is a time that there is not");
}

function date(value, say) {
	if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return say("is no date");
	return new Date(`${value}T00:00:00.000Z`).toISOString().startsWith(value) || say("is a date that there is not");
}

const position = (value, say) => (Number.isInteger(value) && value >= 1 && value <= 255) || say("is no integer from 1 to 255");

/* say of a part of something. */
const below = (say, where) => (message, deeper = "") => say(message, where + deeper);

const list = (type) => (value, say) => {
	if (!Array.isArray(value)) return say("is no list");
	value.forEach((item, i) => type(item, below(say, `[${i}]`)));
};

function check_keys(value, keys, say) {
	const found = Object.keys(value), wanted = keys.map(([key]) => key);
	const missing = wanted.filter((key) => !found.includes(key)), more = found.filter((key) => !wanted.includes(key));
	if (missing.length) say(`lacks ${missing.join(", ")}`);
	if (more.length) say(`has ${more.join(", ")}, which nobody knows`);
	if (!missing.length && !more.length && found.join() !== wanted.join()) say(`has its keys in the order ${found.join(", ")}`);
}

/* keys: [[name, type]…] or a function of the value that gives them. */
const object = (keys) => (value, say) => {
	if (value === null || typeof value !== "object" || Array.isArray(value)) return say("is no object");
	const wanted = typeof keys === "function" ? keys(value) : keys;
	check_keys(value, wanted, say);
	for (const [key, type] of wanted) if (key in value) type(value[key], below(say, `.${key}`));
};

/* ---- shapes ---- */

const page = object([["id", id], ["name", filled], ["url", filled], ["time_zone", filled], ["updated_at", time]]);
const status = object([["indicator", one_of(INDICATORS)], ["description", filled]]);

const component = object((value) => [
	["id", id], ["name", filled], ["status", one_of(STATES)], ["created_at", time], ["updated_at", time], ["position", position],
	["description", or_null(filled)], ["showcase", flag], ["start_date", or_null(date)], ["group_id", or_null(id)], ["page_id", id],
	["group", flag], ["only_show_if_degraded", flag],
	...(value.group === true ? [["components", list(id)]] : []),
]);

const affected = object([["code", id], ["name", filled], ["old_status", one_of(STATES)], ["new_status", one_of(STATES)]]);

function affected_list(value, say) {
	list(affected)(value, say);
	if (Array.isArray(value) && !value.length) say("is empty, and not null");
}

const update = (statuses) => object([
	["id", id], ["status", one_of(statuses)], ["body", text], ["incident_id", id], ["created_at", time], ["updated_at", time],
	["display_at", time], ["affected_components", or_null(affected_list)], ["deliver_notifications", flag],
	["custom_tweet", only(null)], ["tweet_id", only(null)],
]);

const incident_keys = (statuses, impacts) => [
	["id", id], ["name", filled], ["status", one_of(statuses)], ["created_at", time], ["updated_at", time],
	["monitoring_at", or_null(time)], ["resolved_at", or_null(time)], ["impact", one_of(impacts)], ["shortlink", filled],
	["started_at", time], ["page_id", id], ["incident_updates", list(update(statuses))], ["components", list(component)],
	["reminder_intervals", only(null)],
];

const incidents = list(object(incident_keys(OF_INCIDENT, INDICATORS.slice(0, 4))));
const maintenances = list(object([...incident_keys(OF_MAINTENANCE, ["maintenance"]), ["scheduled_for", time], ["scheduled_until", time]]));

const SHAPES = {
	"summary.json": [["page", page], ["components", list(component)], ["incidents", incidents], ["scheduled_maintenances", maintenances], ["status", status]],
	"status.json": [["page", page], ["status", status]],
	"components.json": [["page", page], ["components", list(component)]],
	"incidents.json": [["page", page], ["incidents", incidents]],
	"incidents/unresolved.json": [["page", page], ["incidents", incidents]],
	"scheduled-maintenances.json": [["page", page], ["scheduled_maintenances", maintenances]],
	"scheduled-maintenances/upcoming.json": [["page", page], ["scheduled_maintenances", maintenances]],
	"scheduled-maintenances/active.json": [["page", page], ["scheduled_maintenances", maintenances]],
};

/* ---- what belongs together ---- */

function check_unique(list, what, say) {
	const seen = new Set();
	for (const one of list) {
		if (seen.has(one.id)) say(`the id ${one.id} is ${what}'s twice`);
		seen.add(one.id);
	}
}

function check_components(all, page_id, say) {
	const by_id = new Map(all.map((one) => [one.id, one]));
	check_unique(all, "a component", say);
	for (const one of all) {
		if (one.page_id !== page_id) say(`the component ${one.id} is of the page ${one.page_id}`);
		if (one.group_id !== null && !by_id.get(one.group_id)?.components?.includes(one.id)) say(`the component ${one.id} is in the group ${one.group_id}, which does not have it`);
		for (const child of one.components || [])
			if (by_id.get(child)?.group_id !== one.id) say(`the group ${one.id} has the component ${child}, which is not in it`);
	}
	for (const level of new Set(all.map((one) => one.group_id))) {
		const places = all.filter((one) => one.group_id === level).map((one) => one.position);
		places.forEach((place, i) => place === Math.min(i + 1, 255) || say(`the positions of the level ${level} are ${places}`));
	}
}

function check_updates(one, components, say) {
	const times = one.incident_updates.map((each) => each.display_at);
	if (times.join() !== [...times].sort().reverse().join()) say(`the updates of ${one.id} are not newest first`);
	for (const each of one.incident_updates) {
		if (each.incident_id !== one.id) say(`the update ${each.id} of ${one.id} is of ${each.incident_id}`);
		for (const change of each.affected_components || []) {
			const known = components.get(change.code), group = known && components.get(known.group_id);
			if (!known) say(`the update ${each.id} affects ${change.code}, which is no component`);
			else if (change.name !== (group ? `${group.name} - ${known.name}` : known.name)) say(`the update ${each.id} gives ${change.code} the name ${change.name}`);
		}
	}
}

function check_incident(one, components, page, say) {
	const over = ["resolved", "postmortem", "completed"].includes(one.status);
	if (one.page_id !== page.id) say(`${one.id} is of the page ${one.page_id}`);
	if (over !== (one.resolved_at !== null)) say(`${one.id} is ${one.status}, and was resolved at ${one.resolved_at}`);
	if (one.updated_at < one.created_at) say(`${one.id} was changed before it was made`);
	if (one.incident_updates.some((each) => each.status !== "scheduled" && each.display_at > page.updated_at)) say(`${one.id} says what is not said yet`);
	if (one.scheduled_until < one.scheduled_for) say(`${one.id} ends before it begins`);
	for (const each of one.components)
		if (JSON.stringify(components.get(each.id)) !== JSON.stringify(each)) say(`the component ${each.id} of ${one.id} is not the one of components.json`);
	check_updates(one, components, say);
}

/* What one file has of another's list, and how it is. */
function check_part(part, whole, statuses, say) {
	for (const one of part) {
		const other = whole.find((each) => each.id === one.id);
		if (!statuses.includes(one.status)) say(`has ${one.id}, which is ${one.status}`);
		if (!other && whole.length < NEWEST_LIMIT) say(`has ${one.id}, which is not in the list of all`);
		if (other && JSON.stringify({ ...other, shortlink: 0 }) !== JSON.stringify({ ...one, shortlink: 0 })) say(`tells of ${one.id} otherwise than the list of all`);
	}
	for (const other of whole)
		if (statuses.includes(other.status) && !part.some((one) => one.id === other.id)) say(`lacks ${other.id}, which is ${other.status}`);
}

function check_lists(data, say) {
	const summary = data["summary.json"], all = data["incidents.json"].incidents, windows = data["scheduled-maintenances.json"].scheduled_maintenances;
	const unresolved = OF_INCIDENT.slice(0, 3), active = ["in_progress", "verifying"];
	for (const [file, list] of [["incidents.json", all], ["scheduled-maintenances.json", windows]]) {
		if (list.length > NEWEST_LIMIT) say(`${file} has more than ${NEWEST_LIMIT}`);
		check_unique(list, "an incident", below(say, file));
		check_unique(list.flatMap((one) => one.incident_updates), "an update", below(say, file));
		const starts = list.map((one) => one.started_at);
		if (starts.join() !== [...starts].sort().reverse().join()) say(`${file} is not newest first`);
	}
	check_part(data["incidents/unresolved.json"].incidents, all, unresolved, below(say, "incidents/unresolved.json"));
	check_part(summary.incidents, all, unresolved, below(say, "summary.json"));
	check_part(data["scheduled-maintenances/upcoming.json"].scheduled_maintenances, windows, ["scheduled"], below(say, "scheduled-maintenances/upcoming.json"));
	check_part(data["scheduled-maintenances/active.json"].scheduled_maintenances, windows, active, below(say, "scheduled-maintenances/active.json"));
	check_part(summary.scheduled_maintenances, windows, ["scheduled", ...active], below(say, "summary.json"));
}

function check_together(data, say) {
	const { page: first, components } = data["components.json"];
	const known = new Map(components.map((one) => [one.id, one]));
	check_components(components, first.id, say);
	if (JSON.stringify(data["summary.json"].components) !== JSON.stringify(components)) say("summary.json has other components than components.json");
	if (JSON.stringify(data["summary.json"].status) !== JSON.stringify(data["status.json"].status)) say("summary.json has another status than status.json");
	for (const file of FILES) {
		if (JSON.stringify({ ...data[file].page, url: 0 }) !== JSON.stringify({ ...first, url: 0 })) say(`${file} is of another page`);
		for (const one of [...(data[file].incidents || []), ...(data[file].scheduled_maintenances || [])]) check_incident(one, known, first, below(say, file));
	}
	check_lists(data, say);
}

/* ---- the whole ---- */

/* A key twice is one that JSON.parse forgets. */
function parse(file, source, say) {
	try {
		const data = JSON.parse(source);
		const keys = (source.match(/"(?:[^"\\]|\\.)*"(?=\s*:)/g) || []).length;
		if (keys !== (JSON.stringify(data).match(/"(?:[^"\\]|\\.)*"(?=:)/g) || []).length) say("has a key twice", file);
		return data;
	} catch (error) {
		say(String(error), file);
		return null;
	}
}

function decode(files) {
	const problems = [], data = {};
	const say = (message, where = "") => void problems.push(`${where}: ${message}`);
	for (const file of FILES) {
		if (files[file] === undefined) {
			say("is missing", file);
			continue;
		}
		data[file] = parse(file, files[file], say);
		if (data[file] !== null) object(SHAPES[file])(data[file], below(say, file));
	}
	if (!problems.length) check_together(data, say);
	return problems;
}

function read_api(directory) {
	return Object.fromEntries(FILES.filter((file) => fs.existsSync(path.join(directory, file)))
		.map((file) => [file, fs.readFileSync(path.join(directory, file), "utf8")]));
}

module.exports = { FILES, read_api, decode };
