/*
 * served: how long it takes from saving a document until its page that is open in a browser is told that it is another one.
 *
 *   node served.js SITREP SITE NOW DOCUMENT TIMES     DOCUMENT: its path in the site
 *
 * Prints two medians in milliseconds: of a line more in its body, and of another title, which other pages show as well.
 * The document is as it was in the end.
 */
"use strict";

const fs = require("fs");
const http = require("http");
const path = require("path");
const { spawn } = require("child_process");

const [sitrep, site, now, document, times] = process.argv.slice(2);
const file = path.join(site, document), before = fs.readFileSync(file, "utf8");
const page = document.replace(/^content\//, "handbook/").replace(/\.md$/, ".html");
const LIMIT = 120000; /* milliseconds, of all of it */

const EDITS = [
	(text, n) => `${text}\nOne more line, ${n}.\n`,
	(text, n) => text.replace(/^title: .*$/m, `title: Another title, ${n}`),
];

function address_of(server) {
	return new Promise((found, failed) => {
		let said = "";
		server.stdout.on("data", (data) => {
			said += data;
			const match = /^http:\/\/127\.0\.0\.1:\d+\//m.exec(said);
			if (match) found(match[0]);
		});
		server.on("close", () => failed(new Error(`the server ended: ${said}`)));
	});
}

/* changed(): the next time that the page is told of another version than the last one. */
async function open_stream(address) {
	let last = "", wake = () => {};
	http.get(`${address}.sitrep/events?page=${page}&version=`, { agent: false }, (response) => {
		let text = "";
		response.on("data", (data) => {
			text += data;
			const blocks = text.split("\n\n");
			text = blocks.pop();
			for (const block of blocks) {
				const version = /^event: page\ndata: (.*)$/m.exec(block);
				if (!version || version[1] === last) continue;
				last = version[1];
				wake();
			}
		});
		response.on("error", () => {});
	}).on("error", () => {});
	const changed = () => new Promise((resolve) => { wake = resolve; });
	await changed();
	return changed;
}

async function median_of(changed, edit) {
	const spent = [];
	for (let i = 0; i < times; i++) {
		await new Promise((resolve) => setTimeout(resolve, 500)); /* as somebody who writes: what follows from the last one is done */
		const told = changed(), start = performance.now();
		fs.writeFileSync(file, edit(before, `${i} of ${start}`));
		await told;
		spent.push(performance.now() - start);
	}
	return spent.sort((a, b) => a - b)[spent.length >> 1];
}

(async () => {
	const server = spawn(sitrep, ["serve", "-q", "-C", site, "--at", now, "--port", "0"], { stdio: ["ignore", "pipe", "ignore"] });
	setTimeout(() => server.kill(), LIMIT).unref();
	try {
		const changed = await open_stream(await address_of(server)), medians = [];
		for (const edit of EDITS) medians.push(await median_of(changed, edit));
		console.log(medians.map((median) => median.toFixed(1)).join(" "));
	} finally {
		fs.writeFileSync(file, before);
		server.kill();
	}
})().catch((error) => {
	console.error(String(error));
	process.exitCode = 1;
});
