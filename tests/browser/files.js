/*
 * files: what can be said of a built site without a browser.
 *
 * Every page is sound HTML; every link inside a site leads to a file and to a place in it, from disk
 * as from a host; every page can be reached; feeds and pictures are well-formed.
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");
const { HtmlValidate } = require("html-validate");
const { read_site } = require("./site");
const { say, status } = require("./tap");

const work = process.argv[2];

/* The standard's rules, and those that find what a person would stumble over; none of mere style. */
const checker = new HtmlValidate({
	root: true,
	extends: ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
	rules: {
		/* The list of a search's results is links, which a select can't hold. */
		"prefer-native-element": ["error", { exclude: ["listbox"] }],
		/* The navigation has headings of its own, before the page's h1. */
		"heading-level": ["error", { minInitialRank: "any" }],
		/* Filters work while typing; without scripts they are not there (pages.js). */
		"wcag/h32": "off",
		/* From disk no integrity can be checked: the copy of the style sheet in noscript has none. */
		"require-sri": ["error", { target: "crossorigin" }],
	},
});

function html_problems(page) {
	const report = checker.validateStringSync(page.html, page.name);
	return report.results.flatMap((result) =>
		result.messages.map((message) => `${message.line}:${message.column}: ${message.message} [${message.ruleId}]`));
}

/* ---- links ---- */

const ADDRESSES = { a: ["href"], link: ["href"], area: ["href"], script: ["src"], img: ["src", "srcset"], source: ["src", "srcset"],
	iframe: ["src"], object: ["data"], use: ["href", "xlink:href"], image: ["href"], form: ["action"], video: ["src", "poster"], audio: ["src"] };

function addresses(page) {
	const found = page.elements.flatMap((element) => (ADDRESSES[element.name] || [])
		.filter((key) => element.attributes[key] !== undefined)
		.flatMap((key) => key === "srcset" ? element.attributes[key].split(",").map((one) => one.trim().split(/\s+/)[0]) : [element.attributes[key]]));
	return page.redirect === null ? found : found.concat(page.redirect);
}

const is_missing_page = (page) => page.name.endsWith("/404.html");

/*
 * Where an address leads, below the site's folder; null where it leaves the site.  A 404.html is shown
 * at any depth, so its addresses may begin at the root of its half, whose place site.yaml gives.
 */
function resolve(page, address) {
	if (/^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith("//")) return null;
	const rooted = address.startsWith("/");
	const half = page.name.split("/")[0];
	const url = new URL(rooted ? half + address : address, new URL(rooted ? "" : page.name, "http://site.invalid/"));
	return { file: decodeURIComponent(url.pathname.slice(1)), fragment: decodeURIComponent(url.hash.slice(1)), rooted };
}

function link_problem(site, page, address) {
	const to = resolve(page, address);
	if (!to) return null;
	if (to.rooted && !is_missing_page(page)) return `${address}: begins with a slash; it breaks in a subfolder and from disk`;
	if (!site.files.has(to.file)) return `${address}: there is no file ${to.file}`;
	if (to.file.split("/")[0] !== page.name.split("/")[0]) return `${address}: leaves its half of the site`;
	if (to.fragment && to.fragment !== "top" && site.pages.has(to.file) && !site.pages.get(to.file).ids.has(to.fragment))
		return `${address}: ${to.file} has no place "${to.fragment}"`;
	return null;
}

function link_problems(site, page) {
	return [...new Set(addresses(page))].map((address) => link_problem(site, page, address)).filter(Boolean);
}

/* From the front page, by links alone. */
function unreachable(site, half) {
	const seen = new Set([`${half}/index.html`]);
	const left = [...seen];
	while (left.length) {
		const page = site.pages.get(left.pop());
		for (const address of page ? addresses(page) : []) {
			const to = resolve(page, address);
			if (!to || seen.has(to.file)) continue;
			seen.add(to.file);
			left.push(to.file);
		}
	}
	return [...site.pages.values()]
		.filter((page) => page.name.startsWith(`${half}/`) && page.redirect === null && !is_missing_page(page) && !seen.has(page.name))
		.map((page) => `${page.name}: no link leads there`);
}

/* ---- heads ---- */

function head_problems(page) {
	const problems = [];
	const count = (name) => page.elements.filter((element) => element.name === name).length;
	const policy = page.elements.find((element) => element.attributes["http-equiv"] === "Content-Security-Policy");
	if (!policy) problems.push("has no Content-Security-Policy");
	else if (/unsafe-|\*/.test(policy.attributes.content)) problems.push(`its policy allows too much: ${policy.attributes.content}`);
	if (!/^default-src 'none'/.test(policy?.attributes.content || "")) problems.push("its policy does not begin with nothing");
	if (!page.elements.some((element) => element.name === "html" && element.attributes.lang)) problems.push("has no language");
	if (count("h1") !== 1) problems.push(`has ${count("h1")} h1 elements`);
	for (const element of page.elements)
		for (const key of Object.keys(element.attributes))
			if (/^on/.test(key) || key === "style") problems.push(`<${element.name} ${key}>: the policy does not let it work`);
	return problems;
}

/* ---- all else ---- */

function xml_problems(file) {
	try {
		execFileSync("xmllint", ["--nonet", "--noout", file], { stdio: ["ignore", "ignore", "pipe"] });
		return [];
	} catch (error) {
		return [String(error.stderr || error)];
	}
}

function json_problems(file) {
	try {
		JSON.parse(fs.readFileSync(file, "utf8"));
		return [];
	} catch (error) {
		return [String(error)];
	}
}

const OTHER = { ".atom": xml_problems, ".rss": xml_problems, ".xml": xml_problems, ".svg": xml_problems, ".json": json_problems };

function check_site(name) {
	const site = read_site(path.join(work, name));
	const half_names = ["handbook", "status"];
	for (const half of half_names)
		say(`${name}: ${half}/index.html is there`, site.pages.has(`${half}/index.html`) ? [] : ["no"]);
	for (const page of site.pages.values()) {
		say(`${name}/${page.name}: HTML`, html_problems(page));
		say(`${name}/${page.name}: links`, link_problems(site, page));
		say(`${name}/${page.name}: head`, head_problems(page));
	}
	for (const half of half_names) say(`${name}: every page of ${half}/ can be reached`, unreachable(site, half));
	for (const file of site.files) {
		const problems = OTHER[path.extname(file)];
		if (problems) say(`${name}/${file}: well-formed`, problems(path.join(work, name, file)));
	}
}

for (const name of ["public", "busy", "calm", "rtl", "empty"]) check_site(name);
process.exitCode = status();
