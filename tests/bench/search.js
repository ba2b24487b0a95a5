/*
 * search: what the handbook's search costs a browser.
 *
 *   node search.js MODULES FOLDER     MODULES: node_modules with playwright-core; FOLDER: a built handbook
 *
 * Prints a line: bytes (gzipped) of the index that is read at first, of the largest piece, of all; milliseconds to
 * read the index that has arrived (the best of five), and of a query whose pieces have (the median and the worst of many).
 */
"use strict";

const fs = require("fs");
const path = require("path");
const zlib = require("zlib");
const { pathToFileURL } = require("url");

const [modules, folder] = process.argv.slice(2);
const { chromium } = require(path.resolve(modules, "playwright-core"));

const QUERIES = ["connection pool", "databse", "SEV1", "error rate high", "kubectl", "restart the", "queue", "paymnts api", "time", "a", "post", "zzzz"];

function sizes() {
	const files = fs.readdirSync(path.join(folder, "search"));
	const size = (name) => zlib.gzipSync(fs.readFileSync(path.join(folder, "search", name)), { level: 9 }).length;
	const pieces = files.filter((name) => name !== "index.js").map(size);
	const first = size("index.js");
	return { first, piece: Math.max(0, ...pieces), all: pieces.reduce((sum, one) => sum + one, first) };
}

async function times(page) {
	return page.evaluate(async (queries) => {
		const script = (src) => new Promise((done, failed) => {
			const node = document.createElement("script");
			Object.assign(node, { src, onload: done, onerror: failed });
			document.head.append(node);
		});
		await script(document.body.dataset.search);
		const read = sitrepSearch.index, runs = [];
		let load = Infinity;
		sitrepSearch.index = (data) => {
			for (let i = 0; i < 5; i++) {
				const start = performance.now();
				read(data);
				load = Math.min(load, performance.now() - start);
			}
		};
		await sitrepSearch.ready();
		for (const query of queries) await sitrepSearch.prepare(query);
		for (let i = 0; i < 20; i++)
			for (const query of queries) {
				const start = performance.now();
				sitrepSearch.find(query);
				runs.push(performance.now() - start);
			}
		runs.sort((a, b) => a - b);
		return { load, median: runs[runs.length >> 1], worst: runs[runs.length - 1] };
	}, QUERIES);
}

(async () => {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium-headless-shell", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
	const page = await browser.newPage();
	await page.goto(pathToFileURL(path.resolve(folder, "index.html")).href);
	const { first, piece, all } = sizes(), { load, median, worst } = await times(page);
	console.log(`first ${first} piece ${piece} all ${all} bytes; load ${load.toFixed(1)} query ${median.toFixed(2)} worst ${worst.toFixed(1)} ms`);
	await browser.close();
})();
