/*
 * hostile: sites whose every word comes from somebody who wants a script to run.
 *
 *   node hostile.js SITREP DIRECTORY
 *
 * DIRECTORY/words is one site in which each vector of hostile.vectors stands in every place where an author can write:
 * documents, their front matter, registers, alert rules.  DIRECTORY/titles/N are small ones, for what a site has once and for
 * names of files.  A few vectors share a page; in Markdown each has blocks of its own, so that none takes in another.
 *
 * Vector 0 is no attack: what it says in a place, "here-PLACE", shows that what is written there is shown.
 *
 * Bytes are kept as characters up to U+00FF, since a vector need not be UTF-8.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");

const LIST = path.join(__dirname, "hostile.vectors");

/* ---- vectors ---- */

/* What a script that runs does, so that scripts.js sees it; none needs a character that markup could take away. */
const WAYS = { dialog: "alert(1)", flag: "hit=1", console: "console.log(/hit/)", title: "document.title=/hit/" };

const utf8 = (text) => Buffer.from(text, "utf8").toString("latin1");
const CONTROLS = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", 0: "\0", "\\": "\\" };

/* A surrogate is no character; written as if it were one it is the three bytes that no UTF-8 has. */
function encode(unit) {
	if (unit < 0xd800 || unit > 0xdfff) return utf8(String.fromCharCode(unit));
	return String.fromCharCode(0xe0 | unit >> 12, 0x80 | unit >> 6 & 0x3f, 0x80 | unit & 0x3f);
}

function unescape(line) {
	return utf8(line).replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([ntrfv0\\]))/g, (_, byte, unit, control) =>
		byte ? String.fromCharCode(parseInt(byte, 16)) : unit ? encode(parseInt(unit, 16)) : CONTROLS[control]);
}

/* vectors(): [{ number, line, bytes }]. */
function vectors() {
	const ways = Object.values(WAYS);
	const lines = fs.readFileSync(LIST, "utf8").split("\n").filter((line) => line && !line.startsWith("# "));
	return lines.map((line, i) => ({ number: i + 1, line, bytes: unescape(line).replaceAll("alert(1)", () => ways[i % ways.length]) }));
}

/* ---- places ---- */

const TOGETHER = 20;

/*
 * A group is { number, list }: vectors that share documents.  That of vector 0 is 0.  What no reader takes for text comes
 * last, so that it takes nothing else with it.
 */
function groups(list) {
	const made = [{ number: 0, list: [{ number: 0, bytes: "" }] }];
	for (const part of [list.filter(is_text), list.filter((vector) => !is_text(vector))])
		for (let i = 0; i < part.length; i += TOGETHER) made.push({ number: made.length, list: part.slice(i, i + TOGETHER) });
	return made;
}

/* Each place that was written to: those of the handbook, and those that are public. */
const places = { handbook: new Set(), status: new Set() };

function use(place, half) {
	if (half !== "status") places.handbook.add(place);
	if (half !== "handbook") places.status.add(place);
}

/* at(vector, place, half): the vector in a place of the handbook, of status, or of both. */
function at(vector, place, half = "handbook") {
	use(place, half);
	return vector.number ? vector.bytes : `here-${place}`;
}

/* Where an address is wanted. */
function address(vector, place, half = "handbook") {
	use(place, half);
	return vector.number ? vector.bytes : `https://example.com/here-${place}`;
}

/* In a field that is one text, or a list of texts: all of a group. */
const values = (group, place, half) => group.list.filter(is_text).map((vector) => at(vector, place, half));
const together = (group, place, half) => quoted(values(group, place, half).join(" ") || "Words");
const listed = (group, place, half) => `[${values(group, place, half).map(quoted).join(", ")}]`;

/* As few texts as it takes, none longer than a file's name may be. */
function packed(texts) {
	const made = [""];
	for (const text of texts) {
		if (made.at(-1).length + text.length > 150) made.push("");
		made.push(`${made.pop()} ${text}`.trim().slice(0, 220));
	}
	return made.filter(Boolean);
}

const each = (group, write) => group.list.map((vector) => write(vector, vector.number)).join("");

const is_utf8 = (bytes) => utf8(Buffer.from(bytes, "latin1").toString("utf8")) === bytes;

/* What a file may hold: no control characters, and nothing that is not UTF-8. */
function is_text({ bytes }) {
	return is_utf8(bytes) && !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(bytes);
}

/* In quotes, as YAML reads it: what is no plain character escaped, where it can be. */
function quoted(bytes) {
	if (!is_utf8(bytes)) return JSON.stringify(bytes).replace(/\x7f/g, "\\x7f");
	const text = JSON.stringify(Buffer.from(bytes, "latin1").toString("utf8"));
	return utf8(text.replace(/[\x7f-\uffff]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`));
}

/* In one line, as it is: what ends a line would end the place. */
const line = (bytes) => bytes.replace(/[\r\n]+/g, " ");

/* In a table's cell. */
const cell = (bytes) => line(bytes).replace(/\|/g, "\\|");

/* Lines further in, so that all of them belong to a list item or a quote. */
const indented = (bytes, by) => bytes.replace(/\r?\n/g, `\n${by}`);

/* ---- documents ---- */

const runbook = (group) => `---
title: ${together(group, "runbook-title")}
description: ${together(group, "runbook-description")}
service: s${group.number}
severity: SEV${group.number}
owner: "@p${group.number}"
alerts: ${listed(group, "alert")}
tags: [${packed(values(group, "tag")).map(quoted).join(", ")}]
aliases: ${listed(group, "alias")}
reviewed: 2026-11-01
---

${each(group, runbook_body)}
${at(group.list.at(-1), "runbook-end")}
`;

function runbook_body(vector, n) {
	const put = (place) => at(vector, `runbook-${place}`);
	const one = (place) => line(put(place));
	const url = (place) => address(vector, `runbook-${place}`);
	return `
Words ${one("text")}

${one("start")}

Words **${one("strong")}**

Words *${one("emphasis")}*

Words ~~${one("struck")}~~

Words \`${one("code")}\`

[${one("link-text")}](https://example.com/)

[a](${url("link")})

[a](<${url("link-in-brackets")}>)

[a](https://example.com/ "${put("link-title")}")

[a](https://example.com/${one("link-path")})

[a](#${one("link-fragment")})

[a](plain.md#${one("link-heading")})

[a][r${n}] ![a][r${n}]

[r${n}]: ${line(url("reference"))}

<${line(url("autolink"))}>

<https://example.com/${one("autolink-path")}>

https://example.com/${one("bare-link")}

[[${one("wiki-link")}]]

@${one("mention")}

![a](${url("image")})

![a](https://example.com/${one("image-path")})

![${one("image-text")}](../guides/dot.png)

![a](../guides/dot.png "${put("image-title")}")

Named.[^${one("footnote-name")}] Noted.[^n${n}]

[^n${n}]: Note ${indented(put("footnote"), "    ")}

## Symptoms ${one("heading")}

- item ${indented(put("item"), "  ")}
- ${indented(put("item-start"), "  ")}
- [ ] ${one("task")}

## ${one("heading-start")}

**${one("bold-heading")}**

## Diagnosis (${one("time-box")})

| ${cell(put("table-head"))} | b |
|---|---|
| ${cell(put("table-cell"))} | \`${cell(put("table-code"))}\` |

> quoted ${indented(put("quote"), "> ")}

> [!WARNING]
> ${indented(put("alert-box"), "> ")}

~~~~~~~ ${one("fence-name")}
${put("fence")}
~~~~~~~

~~~~~~~ sh
echo ${put("command")} <${one("parameter")}> {{${one("parameter-in-braces")}}}
~~~~~~~

    ${indented(put("indented-code"), "    ")}

> <a href="${put("attribute")}">a</a> <b title='${put("attribute-in-quotes")}' ${put("attribute-name")}=x>b</b>

> ${indented(put("block"), "> ")}
`;
}

const incident = (group) => `---
title: ${together(group, "incident-title", "both")}
severity: SEV${group.number}
components: [s${group.number}]
started: 2026-11-21 10:00 UTC
runbooks: [v${group.number}]
postmortem: v${group.number}-review
tags: [${packed(values(group, "incident-tag")).map(quoted).join(", ")}]
---

${each(group, (vector) => `> ${indented(at(vector, "incident-lead"), "> ")}\n\n`)}
${each(group, (vector) => incident_body(vector, group.number))}

## Monitoring - 2026-11-21 11:00 UTC

${at(group.list.at(-1), "incident-end", "both")}
`;

function incident_body(vector, n) { /* n: of the group */
	const put = (place) => at(vector, `incident-${place}`, "both");
	const one = (place) => line(put(place));
	const url = (place) => address(vector, `incident-${place}`, "both");
	return `
## Investigating - 2026-11-21 10:05 UTC ${line(at(vector, "update-heading"))}

Affects: s${n} (partial outage), ${line(at(vector, "affects"))} (major outage)

Words ${one("text")}

${one("start")}

**${one("strong")}** \`${one("code")}\`

[${one("link-text")}](https://example.com/)

[a](${url("link")})

[a](<${url("link-in-brackets")}>)

[a](https://example.com/${one("link-path")})

[a][r${vector.number}]

[r${vector.number}]: ${line(url("reference"))}

<${line(url("autolink"))}>

- ${indented(put("item"), "  ")}

| ${cell(put("table-head"))} | b |
|---|---|
| ${cell(put("table-cell"))} | b |

### ${one("heading")}

> [!NOTE]
> ${indented(put("alert-box"), "> ")}

~~~~~~~ ${line(at(vector, "incident-fence-name"))}
${put("fence")}
~~~~~~~

![${one("image-text")}](${at(vector, "incident-image")})

## 10:30 ${line(at(vector, "update-status"))}

Words

## Monitoring - 2026-11-21 10:40 UTC

Affects: s${n} (${line(at(vector, "affects-state"))})

> ${indented(put("block"), "> ")}
`;
}

const maintenance = (group) => `---
title: ${together(group, "maintenance-title", "both")}
starts: 2026-11-21 10:00 UTC
ends: 2026-11-21 ${["11:00", "14:00"][group.number % 2]} UTC
components: [s${group.number}]
---

${each(group, (vector) => `> ${indented(at(vector, "maintenance-lead", "both"), "> ")}\n\n`)}
## In progress - 2026-11-21 10:00 UTC

${each(group, (vector) => `Words ${line(at(vector, "maintenance-text", "both"))}\n\n`)}
`;

const postmortem = (group) => `---
title: ${together(group, "postmortem-title")}
incident: v${group.number}
severity: SEV${group.number}
services: [s${group.number}]
started: 2026-11-21 10:00 UTC
detected: 2026-11-21 10:02 UTC
acknowledged: 2026-11-21 10:03 UTC
mitigated: 2026-11-21 10:40 UTC
resolved: 2026-11-21 11:00 UTC
detected_by: monitoring
authors: [p${group.number}]
status: final
public: true
runbooks: [v${group.number}]
---

## Summary

${each(group, (vector) => `Words ${line(at(vector, "postmortem-summary"))}\n\n`)}

## Timeline (UTC)

${each(group, (vector) => `- 10:02 ${line(at(vector, "timeline"))}
- 10:03 [a](${address(vector, "timeline-link")}) \`${line(at(vector, "timeline-code"))}\`
`)}

## Action items

${each(group, (vector) => `- [ ] Do ${line(at(vector, "action"))} (owner: @p${group.number}, due: 2026-12-01)
- [ ] Words (owner: @p${group.number}, due: 2026-12-01, ticket: ${line(at(vector, "action-ticket"))})
- [ ] [${line(at(vector, "action-link-text"))}](${address(vector, "action-link")}) (owner: ${line(at(vector, "action-owner"))}, due: ${line(at(vector, "action-due"))})
`)}
`;

const gameday = (group) => `---
title: ${together(group, "gameday-title")}
date: 2026-11-12
duration: 2h
scenario: ${together(group, "gameday-scenario")}
participants: [p${group.number}]
runbooks: [v${group.number}]
---

## Action items

| Action | Owner | Due | Status | Ticket | Type | Priority |
|---|---|---|---|---|---|---|
${each(group, (vector) => `| Do ${cell(at(vector, "gameday-action"))} | @p${group.number} | 2026-12-01 | ${cell(at(vector, "gameday-status"))} | ${cell(at(vector, "gameday-ticket"))} | ${cell(at(vector, "gameday-type"))} | ${cell(at(vector, "gameday-priority"))} |\n`)}
`;

/* ---- registers ---- */

/* An address in a field that takes one: another vector of the group for each field, of those with a scheme where there are any. */
function one_of(group, i, place, half) {
	const all = group.list.filter(is_text), whole = all.filter(({ bytes }) => /^[a-z]+:/i.test(bytes));
	const texts = whole.length ? whole : all;
	return texts.length ? quoted(address(texts[i % texts.length], place, half)) : '""';
}

const service = (group) => `services:
  s${group.number}:
    name: ${together(group, "service-name")}
    description: ${together(group, "service-description")}
    team: t${group.number}
    repository: ${one_of(group, 0, "service-repository")}
    dashboards: [${group.list.filter(is_text).map((vector) => `{name: ${quoted(at(vector, "dashboard-name"))}, url: ${quoted(address(vector, "dashboard-url"))}}`).join(", ")}]
    upstream: {statuspage: ${one_of(group, 1, "service-upstream")}, component: ${together(group, "service-upstream-component")}}
    component:
      name: ${together(group, "component-name", "both")}
      group: ${together(group, "component-group", "both")}
      description: ${together(group, "component-description", "status")}
`;

const person = (group) => `people:
  p${group.number}:
    name: ${together(group, "person-name")}
    team: t${group.number}
    slack: ${together(group, "person-slack")}
    email: ${together(group, "person-email")}
    phone: ${together(group, "person-phone")}
    quiet_hours: ${together(group, "person-quiet-hours")}
`;

const team = (group) => `teams:
  t${group.number}:
    name: ${together(group, "team-name")}
    lead: p${group.number}
    channel: ${together(group, "team-channel")}
    description: ${together(group, "team-description")}
`;

const severity = (group) => `severities:
  SEV${group.number}:
    name: ${together(group, "severity-name")}
    description: ${together(group, "severity-description")}
    examples: ${listed(group, "severity-example")}
    escalation: ${together(group, "severity-escalation")}
    roles: [r${group.number}]
    update_every: 30m
roles:
  r${group.number}:
    name: ${together(group, "role-name")}
    description: ${together(group, "role-description")}
    responsibilities: ${listed(group, "role-responsibility")}
tiers:
  L${group.number}:
    role: ${together(group, "tier-role")}
    responsibility: ${together(group, "tier-responsibility")}
    skills: ${together(group, "tier-skills")}
`;

const rule = (vector) => `      - alert: ${quoted(at(vector, "alert"))}
        expr: ${quoted(at(vector, "alert-expression"))}
        labels: {severity: ${quoted(at(vector, "alert-severity"))}}
        annotations: {summary: ${quoted(at(vector, "alert-summary"))}, runbook_url: ${quoted(address(vector, "alert-runbook"))}}
`;

const rules_file = (group) => `groups:
  - name: all
    rules:
${group.list.filter(is_text).map(rule).join("")}`;

/* ---- writing ---- */

function write(file, bytes) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, Buffer.from(bytes, "latin1"));
}

/* Whether the content is in order is no question here. */
function rules_off(sitrep) {
	const ids = execFileSync(sitrep, ["rules"], { encoding: "utf8" }).match(/^[a-z]+\/[a-z-]+/gm);
	return `rules:\n${ids.map((id) => `  ${id}: off\n`).join("")}`;
}

const DOT = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64").toString("latin1");

const FILES = [["content/runbooks/v%.md", runbook], ["content/incidents/v%.md", incident], ["content/maintenance/v%-work.md", maintenance],
	["content/postmortems/v%-review.md", postmortem], ["content/gamedays/v%-day.md", gameday], ["content/service-%.yaml", service],
	["content/person-%.yaml", person], ["content/team-%.yaml", team], ["content/severity-%.yaml", severity], ["rules/%.yaml", rules_file]];

function write_words(directory, made, rules) {
	write(path.join(directory, "site.yaml"), `title: Words\nalerts: {rules: ["rules/*.yaml"]}\nstatus: {title: Words, url: "https://status.example.com/"}\n${rules}`);
	write(path.join(directory, "content/runbooks/plain.md"), "---\ntitle: Plain\n---\n\n## Heading\n");
	write(path.join(directory, "content/guides/dot.png"), DOT);
	for (const group of made)
		for (const [name, text] of FILES) write(path.join(directory, name.replace("%", group.number)), text(group));
}

/* Documents without a title, named after the vectors. */
function write_named(directory, group) {
	const names = group.list.map((vector) => line(at(vector, "file-name", "both")).replace(/[/\0]/g, utf8("∕")).replace(/^[.\s]+/, ""));
	for (const folder of ["runbooks", "incidents"]) {
		fs.mkdirSync(path.join(directory, "content", folder), { recursive: true });
		for (const name of packed(names))
			fs.writeFileSync(Buffer.from(`${directory}/content/${folder}/${name}.md`, "latin1"), "## Investigating - 2026-11-21 10:05 UTC\n\nWords\n");
	}
}

/*
 * What a site has once.  Of its addresses each has another vector of the group; all fields that hold an address are
 * read by the same function.
 */
function write_titles(directory, group, rules) {
	const put = (place, half) => together(group, `site-${place}`, half);
	const url = (i, place, half) => one_of(group, i, `site-${place}`, half);
	write(path.join(directory, "site.yaml"), `title: ${put("title")}
description: ${put("description")}
base_url: ${url(0, "base-url")}
edit_url: ${url(1, "edit-url")}
trackers: [{pattern: "OPS-*", url: ${url(2, "tracker")}}, {pattern: "WEB-*", url: ${url(3, "tracker")}}]
status: {title: ${put("status-title", "status")}, description: ${put("status-description", "status")}, url: ${url(4, "status-url", "status")}, support_url: ${url(5, "support-url", "status")}}
kinds: {runbook: {title: ${put("kind")}, plural: ${put("kinds")}}}
${rules}`);
	write(path.join(directory, "content/registers.yaml"), `services: {s: {name: S, escalation: e, component: {name: S}}}
schedules: {d: {name: ${put("schedule")}, layers: [{people: [p], start: "2026-01-05T09:00", every: 1w}]}}
escalations: {e: {name: ${put("escalation")}, levels: [{after: 0m, notify: [schedule/d], by: ${listed(group, "site-escalation-by")}}]}}
people: {p: {name: P}}
`);
	write(path.join(directory, "content/runbooks/plain.md"), "---\ntitle: Plain\nservice: s\nowner: \"@p\"\n---\n\nWords\n");
	write(path.join(directory, "content/postmortems/plain.md"), "---\ntitle: Plain\nstarted: 2026-11-21 10:00 UTC\n---\n\n## Action items\n\n" +
		"- [ ] Words (owner: @p, due: 2026-12-01, ticket: OPS-1)\n- [ ] Words (owner: @p, due: 2026-12-01, ticket: WEB-1)\n");
	write_named(directory, group);
}

function main(sitrep, directory) {
	const made = groups(vectors()), rules = rules_off(sitrep);
	write_words(path.join(directory, "words"), made, rules);
	for (const group of made.filter((group) => group.list.some(is_text))) write_titles(path.join(directory, "titles", String(group.number)), group, rules);
	write(path.join(directory, "places.json"), JSON.stringify({ handbook: [...places.handbook], status: [...places.status] }));
}

module.exports = { vectors };
if (require.main === module) main(process.argv[2], process.argv[3]);
