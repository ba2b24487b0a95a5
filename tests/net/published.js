/*
 * published: whether what a storage serves is what a build wrote: bytes, types, and the cache times that the build's own _headers
 * asks of hosts.  Prints what is not.
 *
 *   published.js FOLDER ADDRESS
 */
"use strict";

const fs = require("fs");
const path = require("path");

const [folder, address] = process.argv.slice(2);

const types = {
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml", ".atom": "application/atom+xml; charset=utf-8", ".rss": "application/rss+xml; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
	".xml": "application/xml", ".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8", "": "text/plain; charset=utf-8",
};

/* [[path, Cache-Control]] of a file of rules for hosts. */
function cache_rules(text) {
	const rules = [];
	for (const line of text.split("\n")) {
		if (line.startsWith("/")) rules.push([line, null]);
		const value = line.match(/^\s+Cache-Control: (.*)/);
		if (value) rules[rules.length - 1][1] = value[1];
	}
	return rules.filter(([, value]) => value);
}

const rules = cache_rules(fs.existsSync(path.join(folder, "_headers")) ? fs.readFileSync(path.join(folder, "_headers"), "utf8") : "");

function cache_of(file) {
	const rule = rules.find(([pattern]) => pattern === `/${file}` || (pattern.endsWith("/*") && `/${file}`.startsWith(pattern.slice(0, -1))));
	return rule && rule[1];
}

async function look(file) {
	const answer = await fetch(address + file.split("/").map(encodeURIComponent).join("/"));
	const got = Buffer.from(await answer.arrayBuffer());
	const type = types[path.extname(file)], cache = cache_of(file);

	if (answer.status !== 200) return console.log(`${file}: ${answer.status}`);
	if (!got.equals(fs.readFileSync(path.join(folder, file)))) console.log(`${file}: other bytes`);
	if (type && answer.headers.get("content-type") !== type) console.log(`${file}: is ${answer.headers.get("content-type")}`);
	if (cache && answer.headers.get("cache-control") !== cache) console.log(`${file}: is kept for ${answer.headers.get("cache-control")}, not ${cache}`);
	if (!answer.headers.get("cache-control")) console.log(`${file}: nothing says for how long it is kept`);
	if (answer.headers.get("content-encoding")) console.log(`${file}: is encoded`);
	return undefined;
}

async function main() {
	const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.path ?? entry.parentPath, entry.name)));
	if (files.length < 15) console.log(`only ${files.length} files`);
	for (const file of files) await look(file);
}

main();
