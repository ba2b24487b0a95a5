/*
 * site: a built site as files: its pages, what they point at, and which of them stand for the rest.
 *
 * The HTML is read with a few regular expressions: files.js has an HTML checker say first that it is sound.
 */
"use strict";

const fs = require("fs");
const path = require("path");

function walk(directory, below = "") {
	return fs.readdirSync(path.join(directory, below), { withFileTypes: true }).flatMap((entry) => {
		const name = path.posix.join(below, entry.name);
		return entry.isDirectory() ? walk(directory, name) : [name];
	}).sort();
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function unescape(text) {
	return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
		if (name) return NAMED[name] || whole;
		return String.fromCodePoint(hex ? parseInt(hex, 16) : parseInt(decimal, 10));
	});
}

/* elements(html): [{ name, attributes }], in order; what scripts and styles hold is left out. */
function elements(html) {
	const bare = html.replace(/<!--[^]*?-->/g, "").replace(/(<(script|style)\b[^>]*>)[^]*?(<\/\2>)/gi, "$1$3");
	const found = [];
	for (const [, name, inside] of bare.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s=>\/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?)*)\s*\/?>/gi)) {
		const attributes = {};
		for (const [, key, double, single, plain] of inside.matchAll(/([^\s=>\/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g))
			attributes[key.toLowerCase()] = unescape(double ?? single ?? plain ?? "");
		found.push({ name: name.toLowerCase(), attributes });
	}
	return found;
}

/* Where a page sends the reader on at once, or null. */
function redirect_target(page) {
	const meta = page.elements.find((element) => element.name === "meta" && /^refresh$/i.test(element.attributes["http-equiv"] || ""));
	return meta ? meta.attributes.content.replace(/^\s*\d+\s*;\s*url=/i, "") : null;
}

/* What stands in templates is no part of the page yet: status.js looks at it when it is. */
function read_page(directory, name) {
	const html = fs.readFileSync(path.join(directory, name), "utf8").replace(/<template\b[^>]*>[^]*?<\/template>/g, "");
	const page = { name, html, elements: elements(html) };
	page.ids = new Set(page.elements.map((element) => element.attributes.id).filter(Boolean));
	page.redirect = redirect_target(page);
	return page;
}

/* read_site(directory): { directory, files: Set of paths, pages: Map of path → page }. */
function read_site(directory) {
	const files = walk(directory);
	const pages = new Map();
	for (const name of files)
		if (name.endsWith(".html")) pages.set(name, read_page(directory, name));
	return { directory, files: new Set(files), pages };
}

/* What a page is made of, as far as a style sheet can tell. */
function features(page) {
	return page.elements.map((element) => `${element.name}.${(element.attributes.class || "").split(/\s+/).sort().join(".")}`);
}

/*
 * sample(site): the pages that stand for all: those at the top of a half, every folder's largest, and of the
 * rest, the largest first, each that has something in it that none before has.
 */
function sample(site) {
	const seen = new Set(), folders = new Set();
	const is_top = (page) => page.name.split("/").length === 2;
	const ordinary = [...site.pages.values()].filter((page) => page.redirect === null && !page.name.endsWith("/404.html"));
	ordinary.sort((a, b) => is_top(b) - is_top(a) || b.html.length - a.html.length || (a.name < b.name ? -1 : 1));
	const is_first_of_folder = (page) => !folders.has(path.posix.dirname(page.name)) && !page.name.endsWith("/index.html");
	const take = (page) => {
		folders.add(path.posix.dirname(page.name));
		features(page).forEach((feature) => seen.add(feature));
		return page.name;
	};
	const is_new = (page) => features(page).some((feature) => !seen.has(feature));
	const chosen = ordinary.filter((page) => (is_top(page) || is_first_of_folder(page)) && take(page));
	return chosen.concat(ordinary.filter((page) => !chosen.includes(page) && is_new(page) && take(page))).map((page) => page.name);
}

module.exports = { read_site, sample, walk, elements };
